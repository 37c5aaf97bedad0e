"""The second officer's word on what was proposed for the registry: a record, a status, a batch, a complaint."""

from typing import Any

from sqlalchemy import ColumnElement, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from hotline import audit, permissions, second
from hotline.db.engine import writing
from hotline.db.queries import index as postings
from hotline.db.queries import registry as queries
from hotline.db.queries.writes import affected
from hotline.db.tables import Approval, Posting, Record, RecordEvent
from hotline.db.tables.base import rows_of
from hotline.errors import Conflict, NotFound, Refused
from hotline.leads.words import clean
from hotline.officers import Viewer
from hotline.registry import periods, store, waiting
from hotline.registry.acts import Kept
from hotline.registry.store import Desk
from hotline.runtime import Board

CHUNK = 5_000


def decide(
    board: Board, viewer: Viewer, approval_id: int, *, approve: bool, reason: str = "", seen: int | None = None
) -> Kept:
    """The second officer's word on a record, a status, a batch or a complaint, from his own session.

    `seen` is the version that was on his page (`proposals.Waiting.version`): he approves what he saw, or gets Conflict.
    Raises Refused when he cannot be the second one (own proposal, acted on a lead of it, made the other's account).
    """
    if not permissions.may(viewer.role, "registry.decide"):
        raise Refused("workflow.role", act="registry")
    why = clean(reason)
    with writing(board.db) as session:
        desk = Desk.of(session, board, viewer)
        approval = session.get(Approval, approval_id)
        if approval is None or approval.kind not in _DECIDED:
            raise NotFound("approval.absent")
        if approve and seen is not None:
            _as_seen(session, approval, seen)
        leads = periods.leads_of(session, approval)
        second.decide(session, viewer, approval_id, approval.kind, desk.now, approve=approve, leads=leads)
        return _DECIDED[approval.kind](desk, approval, approve and approval.verdict == "approved", why)


def _as_seen(session: Session, approval: Approval, seen: int) -> None:
    if approval.kind != "import":
        store.locked(session, approval.subject_id, seen)
    elif (now := queries.batch_versions(session, [approval.subject_id]).get(approval.subject_id, 0)) != seen:
        raise Conflict("record.changed", version=now)


def _decided_record(desk: Desk, approval: Approval, approved: bool, why: str) -> Kept:
    record = store.locked(desk.session, approval.subject_id)
    if record.state != "proposed":
        raise Conflict("record.changed", version=record.version)
    record.state = "active" if approved else "retired"
    if approved:
        periods.begin(desk, approval.id)
    else:
        waiting.fall(desk, [record.id])
        postings.drop(desk.session, [record.id], record.kind)
    item = store.keep_words(desk, record, "note", why) if why else None
    store.note(desk, record, "approved" if approved else "refused", {"approval": approval.id}, item)
    return Kept(record.id, record.version, desk.decision_id)


def _decided_status(desk: Desk, approval: Approval, approved: bool, why: str) -> Kept:
    record = store.locked(desk.session, approval.subject_id)
    if approved and record.state != "active":  # a proposed record is approved first, then what is asked for it
        raise Refused("record.state", state=record.state)
    if approved:
        periods.begin(desk, approval.id)
    item = store.keep_words(desk, record, "note", why) if why else None
    store.note(desk, record, "status" if approved else "status_refused", {"approval": approval.id}, item)
    return Kept(record.id, record.version, desk.decision_id)


def _decided_batch(desk: Desk, approval: Approval, approved: bool, why: str) -> Kept:
    """A batch may hold a hundred thousand records: statements over all of them, and no more than their ids is loaded.

    They are locked first: none of them is taken out between the look at what is asked and the change of its state.
    """
    proposed = (Record.batch == approval.subject_id) & (Record.state == "proposed")
    ids = list(desk.session.scalars(select(Record.id).where(proposed).order_by(Record.id).with_for_update()))
    if approved:
        periods.begin(desk, approval.id)
    else:
        waiting.fall(desk, select(Record.id).where(proposed))
        _drop_postings(desk.session, ids)
    _note_batch(desk, approval, proposed, "approved" if approved else "refused")
    state = "active" if approved else "retired"
    count = affected(desk.session, update(Record).where(proposed).values(state=state, version=Record.version + 1))
    roster = desk.board.ring().current("roster").secret
    item = audit.typed(desk.session, roster, why, desk.now) if why else None
    officer, codes = desk.viewer.officer_id, {"rows": count, "verdict": approval.verdict}
    audit.record(
        desk.session, officer, "registry.batch", "record", [approval.subject_id], codes=codes, purpose_item=item
    )
    return Kept(approval.subject_id, count, desk.decision_id)


def _drop_postings(session: Session, ids: list[int]) -> None:
    """By ids and not by a subquery: without fresh statistics PostgreSQL reads every posting once for each record."""
    for start in range(0, len(ids), CHUNK):
        mine = postings.one_of(session, Posting.doc, ids[start : start + CHUNK])
        affected(session, delete(Posting).where(Posting.scope.in_(("person", "hotspot")), mine))


def _note_batch(desk: Desk, approval: Approval, proposed: ColumnElement[bool], action: str) -> None:
    """The same line in every record's history, with the version that the record then has."""
    history = rows_of(RecordEvent)
    line = store.line_row(desk, 0, 0, action, {"approval": approval.id})
    values: dict[str, Any] = {name: literal(value, history.c[name].type) for name, value in line.items()}
    values |= {"record_id": Record.id, "version": Record.version + 1}
    desk.session.execute(insert(history).from_select(list(values), select(*values.values()).where(proposed)))


def _decided_complaint(desk: Desk, approval: Approval, approved: bool, why: str) -> Kept:
    record = store.locked(desk.session, approval.subject_id)
    periods.settle(desk, record.id, upheld=approved)
    item = store.keep_words(desk, record, "note", why) if why else None
    store.note(desk, record, "complaint_upheld" if approved else "complaint_refused", {"approval": approval.id}, item)
    return Kept(record.id, record.version, desk.decision_id)


_DECIDED = {
    "record": _decided_record, "status": _decided_status, "import": _decided_batch, "complaint": _decided_complaint,
}  # fmt: skip
