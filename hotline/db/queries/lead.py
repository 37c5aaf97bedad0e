"""One lead however long it is: its tips by key, its history from the newest line back, ways back, its short code."""

from collections.abc import Collection

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from hotline.db.queries.matters import IS_OPEN, LIVE, visible
from hotline.db.tables import Conversation, Lead, LeadEvent, Membership, Tip


def arrivals(session: Session, lead_id: int) -> list[tuple[int, int]]:
    """(id, time of arrival in epoch seconds) of every tip of a lead, oldest first: two numbers each, nothing opened."""
    query = select(Tip.id, Tip.received_at).join(Membership, and_(Membership.tip_id == Tip.id, LIVE))
    query = query.where(Membership.lead_id == lead_id).order_by(Tip.received_at, Tip.id)
    return [(row.id, row.received_at) for row in session.execute(query)]


def living_tips(lead_id: int) -> Select[int]:
    """The ids of a lead's tips, for use inside another statement."""
    return select(Membership.tip_id).where(Membership.lead_id == lead_id, LIVE)


def events(session: Session, lead_id: int, before: int | None, limit: int) -> list[LeadEvent]:
    """The newest `limit` lines of a lead's history, or the newest before a line's number; oldest first."""
    query = select(LeadEvent).where(LeadEvent.lead_id == lead_id)
    if before is not None:
        query = query.where(LeadEvent.seq < before)
    return list(session.scalars(query.order_by(LeadEvent.seq.desc()).limit(limit)))[::-1]


def events_of(session: Session, lead_id: int, actions: Collection[str]) -> list[LeadEvent]:
    """A lead's history lines of these actions, oldest first, however long the history is."""
    query = select(LeadEvent).where(LeadEvent.lead_id == lead_id, LeadEvent.action.in_(list(actions)))
    return list(session.scalars(query.order_by(LeadEvent.seq)))


def reachable(session: Session, lead_id: int, now: int, limit: int) -> list[Tip]:
    """Those of a lead's tips whose sender can still be answered, newest first."""
    back = select(Conversation.tip_id).where(Conversation.address.is_not(None), Conversation.until > now)
    query = select(Tip).where(Tip.id.in_(living_tips(lead_id)), Tip.id.in_(back))
    return list(session.scalars(query.order_by(Tip.received_at.desc(), Tip.id).limit(limit)))


def of_code(session: Session, unit_kind: str, unit_id: int | None, rest: int, modulus: int) -> list[tuple[int, int]]:
    """(id, version) of the open leads that the unit may see and whose id ends like that; two at most are read."""
    query = select(Lead.id, Lead.version).where(IS_OPEN, visible(unit_kind, unit_id), Lead.id % modulus == rest)
    return [(row.id, row.version) for row in session.execute(query.limit(2))]
