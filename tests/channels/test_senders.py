"""The worker halves against servers that answer as the real ones are documented to."""

import hashlib
import hmac
from collections.abc import Callable

import pytest
import requests
from flask import Flask, Response, request

from channels import checks
from channels.senders import build_senders
from channels.senders.gateway import GatewaySender
from channels.senders.telegram import TelegramSender
from channels.senders.twilio import TwilioSender
from config.catalog.channels import load_channels
from hotline.sender import NotNow, Undeliverable, Unsure
from hotline.tips import Address, Media
from tests.channels.builders import BASE, NUMBER, settings_for
from tests.fake_bot_api import GONE_CHAT, FakeBotApi
from tests.fake_twilio import ACCOUNT, FakeTwilio

Served = Callable[..., str]
PHONE = Address("sms", "twilio", "+84900000123", "SM1")
CHAT = Address("telegram", "telegram", "900000303", "1")


@pytest.fixture
def twilio() -> FakeTwilio:
    return FakeTwilio()


@pytest.fixture
def sms(twilio: FakeTwilio, served: Served) -> TwilioSender:
    return TwilioSender(settings_for(twilio_api_url=served(twilio.app())), load_channels())


@pytest.fixture
def bot_api() -> FakeBotApi:
    return FakeBotApi()


@pytest.fixture
def telegram(bot_api: FakeBotApi, served: Served) -> TelegramSender:
    return TelegramSender(settings_for(telegram_api_url=served(bot_api.app())), load_channels(), timeout=0.5)


def test_twilio_sends_once_with_a_callback_that_names_the_row(twilio: FakeTwilio, sms: TwilioSender) -> None:
    sent = sms.send(PHONE, "Con o do khong?", "77")
    [message] = twilio.sent
    assert (message["To"], message["From"], message["Body"]) == (PHONE.sender, NUMBER, "Con o do khong?")
    assert message["StatusCallback"] == f"{BASE}/hooks/twilio/status?letter=77"
    assert sent.copies == (("message", message["sid"]),)


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (400, 21610, Undeliverable), (400, 21211, Undeliverable), (429, 20429, NotNow), (500, 20500, NotNow),
        (503, 20503, NotNow), (401, 20003, NotNow), (504, 20504, Unsure),
    ],
)  # fmt: skip
def test_twilio_errors_tell_whether_to_try_again(
    twilio: FakeTwilio, sms: TwilioSender, status: int, code: int, meaning: type[Exception]
) -> None:
    twilio.fail.append((status, code))
    with pytest.raises(meaning) as caught:
        sms.send(PHONE, "a", "1")
    assert PHONE.sender not in str(caught.value) + repr(caught.value.__cause__)


def test_a_late_answer_is_unsure_and_a_closed_port_is_not_now(
    twilio: FakeTwilio, sms: TwilioSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.senders.twilio.TIMEOUT", 0.2)
    slow = TwilioSender(settings_for(twilio_api_url=sms._api), load_channels())
    twilio.fail.append(1.0)
    with pytest.raises(Unsure):
        slow.send(PHONE, "a", "1")
    with pytest.raises(NotNow):
        TwilioSender(settings_for(twilio_api_url="http://127.0.0.1:9"), load_channels()).send(PHONE, "a", "1")


def test_copies_are_deleted_and_seen_to_be_gone(twilio: FakeTwilio, sms: TwilioSender) -> None:
    message, call = twilio.hold("SM"), twilio.hold("CA")
    medium = twilio.hold("ME", parent=message)
    for kind, ref in (("media", f"{message}/{medium}"), ("message", message), ("call", call)):
        assert not sms.gone(kind, ref)
        sms.forget(kind, ref)
        sms.forget(kind, ref)
        assert sms.gone(kind, ref)
    assert twilio.deletes == [medium, message, call]


def test_a_picture_is_fetched_from_twilio_and_the_password_stays_there(
    twilio: FakeTwilio, sms: TwilioSender, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    medium = twilio.hold("ME")
    twilio.pictures[medium] = b"\xff\xd8picture"
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/{medium}"
    assert sms.fetch(Media(f"https://api.twilio.com{path}")) == b"\xff\xd8picture"
    other = FakeTwilio(pictures={"a.jpg": b"elsewhere"})
    elsewhere = served(other.app())
    twilio.redirects[medium] = f"{elsewhere}/elsewhere/a.jpg"
    assert sms.fetch(Media(f"https://api.twilio.com{path}")) == b""
    assert other.seen_passwords == []
    monkeypatch.setattr(sms, "_allowed", lambda url: True)
    assert sms.fetch(Media(f"https://api.twilio.com{path}")) == b"elsewhere"
    assert other.seen_passwords == ["none"]


def test_a_picture_that_is_gone_or_too_large_is_empty(twilio: FakeTwilio, sms: TwilioSender) -> None:
    base = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/"
    assert sms.fetch(Media(base + "ME404")) == b""
    large = twilio.hold("ME")
    twilio.pictures[large] = b"x" * (load_channels().images.largest + 1)
    assert sms.fetch(Media(base + large)) == b""
    assert sms.fetch(Media("https://evil.example/a.jpg")) == b""
    twilio.fail.append((503, 20503))
    with pytest.raises(NotNow):
        sms.fetch(Media(base + large))


def test_telegram_sends_a_message(bot_api: FakeBotApi, telegram: TelegramSender) -> None:
    telegram.send(CHAT, "Còn ở đó không?", "1")
    assert [(call["chat_id"], call["text"]) for call in bot_api.sent] == [("900000303", "Còn ở đó không?")]
    assert bot_api.calls == ["sendMessage"]


def test_telegram_errors_tell_whether_to_try_again(bot_api: FakeBotApi, telegram: TelegramSender) -> None:
    bot_api.flood(17)
    with pytest.raises(NotNow) as caught:
        telegram.send(CHAT, "a", "1")
    assert caught.value.retry_after == 17
    bot_api.blocked()
    with pytest.raises(Undeliverable):
        telegram.send(CHAT, "a", "1")
    bot_api.broken()
    with pytest.raises(NotNow):
        telegram.send(CHAT, "a", "1")
    with pytest.raises(Undeliverable):
        telegram.send(Address("telegram", "telegram", str(GONE_CHAT), "1"), "a", "1")
    assert bot_api.sent == []


def test_telegram_silence_after_the_request_is_unsure(bot_api: FakeBotApi, telegram: TelegramSender) -> None:
    bot_api.silent(1.2)
    with pytest.raises(Unsure):
        telegram.send(CHAT, "a", "1")
    assert len(bot_api.sent) == 1
    with pytest.raises(NotNow):
        TelegramSender(settings_for(telegram_api_url="http://127.0.0.1:9"), load_channels()).send(CHAT, "a", "1")


def test_telegram_fetches_a_photo(bot_api: FakeBotApi, telegram: TelegramSender) -> None:
    bot_api.files["F1"] = b"\xff\xd8photo"
    assert telegram.fetch(Media("F1")) == b"\xff\xd8photo"
    assert telegram.fetch(Media("F404")) == b""


def test_the_gateway_gets_a_signed_message_and_its_answers_are_told_apart(served: Served) -> None:
    app, answers, seen = Flask("box"), [200, 429, 502, 504, 400, 302], []

    @app.post("/send")
    def take() -> Response:
        seen.append((request.get_data(), request.headers))
        return Response(status=answers.pop(0), headers={"Retry-After": "30", "Location": "/other"})

    settings = settings_for(gateway_send_url=f"{served(app)}/send")
    sender = GatewaySender(settings, clock=lambda: 1_780_000_000.5)
    address = Address("gateway", "gateway", "+84900000404", "G1")
    sender.send(address, "Còn ở đó không?", "5")
    body, headers = seen[0]
    wanted = hmac.new(b"invented-gateway-secret", b"1780000000." + body, hashlib.sha256).hexdigest()
    assert headers["X-Hotline-Signature"] == wanted
    for meaning in (NotNow, NotNow, Unsure, Undeliverable, Undeliverable):
        with pytest.raises(meaning):
            sender.send(address, "a", "5")
    with pytest.raises(NotNow):
        GatewaySender(settings_for(gateway_send_url="http://127.0.0.1:9/send")).send(address, "a", "5")


def test_only_configured_providers_have_senders() -> None:
    assert set(build_senders(settings_for())) == {"twilio", "telegram", "gateway"}
    none = dict.fromkeys(("telegram_token", "gateway_send_url", "twilio_number"))
    assert build_senders(settings_for(**none)) == {}


def test_the_deployment_check_asks_for_a_fallback(twilio: FakeTwilio, served: Served) -> None:
    settings = settings_for(twilio_api_url=served(twilio.app()))
    assert [found.what for found in checks.twilio(settings)] == ["the Twilio account has no such number"]
    sms, voice, status = (f"{BASE}/hooks/twilio/{name}" for name in ("sms", "voice", "status"))
    number = {"sid": "PN1", "phone_number": NUMBER, "sms_url": sms, "voice_url": voice, "status_callback": status}
    twilio.numbers = [number]
    assert all("lost tip" in found.what for found in checks.twilio(settings))
    assert len(list(checks.twilio(settings))) == 2
    twilio.numbers = [number | {"sms_url": f"{sms}#rc=5&rp=5xx,ct", "voice_fallback_url": voice}]
    assert list(checks.twilio(settings)) == []


def test_the_deployment_check_looks_at_telegrams_webhook(bot_api: FakeBotApi, served: Served) -> None:
    settings = settings_for(telegram_api_url=served(bot_api.app()))
    assert len(list(checks.telegram(settings))) == 1
    bot_api.webhook = {"url": f"{BASE}/hooks/telegram"}
    assert list(checks.telegram(settings)) == []


def test_no_password_and_no_number_is_logged(
    twilio: FakeTwilio,
    sms: TwilioSender,
    bot_api: FakeBotApi,
    telegram: TelegramSender,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    sms.send(PHONE, "canary words", "1")
    bot_api.broken()
    with pytest.raises(NotNow):
        telegram.send(CHAT, "canary words", "1")
    ours = [record for record in caplog.records if not record.name.startswith(("werkzeug", "asyncio"))]
    lines = " ".join(record.getMessage() for record in ours)
    for secret in ("canary", PHONE.sender, "900000303", "invented-bot-token", "invented-twilio-token"):
        assert secret not in lines
    assert requests.get(f"{sms._api}/nothing", timeout=5).status_code == 404
