"""The chain: what verification finds, what the database refuses, and that concurrent writers never fork it."""

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from hotline import audit, vault
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import AuditEvent, Item
from hotline.errors import Unavailable, Untrusted
from hotline.units import sealing_keys
from tests.builders import Station


@pytest.fixture
def station(database: Database, tmp_path) -> Station:
    return Station(database, tmp_path / "rings")


def _verify(station: Station, **options) -> audit.Verified:
    with reading(station.db) as session:
        return audit.verify(session, station.ring("operator")().all("audit"), **options)


def _unguarded(station: Station, *statements: str) -> None:
    """What somebody with the owner's password does: guards off, rows changed."""
    with station.db.engine.begin() as connection:
        names = connection.execute(
            text("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
            if station.db.is_sqlite
            else text("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        ).all()
        for name, table in names:
            connection.execute(text(f"DROP TRIGGER {name}" + ("" if station.db.is_sqlite else f" ON {table}")))
        for statement in statements:
            connection.execute(text(statement))


def test_an_untouched_chain_verifies(station: Station) -> None:
    found = _verify(station, deep=True)
    assert found.events > len(station.units) and found.problems == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE audit_event SET actor = 7 WHERE seq = 3", "event 3 was changed"),
        ("UPDATE audit_event SET at = at - 60 WHERE seq = 3", "event 3 was changed"),
        ("DELETE FROM audit_event WHERE seq = 3", "events 3 to 3 are missing"),
        ("DELETE FROM audit_event WHERE seq < 3", "events before 3 are missing"),
        ("DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)", "the head row says"),
    ],
)
def test_a_changed_chain_is_found(station: Station, statement: str, problem: str) -> None:
    _unguarded(station, statement)
    assert any(problem in line for line in _verify(station).problems)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 7",
        "DELETE FROM audit_event",
        "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event",
        "TRUNCATE audit_event",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_refuses_to_rewrite_the_chain(station: Station, statement: str) -> None:
    with pytest.raises((DBAPIError, Unavailable)), writing(station.db) as session:
        session.execute(text(statement))
    assert _verify(station).problems == []


def test_an_item_that_no_event_explains_is_found(station: Station) -> None:
    with writing(station.db) as session:  # without an audit writer
        subject = vault.new_subject()
        item = vault.put(session, subject, "lead", 1, "note", b"slipped in", station.clock.now)
    assert _verify(station, deep=True).problems == [f"item {item} is explained by no event"]


def test_an_item_that_was_exchanged_is_found(station: Station) -> None:
    with writing(station.front.db) as session:
        subject = vault.new_subject()
        one = vault.put(session, subject, "lead", 1, "note", b"one", station.clock.now)
        two = vault.put(session, subject, "lead", 1, "note", b"two", station.clock.now)
    assert _verify(station, deep=True).problems == []
    _unguarded(station, f"UPDATE item SET body = (SELECT body FROM item WHERE id = {two}) WHERE id = {one}")
    assert _verify(station, deep=True).problems == [f"item {one} is not what its event sealed"]


def test_a_printed_head_tells_a_forged_chain(station: Station) -> None:
    with reading(station.db) as session:
        printed = audit.head(session)
    assert audit.Head.parse(str(printed)) == printed
    assert _verify(station, known=[printed]).problems == []
    other = audit.Head(printed.seq, bytes(32))
    assert "not the one whose head was printed" in _verify(station, known=[other]).problems[0]
    later = audit.Head(printed.seq + 5, bytes(32))
    assert "is not there" in _verify(station, known=[later]).problems[0]


def test_what_an_officer_typed_is_sealed_to_audit_and_supervision(station: Station) -> None:
    roster = station.ring("board")().current("roster").secret
    with writing(station.front.db) as session:
        item_id = audit.typed(session, roster, "nghi ngờ lạm dụng", station.clock.now)
        audit.record(session, 1, "lead.unmask", "lead", [2], purpose_item=item_id)
    with reading(station.db) as session:
        item = session.get_one(Item, item_id)
        opened = {who: vault.read(session, station.viewer(who).holder, [item]) for who in ("auditor", "super", "alice")}
    assert opened["auditor"] == opened["super"] == {item_id: "nghi ngờ lạm dụng".encode()}
    assert opened["alice"] == {}


def test_the_words_expire_and_the_chain_still_verifies(station: Station) -> None:
    roster = station.ring("board")().current("roster").secret
    with writing(station.front.db) as session:
        item_id = audit.typed(session, roster, "tìm hàng xóm", station.clock.now)
        audit.record(session, 1, "search", "search", [], purpose_item=item_id)
        subject = session.get_one(Item, item_id).subject_id
    with writing(station.front.db) as session:
        vault.destroy(session, [subject])
    assert _verify(station, deep=True).problems == []


def test_concurrent_writers_never_fork_the_chain(postgres: Database, tmp_path) -> None:
    station = Station(postgres, tmp_path / "rings")
    before = _verify(station).events

    def write(actor: int) -> None:
        for number in range(20):
            with writing(station.front.db) as session:
                audit.record(session, actor, "lead.seen", "lead", [number])

    threads = [threading.Thread(target=write, args=(actor,)) for actor in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = _verify(station)
    assert found.problems == [] and found.events == before + 120
    with reading(postgres) as session:
        assert len(set(session.scalars(select(AuditEvent.prev)))) == found.events


def test_sealing_stops_when_a_units_key_is_a_strangers(station: Station) -> None:
    _unguarded(station, "UPDATE unit_key SET public = (SELECT public FROM officer LIMIT 1)")
    with pytest.raises(Untrusted), reading(station.db) as session:
        sealing_keys(session, station.ring("worker")().current("roster").secret)
