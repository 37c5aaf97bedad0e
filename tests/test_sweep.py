"""The sweep on real rows: what goes, what stays, what a hold, a dry run and a jumped clock do."""

import pytest
from sqlalchemy import func, insert, select, update

from config.retention import periods
from hotline import audit, deletions, keeping, retention, sweep, vault
from hotline.clock import DAY, HOUR
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import (
    AuditEvent,
    Delivery,
    Grant,
    Item,
    Lead,
    LeadEvent,
    Membership,
    Posting,
    ReceiptRow,
    Schedule,
    Tip,
)
from hotline.db.tables.base import Base
from hotline.errors import Misconfigured, Refused
from hotline.ids import new_id
from hotline.units import sealing_keys
from tests.builders import Station

KEPT = periods()


@pytest.fixture
def station(database: Database, tmp_path) -> Station:
    return Station(database, tmp_path / "rings")


def a_lead(station: Station, outcome: str | None = None, *, hold: bool = False, lane: str = "main") -> int:
    """A lead with one tip, its words, postings, receipt and history; closed with the outcome, if any."""
    now, lead, tip = station.clock.now, new_id(), new_id()
    codes = {"category": "use", "urgency": "normal", "basis": "saw"}
    with writing(station.front.db) as session:
        closed = {"state": "closed", "outcome": outcome, "closed_at": now} if outcome else {}
        session.add(Lead(id=lead, **codes, lane=lane, opened_at=now, touched_at=now, hold=hold, **closed))
        session.flush()
        subject = vault.new_subject()
        session.add(Tip(id=tip, lead_id=lead, channel="sms", received_at=now, subject_id=subject.id, **codes))
        session.flush()
        vault.put(session, subject, "tip", tip, "text", b"words", now)
        roster = station.ring("worker")().current("roster").secret
        vault.grant(session, subject, sealing_keys(session, roster), granted_by=None, at=now)
        session.add(Membership(id=new_id(), tip_id=tip, lead_id=lead, verdict="same", decision_id=1, at=now))
        session.add(LeadEvent(lead_id=lead, action="created", version=1, at=now))
        session.execute(insert(Posting).values(scope="tip", term=5, doc=tip))
        session.execute(insert(ReceiptRow).values(code=tip.to_bytes(8, "big"), tip_id=tip))
    return lead


def swept(station: Station, **options) -> sweep.Report:
    return sweep.run(station.front.db, _ledger(station), station.clock.now, KEPT, trusted=True, **options)


def _ledger(station: Station):
    return deletions.path_in(station.directory)


def _left(station: Station) -> set[int]:
    with reading(station.db) as session:
        return set(session.scalars(select(Lead.id)))


def _counted(station: Station, *tables: type[Base]) -> list[int]:
    with reading(station.db) as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_spam_goes_after_its_time_and_grace_with_all_that_points_to_it(station: Station) -> None:
    lead = a_lead(station, "spam")
    swept(station)
    station.clock.now += KEPT.lead_spam
    assert swept(station).counts["leads"] == 0
    assert _left(station) == {lead}
    station.clock.now += KEPT.words_grace
    assert swept(station).counts["leads"] == 1
    assert _left(station) == set()
    assert _counted(station, Tip, Item, Grant, Membership, LeadEvent, ReceiptRow) == [0] * 6
    with reading(station.db) as session:
        assert session.scalar(select(func.count()).where(Posting.scope == "tip")) == 0


def test_what_was_destroyed_stands_in_the_ledger(station: Station) -> None:
    lead = a_lead(station, "spam")
    swept(station)
    station.clock.now += KEPT.lead_spam + KEPT.words_grace
    swept(station)
    found = deletions.read(_ledger(station))
    assert found["lead"] == {lead}
    assert len(found["tip"]) == len(found["subject"]) == 1
    assert _ledger(station).stat().st_mode & 0o777 == 0o600


def test_a_hold_and_an_open_lead_keep(station: Station) -> None:
    kept = {a_lead(station, "spam", hold=True), a_lead(station)}
    swept(station)
    station.clock.now += 10 * KEPT.lead_spam
    swept(station)
    assert _left(station) == kept


def test_a_supervisor_holds_and_renews_with_a_reason_and_nobody_else(station: Station) -> None:
    held, renewed = a_lead(station, "spam"), a_lead(station, "fined")
    roster, now = station.ring("board")().current("roster").secret, station.clock.now
    for login, reason in (("alice", "một lý do"), ("super", "  ")):
        with pytest.raises(Refused):
            keeping.hold(station.front.db, roster, station.viewer(login), "lead", held, reason, now)
    keeping.hold(station.front.db, roster, station.viewer("super"), "lead", held, "vụ án", now)
    ends = keeping.renew(station.front.db, roster, station.viewer("super"), renewed, "vụ án", now, KEPT)
    with pytest.raises(Refused):
        keeping.renew(station.front.db, roster, station.viewer("super"), renewed, "vụ án", now + DAY, KEPT)
    station.clock.now = ends
    swept(station)
    assert _left(station) == {held, renewed}
    keeping.hold(station.front.db, roster, station.viewer("super"), "lead", held, "xong", now, on=False)
    station.clock.now += KEPT.words_grace
    swept(station)
    assert _left(station) == set()


@pytest.mark.parametrize("again", ["closed again", "undone"])
@pytest.mark.parametrize("seen", [False, True])
def test_a_renewed_lead_that_was_reopened_expires(station: Station, again: str, seen: bool) -> None:
    """Whether a sweep saw it open or not; closed again it has the date of its new closing, undone the renewed one."""
    lead, board, closed = a_lead(station, "fined"), station.front.db, station.clock.now
    roster = station.ring("board")().current("roster").secret
    swept(station)
    station.clock.now += DAY
    ends = keeping.renew(board, roster, station.viewer("super"), lead, "vụ án", station.clock.now, KEPT)
    station.clock.now += DAY
    with writing(board) as session:
        session.execute(update(Lead).values(state="triaging", outcome=None, closed_at=None))
    if seen:
        swept(station)
    if again == "closed again":
        closed = station.clock.now
        ends = closed + retention.lead_expires("fined", 0, KEPT)
    with writing(board) as session:
        session.execute(update(Lead).values(state="closed", outcome="fined", closed_at=closed))

    swept(station)
    with reading(board) as session:
        assert session.scalar(select(Lead.expires_at)) == ends
    station.clock.now = ends + KEPT.words_grace
    swept(station)
    assert _left(station) == set()


def test_a_reopened_lead_does_not_expire(station: Station) -> None:
    lead = a_lead(station, "unfounded")
    swept(station)
    with writing(station.front.db) as session:
        session.execute(update(Lead).values(state="triaging", outcome=None, closed_at=None))
    station.clock.now += 10 * KEPT.lead_unfounded
    swept(station)
    assert _left(station) == {lead}


def test_unread_quarantine_goes_like_spam(station: Station) -> None:
    a_lead(station, lane="quarantine")
    swept(station)
    station.clock.now += KEPT.lead_spam + KEPT.words_grace
    swept(station)
    assert _left(station) == set()


def test_a_dry_run_counts_and_changes_nothing(station: Station) -> None:
    a_lead(station, "spam")
    swept(station)
    station.clock.now += KEPT.lead_spam + 1
    assert swept(station, dry=True).counts["leads in the grace bin"] == 1
    station.clock.now += KEPT.words_grace
    before = _counted(station, AuditEvent, Lead, Item)
    assert swept(station, dry=True).counts["leads"] == 1
    assert _counted(station, AuditEvent, Lead, Item) == before


def test_the_sweep_stops_when_the_clock_jumped(station: Station) -> None:
    lead = a_lead(station, "spam")
    path = _ledger(station)
    sweep.run(station.front.db, path, station.clock.now, KEPT)
    for jump in (400 * DAY, -HOUR):
        with pytest.raises(Refused) as refused:
            sweep.run(station.front.db, path, station.clock.now + jump, KEPT)
        assert refused.value.code == "sweep.clock"
    assert _left(station) == {lead}


def test_typed_words_and_seven_day_grants_end(station: Station) -> None:
    roster = station.ring("worker")().current("roster").secret
    with writing(station.front.db) as session:
        audit.typed(session, roster, "một lý do", station.clock.now)
        subject = vault.new_subject()
        units = sealing_keys(session, roster, ("audit",))
        vault.grant(session, subject, units, granted_by=1, at=station.clock.now, expires_at=station.clock.now + 7 * DAY)
    station.clock.now += 7 * DAY
    assert swept(station).counts["grants"] == 1
    station.clock.now += KEPT.words_typed
    assert swept(station).counts["words"] == 1
    assert _counted(station, Item) == [0]


def test_hashes_of_deliveries_end_after_ninety_days(station: Station) -> None:
    with writing(station.front.db) as session:
        session.execute(insert(Delivery).values(provider_hash=b"x" * 16, day=station.clock.now // DAY))
    station.clock.now += KEPT.conversation_delivery
    assert swept(station).counts["deliveries"] == 0
    station.clock.now += DAY
    assert swept(station).counts["deliveries"] == 1


def test_old_months_leave_the_chain_and_it_still_verifies(station: Station) -> None:
    swept(station)
    station.clock.now += KEPT.keeping_audit + 40 * DAY
    removed = swept(station).counts["events"]
    with reading(station.db) as session:
        found = audit.verify(session, station.ring("operator")().all("audit"), deep=True)
        first = session.scalar(select(func.min(AuditEvent.seq)))
    assert removed > 0
    assert first == removed + 1
    assert found.problems == []


def test_a_lost_or_damaged_ledger_is_told(tmp_path) -> None:
    for content in (None, b"", b"something else\n", b"hotline destroyed ids 1\n5 tip abc\n"):
        path = tmp_path / "destroyed.ledger"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(Misconfigured):
            deletions.read(path)


def test_deleted_words_are_not_left_in_sqlites_log(sqlite: Database, tmp_path) -> None:
    station = Station(sqlite, tmp_path / "rings")
    a_lead(station, "spam")
    with reading(station.db) as session:
        body = session.scalar(select(Item.body)) or b""
    swept(station)
    station.clock.now += KEPT.lead_spam + KEPT.words_grace
    swept(station)
    files = [path for path in tmp_path.iterdir() if path.name.startswith("hotline.db")]
    assert len(files) >= 1
    assert not any(body[18:80] in path.read_bytes() for path in files)


def test_the_last_good_sweep_is_remembered(station: Station) -> None:
    swept(station)
    with reading(station.db) as session:
        assert session.get_one(Schedule, sweep.GOOD).last_at == station.clock.now
