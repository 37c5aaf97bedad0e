"""Records that may be one: told beside each other until an officer joins them or says that they are two."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from hotline import audit
from hotline.db.engine import reading
from hotline.db.queries import registry as queries
from hotline.db.tables import Record
from hotline.officers import Viewer
from hotline.registry import blind
from hotline.registry.reading import opened
from hotline.registry.values import Double
from hotline.registry.words import Person, name_of
from hotline.runtime import Board
from hotline.sketch import Facts, Purpose

MOST = 12
NAMES = (Purpose.FULL, Purpose.LANDMARK)


def doubles(board: Board, viewer: Viewer, record_id: int) -> tuple[Double, ...]:
    """Records in use that may be this one; nothing for units that do not see every record. Logged with the ids."""
    if viewer.unit_kind not in queries.EVERYWHERE:
        return ()
    with reading(board.db) as session:
        record = session.get(Record, record_id)
        if record is None or record.state not in queries.IN_USE:
            return ()
        found = list(_alike(session, record))[:MOST]
        words = opened(session, viewer, found)
    shown = [(one, words[one.id]) for one in found if one.id in words]
    if shown:
        audit.seen(board.db, viewer.officer_id, "record.listed", "record", [one.id for one, _words in shown])
    return tuple(
        Double(
            one.id, name_of(said), one.commune, said.hamlet, said.born if isinstance(said, Person) else None, one.state
        )
        for one, said in shown
    )


def _alike(session: Session, record: Record) -> Iterator[Record]:
    facts = Facts(record.sketch or b"")
    mine = blind.likeness(record.sketch or b"")
    names = [term for purpose in NAMES for term in facts.terms(purpose)]
    apart = queries.told_apart(session, record.id)
    for other in queries.namesakes(session, record, names, facts.terms(Purpose.PHONE)):
        if other.id not in apart and not set(mine.known).isdisjoint(blind.likeness(other.sketch or b"").sought):
            yield other
