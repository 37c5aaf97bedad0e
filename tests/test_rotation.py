"""Ring files: what each process holds, every way in which a file can be wrong, and how keys change."""

import pytest
from sqlalchemy import insert, select, update

from hotline import accounts, conversation, keyring, officers, resealing, rotation, sessions, unit_keys
from hotline.clock import DAY, HOUR
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Conversation, Grant, Inbound, Item, Officer, UnitKey, UnitKeyHolder
from hotline.errors import KeyMissing, Misconfigured, Refused, Unreadable, Untrusted
from hotline.ids import new_id
from hotline.keyring import PROCESSES, PassingPublic, read_ring
from hotline.rotation import PASSING_RING, Rings
from hotline.tips import Address
from hotline.units import sealing_keys
from hotline.vault import grant_context
from tests.builders import CHEAP, PASSPHRASE, PASSWORD, Station


@pytest.fixture
def station(sqlite: Database, tmp_path) -> Station:
    return Station(sqlite, tmp_path / "rings")


@pytest.fixture
def rings(station: Station) -> Rings:
    return Rings(station.directory, PASSPHRASE, CHEAP)


def test_each_ring_holds_what_its_row_of_the_key_table_says(rings: Rings) -> None:
    held = {process: {key.purpose for key in rings.read(process).keys} for process in PROCESSES}
    assert held == {
        "intake": {"edge"},
        "worker": {"edge", "index", "audit", "roster"},
        "worker-passing": {"intake", "relay", "tag", "lookup"},
        "board": {"edge", "index", "audit", "roster", "pepper", "recovery"},
        "operator": {"audit", "roster", "recovery"},
    }
    assert all(key.secret == b"" for p in PROCESSES for key in rings.read(p).all("recovery"))
    assert rotation.problems(rings) == []


def test_ring_files_are_for_their_owner_only(rings: Rings) -> None:
    assert {path.stat().st_mode & 0o777 for path in rings.directory.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda path: path.chmod(0o644), "ring.mode"),
        (lambda path: path.unlink(), "ring.absent"),
        (lambda path: path.write_bytes(b"{"), "ring.damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:-40]), "ring.damaged"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b'"salt": "', b'"salt": "AA')), "ring.passphrase"),
        (lambda path: path.write_bytes((path.parent / "worker.ring").read_bytes()), "ring.damaged"),
    ],
)
def test_a_wrong_ring_file_gets_one_clear_line(rings: Rings, damage, code: str) -> None:
    damage(rings.directory / "board.ring")
    with pytest.raises(Misconfigured) as wrong:
        rings.read("board")
    assert wrong.value.code == code


def test_a_wrong_passphrase_is_told(rings: Rings) -> None:
    with pytest.raises(Misconfigured) as wrong:
        read_ring(rings.directory, "board", "not the passphrase")
    assert wrong.value.code == "ring.passphrase"


def test_a_forged_publication_of_passing_keys_is_refused(station: Station, rings: Rings) -> None:
    path = rings.directory / keyring.PASSING_PUBLIC
    other = rotation.new_pair("intake", 2**33)
    keyring.write_passing_public(rings.directory, rotation.new_secret("edge", 1), [other])
    assert path.exists()
    with pytest.raises(Misconfigured):
        PassingPublic(rings.directory, station.ring("intake")).current("intake")


@pytest.mark.parametrize("purpose", ["edge", "index", "audit", "roster", "pepper"])
def test_a_new_lasting_key_reaches_every_ring_that_holds_its_kind(rings: Rings, purpose: str) -> None:
    key = rotation.rotate(rings, purpose, 5)
    holding = [p for p in PROCESSES if rings.read(p).all(purpose)]
    assert tuple(holding) == tuple(p for p in PROCESSES if p in rotation.HOLDERS[purpose])
    assert all(rings.read(process).current(purpose) == key for process in holding)
    assert rotation.problems(rings) == []


def test_a_lasting_key_is_not_changed_where_a_ring_is_missing(rings: Rings) -> None:
    (rings.directory / "worker.ring").unlink()
    with pytest.raises(Refused) as refused:
        rotation.rotate(rings, "audit", 5)
    assert refused.value.code == "ring.elsewhere"
    assert len(rings.read("board").all("audit")) == 1


def test_a_running_process_sees_a_changed_ring_without_a_restart(station: Station, rings: Rings) -> None:
    ring = station.ring("board")
    before = ring().current("pepper")
    rotation.rotate(rings, "pepper", station.clock.now + 1)
    assert ring().current("pepper") != before


def test_a_new_pepper_is_taken_at_the_next_sign_in_and_the_old_one_dropped(station: Station, rings: Rings) -> None:
    rotation.rotate(rings, "pepper", station.clock.now + 1)
    assert rotation.unused_peppers(station.db, rings.read("board")) == []
    for spec in station.people:
        sessions.sign_in(station.front, spec.login, PASSWORD)
    gone = rotation.unused_peppers(station.db, rings.read("board"))
    rings.drop("pepper", gone)
    assert len(gone) == len(rings.read("board").all("pepper")) == 1
    assert sessions.sign_in(station.front, "alice", PASSWORD).state == "open"


def test_without_its_pepper_a_stolen_database_cannot_be_searched_for_passwords(station: Station, rings: Rings) -> None:
    with reading(station.db) as session:
        alice = officers.named(session, "alice")
    rings.drop("pepper", [str(alice.pepper_id)])
    rotation.Rings(station.directory, PASSPHRASE, CHEAP).add(rotation.new_secret("pepper", 9))
    with pytest.raises(KeyMissing):
        officers.open_key(station.front, alice, PASSWORD)


def test_a_new_roster_key_keeps_units_trusted(station: Station, rings: Rings) -> None:
    old = rings.read("operator").current("roster")
    key = rotation.rotate(rings, "roster", station.clock.now + 1)
    with reading(station.db) as session, pytest.raises(Untrusted):
        sealing_keys(session, key.secret)
    with writing(station.front.db) as session:
        assert unit_keys.remac(session, [old.secret], key.secret) == len(station.units)
    with reading(station.db) as session:
        assert len(sealing_keys(session, key.secret)) == 2


def test_a_strangers_key_gets_no_new_mac(station: Station, rings: Rings) -> None:
    old = rings.read("operator").current("roster")
    with writing(station.front.db) as session:
        session.execute(update(UnitKey).values(mac=b"x" * 32))
    with pytest.raises(Untrusted), writing(station.front.db) as session:
        unit_keys.remac(session, [old.secret], b"new" * 10)


# Passing keys -------------------------------------------------------------------------------------------------------


def _talk(station: Station) -> int:
    row, now = new_id(), station.clock.now
    passing = PassingPublic(station.directory, station.ring("worker"))
    address = Address(channel="sms", provider="twilio", sender="+15005550006", provider_id="x", replyable=True)
    with writing(station.front.db) as session:
        session.execute(
            insert(Conversation).values(
                id=row, thread=row.to_bytes(8, "big"), tip_id=1, channel="sms", lang="vi", opened_at=now, last_at=now,
                closes_at=now, until=now + 30 * DAY, version=1,
                address=conversation.seal_address(passing, row, address),
            )
        )  # fmt: skip
    return row


def _rotate(station: Station, rings: Rings) -> resealing.Rotated:
    return resealing.rotate_passing(station.front.db, rings, station.clock.now)


def test_a_spent_intake_key_is_destroyed_after_a_day_unless_a_row_bears_its_id(station: Station, rings: Rings) -> None:
    first = rings.read(PASSING_RING).current("intake")
    row = new_id()
    sealed = PassingPublic(station.directory, station.ring("intake")).current("intake")
    from hotline.envelope import Context

    with writing(station.front.db) as session:
        session.execute(
            insert(Inbound).values(
                id=row, channel="sms", text=sealed.seal(b"x", Context("inbound", "inbound", row, "text")),
                address=b"\0" * 40, thread=b"t", code=b"c", at=station.clock.now, state="aside", why="poison",
            )
        )  # fmt: skip
    for _ in range(3):
        station.clock.now += DAY
        _rotate(station, rings)
    assert first in rings.read(PASSING_RING).all("intake")
    with writing(station.front.db) as session:
        session.delete(session.get_one(Inbound, row))
    _rotate(station, rings)
    assert first not in rings.read(PASSING_RING).keys


def test_living_addresses_are_sealed_anew_and_open_under_the_newest_key_only(station: Station, rings: Rings) -> None:
    row, old = _talk(station), rings.read(PASSING_RING).current("relay")
    for _ in range(2):
        station.clock.now += DAY
        _rotate(station, rings)
    ring = rings.read(PASSING_RING)
    assert old not in ring.keys
    with reading(station.db) as session:
        talk = session.get_one(Conversation, row)
        found = conversation.open_address(ring, talk)
    assert found is not None
    assert found.sender == "+15005550006"


def test_what_a_copy_holds_under_a_destroyed_key_opens_for_nobody(station: Station, rings: Rings) -> None:
    row = _talk(station)
    with reading(station.db) as session:
        copy = session.get_one(Conversation, row)
        session.expunge(copy)
    for _ in range(2):
        station.clock.now += DAY
        _rotate(station, rings)
    with pytest.raises(KeyMissing):
        conversation.open_address(rings.read(PASSING_RING), copy)


def test_a_tag_key_lives_two_periods(station: Station, rings: Rings) -> None:
    first, counts = rings.read(PASSING_RING).current("tag"), []
    for _ in range(62):
        station.clock.now += DAY
        _rotate(station, rings)
        counts.append(len(rings.read(PASSING_RING).all("tag")))
    assert max(counts) == 2
    assert first not in rings.read(PASSING_RING).keys


def test_the_hourly_look_makes_new_keys_once_a_day_only(station: Station, rings: Rings) -> None:
    made = []
    for _ in range(48):
        station.clock.now += HOUR
        made.append(len(resealing.rotate_passing(station.front.db, rings, station.clock.now, only_due=True).made))
    assert sum(bool(count) for count in made) == 2


# Units' keys --------------------------------------------------------------------------------------------------------


def _granted(station: Station) -> int:
    from hotline import vault

    subject = vault.new_subject()
    with writing(station.front.db) as session:
        vault.put(session, subject, "lead", 1, "note", b"words", 1)
        vault.grant(session, subject, sealing_keys(session, _roster(station), ("desk",)), granted_by=None, at=1)
    return subject.id


def _roster(station: Station) -> bytes:
    return station.ring("board")().current("roster").secret


def _read(station: Station, login: str) -> list[bytes]:
    from hotline import vault

    with reading(station.db) as session:
        return list(vault.read(session, station.viewer(login).holder, session.scalars(select(Item)).all()).values())


def test_after_a_revocation_the_units_key_is_made_anew_at_a_colleagues_sign_in(station: Station) -> None:
    _granted(station)
    with writing(station.front.db) as session:
        accounts.revoke(session, officers.named(session, "bob"), by=station.raised.officers["super"])
        assert session.scalar(select(UnitKey).where(UnitKey.due.is_(True))) is not None
    station.cookie("alice")
    with reading(station.db) as session:
        desk = station.raised.units["Trực ban"]
        states = list(session.scalars(select(UnitKey.state).where(UnitKey.unit_id == desk)))
        holders = set(session.scalars(select(UnitKeyHolder.officer_id)))
    assert sorted(states) == ["current", "retired"]
    assert station.raised.officers["bob"] not in holders
    assert _read(station, "alice") == _read(station, "lead") == [b"words"]


def test_resealing_moves_every_grant_and_destroys_the_old_key(station: Station) -> None:
    for _ in range(3):
        _granted(station)
    desk, alice = station.raised.units["Trực ban"], station.viewer("alice")
    old = next(iter(alice.holder.keys.values()))
    with writing(station.front.db) as session:
        unit_keys.rotate(session, sessions.trust(station.front), desk, by=None, now=station.clock.now)
    holder = station.viewer("alice").holder
    assert unit_keys.reseal(station.front.db, sessions.trust(station.front), holder, desk, by=alice.officer_id) == 3
    assert len(station.viewer("lead").holder.keys) == 1
    assert _read(station, "lead") == [b"words"] * 3
    with reading(station.db) as session:
        for grant in session.scalars(select(Grant)):
            with pytest.raises(Unreadable):
                old.unwrap(grant.wrapped, grant_context(grant.subject_id, grant.unit_key_id))


def test_a_new_officer_of_the_unit_reads_what_was_sealed_before_him(station: Station) -> None:
    _granted(station)
    with writing(station.front.db) as session:
        _, token = accounts.invite(
            session, "new", "Mới", "duty_officer", station.raised.units["Trực ban"], by=None, now=station.clock.now
        )
    person, private = accounts.enrol(station.front, token, PASSWORD)
    with writing(station.front.db) as session:
        accounts.grant(
            session,
            station.viewer("alice"),
            officers.get(session, person.id),
            accounts.code_of(person.public or b""),
            1,
        )
        viewer = officers.viewer(session, officers.get(session, person.id), private)
    assert viewer.holder.keys.keys() == station.viewer("alice").holder.keys.keys()


def test_nobody_is_granted_by_a_stranger_to_the_unit_or_with_wrong_characters(station: Station) -> None:
    with writing(station.front.db) as session:
        session.execute(update(Officer).where(Officer.login == "bob").values(state="enrolled"))
    with writing(station.front.db) as session:
        bob = officers.named(session, "bob")
        right = accounts.code_of(bob.public or b"")
        for login, typed in (("charlie", right), ("alice", "0000-0000"), ("bob", right)):
            with pytest.raises(Refused):
                accounts.grant(session, station.viewer(login), bob, typed, 1)
