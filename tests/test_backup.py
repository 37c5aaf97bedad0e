"""Backup and restore: the same rows on either database, nothing that was destroyed, no ring, one clear refusal."""

from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from hotline import audit, backup, deletions, recovery, vault
from hotline.db.engine import Database, make_engine, reading, writing
from hotline.db.migrate import upgrade
from hotline.db.tables import Grant, Item, Lead, LeadEvent, OfficerSession, Posting, Tip
from hotline.errors import Misconfigured, Refused, Unreadable
from hotline.ids import new_id
from hotline.sealing import PublicKey
from hotline.units import sealing_keys
from tests.builders import CHEAP, Station

SECRET = "the key of backups"


@pytest.fixture
def station(database: Database, tmp_path) -> Station:
    return Station(database, tmp_path / "rings")


@pytest.fixture
def empty(station: Station, tmp_path, request):
    """An empty database of the same kind, whose chain is written under the operator's ring."""
    url = (
        f"sqlite:///{tmp_path / 'other.db'}" if station.db.is_sqlite else request.getfixturevalue("empty_postgres_url")
    )
    engine = make_engine(url)
    upgrade(engine)
    yield Database(engine, audit.appender(station.ring("operator"), station.clock))
    engine.dispose()


def _lead(station: Station) -> tuple[int, int]:
    lead, tip, subject = new_id(), new_id(), vault.new_subject()
    codes = {"category": "use", "urgency": "normal", "basis": "saw"}
    with writing(station.front.db) as session:
        session.add(Lead(id=lead, **codes, opened_at=1, touched_at=1))
        session.flush()
        session.add(Tip(id=tip, lead_id=lead, channel="sms", received_at=1, subject_id=subject.id, **codes))
        session.flush()
        vault.put(session, subject, "tip", tip, "text", "lời kể".encode(), 1)
        roster = station.ring("worker")().current("roster").secret
        vault.grant(session, subject, sealing_keys(session, roster), granted_by=None, at=1)
        session.add(LeadEvent(lead_id=lead, action="created", version=1, at=1))
        session.execute(insert(Posting).values(scope="tip", term=7, doc=tip))
    return lead, tip


def _backup(station: Station, tmp_path: Path) -> Path:
    backup.write(station.db, tmp_path / "night.backup", SECRET, CHEAP)
    return tmp_path / "night.backup"


def _ledger(tmp_path: Path) -> Path:
    path = tmp_path / deletions.NAME
    deletions.begin(path)
    return path


def test_a_restored_database_opens_and_verifies(station: Station, empty: Database, tmp_path) -> None:
    _lead(station)
    station.cookie("alice")
    restored = backup.restore(empty, _backup(station, tmp_path), SECRET, _ledger(tmp_path))
    with reading(empty) as session:
        words = vault.read(session, station.viewer("alice").holder, session.scalars(select(Item)).all())
        verified = audit.verify(session, station.ring("operator")().all("audit"), deep=True, known=[restored.head])
        assert session.scalar(select(func.count()).select_from(OfficerSession)) == 0
    assert list(words.values()) == ["lời kể".encode()]
    assert verified.problems == []


def test_what_was_destroyed_since_is_destroyed_again(station: Station, empty: Database, tmp_path) -> None:
    lead, tip = _lead(station)
    kept, _ = _lead(station)
    file, ledger = _backup(station, tmp_path), _ledger(tmp_path)
    deletions.append(ledger, station.clock.now, {"lead": [lead], "tip": [tip]})
    assert backup.restore(empty, file, SECRET, ledger).destroyed == 2
    with reading(empty) as session:
        assert list(session.scalars(select(Lead.id))) == [kept]
        assert [session.scalar(select(func.count()).select_from(t)) for t in (Tip, Item)] == [1, 1]
        assert session.scalar(select(func.count()).where(Posting.scope == "tip")) == 1
        assert session.scalar(select(func.count()).select_from(Grant)) == 2


def test_a_restore_goes_on_with_new_history(station: Station, empty: Database, tmp_path) -> None:
    lead, _ = _lead(station)
    backup.restore(empty, _backup(station, tmp_path), SECRET, _ledger(tmp_path))
    with writing(empty) as session:
        session.add(LeadEvent(lead_id=lead, action="note", version=2, at=2))
    with reading(empty) as session:
        assert len(session.scalars(select(LeadEvent)).all()) == 2


def test_a_backup_of_the_wrong_secret_or_a_changed_byte_changes_nothing(station: Station, empty, tmp_path) -> None:
    file, ledger = _backup(station, tmp_path), _ledger(tmp_path)
    whole = file.read_bytes()
    with pytest.raises(Misconfigured) as wrong:
        backup.restore(empty, file, "another key", ledger)
    assert wrong.value.code == "backup.secret"
    changed = whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:]
    for damaged in (whole[:-1], whole[: len(whole) // 2], changed, b"{}\n", b""):
        file.write_bytes(damaged)
        with pytest.raises(Misconfigured):
            backup.restore(empty, file, SECRET, ledger)
    with reading(empty) as session:
        assert audit.head(session).seq == 0


def test_a_restore_never_mixes_with_rows_that_are_there(station: Station, tmp_path) -> None:
    db = Database(station.db.engine, station.front.db.append)
    with pytest.raises(Refused):
        backup.restore(db, _backup(station, tmp_path), SECRET, _ledger(tmp_path))


def test_a_backup_holds_no_words_and_no_key(station: Station, tmp_path) -> None:
    _lead(station)
    file = _backup(station, tmp_path).read_bytes()
    assert file.count(b"\n") >= 1
    assert b"Alice" not in file
    assert b"alice" not in file
    for process in ("intake", "worker", "worker-passing", "board", "operator"):
        assert all(key.secret not in file for key in station.ring(process)().keys if key.secret)


def test_lasting_rings_open_with_recovery_shares_only(station: Station) -> None:
    rings = [station.ring(process)() for process in ("intake", "worker", "board", "operator")]
    sealed = backup.seal_rings(rings, PublicKey(rings[2].current("recovery").public))
    assert backup.open_rings(sealed, recovery.join(station.shares[:3])) == rings
    with pytest.raises(Unreadable):
        backup.open_rings(sealed, recovery.join(recovery.make(1).shares))
    with pytest.raises(Refused):
        backup.seal_rings([station.ring("worker-passing")()], PublicKey(rings[2].current("recovery").public))
