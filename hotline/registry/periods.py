"""A record's status or level as dated periods: only by a document and a second officer, never overwritten (design 2).

`ask` writes what is wanted beside an open approval; `begin` is reached from the second officer's decision alone and
copies it into `period`. Nothing else in the project writes that table.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from config.catalog.timers import timers
from hotline import permissions, second
from hotline.clock import local_day
from hotline.db.engine import writing
from hotline.db.queries.writes import insert_many
from hotline.db.tables import Approval, Link, Period, PeriodProposal, Record, RecordEdge
from hotline.errors import Conflict, NotFound, Refused
from hotline.ids import new_id
from hotline.leads.words import clean, required
from hotline.officers import Viewer
from hotline.registry import store
from hotline.registry.store import Desk
from hotline.registry.words import DOCUMENTS, EARLIEST, LEVELS, PERSON_STATUSES, Status
from hotline.runtime import Board

SUSPECTED = frozenset({"suspected_user", "suspected_addict"})
COPIED = ("record_id", "status", "commune", "from_day", "to_day", "document_item", "approval_id")
BATCH = 5_000
BESIDE = frozenset({"psychosis_risk"})  # stands beside another status instead of following it
COMPLAINT = (Approval.kind == "complaint") & (Approval.verdict == "open")
JOINED = (RecordEdge.verdict == "same") & RecordEdge.undone_at.is_(None)
ENDINGS = frozenset({"corrected", "court", "moved_away", "died", "treated"})


def propose(
    board: Board, viewer: Viewer, record_id: int, version: int, status: Status, document: str, reason: str = ""
) -> int:
    """Asks for a status or level from a day on; returns the approval's id. `document` is what the paper says.

    Raises Refused `period.document` without one: a tip, a lead or a note about one is none; `period.complaint` while
    one about the record is open.
    """
    if not permissions.may(viewer.role, "registry.edit"):
        raise Refused("workflow.role", act="registry.edit")
    why, paper = clean(reason), clean(document)
    with writing(board.db) as session:
        desk = Desk.of(session, board, viewer)
        record = store.locked(session, record_id, version)
        if record.state not in ("active", "proposed"):
            raise Refused("record.state", state=record.state)
        _uncontested(session, [record_id])
        item = store.keep_words(desk, record, "note", why) if why else None
        approval = second.propose(session, viewer, "status", record.id, desk.now, payload_item=item)
        ask(desk, record, status, approval, paper)
        store.note(desk, record, "status_proposed", {"approval": approval, "status": status.status}, item)
        return approval


def ask(desk: Desk, record: Record, status: Status, approval_id: int, paper: str = "") -> None:
    """Writes what is wanted, with its document, beside an open approval."""
    document = store.keep_words(desk, record, "document", document_words(record.kind, status, paper))
    row = proposal_row(desk, record.id, record.commune, status, approval_id, document)
    desk.session.add(PeriodProposal(**row))


def document_words(kind: str, status: Status, paper: str = "") -> str:
    """What is sealed of a status's document. Raises Refused for what is no document, or no status of that kind."""
    if status.status not in (PERSON_STATUSES if kind == "person" else LEVELS):
        raise Refused("period.status")
    if status.document_kind not in DOCUMENTS or not status.document_ref.strip():
        raise Refused("period.document")
    return f"{status.document_kind}\n{status.document_ref}\n{paper}"


def proposal_row(
    desk: Desk, record_id: int, commune: str | None, status: Status, approval_id: int, document: int
) -> dict[str, Any]:
    """A wanted period as a row. Raises Refused for a day that is too early or to come."""
    today = local_day(desk.now)
    from_day = today if status.from_day is None else status.from_day
    if not EARLIEST <= from_day <= today:
        raise Refused("period.day")
    return {
        "id": new_id(),
        "record_id": record_id,
        "approval_id": approval_id,
        "status": status.status,
        "commune": commune,
        "from_day": from_day,
        "document_item": document,
    }


def begin(desk: Desk, approval_id: int) -> int:
    """Puts what an approved approval asked for in force; returns how many periods began.

    Raises Refused unless the approval stands approved by somebody other than its proposer, and while a complaint about
    one of its records is open: what that froze must not come into force by another way.
    """
    approval = desk.session.get_one(Approval, approval_id)
    if approval.verdict != "approved" or approval.decided_by in (None, approval.proposed_by):
        raise Refused("period.approval")
    if approval.kind == "import":
        _drop_others(desk.session, approval_id)
    _uncontested(desk.session, select(PeriodProposal.record_id).where(PeriodProposal.approval_id == approval_id))
    _follow(desk, approval_id)
    total, after = 0, 0
    while rows := _asked(desk, approval_id, after):
        after, total = rows[-1]["id"], total + len(rows)
        insert_many(desk.session, Period, [{**row, "id": new_id()} for row in rows])
    return total


def _drop_others(session: Session, approval_id: int) -> None:
    """What a batch asks for records that were taken out of it meanwhile, as the wrong person or as joined, falls."""
    out = exists().where(Record.id == PeriodProposal.record_id, Record.state != "proposed")
    statement = delete(PeriodProposal).where(PeriodProposal.approval_id == approval_id, out)
    session.execute(statement, execution_options={"synchronize_session": False})


def _uncontested(session: Session, records: Sequence[int] | Select[Any]) -> None:
    """Raises Refused while a complaint is open about one of the records, or about one that was joined to it."""
    of = select(RecordEdge.a).where(RecordEdge.b.in_(records), JOINED)
    to = select(RecordEdge.b).where(RecordEdge.a.in_(records), JOINED)
    about = or_(*(Approval.subject_id.in_(some) for some in (records, of, to)))
    if session.scalar(select(Approval.id).where(COMPLAINT, about).limit(1)) is not None:
        raise Refused("period.complaint")


def _asked(desk: Desk, approval_id: int, after: int) -> list[dict[str, Any]]:
    """The next periods that an approval asked for, as rows; a batch has a hundred thousand of them."""
    copied = (PeriodProposal.id, *(getattr(PeriodProposal, name) for name in COPIED))
    query = select(*copied).where(PeriodProposal.approval_id == approval_id, PeriodProposal.id > after)
    found = desk.session.execute(query.order_by(PeriodProposal.id).limit(BATCH)).mappings()
    return [{**one, "frozen": False, "review_at": _review(one["status"], desk.now)} for one in found]


def _review(status: str, now: int) -> int:
    """Suspected statuses end by themselves on that day; the others are looked at again."""
    return now + (timers().suspected if status in SUSPECTED else timers().status_review)


def _follow(desk: Desk, approval_id: int) -> None:
    """A new status ends the open ones that it follows on its first day; their rows stay."""
    query = (
        select(Period, PeriodProposal)
        .join(PeriodProposal, PeriodProposal.record_id == Period.record_id)
        .where(PeriodProposal.approval_id == approval_id, Period.to_day.is_(None))
    )
    for period, new in desk.session.execute(query).all():
        if period.status == new.status:
            raise Refused("period.already")
        if new.status not in BESIDE and period.status not in BESIDE:
            period.to_day, period.reason = max(period.from_day, new.from_day), "followed"
    desk.session.flush()


def end(board: Board, viewer: Viewer, period_id: int, reason: str, words: str) -> None:
    """Ends a period today, for a reason of `ENDINGS`. Ending takes one officer, beginning always two."""
    if not permissions.may(viewer.role, "registry.edit"):
        raise Refused("workflow.role", act="registry.edit")
    why = required(words)
    if reason not in ENDINGS:
        raise Refused("period.reason")
    with writing(board.db) as session:
        desk = Desk.of(session, board, viewer)
        period = session.get(Period, period_id)
        if period is None:
            raise NotFound("period.absent")
        if period.to_day is not None:
            raise Conflict("period.ended")
        record = store.locked(session, period.record_id)
        period.to_day, period.reason = max(period.from_day, local_day(desk.now)), reason
        item = store.keep_words(desk, record, "note", why)
        store.note(desk, record, "status_ended", {"period": period_id, "reason": reason}, item)


def complain(board: Board, viewer: Viewer, record_id: int, words: str) -> int:
    """A person asks what is held or contests it: every open status is frozen until somebody new to it has decided.

    Returns the approval's id. Whoever stood behind one of the periods cannot decide it.
    """
    if not permissions.may(viewer.role, "registry.propose"):
        raise Refused("workflow.role", act="registry.propose")
    why = required(words)
    with writing(board.db) as session:
        desk = Desk.of(session, board, viewer)
        record = store.locked(session, record_id)
        session.execute(
            update(Period).where(Period.record_id == record_id, Period.to_day.is_(None)).values(frozen=True)
        )
        item = store.keep_words(desk, record, "note", why)
        approval = second.propose(session, viewer, "complaint", record_id, desk.now, payload_item=item)
        store.note(desk, record, "complaint", {"approval": approval}, item)
        return approval


def settle(desk: Desk, record_id: int, *, upheld: bool) -> None:
    """A complaint's end: upheld, the frozen periods end today; refused, they are in force again if no other is open."""
    frozen = select(Period).where(Period.record_id == record_id, Period.frozen.is_(True), Period.to_day.is_(None))
    periods = list(desk.session.scalars(frozen))
    approvals = select(Approval).where(Approval.id.in_([period.approval_id for period in periods]))
    if any(desk.viewer.officer_id in (one.proposed_by, one.decided_by) for one in desk.session.scalars(approvals)):
        raise Refused("approval.acted_before")
    others = select(Approval.id).where(COMPLAINT, Approval.subject_id == record_id)
    contested = desk.session.scalar(others.limit(1)) is not None
    for period in periods:
        if upheld:
            period.to_day, period.reason = max(period.from_day, local_day(desk.now)), "complaint"
        else:
            period.frozen = contested
    desk.session.flush()


def leads_of(session: Session, approval: Approval) -> list[int]:
    """The leads linked to the records that an approval is about: who acted on one is not new to it."""
    batch = approval.kind == "import"
    about = Record.batch == approval.subject_id if batch else Record.id == approval.subject_id
    query = select(Link.lead_id).join(Record, Record.id == Link.record_id).where(about, Link.verdict != "rejected")
    return list(session.scalars(query.distinct()))
