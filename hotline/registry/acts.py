"""What officers do with records: add, edit, retire, merge, tell apart; and the second officer's word on proposals.

A record is proposed until a second officer has approved it. A status is never set here: see `hotline.registry.periods`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.catalog.timers import timers
from hotline import carrying, permissions, second
from hotline.clock import local_day
from hotline.db.engine import writing
from hotline.db.queries import index as postings
from hotline.db.tables import Link, Record, RecordEdge, RecordEvent
from hotline.errors import Conflict, NotFound, Refused
from hotline.ids import new_id
from hotline.leads.words import clean, required
from hotline.officers import Viewer
from hotline.registry import identity, periods, store, waiting
from hotline.registry.fields import parse
from hotline.registry.reading import opened
from hotline.registry.store import Desk
from hotline.registry.words import DOCUMENTS, Parsed, Words, told
from hotline.runtime import Board

UNDOABLE = frozenset({"merge", "merged", "retire", "not_same"})


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer to an act on a record; `approval_id` when a second officer must say yes, else 0."""

    record_id: int
    version: int
    decision_id: int
    approval_id: int = 0


def add(board: Board, viewer: Viewer, raw: Mapping[str, Any], reason: str = "") -> Kept:
    """Proposes a record from raw values (`fields.columns`); with a status it needs a document like every status.

    Raises Refused `record.fields` with what is wrong with which field.
    """
    _may(viewer, "registry.propose")
    parsed = _parsed(board, raw)
    words, why = _words(parsed), clean(reason)
    with writing(board.db) as session:
        desk = Desk.of(session, board, viewer)
        record, found = store.create(desk, parsed.kind, words)
        session.flush()
        store.begin_history(desk, record)
        postings.post(session, record.kind, record.id, found.terms)
        item = store.keep_words(desk, record, "note", why) if why else None
        approval = second.propose(session, viewer, "record", record.id, desk.now, payload_item=item)
        if parsed.status is not None:
            periods.ask(desk, record, parsed.status, approval)
        store.note(desk, record, "proposed", {"approval": approval}, item)
        return Kept(record.id, record.version, desk.decision_id, approval)


def edit(board: Board, viewer: Viewer, record_id: int, version: int, raw: Mapping[str, Any], reason: str) -> Kept:
    """Writes a new version of a record's words; the earlier ones stay in its history. Never a status.

    `raw` names the document that the change rests on. Raises Refused `edit.document` without one, and `edit.identity`
    where somebody else would be meant by what two officers gave, or are asked to give (`hotline.registry.identity`).
    """
    _may(viewer, "registry.edit")
    why, paper = required(reason), _document(raw)
    with writing(board.db) as session:
        desk = Desk.of(session, board, viewer)
        record = _usable(session, viewer, record_id, version)
        wanted = {**raw, "kind": record.kind}
        words = _words(_parsed(board, {name: wanted[name] for name in wanted if name not in ("status", "level")}))
        identity.keep(desk, record, words)
        item = store.keep_words(desk, record, "note", why)
        codes = {"document": store.keep_words(desk, record, "document", paper)}
        codes["words"] = store.replace_words(desk, record, words)
        store.note(desk, record, "edited", codes, item)
        return Kept(record.id, record.version, desk.decision_id)


def _document(raw: Mapping[str, Any]) -> str:
    kind, reference = (clean(str(raw.get(name) or "")) for name in ("document_kind", "document_ref"))
    if kind not in DOCUMENTS or not reference:
        raise Refused("edit.document")
    return f"{kind}\n{reference}\n"


def retire(board: Board, viewer: Viewer, record_id: int, version: int, reason: str) -> Kept:
    """Takes a record out of use: nothing is suggested from it any more. Undo brings it back."""
    _may(viewer, "registry.edit")
    why = required(reason)
    with writing(board.db) as session:
        desk = Desk.of(session, board, viewer)
        record = _usable(session, viewer, record_id, version)
        before = record.state
        waiting.fall(desk, [record_id])
        record.state = "retired"
        terms = postings.terms_of(session, record.kind, [record.id])
        postings.drop(session, [record.id], record.kind)
        item = store.keep_words(desk, record, "note", why)
        store.note(desk, record, "retire", {"before": before, "terms": len(terms)}, item)
        return Kept(record.id, record.version, desk.decision_id)


def merge(
    board: Board, viewer: Viewer, record_id: int, version: int, other_id: int, other_version: int, reason: str
) -> Kept:
    """Says that another record is this one: its links come here, it rests as merged. Undo gives both back."""
    _may(viewer, "registry.edit")
    why = required(reason)
    if record_id == other_id:
        raise Refused("record.itself")
    with writing(board.db) as session:
        desk = Desk.of(session, board, viewer)
        record = _usable(session, viewer, record_id, version)
        other = _usable(session, viewer, other_id, other_version)
        if record.kind != other.kind or record.state != other.state:
            raise Refused("record.kinds")
        _edge(desk, record_id, other_id, "same")
        waiting.fall(desk, [other_id])
        moved = _move_links(desk, other_id, record_id)
        before, other.state, other.merged_decision = other.state, "merged", desk.decision_id
        postings.drop(session, [other_id], other.kind)
        item = store.keep_words(desk, record, "note", why)
        store.note(desk, other, "merged", {"before": before, "into": record_id})
        store.note(desk, record, "merge", {"from": other_id, "moved": moved}, item)
        return Kept(record_id, record.version, desk.decision_id)


def not_same(board: Board, viewer: Viewer, record_id: int, version: int, other_id: int) -> Kept:
    """Says that two records are two: they are told as duplicates of each other no more, and cannot be merged."""
    _may(viewer, "registry.edit")
    if record_id == other_id:
        raise Refused("record.itself")
    with writing(board.db) as session:
        desk = Desk.of(session, board, viewer)
        record = _usable(session, viewer, record_id, version)
        if record.kind != _usable(session, viewer, other_id, None).kind:
            raise Refused("record.kinds")
        _edge(desk, record_id, other_id, "not_same")
        store.note(desk, record, "not_same", {"other": other_id})
        return Kept(record_id, record.version, desk.decision_id)


def undo(board: Board, viewer: Viewer, decision_id: int) -> Kept:
    """Takes a merge, a retirement or a "not the same" back, at once or years later.

    A record that is proposed again waits for a second officer again.
    """
    _may(viewer, "registry.edit")
    with writing(board.db) as session:
        history = select(RecordEvent).where(RecordEvent.decision_id == decision_id).order_by(RecordEvent.seq)
        lines = list(session.scalars(history))
        if not lines:
            raise NotFound("decision.absent")
        if any(line.action == "undo" for line in lines):
            raise Refused("undo.already")
        if any(line.action not in UNDOABLE for line in lines):
            raise Refused("undo.final")
        desk = Desk.of(session, board, viewer)
        desk.decision_id = decision_id
        records = {line.record_id: store.locked(session, line.record_id) for line in lines}
        for line in lines:
            _take_back(desk, records[line.record_id], line)
        session.execute(
            update(RecordEdge)
            .where(RecordEdge.decision_id == decision_id, RecordEdge.undone_at.is_(None))
            .values(undone_at=desk.now)
        )
        asked = [waiting.ask_again(desk, record) for record in records.values()]
        for record in records.values():
            store.note(desk, record, "undo", {"undid": lines[-1].action})
        main = records[lines[-1].record_id]
        return Kept(main.id, main.version, decision_id, max(asked))


def _take_back(desk: Desk, record: Record, line: RecordEvent) -> None:
    if line.action in ("retire", "merged"):
        if record.state != {"retire": "retired", "merged": "merged"}[line.action]:
            raise Conflict("undo.overtaken", version=record.version)
        record.state, record.merged_decision = line.codes["before"], None
        _post_again(desk, record)
    if line.action == "merge":
        if record.state == "merged":  # a later merge holds the links: it is taken back first
            raise Conflict("undo.overtaken", version=record.version)
        carrying.back(desk.session, "record_id", line.codes.get("moved", ()), desk.viewer.officer_id, desk.now)


def _post_again(desk: Desk, record: Record) -> None:
    """The terms are made anew from the words, which the officer's own keys open."""
    found = opened(desk.session, desk.viewer, [record])
    if record.id not in found:
        raise NotFound("record.absent")
    postings.post(desk.session, record.kind, record.id, store.blind_form(desk, found[record.id]).terms)


def _move_links(desk: Desk, from_id: int, to_id: int) -> list[list[int]]:
    """The links of one record go to the other; returns what `carrying.carry` says of them."""
    person = desk.session.get_one(Record, to_id).kind == "person"

    def unconfirmed(link: Link) -> dict[str, Any]:
        """Two officers confirmed another person: moved by one officer, it is a mention that two may confirm."""
        if not person or link.verdict != "confirmed":
            return {}
        return {"verdict": "mention", "approval_id": None, "expires_at": desk.now + timers().mention}

    return carrying.carry(desk.session, "record_id", from_id, to_id, desk.viewer.officer_id, desk.now, unconfirmed)


def _edge(desk: Desk, one: int, other: int, verdict: str) -> None:
    a, b = min(one, other), max(one, other)
    pair = (RecordEdge.a == a) & (RecordEdge.b == b) & RecordEdge.undone_at.is_(None)
    before = set(desk.session.scalars(select(RecordEdge.verdict).where(pair)))
    if verdict in before:
        raise Refused("record.already")
    if "not_same" in before:
        raise Refused("record.told_apart")
    desk.session.add(
        RecordEdge(
            id=new_id(), a=a, b=b, verdict=verdict, decision_id=desk.decision_id, by=desk.viewer.officer_id, at=desk.now
        )
    )


def _usable(session: Session, viewer: Viewer, record_id: int, version: int | None) -> Record:
    record = store.locked(session, record_id, version)
    if record.state not in ("active", "proposed"):
        raise Refused("record.state", state=record.state)
    return record


def _parsed(board: Board, raw: Mapping[str, Any]) -> Parsed:
    return parse(raw, board.readers.gazetteer.names, local_day(board.clock()))


def _words(parsed: Parsed) -> Words:
    if parsed.words is None:
        raise Refused("record.fields", troubles=told(parsed.troubles))
    return parsed.words


def _may(viewer: Viewer, permission: str) -> None:
    if not permissions.may(viewer.role, permission):
        raise Refused("workflow.role", act=permission)
