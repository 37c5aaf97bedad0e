"""The public application: how to report, health, and nothing that tells who came."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from channels.app import create_public
from channels.minutes import Minutes
from config.logs import Careful
from hotline.db.engine import Database, make_engine
from hotline.errors import KeyMissing
from hotline.sealing import PublicKey
from tests.channels.builders import Bare, Passing, said, settings_for, sid, text_message, twilio_post
from tests.moment import Moment


def test_the_page_says_how_to_report_in_both_languages(public: FlaskClient) -> None:
    page = public.get("/").get_data(as_text=True)
    assert "công an không biết bạn là ai" in page
    assert page.count("data:image/svg+xml;base64,") == 2
    assert "Twilio và Telegram vẫn thấy" in page
    assert "the police do not learn who you are" in public.get("/?lang=en").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/healthz", "/hooks/twilio/sms", "/nothing"])
def test_every_answer_is_guarded_and_sets_no_cookie(public: FlaskClient, path: str) -> None:
    response = public.get(path)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response.headers


def test_the_style_sheet_is_served(public: FlaskClient) -> None:
    with public.get("/public/how.css") as response:
        assert response.mimetype == "text/css"


def test_alive_and_ready_are_two_things(bare: Bare, tmp_path: Path) -> None:
    public = create_public(bare.edge, settings_for()).test_client()
    assert (public.get("/healthz").status_code, public.get("/readyz").status_code) == (200, 200)
    gone = Bare(Database(make_engine(f"sqlite:///{tmp_path}/no/such/folder.db")), Moment())
    away = create_public(gone.edge, settings_for()).test_client()
    assert (away.get("/healthz").status_code, away.get("/readyz").status_code) == (200, 503)


def test_what_cannot_be_kept_is_503_and_never_acknowledged(tmp_path: Path) -> None:
    gone = Bare(Database(make_engine(f"sqlite:///{tmp_path}/no/such/folder.db")), Moment())
    public = create_public(gone.edge, settings_for()).test_client()
    for text in ("tin", "XOA", "TRA 1234-5678", "XONG"):
        response = text_message(public, text)
        assert (response.status_code, response.get_data()) == (503, b"")
    assert said(text_message(public, "HELP"))


def test_a_missing_key_is_503_too(bare: Bare) -> None:
    class NoKeys(Passing):
        def current(self, purpose: str) -> PublicKey:
            raise KeyMissing("key.missing", purpose=purpose)

    bare.passing = NoKeys()
    public = create_public(bare.edge, settings_for()).test_client()
    assert text_message(public, "tin").status_code == 503
    assert public.get("/readyz").status_code == 503


def test_nothing_about_a_visitor_is_logged(public: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    text_message(public, "canary words")
    public.get("/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert caplog.records == []


def test_each_minute_tells_how_many_were_answered_how_and_nothing_else(
    bare: Bare, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    minutes = Minutes()
    public = create_public(bare.edge, settings_for(), minutes).test_client()
    one = sid()
    for number in range(3):
        text_message(public, "canary xom 3", MessageSid=one)
        twilio_post(public, "/hooks/twilio/sms", {"Body": str(number)}, signature="forged")
    assert caplog.records == []
    minutes.tell()
    assert [record.getMessage() for record in caplog.records if Careful().filter(record)] == [
        "webhook of twilio answered 200: 3 in a minute",
        "webhook of twilio answered 403: 3 in a minute",
        "webhook of twilio answered known: 2 in a minute",
    ]
    minutes.tell()
    assert len(caplog.records) == 3


def test_a_fault_of_our_own_is_503_and_shows_nothing(bare: Bare, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Passing):
        def current(self, purpose: str) -> PublicKey:
            raise ZeroDivisionError(purpose)

    bare.passing = Broken()
    answer = text_message(create_public(bare.edge, settings_for()).test_client(), "canary xom 3")
    assert (answer.status_code, answer.get_data()) == (503, b"")
    assert "canary" not in caplog.text
