"""When a citizen acted is told to six hours only, a day later, in every table; which columns those are."""

import pytest
from sqlalchemy import select

from hotline import sweep
from hotline.clock import COARSE, DAY
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Lead, LeadEvent, Tip, metadata
from tests.builders import Station
from tests.test_sweep import KEPT, a_lead, swept


@pytest.fixture
def station(database: Database, tmp_path) -> Station:
    return Station(database, tmp_path / "rings")


def test_citizens_times_are_rounded_after_a_day_in_every_table(station: Station) -> None:
    station.clock.now = station.clock.now - station.clock.now % COARSE + 1_234
    a_lead(station)
    sweep.round_times(station.front.db, station.clock.now + DAY - 1, KEPT)
    with reading(station.db) as session:
        assert session.scalar(select(Tip.received_at)) == station.clock.now
    assert sweep.round_times(station.front.db, station.clock.now + DAY, KEPT) >= 5
    with reading(station.db) as session:
        for column, _ in sweep.ROUNDED:
            assert all(at % COARSE == 0 for at in session.scalars(select(column)) if at is not None)


def test_times_in_the_history_are_rounded_too(station: Station) -> None:
    lead, now = a_lead(station), station.clock.now - station.clock.now % COARSE + 1_234
    codes = {"before": {"due_at": now, "state": "new"}, "after": {"due_at": None, "state": "triaging"}, "bits": now}
    with writing(station.front.db) as session:
        session.add(LeadEvent(lead_id=lead, officer_id=1, action="claim", version=2, codes=codes, at=now))
    sweep.round_times(station.front.db, now + DAY, KEPT)
    with reading(station.db) as session:
        line = session.scalars(select(LeadEvent).where(LeadEvent.action == "claim")).one()
    assert line.at == now
    assert line.codes == {**codes, "before": {"due_at": now - 1_234, "state": "new"}}


def test_an_unread_tip_of_the_quarantine_does_not_expire_to_the_second(station: Station) -> None:
    station.clock.now = station.clock.now - station.clock.now % COARSE + 1_234
    a_lead(station, lane="quarantine")
    swept(station)
    with reading(station.db) as session:
        (expires_at,) = session.scalars(select(Lead.expires_at))
    assert expires_at is not None
    assert expires_at % COARSE == 0


# Times of officers' acts, of software, ends of periods: not when a citizen acted. A new column has to be put here, or
# into sweep.ROUNDED.
NOT_A_CITIZENS = {
    "approval.decided_at",
    "approval.proposed_at",
    "audit_event.at",
    "common_term.at",
    "conversation.until",
    "credential.at",
    "grant.at",
    "grant.expires_at",
    "handover.at",
    "handover.taken_at",
    "handover_line.acknowledged_at",
    "inbound.claimed_until",
    "item.at",
    "lead.alarm_ack_at",
    "lead.expires_at",
    "lead.lease_until",
    "lead.review_at",
    "link.at",
    "link.expires_at",
    "link.undone_at",
    "officer.at",
    "officer.invite_until",
    "outbox.claimed_until",
    "period.review_at",
    "presence.seen_at",
    "record.at",
    "record.expires_at",
    "record.review_at",
    "record_edge.at",
    "record_edge.undone_at",
    "record_event.at",
    "release.at",
    "release.ended_at",
    "release.released_at",
    "saved_filter.at",
    "schedule.claimed_until",
    "schedule.due_at",
    "schedule.last_at",
    "session.at",
    "session.seen_at",
    "session.strong_at",
    "session.until",
    "tally.until",
    "thread.until",
    "thread.window_until",
    "tip.expires_at",
    "unit_key.at",
}


def test_every_time_in_the_schema_is_rounded_or_known_not_to_be_a_citizens() -> None:
    rounded = {f"{column.class_.__tablename__}.{column.key}" for column, _ in sweep.ROUNDED}
    endings = ("at", "until")
    times = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name.split("_")[-1] in endings
    }
    assert times - rounded == NOT_A_CITIZENS
