"""A record's status or level as dated periods: only by a document and a second officer, never overwritten (design 2).

`ask` writes what is wanted beside an open approval; `begin` is reached from the second officer's decision alone and
copies it into `period`. Nothing else in the project writes that table.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from config.catalog.timers import timers
from hotline import permissions, second
from hotline.clock import DAY
from hotline.db.engine import writing
from hotline.db.tables import Approval, Link, Period, PeriodProposal, Record
from hotline.errors import Conflict, NotFound, Refused
from hotline.ids import new_id
from hotline.leads.words import clean, required
from hotline.officers import Viewer
from hotline.registry import store
from hotline.registry.store import Desk
from hotline.registry.words import DOCUMENTS, LEVELS, PERSON_STATUSES, Status
from hotline.runtime import Board

SUSPECTED = frozenset({"suspected_user", "suspected_addict"})
BESIDE = frozenset({"psychosis_risk"})  # stands beside another status instead of following it
EARLIEST = date(1990, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
ENDINGS = frozenset({"corrected", "court", "moved_away", "died", "treated"})


def propose(
    board: Board, viewer: Viewer, record_id: int, version: int, status: Status, document: str, reason: str = ""
) -> int:
    """Asks for a status or level from a day on; returns the approval's id. `document` is what the paper says.

    Raises Refused `period.document` without one: a tip, a lead or a note about one is none.
    """
    if not permissions.may(viewer.role, "registry.edit"):
        raise Refused("workflow.role", act="registry.edit")
    why, paper = clean(reason), clean(document)
    with writing(board.db) as session:
        desk = Desk.of(session, board, viewer)
        record = store.locked(session, record_id, version)
        if record.state not in ("active", "proposed"):
            raise Refused("record.state", state=record.state)
        approval = second.propose(session, viewer, "status", record.id, desk.now)
        ask(desk, record, status, approval, paper)
        item = store.keep_words(desk, record, "note", why) if why else None
        store.note(desk, record, "status_proposed", {"approval": approval, "status": status.status}, item)
        return approval


def ask(desk: Desk, record: Record, status: Status, approval_id: int, paper: str = "") -> None:
    """Writes what is wanted, with its document, beside an open approval."""
    if status.status not in (PERSON_STATUSES if record.kind == "person" else LEVELS):
        raise Refused("period.status")
    if status.document_kind not in DOCUMENTS or not status.document_ref.strip():
        raise Refused("period.document")
    today = desk.now // DAY
    from_day = today if status.from_day is None else status.from_day
    if not EARLIEST <= from_day <= today:
        raise Refused("period.day")
    words = f"{status.document_kind}\n{status.document_ref}\n{paper}"
    document = store.keep_words(desk, record, "document", words)
    desk.session.add(
        PeriodProposal(
            id=new_id(),
            record_id=record.id,
            approval_id=approval_id,
            status=status.status,
            commune=record.commune,
            from_day=from_day,
            document_item=document,
        )
    )


def begin(desk: Desk, approval_id: int) -> int:
    """Puts what an approved approval asked for in force; returns how many periods began.

    Raises Refused unless the approval stands approved by somebody other than its proposer.
    """
    approval = desk.session.get_one(Approval, approval_id)
    if approval.verdict != "approved" or approval.decided_by in (None, approval.proposed_by):
        raise Refused("period.approval")
    wanted = desk.session.scalars(select(PeriodProposal).where(PeriodProposal.approval_id == approval_id)).all()
    for start in range(0, len(wanted), 500):
        _follow(desk, wanted[start : start + 500])
    rows = [
        {
            "id": new_id(),
            "record_id": one.record_id,
            "status": one.status,
            "commune": one.commune,
            "from_day": one.from_day,
            "to_day": one.to_day,
            "document_item": one.document_item,
            "approval_id": approval_id,
            "frozen": False,
            "review_at": _review(one.status, desk.now),
        }
        for one in wanted
    ]
    if rows:
        desk.session.execute(insert(Period), rows)
    return len(rows)


def _review(status: str, now: int) -> int:
    """Suspected statuses end by themselves on that day; the others are looked at again."""
    return now + (timers().suspected if status in SUSPECTED else timers().status_review)


def _follow(desk: Desk, wanted: Sequence[PeriodProposal]) -> None:
    """A new status ends the open ones that it follows on its first day; their rows stay."""
    begins = {one.record_id: one for one in wanted}
    query = select(Period).where(Period.record_id.in_(list(begins)), Period.to_day.is_(None))
    for period in desk.session.scalars(query):
        new = begins[period.record_id]
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
        period.to_day, period.reason = max(period.from_day, desk.now // DAY), reason
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
    """A complaint's end: upheld, the frozen periods end today; refused, they are in force again."""
    frozen = select(Period).where(Period.record_id == record_id, Period.frozen.is_(True), Period.to_day.is_(None))
    periods = list(desk.session.scalars(frozen))
    approvals = select(Approval).where(Approval.id.in_([period.approval_id for period in periods]))
    if any(desk.viewer.officer_id in (one.proposed_by, one.decided_by) for one in desk.session.scalars(approvals)):
        raise Refused("approval.acted_before")
    for period in periods:
        if upheld:
            period.to_day, period.reason = max(period.from_day, desk.now // DAY), "complaint"
        else:
            period.frozen = False
    desk.session.flush()


def leads_of(session: Session, approval: Approval) -> list[int]:
    """The leads linked to the records that an approval is about: who acted on one is not new to it."""
    if approval.kind == "import":
        return []
    query = select(Link.lead_id).where(Link.record_id == approval.subject_id, Link.verdict != "rejected")
    return list(session.scalars(query.distinct()))
