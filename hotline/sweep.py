"""The daily sweep: ends what has run out, rounds citizens' times, destroys what has lain in the grace bin (design 2).

What expires is decided in hotline/retention.py, dated in hotline/expiry.py. A dry run counts with the same conditions,
changing nothing. Every id that is destroyed stands in the ledger file before the transaction commits.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Table, and_, delete, func, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from config.retention import Periods, periods
from config.settings import Settings
from hotline import audit, deletions, destruction, expiry, retention, rounding, sessions
from hotline.clock import COARSE, DAY, day_of
from hotline.db.engine import Database, reading, writing
from hotline.db.queries.writes import affected
from hotline.db.tables import (
    AuditEvent,
    AuditItem,
    Conversation,
    Delivery,
    Grant,
    Inbound,
    Item,
    Lead,
    LeadEvent,
    Membership,
    Outbox,
    Posting,
    ProviderCopy,
    Record,
    Schedule,
    Tally,
    Thread,
    Tip,
)
from hotline.errors import Refused

BATCH = 200
CODES = 2 * DAY  # how far before the last sweep lines of history are looked at again: some were rounded down
GOOD = "sweep.good"  # the row that remembers the last sweep whose clock was trusted

# Times that tell when a citizen acted, and which rows of the table are a citizen's. After a day they are rounded down.
ROUNDED: tuple[tuple[InstrumentedAttribute[Any], ColumnElement[bool] | None], ...] = (
    (Tip.received_at, None),
    (Lead.opened_at, None),
    (Lead.touched_at, None),
    (Lead.due_at, None),
    (Lead.alarm_at, None),
    (Lead.escalated_at, None),
    (Lead.closed_at, Lead.outcome == "duplicate"),
    (Membership.at, Membership.by.is_(None)),
    (Membership.undone_at, Membership.undone_by.is_(None)),
    (LeadEvent.at, LeadEvent.officer_id.is_(None)),
    (Conversation.opened_at, Conversation.transcript.is_(None)),
    (Conversation.last_at, Conversation.transcript.is_(None)),
    (Conversation.closes_at, Conversation.transcript.is_(None)),
    (Inbound.at, Inbound.state == "aside"),
    (Inbound.not_before, Inbound.state == "aside"),
    (Outbox.not_before, Outbox.state != "waiting"),
    (ProviderCopy.first_at, None),
)


@dataclass(slots=True)
class Report:
    """What a sweep did, or in a dry run would do: counts by name. `bin` and `held` are what waits and what is kept."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, count: int) -> None:
        """Adds to a count."""
        self.counts[name] = self.counts.get(name, 0) + count

    def __str__(self) -> str:
        done = [f"{name} {count}" for name, count in self.counts.items() if count]
        return ", ".join(done) or "nothing"


def run_scheduled(db: Database, settings: Settings, now: int) -> str:
    """The worker's daily run. Raises Refused("sweep.clock") without touching anything when the clock jumped."""
    settings.require("keyring")
    return str(run(db, deletions.path_in(Path(str(settings.keyring))), now, periods()))


def run(db: Database, ledger: Path, now: int, kept: Periods, *, dry: bool = False, trusted: bool = False) -> Report:
    """One sweep. `trusted` says that a person has looked at the clock after a long pause."""
    if not trusted and retention.clock_jumped(_last_good(db), now):
        raise Refused("sweep.clock")
    report = Report()
    if dry:
        with reading(db) as session:
            _count(session, now, kept, report)
        return report
    deletions.begin(ledger)
    _tidy(db, now, kept, report)
    round_times(db, now, kept, report)
    _expire(db, kept, report)
    _destroy(db, ledger, now, kept, report)
    _old_events(db, now, kept, report)
    _remember(db, now, report)
    _shrink(db)
    return report


# What simply ends ---------------------------------------------------------------------------------------------------


def _ended(now: int, kept: Periods) -> list[tuple[str, type[Any], ColumnElement[bool]]]:
    """(name, table, condition) of rows that go without a grace bin: nobody decides about them."""
    over = and_(Conversation.until <= now, Conversation.transcript.is_(None))
    lost = select(Conversation.id).where(over)
    return [
        ("threads", Thread, Thread.until <= now),
        ("tallies", Tally, Tally.until <= now),
        ("deliveries", Delivery, Delivery.day < day_of(now - kept.conversation_delivery)),
        ("messages", Outbox, and_(Outbox.conversation_id.in_(lost), Outbox.state.not_in(("waiting", "sending")))),
        ("conversations", Conversation, over),
        ("grants", Grant, Grant.expires_at <= now),
    ]


def _tidy(db: Database, now: int, kept: Periods, report: Report) -> None:
    for name, table, condition in _ended(now, kept):
        with writing(db) as session:
            report.add(name, affected(session, delete(table).where(condition)))
    with writing(db) as session:
        report.add("sessions", sessions.forget_ended(session, now))


def round_times(db: Database, now: int, kept: Periods, report: Report | None = None) -> int:
    """Rounds citizens' times older than a day down to six hours, in every table; returns how many cells changed."""
    total = 0
    for column, mine in ROUNDED:
        with writing(db) as session:
            statement = update(column.class_).where(*_exact(column, mine, now, kept))
            total += affected(session, statement.values({column.key: column - column % COARSE}))
    known = min(_last_good(db) or now, now) - kept.times_exact - CODES
    total += rounding.round_codes(db, known, now - kept.times_exact)
    if report is not None:
        report.add("times", total)
    return total


def _exact(
    column: InstrumentedAttribute[Any], mine: ColumnElement[bool] | None, now: int, kept: Periods
) -> list[ColumnElement[bool]]:
    found = [column <= now - kept.times_exact, column % COARSE != 0]
    return found if mine is None else [*found, mine]


# What has expired ---------------------------------------------------------------------------------------------------


def _expire(db: Database, kept: Periods, report: Report) -> None:
    with writing(db) as session:
        report.add("dated", expiry.leads(session, kept) + expiry.persons(session, kept))


def _gone(table: type[Lead] | type[Record], now: int, kept: Periods) -> ColumnElement[bool]:
    condition = and_(table.expires_at <= now - kept.words_grace, table.hold.is_(False))
    if table is Lead:
        held = select(Tip.lead_id).where(Tip.hold.is_(True))
        return and_(condition, Lead.id.not_in(held))
    return condition


def _typed(now: int, kept: Periods) -> ColumnElement[bool]:
    return and_(Item.owner == "audit", Item.at <= now - kept.words_typed)


def _destroy(db: Database, ledger: Path, now: int, kept: Periods, report: Report) -> None:
    """Destroys in batches, each a transaction of its own: leads, records, typed words."""
    leads = select(Lead.id).where(_gone(Lead, now, kept)).limit(BATCH).with_for_update()
    words = select(Item.subject_id).where(_typed(now, kept)).distinct().limit(BATCH)
    some: tuple[tuple[str, Callable[[Session], set[int]]], ...] = (
        ("leads", lambda session: set(session.scalars(leads))),
        ("records", lambda session: expiry.next_due(session, _gone(Record, now, kept), BATCH)),
        ("words", lambda session: set(session.scalars(words))),
    )
    for name, next_ids in some:
        while True:
            with writing(db) as session:
                ids = next_ids(session)
                out = destruction.Destroyed()
                getattr(destruction, {"words": "subjects"}.get(name, name))(session, ids, out)
                if ids:
                    deletions.append(ledger, now, out.ids)
                    audit.record(session, None, f"sweep.{name}", "sweep", [], codes={"count": len(ids)})
            report.add(name, len(ids))
            if not ids:
                break


# The chain's oldest months ------------------------------------------------------------------------------------------


def _cut(session: Session, now: int, kept: Periods) -> tuple[int, bytes] | None:
    """Number and MAC of the last event of the months that leave."""
    before = retention.month_begin(now, kept.keeping_audit)
    query = select(AuditEvent.seq, AuditEvent.mac).where(AuditEvent.at < before)
    found = session.execute(query.order_by(AuditEvent.seq.desc()).limit(1)).one_or_none()
    return (found[0], found[1]) if found else None


def _old_events(db: Database, now: int, kept: Periods, report: Report) -> None:
    """First the checkpoint that says where the chain now begins, in a transaction of its own; then the months go."""
    with writing(db) as session:
        cut = _cut(session, now, kept)
        if cut is None:
            return
        audit.record(session, None, audit.CHECKPOINT, "audit", [], codes={"through": cut[0], "mac": cut[1].hex()})
    with writing(db) as session:
        # Digests of items that are still there stay: they go on telling who made them.
        living = select(Item.id)
        session.execute(delete(AuditItem).where(AuditItem.seq <= cut[0], AuditItem.item_id.not_in(living)))
        report.add("events", affected(session, delete(AuditEvent).where(AuditEvent.seq <= cut[0])))


# The clock, the counting, the disk ----------------------------------------------------------------------------------


def _last_good(db: Database) -> int:
    with reading(db) as session:
        return session.scalar(select(Schedule.last_at).where(Schedule.name == GOOD)) or 0


def _remember(db: Database, now: int, report: Report) -> None:
    with writing(db) as session:
        row = session.get(Schedule, GOOD) or Schedule(name=GOOD, due_at=2**62)
        row.last_at, row.last_result = now, str(report)[:120]
        session.add(row)
        audit.record(session, None, "sweep.done", "sweep", [], codes=dict(report.counts))


def _count(session: Session, now: int, kept: Periods, report: Report) -> None:
    """The same conditions, counted. Leads closed since the last sweep are counted by what their outcome will say."""

    def count(table: Any, *conditions: ColumnElement[bool]) -> int:
        return int(session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0)

    for name, table, condition in _ended(now, kept):
        report.add(name, count(table, condition))
    for column, mine in ROUNDED:
        report.add("times", count(column.class_, *_exact(column, mine, now, kept)))
    things: tuple[tuple[str, type[Lead] | type[Record]], ...] = (("leads", Lead), ("records", Record))
    report.add("leads", count(Lead, _gone(Lead, now, kept)))
    due = set(session.scalars(select(Record.id).where(_gone(Record, now, kept))))
    report.add("records", len(expiry.whole(session, due, len(due) + 1)))
    for name, thing in things:
        past = and_(thing.expires_at <= now, thing.expires_at > now - kept.words_grace, thing.hold.is_(False))
        report.add(f"{name} in the grace bin", count(thing, past))
        report.add(f"{name} held", count(thing, thing.expires_at <= now, thing.hold.is_(True)))
    report.add("words", count(Item, _typed(now, kept)))
    cut = _cut(session, now, kept)
    report.add("events", count(AuditEvent, AuditEvent.seq <= cut[0]) if cut else 0)


def _shrink(db: Database) -> None:
    """Takes deleted pages off the disk: `secure_delete` alone leaves them in SQLite's write-ahead log."""
    if db.is_sqlite:
        raw = db.engine.raw_connection()
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in _vacuumed():
            connection.execute(text(f'VACUUM "{table.name}"'))


def _vacuumed() -> Iterable[Table]:
    classes = (
        Item,
        Grant,
        Tip,
        Lead,
        LeadEvent,
        Membership,
        Posting,
        Conversation,
        Outbox,
        Inbound,
        Thread,
        AuditEvent,
    )
    return (Tip.metadata.tables[one.__tablename__] for one in classes)
