"""Conflict of interest: a tip that speaks of our own people never goes to their unit (design 2, who gets what).

The roster is indexed under its own scope; a match needs a full name with rank or unit, or a telephone, so its postings
hold nothing else. The worker asks; an officer's line in the roster is a document with the officer's id.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.db.ready import Ready, among, many
from hotline.db.tables import Officer, Posting, Unit
from hotline.index import Indexed


def matches(session: Session, indexed: Indexed) -> list[tuple[str, int]]:
    """(kind, id) of the units whose people a tip's terms match."""
    wanted = {*indexed.terms, *indexed.finders}
    if not wanted:
        return []
    return [(kind, unit_id) for kind, unit_id in _MATCHES.all(session, terms=many(session, [*wanted]))]


_MATCHES = Ready(
    lambda arrays: (
        select(Unit.kind, Unit.id)
        .join(Officer, Officer.unit_id == Unit.id)
        .join(Posting, (Posting.scope == "roster") & (Posting.doc == Officer.id))
        .where(among(Posting.term, "terms", arrays))
        .distinct()
    )
)


def route(session: Session, indexed: Indexed) -> str:
    """Whom a tip is sealed to: desk (and supervision), supervision alone, or audit alone."""
    kinds = {kind for kind, _ in matches(session, indexed)}
    if "supervision" in kinds:
        return "audit"
    return "supervision" if "desk" in kinds else "desk"
