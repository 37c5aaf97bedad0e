"""Recovery by word shares: the published vectors, a real recovery, a rehearsal, and every wrong set of shares."""

import json
from pathlib import Path

import pytest
from shamir_mnemonic import MnemonicError, combine_mnemonics
from sqlalchemy import delete, select

from hotline import accounts, audit, recovery, sessions, unit_keys
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import UnitKeyHolder
from hotline.errors import HotlineError, Refused, Unreadable
from hotline.rotation import Rings
from hotline.sealing import PublicKey
from tests.builders import CHEAP, PASSPHRASE, PASSWORD, Station

VECTORS = json.loads((Path(__file__).parent / "data" / "slip39.json").read_text(encoding="utf-8"))


@pytest.fixture
def station(database: Database, tmp_path) -> Station:
    return Station(database, tmp_path / "rings")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector[0])
def test_the_published_vectors_of_slip39(vector) -> None:
    _, mnemonics, secret, *_ = vector
    if secret:
        assert combine_mnemonics(mnemonics, b"TREZOR").hex() == secret
    else:
        with pytest.raises((MnemonicError, ValueError)):
            combine_mnemonics(mnemonics, b"TREZOR")


def test_any_three_of_five_give_the_same_key(station: Station) -> None:
    a, b = recovery.join(station.shares[:3]), recovery.join(station.shares[2:])
    assert a == b
    assert a.public().raw == station.ring("board")().current("recovery").public


@pytest.mark.parametrize("pick", ["few", "mixed", "mistyped", "none"])
def test_wrong_shares_get_one_clear_line(station: Station, pick: str) -> None:
    other = recovery.make(1).shares
    given = {
        "few": station.shares[:2],
        "mixed": [*station.shares[:2], other[2]],
        "mistyped": [*station.shares[:2], station.shares[2].replace(station.shares[2].split()[5], "academic", 1)],
        "none": [],
    }[pick]
    with pytest.raises(Refused) as refused:
        recovery.join(given)
    assert refused.value.code == "recovery.shares"


def test_the_shares_of_another_hotline_are_refused(station: Station) -> None:
    with pytest.raises(Refused) as refused:
        recovery.matching(station.ring("operator")(), recovery.make(1).shares)
    assert refused.value.code == "recovery.other_set"


def test_recovery_gives_the_units_key_to_a_named_officer_and_is_spent(station: Station) -> None:
    with writing(station.front.db) as session:  # everybody at the desk has lost his key
        session.execute(delete(UnitKeyHolder).where(UnitKeyHolder.officer_id.is_not(None)))
    assert station.viewer("alice").holder.keys == {}
    rings = Rings(station.directory, PASSPHRASE, CHEAP)
    old, made = recovery.matching(rings.read("operator"), station.shares[1:4]), recovery.make(station.clock.now + 1)
    rings.add(made.key)
    given = recovery.recover(
        station.front.db, old, made.key, rings.read("operator").current("roster").secret, ["alice"]
    )
    assert given == {"alice": 1}
    assert len(station.viewer("alice").holder.keys) == 1
    with reading(station.db) as session, pytest.raises(HotlineError):
        unit_keys.rewrap_recovery(session, old, made_public(made))


def made_public(made: recovery.Recovery):
    return PublicKey(made.key.public)


def test_the_new_shares_open_what_the_old_ones_opened(station: Station) -> None:
    rings = Rings(station.directory, PASSPHRASE, CHEAP)
    old, made = recovery.join(station.shares), recovery.make(station.clock.now + 1)
    rings.add(made.key)
    recovery.recover(station.front.db, old, made.key, rings.read("operator").current("roster").secret, ["alice"])
    with reading(station.db) as session:
        rows = session.execute(
            select(UnitKeyHolder.unit_key_id, UnitKeyHolder.wrapped).where(UnitKeyHolder.officer_id.is_(None))
        ).all()
    private = recovery.join(made.shares)
    assert len(rows) == len(station.units)
    for key_id, wrapped in rows:
        assert len(private.unwrap(wrapped, unit_keys.wrap_context(key_id, None))) == 96
        with pytest.raises(Unreadable):
            old.unwrap(wrapped, unit_keys.wrap_context(key_id, None))


def test_supervisors_see_a_banner_for_seven_days(station: Station) -> None:
    rings = Rings(station.directory, PASSPHRASE, CHEAP)
    made = recovery.make(station.clock.now + 1)
    recovery.recover(
        station.front.db,
        recovery.join(station.shares),
        made.key,
        rings.read("board").current("roster").secret,
        ["alice"],
    )
    with reading(station.db) as session:
        assert recovery.banner(session, station.clock.now + recovery.BANNER - 1) == station.clock.now
        assert recovery.banner(session, station.clock.now + recovery.BANNER) is None


def test_a_rehearsal_opens_nothing_and_is_remembered(station: Station) -> None:
    ring = station.ring("operator")()
    with reading(station.db) as session:
        before = audit.head(session)
        assert recovery.rehearsed_at(session, ring.current("recovery")) is None
    recovery.rehearse(station.front.db, ring, station.shares[:3])
    with reading(station.db) as session:
        assert recovery.rehearsed_at(session, ring.current("recovery")) == station.clock.now
        assert audit.head(session).seq == before.seq + 1


def test_an_officer_who_has_not_enrolled_gets_nothing(station: Station) -> None:
    with writing(station.front.db) as session:
        accounts.invite(session, "new", "Mới", "duty_officer", station.raised.units["Trực ban"], by=None, now=1)
    made = recovery.make(station.clock.now + 1)
    roster = station.ring("board")().current("roster").secret
    with pytest.raises(Refused):
        recovery.recover(station.front.db, recovery.join(station.shares), made.key, roster, ["new"])
    assert sessions.sign_in(station.front, "alice", PASSWORD).state == "open"


def test_shares_that_make_no_sense_are_not_made() -> None:
    for threshold, count in ((1, 5), (6, 5), (3, 17)):
        with pytest.raises(Refused):
            recovery.make(1, threshold, count)
