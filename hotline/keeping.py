"""A supervisor's acts against the sweep, each with a reason: a legal hold, its end, a renewal (design 2, retention)."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from config.retention import Periods
from hotline import audit, retention
from hotline.db.engine import Database, writing
from hotline.db.queries.writes import affected
from hotline.db.tables import Lead, LeadEvent, Record
from hotline.errors import NotFound, Refused
from hotline.officers import Viewer

TABLES: dict[str, type[Lead] | type[Record]] = {"lead": Lead, "record": Record}
LONGEST = 500


def hold(
    db: Database, roster: bytes, viewer: Viewer, kind: str, thing_id: int, reason: str, now: int, *, on: bool = True
) -> None:
    """Keeps a lead or record from destruction, or ends that. Raises Refused, NotFound."""
    table, why = TABLES[kind], _entitled(viewer, reason)
    with writing(db) as session:
        if affected(session, update(table).where(table.id == thing_id).values(hold=on)) != 1:
            raise NotFound(f"{kind}.absent")
        _record(session, roster, viewer, "hold" if on else "unhold", kind, thing_id, why, now)


def renew(db: Database, roster: bytes, viewer: Viewer, lead_id: int, reason: str, now: int, kept: Periods) -> int:
    """Keeps a substantiated lead a year longer, once a year; returns when it expires now. Raises Refused, NotFound."""
    why = _entitled(viewer, reason)
    with writing(db) as session:
        lead = session.get(Lead, lead_id, with_for_update=True)
        if lead is None:
            raise NotFound("lead.absent")
        if lead.outcome is None or retention.KEPT_AS[lead.outcome] != "lead_substantiated" or lead.closed_at is None:
            raise Refused("keeping.not_substantiated")
        last = select(func.max(LeadEvent.at)).where(LeadEvent.lead_id == lead_id, LeadEvent.action == "renew")
        if (session.scalar(last) or 0) > now - kept.lead_substantiated_renew:
            raise Refused("keeping.renewed")
        ends = lead.expires_at or retention.lead_expires(lead.outcome, lead.closed_at, kept)
        lead.expires_at = ends + kept.lead_substantiated_renew
        session.add(
            LeadEvent(
                lead_id=lead_id,
                unit_id=lead.unit_id,
                officer_id=viewer.officer_id,
                action="renew",
                version=lead.version,
                at=now,
            )
        )
        session.flush()
        _record(session, roster, viewer, "renew", "lead", lead_id, why, now)
        return lead.expires_at


def _entitled(viewer: Viewer, reason: str) -> str:
    why = " ".join(reason.split())[:LONGEST]
    if viewer.role != "supervisor":
        raise Refused("keeping.role")
    if not why:
        raise Refused("keeping.reason")
    return why


def _record(
    session: Session, roster: bytes, viewer: Viewer, act: str, kind: str, thing_id: int, why: str, now: int
) -> None:
    item = audit.typed(session, roster, why, now)
    audit.record(session, viewer.officer_id, f"keeping.{act}", kind, [thing_id], purpose_item=item)
