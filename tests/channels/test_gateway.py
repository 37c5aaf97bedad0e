"""The generic gateway: signed JSON, five minutes old at most, kept once."""

import hashlib
import hmac
import json

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config.catalog.gsm7 import one_segment
from hotline.tips import Kind
from tests.channels.builders import Bare
from tests.moment import START, Moment

SECRET = b"invented-gateway-secret"


def sign(body: bytes, stamp: str, secret: bytes = SECRET) -> str:
    """Hex HMAC-SHA256 over timestamp, a dot and the body."""
    return hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def push(client: FlaskClient, body: bytes, stamp: str = str(START), signature: str | None = None) -> TestResponse:
    """Posts a body as a gateway box does."""
    headers = {
        "Content-Type": "application/json",
        "X-Hotline-Timestamp": stamp,
        "X-Hotline-Signature": sign(body, stamp) if signature is None else signature,
    }
    return client.post("/hooks/gateway/sms", data=body, headers=headers)


def told(text: object, **changed: object) -> bytes:
    """One message in the contract's shape."""
    fields = {"id": "g-1", "from": "0900000404", "to": "+84900000000", "text": text, "sent_at": START - 30}
    return json.dumps(fields | changed).encode()


def test_a_signed_message_is_kept_and_its_answer_is_a_message_back(public: FlaskClient, bare: Bare) -> None:
    answer = push(public, told("Có người bán ở chợ Hôm")).get_json()
    assert answer["to"] == "+84900000404"
    assert one_segment(answer["text"])
    [(text, address)] = bare.kept()
    assert (text.text, text.sent_at) == ("Có người bán ở chợ Hôm", START - 30)
    assert address.sender == "+84900000404"


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (301, 403), (-299, 200), (-301, 403)])
def test_an_old_or_future_stamp_is_refused(public: FlaskClient, seconds: int, status: int) -> None:
    assert push(public, told("tin"), str(START - seconds)).status_code == status


@pytest.mark.parametrize("stamp", ["", "x", "1e9", "-1", "9" * 20, "１７８００００００"])
def test_a_stamp_that_is_no_number_is_refused(public: FlaskClient, stamp: str) -> None:
    assert push(public, told("tin"), stamp, "0" * 64).status_code == 403


def test_forged_truncated_and_altered_bodies_are_refused(public: FlaskClient, bare: Bare) -> None:
    body = told("tin")
    right = sign(body, str(START))
    assert push(public, body[:-3], signature=right).status_code == 403
    assert push(public, body.replace(b"tin", b"tan"), signature=right).status_code == 403
    assert push(public, body, str(START + 1), right).status_code == 403
    assert push(public, body, signature=sign(body, str(START), b"other")).status_code == 403
    assert bare.kept() == []


def test_a_replay_is_known_and_kept_once_and_later_refused(public: FlaskClient, bare: Bare, clock: Moment) -> None:
    body = told("tin")
    assert push(public, body).get_json() == push(public, body).get_json()
    assert len(bare.kept()) == 1
    clock.now += 301
    assert push(public, body).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"[]", 400), (b"null", 400), (b"{", 400), (b"\xff", 400), (told("a", id=""), 400),
        (told("a", id=None), 400),
        (told("a", id="x" * 201), 400), (told(5), 400), (told("a", **{"from": 84900000404}), 400),
        (told("a", id=77), 200), (told("a", sent_at="2026-05-28T20:26:00+00:00"), 200), (told("a", sent_at=[]), 200),
        (told("\ud800 \x00"), 200), (told("x" * 100_000), 200),
        (b'{"id":"1","from":"a","text":"b","n":' + b"9" * 9999 + b"}", 400),
    ],
)  # fmt: skip
def test_every_signed_body_is_kept_or_plainly_malformed(public: FlaskClient, body: bytes, status: int) -> None:
    assert push(public, body).status_code == status


def test_a_body_beyond_the_cap_is_too_large(public: FlaskClient) -> None:
    assert push(public, told("x" * 300_000)).status_code == 413


def test_xoa_and_help_work_here_too(public: FlaskClient, bare: Bare) -> None:
    assert "xoa so cua ban" in push(public, told("XOA")).get_json()["text"]
    assert "TRA ma" in push(public, told("TROGIUP", id="2")).get_json()["text"]
    assert [text.kind for text, _ in bare.kept()] == [Kind.ERASE]
