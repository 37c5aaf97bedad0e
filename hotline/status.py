"""What `hotline status` tells: counts and ages, never an id or a word. Counts are per minute at the finest."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.clock import DAY, day_of
from hotline.db.engine import Database, reachable, reading
from hotline.db.tables import Approval, Delivery, Inbound, Lead, Outbox, ProviderCopy, Schedule
from hotline.doorbell import redis_from

DAYS = 31


@dataclass(frozen=True, slots=True)
class Status:
    """A look at the whole hotline. Ages are in seconds; None where nothing waits. `queue` is True without any Redis."""

    database: bool
    queue: bool
    waiting: int = 0
    processing: int = 0
    failed: int = 0
    oldest_waiting: int | None = None
    failed_because: dict[str, int] = field(default_factory=dict)
    delayed_because: dict[str, int] = field(default_factory=dict)
    accepted: dict[str, int] = field(default_factory=dict)
    leads: dict[str, int] = field(default_factory=dict)
    alarms: int = 0
    overdue: int = 0
    approvals: int = 0
    answers: dict[str, int] = field(default_factory=dict)
    provider_copies: int = 0
    oldest_copy: int | None = None
    periodic: dict[str, str] = field(default_factory=dict)

    @property
    def well(self) -> bool:
        """Whether nothing needs an operator: everything answers and no message was set aside."""
        return self.database and self.queue and not self.failed

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "well": self.well}


def look(db: Database, now: int, redis_url: str | None = None) -> Status:
    """Counts what waits, fails and is open. Never raises for a database or a Redis that does not answer."""
    queue = redis_url is None or answers(redis_url)
    if not reachable(db):
        return Status(database=False, queue=queue)
    with reading(db) as session:
        return _counted(session, now, queue=queue)


def answers(redis_url: str) -> bool:
    """Whether a Redis answers at this moment."""
    try:
        with redis_from(redis_url) as client:
            return bool(client.ping())
    except RedisError:
        return False


def _counted(session: Session, now: int, *, queue: bool) -> Status:
    waiting = (Inbound.state == "waiting") & (Inbound.claimed_until <= now)
    oldest = session.scalar(select(func.min(Inbound.at)).where(Inbound.state == "waiting"))
    copy = session.scalar(select(func.min(ProviderCopy.first_at)).where(ProviderCopy.state != "verified"))
    return Status(
        database=True,
        queue=queue,
        waiting=_count(session, Inbound, waiting),
        processing=_count(session, Inbound, (Inbound.state == "waiting") & (Inbound.claimed_until > now)),
        failed=_count(session, Inbound, Inbound.state == "aside"),
        oldest_waiting=max(0, now - oldest) if oldest is not None else None,
        failed_because=_grouped(session, func.coalesce(Inbound.why, "unknown"), Inbound.state == "aside"),
        delayed_because=_grouped(session, Inbound.why, (Inbound.state == "waiting") & Inbound.why.is_not(None)),
        accepted=_accepted(session, now),
        leads=_grouped(session, Lead.state, Lead.id.is_not(None)),
        alarms=_count(session, Lead, Lead.alarm_at.is_not(None), Lead.alarm_ack_by.is_(None), Lead.state != "closed"),
        overdue=_count(session, Lead, Lead.due_at <= now, Lead.state != "closed"),
        approvals=_count(session, Approval, Approval.verdict == "open"),
        answers=_grouped(session, Outbox.state, Outbox.id.is_not(None)),
        provider_copies=_count(session, ProviderCopy, ProviderCopy.state != "verified"),
        oldest_copy=max(0, now - copy) if copy is not None else None,
        periodic={row.name: row.last_result or "" for row in session.scalars(select(Schedule).order_by(Schedule.name))},
    )


def _accepted(session: Session, now: int) -> dict[str, int]:
    """Messages accepted on each of the last days (UTC): what a leaked webhook secret may have let in."""
    since = day_of(now) - DAYS
    query = select(Delivery.day, func.count()).where(Delivery.day > since).group_by(Delivery.day).order_by(Delivery.day)
    return {datetime.fromtimestamp(day * DAY, UTC).date().isoformat(): n for day, n in session.execute(query)}


def _count(session: Session, table: Any, *conditions: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _grouped(session: Session, column: Any, condition: Any) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).where(condition).group_by(column).order_by(column))
    return {str(name): n for name, n in rows}
