"""Who has a lead in hand: claimed by a conditional UPDATE for 90 seconds, renewed by activity, taken over openly."""

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from config.catalog.timers import timers
from hotline import workflow
from hotline.db.engine import writing
from hotline.db.queries.writes import affected
from hotline.db.tables import Lead, Presence
from hotline.errors import Conflict, NotFound, Refused
from hotline.ids import new_id
from hotline.leads.deed import Deed, changed, finish, load, tell, who
from hotline.leads.values import Done
from hotline.officers import Viewer
from hotline.runtime import Board


def claim(board: Board, viewer: Viewer, lead_id: int, version: int) -> Done:
    """Takes a lead in hand. Raises Conflict when a colleague has it or when it changed, NotFound, Refused."""
    return _claim(board, viewer, lead_id, version, "claim")


def take_over(board: Board, viewer: Viewer, lead_id: int, version: int) -> Done:
    """Takes a lead out of a colleague's hands; the history and the live feed tell him."""
    return _claim(board, viewer, lead_id, version, "take_over")


def _claim(board: Board, viewer: Viewer, lead_id: int, version: int, action: str) -> Done:
    now = board.clock()
    with writing(board.db) as session:
        lead = load(session, viewer, lead_id)
        step = workflow.step(workflow.matter(lead), "claim", who(viewer), now, timers())
        holder = lead.lease_by if lead.lease_until > now else None
        free = or_(Lead.lease_by.is_(None), Lead.lease_by == viewer.officer_id, Lead.lease_until <= now)
        statement = update(Lead).where(Lead.id == lead_id, Lead.version == version, Lead.state == lead.state)
        if action == "claim":
            statement = statement.where(free)
        lease = {"lease_by": viewer.officer_id, "lease_until": now + timers().lease}
        won = affected(session, statement.values(**lease, **step.values))
        session.refresh(lead)
        if won != 1:
            if lead.version != version:
                raise changed(session, lead, version)
            raise Conflict("lead.leased", officer=lead.lease_by or 0)
        tell(session, lead_id, "looked_at")
        look(session, viewer, lead_id, now)
        return finish(Deed(session, board, viewer, lead, new_id(), now), action, {"from": holder} if holder else {})


def heartbeat(board: Board, viewer: Viewer, lead_id: int) -> bool:
    """Renews this officer's lease and presence; False when the lead is no longer in his hands. No history, no audit."""
    now = board.clock()
    with writing(board.db) as session:
        load(session, viewer, lead_id)
        mine = update(Lead).where(Lead.id == lead_id, Lead.lease_by == viewer.officer_id, Lead.lease_until > now)
        kept = affected(session, mine.values(lease_until=now + timers().lease))
        look(session, viewer, lead_id, now)
        return bool(kept)


def let_go(board: Board, viewer: Viewer, lead_id: int) -> None:
    """Puts a lead back for others, as it is; does nothing when it is not in this officer's hands."""
    with writing(board.db) as session:
        load(session, viewer, lead_id)
        affected(
            session, update(Lead).where(Lead.id == lead_id, Lead.lease_by == viewer.officer_id).values(lease_until=0)
        )
        session.execute(delete(Presence).where(Presence.officer_id == viewer.officer_id))


def look(session: Session, viewer: Viewer, lead_id: int, now: int) -> None:
    """Remembers that this officer has the lead open."""
    seen = session.get(Presence, viewer.officer_id)
    if seen is None:
        session.add(Presence(officer_id=viewer.officer_id, lead_id=lead_id, seen_at=now))
    else:
        seen.lead_id, seen.seen_at = lead_id, now


def acknowledge(board: Board, viewer: Viewer, lead_id: int) -> Done:
    """Acknowledges an alarm by name, once. Raises Conflict when a colleague was faster, Refused when there is none."""
    now = board.clock()
    if viewer.role not in workflow.TRIAGERS:
        raise Refused("workflow.role", act="acknowledge")
    with writing(board.db) as session:
        lead = load(session, viewer, lead_id)
        if lead.alarm_at is None:
            raise NotFound("alarm.absent")
        unseen = update(Lead).where(Lead.id == lead_id, Lead.alarm_ack_by.is_(None))
        won = affected(session, unseen.values(alarm_ack_by=viewer.officer_id, alarm_ack_at=now))
        session.refresh(lead)
        if won != 1:
            raise Conflict("alarm.acknowledged", officer=lead.alarm_ack_by or 0)
        deed = Deed(session, board, viewer, lead, new_id(), now)
        return finish(deed, "acknowledge", {"after_s": max(0, now - (lead.alarm_at or now))})
