"""Four eyes as a row: what one officer proposes another decides, from his own session, once (design 2, fairness).

The table's CHECK refuses deciding one's own proposal even where this code were wrong.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from hotline import audit
from hotline.db.queries.writes import affected
from hotline.db.tables import Approval, LeadEvent, Officer
from hotline.errors import Conflict, NotFound, Refused
from hotline.ids import new_id
from hotline.officers import Viewer

KINDS = frozenset({"release", "question", "person_link", "record", "status", "import", "complaint", "reset", "auditor"})

CONTESTED = frozenset({"complaint"})  # to refuse one is the harmful direction, and nobody takes one back


def propose(
    session: Session, viewer: Viewer, kind: str, subject_id: int, now: int, *, payload_item: int | None = None
) -> int:
    """Writes a proposal and returns its id."""
    if kind not in KINDS:
        raise Refused("approval.kind")
    approval_id = new_id()
    session.add(
        Approval(
            id=approval_id,
            kind=kind,
            subject_id=subject_id,
            payload_item=payload_item,
            unit_id=viewer.unit_id,
            proposed_by=viewer.officer_id,
            proposed_at=now,
        )
    )
    session.flush()
    ids = [approval_id, subject_id]
    audit.record(session, viewer.officer_id, "approval.proposed", "approval", ids, codes={"kind": kind})
    return approval_id


def decide(
    session: Session, viewer: Viewer, approval_id: int, kind: str, now: int, *, approve: bool, leads: Iterable[int] = ()
) -> Approval:
    """Decides an open proposal. `leads` are those that it rests on: who acted on one cannot be the second officer.

    Refusing is anybody's who may decide, and taking back the proposer's; but refusing a complaint is what harms, so it
    takes somebody new to it, as approving does.

    Raises NotFound, Conflict (decided meanwhile), or Refused for his own proposal, for somebody who acted on the lead
    before, for whoever made the proposer's account or had his own made by him, and for two accounts of one maker as
    long as nobody else stands for them.
    """
    row = session.get(Approval, approval_id)
    if row is None or row.kind != kind:
        raise NotFound("approval.absent")
    if row.verdict != "open":
        raise Conflict("approval.decided", officer=row.decided_by or 0)
    if row.kind in CONTESTED and row.proposed_by == viewer.officer_id:
        raise Refused("complaint.own")
    if approve or row.kind in CONTESTED:
        independent(session, viewer, row.proposed_by, leads)
    statement = update(Approval).where(Approval.id == approval_id, Approval.verdict == "open")
    verdict = "approved" if approve else "refused"
    decided = {"verdict": verdict, "decided_by": viewer.officer_id, "decided_at": now}
    if row.proposed_by == viewer.officer_id:
        if approve:
            raise Refused("approval.own")
        decided = {"verdict": "withdrawn"}  # taking one's own proposal back is no decision
    if affected(session, statement.values(**decided)) != 1:
        raise Conflict("approval.decided", officer=0)
    session.refresh(row)
    ids = [approval_id, row.subject_id]
    audit.record(session, viewer.officer_id, f"approval.{row.verdict}", "approval", ids, codes={"kind": kind})
    return row


def withdraw(session: Session, viewer: Viewer, approval_id: int) -> None:
    """Takes an undecided proposal back, whoever made it: what it asks for is no longer wanted. Raises Conflict."""
    statement = update(Approval).where(Approval.id == approval_id, Approval.verdict == "open")
    if affected(session, statement.values(verdict="withdrawn")) != 1:
        raise Conflict("approval.decided", officer=0)
    audit.record(session, viewer.officer_id, "approval.withdrawn", "approval", [approval_id])


def is_open(session: Session, approval_id: int | None) -> bool:
    """Whether a proposal still waits."""
    return bool(approval_id) and session.get_one(Approval, approval_id).verdict == "open"


def lapse(session: Session, actor: int | None, about: ColumnElement[bool]) -> None:
    """Open proposals whose subject has ended are withdrawn: nobody could decide them any more."""
    ids = list(session.scalars(select(Approval.id).where(Approval.verdict == "open", about)))
    if ids:
        session.execute(update(Approval).where(Approval.id.in_(ids)).values(verdict="withdrawn"))
        audit.record(session, actor, "approval.withdrawn", "approval", ids)


def independent(session: Session, viewer: Viewer, proposer: int, leads: Iterable[int]) -> None:
    """Raises Refused unless this officer can be the second one."""
    if viewer.officer_id == proposer:
        raise Refused("approval.own")
    both = (viewer.officer_id, proposer)
    made = dict(session.execute(select(Officer.id, Officer.created_by).where(Officer.id.in_(both))).all())
    if made.get(proposer) == viewer.officer_id or made.get(viewer.officer_id) == proposer:
        raise Refused("approval.made_account")
    maker = made.get(proposer)
    one_maker = maker is not None and maker == made.get(viewer.officer_id)
    if maker is not None and one_maker and not all(_vouched(session, one, maker) for one in both):
        raise Refused("approval.one_maker")
    wanted = list(leads)
    if wanted:
        acted = select(LeadEvent.seq).where(
            LeadEvent.lead_id.in_(wanted), LeadEvent.officer_id == viewer.officer_id, LeadEvent.action != "acknowledge"
        )
        if session.scalar(acted.limit(1)) is not None:
            raise Refused("approval.acted_before")


def _vouched(session: Session, officer_id: int, maker: int) -> bool:
    """Whether anybody but the account's maker stands for the person behind it.

    That is who handed him his unit's key, if the maker did not make that one too; otherwise who stands for that one.
    """
    seen: set[int] = set()
    one: int | None = officer_id
    while one is not None and one not in seen:
        seen.add(one)
        row = session.execute(select(Officer.created_by, Officer.granted_by).where(Officer.id == one)).one_or_none()
        if row is None or row.created_by != maker:
            return row is not None
        one = row.granted_by if row.granted_by != maker else None
    return False


def open_ones(session: Session, kinds: Iterable[str]) -> list[Approval]:
    """Proposals that wait, oldest first."""
    query = select(Approval).where(Approval.verdict == "open", Approval.kind.in_(list(kinds)))
    return list(session.scalars(query.order_by(Approval.proposed_at, Approval.id).limit(200)))
