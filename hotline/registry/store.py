"""Writing records: words sealed under a key of their own for each version, blind terms, history. No permission checks.

A record is granted to registry, desk, supervision and its commune's unit, and to nobody else (design 2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import audit, vault
from hotline.clock import coarse, local_year
from hotline.db.queries import index as postings
from hotline.db.tables import Item, Record, RecordEvent, Unit
from hotline.errors import Conflict, NotFound
from hotline.ids import new_id
from hotline.index import Indexed, index_keys
from hotline.officers import Viewer
from hotline.registry import blind
from hotline.registry.words import Words, is_minor, to_bytes
from hotline.runtime import Board
from hotline.sketch import VERSION
from hotline.units import UnitPublic, sealing_keys

READERS = ("registry", "desk", "supervision")


@dataclass(slots=True)
class Desk:
    """One transaction's surroundings; units' keys are looked up once."""

    session: Session
    board: Board
    viewer: Viewer
    now: int
    decision_id: int
    units: dict[str | None, tuple[UnitPublic, ...]]
    paper: vault.Subject | None = None  # the key of what is typed or filed in this transaction

    @classmethod
    def of(cls, session: Session, board: Board, viewer: Viewer) -> "Desk":
        """A desk with a decision of its own."""
        return cls(session, board, viewer, board.clock(), new_id(), {})


def readers_of(desk: Desk, commune: str | None) -> tuple[UnitPublic, ...]:
    """Whom a record of that commune is sealed to."""
    if commune not in desk.units:
        roster = desk.board.ring().current("roster").secret
        own = select(Unit.id).where(Unit.kind == "commune", Unit.commune == commune)
        ids = list(desk.session.scalars(own)) if commune else []
        extra = sealing_keys(desk.session, roster, unit_ids=ids) if ids else ()
        desk.units[commune] = (*sealing_keys(desk.session, roster, READERS), *extra)
    return desk.units[commune]


def blind_form(desk: Desk, words: Words) -> Indexed:
    """Terms and sketch under the board's index key."""
    return blind.indexed(index_keys(desk.board.ring().current("index").secret), desk.board.readers, words)


def seal(desk: Desk, record_id: int, kind: str, words: Words) -> tuple[int, int]:
    """(subject, item) of one version of a record's words."""
    subject, stamp = vault.new_subject(), coarse(desk.now)
    item = vault.put(desk.session, subject, "record", record_id, "record", to_bytes(kind, words), stamp)
    units = readers_of(desk, words.commune)
    vault.grant(desk.session, subject, units, granted_by=desk.viewer.officer_id, at=stamp)
    return subject.id, item


def keep_words(desk: Desk, record: Record, kind: str, words: str) -> int:
    """A document's or a reason's words beside a record. They are for registry, desk and supervision only."""
    stamp = coarse(desk.now)
    return vault.put(desk.session, paper(desk), "record", record.id, kind, words.encode(), stamp)


def paper(desk: Desk) -> vault.Subject:
    """The subject of what is typed or filed in this transaction, granted once."""
    if desk.paper is None:
        desk.paper = vault.new_subject()
        units = sealing_keys(desk.session, desk.board.ring().current("roster").secret, READERS)
        vault.grant(desk.session, desk.paper, units, granted_by=desk.viewer.officer_id, at=coarse(desk.now))
    return desk.paper


def create(desk: Desk, kind: str, words: Words) -> tuple[Record, Indexed]:
    """A proposed record with its sealed words; the caller posts the terms."""
    record_id, found = new_id(), blind_form(desk, words)
    subject, _item = seal(desk, record_id, kind, words)
    record = Record(**record_row(desk, record_id, kind, words, found.sketch, subject))
    desk.session.add(record)
    return record, found


def record_row(
    desk: Desk, record_id: int, kind: str, words: Words, sketch: bytes, subject_id: int, batch: int | None = None
) -> dict[str, Any]:
    """The row of a proposed record, with every column that has no default in the database."""
    return {
        "id": record_id,
        "kind": kind,
        "commune": words.commune,
        "minor": is_minor(words, local_year(desk.now)),
        "sketch": sketch,
        "sketch_version": VERSION,
        "subject_id": subject_id,
        "version": 1,
        "state": "proposed",
        "batch": batch,
        "created_by": desk.viewer.officer_id,
        "at": desk.now,
        "hold": False,
    }


def begin_history(desk: Desk, record: Record) -> None:
    """The first line of a record's history; the record must have been flushed."""
    desk.session.add(_line(desk, record, "created", {}, None))


def replace_words(desk: Desk, record: Record, words: Words) -> int:
    """A new version of a record's words: sealed anew, indexed anew; the old version stays for the history."""
    found = blind_form(desk, words)
    record.subject_id, item = seal(desk, record.id, record.kind, words)
    record.commune, record.minor = words.commune, is_minor(words, local_year(desk.now))
    record.sketch, record.sketch_version = found.sketch, found.version
    if record.state in ("active", "proposed"):
        postings.post(desk.session, record.kind, record.id, found.terms)
    return item


def locked(session: Session, record_id: int, version: int | None = None) -> Record:
    """The record, locked. Raises NotFound, or Conflict when it is no longer at `version`."""
    query = select(Record).where(Record.id == record_id).with_for_update()
    record = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if record is None:
        raise NotFound("record.absent")
    if version is not None and record.version != version:
        raise Conflict("record.changed", version=record.version)
    return record


def note(
    desk: Desk, record: Record, action: str, codes: Mapping[str, Any] | None = None, item: int | None = None
) -> None:
    """Counts the version up, writes a line of history and the audit event."""
    record.version += 1
    desk.session.add(_line(desk, record, action, codes or {}, item))
    desk.session.flush()
    audit.record(
        desk.session, desk.viewer.officer_id, f"record.{action}", "record", [record.id],
        codes={"decision": desk.decision_id},
    )  # fmt: skip


def _line(desk: Desk, record: Record, action: str, codes: Mapping[str, Any], item: int | None) -> RecordEvent:
    return RecordEvent(**line_row(desk, record.id, record.version, action, codes, item))


def line_row(
    desk: Desk, record_id: int, version: int, action: str, codes: Mapping[str, Any], item: int | None = None
) -> dict[str, Any]:
    """A line of a record's history as a row."""
    return {
        "record_id": record_id,
        "officer_id": desk.viewer.officer_id,
        "action": action,
        "version": version,
        "codes": dict(codes),
        "item_id": item,
        "decision_id": desk.decision_id,
        "at": desk.now,
    }


def current_items(session: Session, records: Iterable[Record]) -> dict[int, Item]:
    """The item with the present words, by record id, in one query."""
    subjects = {record.subject_id: record.id for record in records}
    query = select(Item).where(Item.subject_id.in_(list(subjects)), Item.kind == "record")
    return {subjects[item.subject_id]: item for item in session.scalars(query)}
