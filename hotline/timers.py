"""What happens when nobody acts: leases end, answers time out, watched leads come back, what is late goes up.

Run by the worker's schedule. Opens nothing; every change is a history line without an officer.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from config.catalog.timers import timers
from hotline import audit, second, workflow
from hotline.cards import Written
from hotline.clock import local_day
from hotline.db.engine import Database, writing
from hotline.db.queries import matters
from hotline.db.queries.matters import IS_OPEN
from hotline.db.queries.writes import affected
from hotline.db.tables import Approval, Lead, LeadEvent, Link, Period, Presence

BATCH = 200
SUSPECTED = ("suspected_user", "suspected_addict")


def escalate(db: Database, now: int) -> int:
    """One look at the clock; returns how many leads it touched. Idempotent: a second look finds nothing."""
    touched = 0
    for step in (_first_due, _leases, _answers, _watched, _overdue, _alarms):
        with writing(db) as session:
            touched += step(session, now)
    with writing(db) as session:
        _expire(session, now)
    return touched


def reached(session: Session, lead: Lead | Written, why: str, now: int) -> None:
    """A new tip, an answer or a complaint reached a lead: what waits or is watched wakes, what is closed reopens.

    For the worker, within the transaction that has locked the lead. `why` is new_tip, answer, complaint, or repeat,
    which wakes nobody. Spam and merged leads stay closed; what was cleared is opened by a complaint or an officer, not
    by one more tip.
    """
    act = {"waiting": "wake", "watch": "wake", "closed": "reopen"}.get(lead.state)
    if lead.state == "waiting" and why != "answer":
        return  # a new tip does not end the wait for the sender's answer
    if act is None or why == "repeat" or lead.outcome in ("spam", "duplicate"):
        return
    if lead.outcome in workflow.CLEARED and why == "new_tip":
        return
    _act(session, session.get_one(Lead, lead.id, populate_existing=True), act, now, {"reason": why})


def _act(session: Session, lead: Lead, act: str, now: int, codes: Mapping[str, Any]) -> None:
    step = workflow.step(workflow.matter(lead), act, workflow.SOFTWARE, now, timers(), codes)
    before = {name: getattr(lead, name) for name in step.values if getattr(lead, name) != step.values[name]}
    for name in before:
        setattr(lead, name, step.values[name])
    lead.escalated_at = None
    matters.travel(session, lead, before)
    _note(session, lead, act, now, {"before": before, "after": {n: step.values[n] for n in before}, **codes})


def _note(session: Session, lead: Lead, action: str, now: int, codes: Mapping[str, Any]) -> None:
    lead.version += 1
    session.add(
        LeadEvent(lead_id=lead.id, unit_id=lead.unit_id, action=action, version=lead.version, codes=dict(codes), at=now)
    )
    audit.record(session, actor=None, action=f"lead.{action}", object="lead", ids=[lead.id])


def _some(session: Session, *conditions: ColumnElement[bool] | Any) -> list[Lead]:
    query = select(Lead).where(IS_OPEN, *conditions).order_by(Lead.id).limit(BATCH)
    return list(session.scalars(query.with_for_update(skip_locked=True)))


def _first_due(session: Session, now: int) -> int:
    """New leads get the moment by which somebody must have looked."""
    found = _some(session, Lead.state == "new", Lead.due_at.is_(None))
    for lead in found:
        lead.due_at = workflow.first_due(lead.urgency, lead.opened_at, timers())
    return 0  # nothing that anybody must be told


def _leases(session: Session, now: int) -> int:
    """A claimed lead whose officer went away is new again for everybody; no version, for nothing was decided."""
    statement = update(Lead).where(Lead.state == "triaging", Lead.lease_until <= now)
    done = affected(session, statement.values(state="new"))
    session.execute(delete(Presence).where(Presence.seen_at <= now - timers().presence))
    return done


def _answers(session: Session, now: int) -> int:
    found = _some(session, Lead.state == "waiting", Lead.due_at <= now)
    for lead in found:
        _act(session, lead, "wake", now, {"reason": "timeout"})
    return len(found)


def _watched(session: Session, now: int) -> int:
    found = _some(session, Lead.state == "watch", Lead.review_at <= now)
    for lead in found:
        _act(session, lead, "wake", now, {"reason": "review"})
    return len(found)


def _overdue(session: Session, now: int) -> int:
    """Whatever is late is told once to the shift lead, by a history line that the live feed carries."""
    found = _some(
        session,
        Lead.due_at <= now,
        Lead.lane == "main",
        or_(Lead.escalated_at.is_(None), Lead.escalated_at < Lead.due_at),
        Lead.alarm_at.is_(None) | Lead.alarm_ack_by.is_not(None),
    )
    for lead in found:
        lead.escalated_at = now
        _note(session, lead, "overdue", now, {"state": lead.state})
    return len(found)


def _alarms(session: Session, now: int) -> int:
    """A danger that nobody acknowledged in time."""
    late = now - timers().alarm
    found = _some(
        session,
        Lead.alarm_at <= late,
        Lead.alarm_ack_by.is_(None),
        or_(Lead.escalated_at.is_(None), Lead.escalated_at < Lead.alarm_at),
    )
    for lead in found:
        lead.escalated_at = now
        _note(session, lead, "alarm_escalated", now, {})
    return len(found)


def _expire(session: Session, now: int) -> None:
    """Unconfirmed mentions leave the record; suspected statuses end by themselves on their review day."""
    over = and_(Link.verdict == "mention", Link.undone_at.is_(None), Link.expires_at <= now)
    second.lapse(session, None, Approval.id.in_(select(Link.approval_id).where(over, Link.approval_id.is_not(None))))
    session.execute(update(Link).where(over).values(undone_at=now).execution_options(synchronize_session=False))
    day = local_day(now)
    session.execute(
        update(Period)
        .where(Period.status.in_(SUSPECTED), Period.to_day.is_(None), Period.review_at <= now)
        .values(to_day=day, reason="expired")
        .execution_options(synchronize_session=False)
    )
