"""Sign-in and sessions: what a cookie, a row, a password and a clock yield."""

import pytest
from sqlalchemy import delete, select, update

from hotline import accounts, officers, passwords, sessions
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import AuditEvent, Officer, OfficerSession
from hotline.errors import Refused
from tests.builders import PASSWORD, Station


@pytest.fixture
def station(database: Database, tmp_path) -> Station:
    return Station(database, tmp_path / "rings")


def _rows(station: Station) -> int:
    with reading(station.db) as session:
        return len(session.scalars(select(OfficerSession)).all())


def test_a_right_password_opens_the_units_keys_and_nothing_else(station: Station) -> None:
    signed = sessions.load(station.front, station.cookie("alice"))
    assert signed is not None and signed.viewer is not None
    assert (signed.viewer.role, signed.viewer.unit_kind) == ("duty_officer", "desk")
    assert len(signed.viewer.holder.keys) == 1


def test_an_unknown_login_and_a_wrong_password_get_the_same_answer(station: Station) -> None:
    for login, password in (("nobody", PASSWORD), ("alice", PASSWORD + "x")):
        with pytest.raises(Refused) as refused:
            sessions.sign_in(station.front, login, password)
        assert refused.value.code == "signin.wrong"
    assert _rows(station) == 0


@pytest.mark.parametrize("login", ["alice", "nobody", "gone"])
def test_every_wrong_answer_costs_one_derivation(station: Station, login: str, monkeypatch) -> None:
    with writing(station.front.db) as session:
        accounts.revoke(session, officers.named(session, "bob"), by=None)
        session.execute(update(Officer).where(Officer.login == "bob").values(login="gone"))
    counted = []
    real = passwords.wrapping_key

    def counting(*args):
        counted.append(1)
        return real(*args)

    monkeypatch.setattr(passwords, "wrapping_key", counting)
    with pytest.raises(Refused):
        sessions.sign_in(station.front, login, "not the password at all")
    assert len(counted) == 1


def test_a_cookie_without_its_row_yields_no_key(station: Station) -> None:
    cookie = station.cookie("alice")
    with writing(station.front.db) as session:
        session.execute(delete(OfficerSession))
    assert sessions.load(station.front, cookie) is None


def test_a_row_yields_no_key_to_another_cookie(station: Station) -> None:
    mine, other = station.cookie("alice"), station.cookie("bob")
    with writing(station.front.db) as session:
        rows = {row.officer_id: row for row in session.scalars(select(OfficerSession))}
        bobs = rows[station.raised.officers["bob"]]
        wrapped = rows[station.raised.officers["alice"]].wrapped
        session.execute(update(OfficerSession).where(OfficerSession.id_hash == bobs.id_hash).values(wrapped=wrapped))
    assert sessions.load(station.front, other) is None
    assert sessions.load(station.front, mine) is not None


@pytest.mark.parametrize("cookie", ["", "x", "ü" * 43, "A" * 43, "A" * 44, "A" * 1000])
def test_a_made_up_cookie_is_nobodys(station: Station, cookie: str) -> None:
    assert sessions.load(station.front, cookie) is None


def test_a_session_ends_when_it_is_idle_and_when_it_is_old(station: Station) -> None:
    cookie = station.cookie("alice")
    for _ in range(12 * 4 - 1):
        station.clock.now += 15 * 60
        assert sessions.load(station.front, cookie) is not None
    station.clock.now += 15 * 60
    assert sessions.load(station.front, cookie) is None
    idle = station.cookie("bob")
    station.clock.now += sessions.IDLE
    assert sessions.load(station.front, idle) is None


def test_live_updates_keep_no_session_alive(station: Station) -> None:
    cookie = station.cookie("alice")
    for _ in range(3):
        station.clock.now += 9 * 60
        found = sessions.load(station.front, cookie, renew=False)
    assert found is None


def test_revoked_moved_and_signed_out_take_effect_on_the_next_request(station: Station) -> None:
    revoked, moved, out = station.cookie("alice"), station.cookie("bob"), station.cookie("lead")
    with writing(station.front.db) as session:
        boss = station.raised.officers["super"]
        accounts.revoke(session, officers.named(session, "alice"), by=boss)
        accounts.move(
            session, officers.named(session, "bob"), "registry_officer", station.raised.units["Hồ sơ"], by=boss
        )
        signed = sessions.load(station.front, out)
        assert signed is not None
        sessions.end(session, signed.officer_id, signed.id_hash)
    assert [sessions.load(station.front, cookie) for cookie in (revoked, moved, out)] == [None, None, None]


def test_a_pending_session_has_no_viewer_and_dies_after_five_minutes(database: Database, tmp_path) -> None:
    station = Station(database, tmp_path / "rings", second_factor=True)
    entered = sessions.sign_in(station.front, "alice", PASSWORD)
    signed = sessions.load(station.front, entered.cookie)
    assert entered.state == "pending" and signed is not None and signed.viewer is None
    station.clock.now += sessions.PENDING
    assert sessions.load(station.front, entered.cookie) is None


def test_a_stranger_who_guesses_is_slowed_down_and_the_known_desk_is_not(station: Station) -> None:
    device = sessions.sign_in(station.front, "alice", PASSWORD).device
    for _ in range(5):
        with pytest.raises(Refused):
            sessions.sign_in(station.front, "alice", "wrong and wrong again")
    with pytest.raises(Refused) as refused:
        sessions.sign_in(station.front, "alice", PASSWORD)
    assert refused.value.code == "signin.wait" and 0 < int(refused.value.params["seconds"]) <= 2
    assert sessions.sign_in(station.front, "alice", PASSWORD, device).state == "open"


def test_the_wait_doubles_up_to_fifteen_minutes(station: Station) -> None:
    waits = []
    for _ in range(16):
        with pytest.raises(Refused) as refused:
            sessions.sign_in(station.front, "alice", "wrong and wrong again")
        if refused.value.code == "signin.wait":
            waits.append(int(refused.value.params["seconds"]))
            station.clock.now += waits[-1]
            with pytest.raises(Refused):
                sessions.sign_in(station.front, "alice", "wrong and wrong again")
    assert waits[:4] == [2, 4, 8, 16] and max(waits) == 900


def test_a_step_up_needs_the_password_and_gives_a_new_cookie(station: Station) -> None:
    cookie = station.cookie("super")
    signed = sessions.load(station.front, cookie)
    assert signed is not None and not signed.strong(station.clock.now)
    with pytest.raises(Refused):
        sessions.step_up_by_password(station.front, signed, "wrong and wrong again")
    entered = sessions.step_up_by_password(station.front, signed, PASSWORD)
    stronger = sessions.load(station.front, entered.cookie)
    assert sessions.load(station.front, cookie) is None
    assert stronger is not None and stronger.strong(station.clock.now)
    assert not stronger.strong(station.clock.now + sessions.STRONG)


def test_signing_in_is_an_event_and_a_refusal_too(station: Station) -> None:
    station.cookie("alice")
    with pytest.raises(Refused):
        sessions.sign_in(station.front, "alice", "wrong and wrong again")
    with reading(station.db) as session:
        actions = list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))
    assert actions[-2:] == ["officer.sign_in", "officer.refused"]
