"""Second factors: time codes work once, security keys work with a real browser, neither may be left out."""

import threading

import pytest
from sqlalchemy import select, update

from hotline import factors, sessions
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Credential, Officer
from hotline.errors import Refused, Unreadable
from hotline.sessions import Signed
from tests.builders import PASSWORD, Station


@pytest.fixture
def station(database: Database, tmp_path) -> Station:
    return Station(database, tmp_path / "rings", second_factor=True)


def _loaded(station: Station, cookie: str) -> Signed:
    signed = sessions.load(station.front, cookie)
    assert signed is not None
    return signed


def _pending(station: Station, login: str = "alice") -> Signed:
    return _loaded(station, sessions.sign_in(station.front, login, PASSWORD).cookie)


def _with_totp(station: Station, login: str = "alice") -> bytes:
    """An officer with an app; returns its secret."""
    signed = _pending(station, login)
    secret = factors.new_secret(signed)
    factors.add_totp(station.front, signed, factors.code_at(secret, station.clock.now))
    station.clock.now += 60
    return secret


def test_rfc_6238s_published_codes() -> None:
    secret = b"12345678901234567890"
    known = {
        59: "94287082",
        1111111109: "07081804",
        1111111111: "14050471",
        1234567890: "89005924",
        2000000000: "69279037",
    }
    assert {moment: factors.code_at(secret, moment) for moment in known} == {m: code[-6:] for m, code in known.items()}


def test_the_first_factor_opens_the_session(station: Station) -> None:
    signed = _pending(station)
    assert not signed.has_factor
    secret = factors.new_secret(signed)
    with pytest.raises(Refused):
        factors.add_totp(station.front, signed, "000000")
    entered = factors.add_totp(station.front, signed, factors.code_at(secret, station.clock.now))
    opened = _loaded(station, entered.cookie)
    assert opened.viewer is not None
    assert (opened.state, opened.viewer.role) == ("open", "duty_officer")


def test_a_code_works_once(station: Station) -> None:
    secret = _with_totp(station)
    code = factors.code_at(secret, station.clock.now)
    assert factors.check_totp(station.front, _pending(station), code).state == "open"
    with pytest.raises(Refused) as refused:
        factors.check_totp(station.front, _pending(station), code)
    assert refused.value.code == "factor.wrong"


def test_an_older_code_is_not_taken_after_a_newer_one(station: Station) -> None:
    secret = _with_totp(station)
    factors.check_totp(station.front, _pending(station), factors.code_at(secret, station.clock.now + 30))
    with pytest.raises(Refused):
        factors.check_totp(station.front, _pending(station), factors.code_at(secret, station.clock.now))


def test_of_two_requests_with_one_code_one_wins(postgres: Database, tmp_path) -> None:
    station = Station(postgres, tmp_path / "rings", second_factor=True)
    secret = _with_totp(station)
    code, came = factors.code_at(secret, station.clock.now), []
    waiting = [_pending(station), _pending(station)]

    def use(signed: Signed) -> None:
        try:
            came.append(factors.check_totp(station.front, signed, code).state)
        except Refused as refused:
            came.append(refused.code)

    threads = [threading.Thread(target=use, args=(signed,)) for signed in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == ["factor.wrong", "open"]


def test_guessing_codes_is_slowed_down(station: Station) -> None:
    _with_totp(station)
    codes = []
    for _ in range(6):
        with pytest.raises(Refused) as refused:
            factors.check_totp(station.front, _pending(station), "000000")
        codes.append(refused.value.code)
    assert codes[-1] == "signin.wait"


def test_the_secret_opens_with_the_officers_own_key_only(station: Station) -> None:
    _with_totp(station)
    with reading(station.db) as session:
        sealed = session.scalar(select(Officer.totp).where(Officer.login == "alice")) or b""
    with pytest.raises(Unreadable):
        station.raised.keys["bob"].unwrap(sealed, factors.totp_context(station.raised.officers["alice"]))


def test_a_pending_session_of_an_officer_with_a_factor_cannot_add_another(station: Station) -> None:
    _with_totp(station)
    signed = _pending(station)
    with pytest.raises(Refused) as refused:
        factors.add_totp(station.front, signed, factors.code_at(factors.new_secret(signed), station.clock.now))
    assert refused.value.code == "signin.step_up"


def test_the_pending_cookie_is_worth_nothing_once_the_session_is_open(station: Station) -> None:
    secret = _with_totp(station)
    cookie = sessions.sign_in(station.front, "alice", PASSWORD).cookie
    signed = _loaded(station, cookie)
    factors.check_totp(station.front, signed, factors.code_at(secret, station.clock.now))
    assert sessions.load(station.front, cookie) is None
    with pytest.raises(Refused):
        factors.check_totp(station.front, signed, factors.code_at(secret, station.clock.now + 30))


@pytest.mark.parametrize("answer", ["", "{}", "[]", '{"rawId": 5}', '{"rawId": "AAAA"}', "null", '{"rawId": "é"}'])
def test_a_made_up_answer_of_a_security_key_is_refused(station: Station, answer: str) -> None:
    signed = _pending(station)
    with pytest.raises(Refused):
        factors.check_key(station.front, signed, answer, "localhost", "http://localhost")
    with pytest.raises(Refused):
        factors.register(station.front, signed, answer, "localhost", "http://localhost")


def test_the_last_factor_is_not_removed(station: Station) -> None:
    with writing(station.front.db) as session:
        officer = station.raised.officers["alice"]
        session.add(Credential(id=5, officer_id=officer, handle=b"h", public=b"p", counter=0))
    signed = _pending(station)
    with writing(station.front.db) as session:
        entered = sessions.strengthen(station.front, session, signed)
    strong = _loaded(station, entered.cookie)
    with pytest.raises(Refused) as refused:
        factors.remove_key(station.front, strong, 5)
    assert refused.value.code == "factor.last"
    with writing(station.front.db) as session:
        session.execute(update(Officer).where(Officer.login == "alice").values(totp=b"x"))
    factors.remove_key(station.front, _loaded(station, entered.cookie), 5)
