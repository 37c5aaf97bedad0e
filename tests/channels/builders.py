"""An edge with keys that the test holds, and signed requests as the providers send them."""

import itertools
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import select
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from config.settings import Settings
from hotline.conversation import open_inbound
from hotline.db.engine import Database, reading
from hotline.db.tables import Inbound
from hotline.intake import Edge
from hotline.keyring import Key, Ring
from hotline.opening import PrivateKey
from hotline.sealing import PublicKey, key_id
from hotline.tips import Address, TextPart
from tests.moment import Moment

BASE = "https://tin.example.vn"
TOKEN = "invented-twilio-token-0001"
ACCOUNT = "AC" + "0" * 32
NUMBER = "+15005550006"
SENDER = "+84900000123"
_count = itertools.count(1)


def settings_for(**changed: object) -> Settings:
    """Settings with every provider configured; nothing of them is real."""
    values: dict[str, object] = {
        "mode": "demo",
        "public_base_url": BASE,
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_token": TOKEN,
        "twilio_number": NUMBER,
        "telegram_token": "123456:invented-bot-token",
        "telegram_secret": "invented_telegram_secret",
        "gateway_secret": "invented-gateway-secret",
        "gateway_send_url": "https://sms.example.vn/send",
    }
    return Settings(**(values | changed))  # type: ignore[arg-type]


class Passing:
    """The public passing keys of a test."""

    def __init__(self) -> None:
        self.private = {purpose: PrivateKey.generate() for purpose in ("intake", "relay")}
        self.public = {purpose: private.public() for purpose, private in self.private.items()}

    def current(self, purpose: str) -> PublicKey:
        """The public key of a purpose."""
        return self.public[purpose]

    @property
    def ring(self) -> Ring:
        """The private halves as the worker holds them."""
        keys = (Key(p, key_id(k.public().raw).hex(), 1, secret=k.raw) for p, k in self.private.items())
        return Ring("worker-passing", tuple(keys))


@dataclass
class Bare:
    """An edge, and what a worker would find in its table."""

    db: Database
    clock: Moment
    passing: Passing = field(default_factory=Passing)
    rung: list[int] = field(default_factory=list)

    @property
    def edge(self) -> Edge:
        """The public side."""
        return Edge(
            db=self.db,
            edge_key=lambda: b"e" * 32,
            passing=self.passing,
            doorbell=self.rung.append,
            clock=self.clock,
        )

    def kept(self) -> list[tuple[TextPart, Address]]:
        """Every waiting message, opened, oldest first."""
        with reading(self.db) as session:
            rows = session.scalars(select(Inbound).order_by(Inbound.at, Inbound.id)).all()
        return [open_inbound(self.passing.ring, row.id, row.text, row.address) for row in rows]

    def texts(self) -> list[str]:
        """The words of every waiting message, in any order of the same second."""
        return sorted(text.text for text, _ in self.kept())


def sid(kind: str = "SM") -> str:
    """A provider id that no other test uses."""
    return f"{kind}{next(_count):032x}"


def sms_form(text: str, **changed: str) -> dict[str, str]:
    """The fields of a text message as Twilio posts them."""
    one = changed.pop("MessageSid", sid())
    fields = {
        "ToCountry": "US", "ToState": "", "SmsMessageSid": one, "NumMedia": "0", "ToCity": "", "FromZip": "",
        "SmsSid": one, "FromState": "", "SmsStatus": "received", "FromCity": "HA TINH", "Body": text,
        "FromCountry": "VN", "To": NUMBER, "ToZip": "", "NumSegments": "1", "MessageSid": one, "AccountSid": ACCOUNT,
        "From": SENDER, "ApiVersion": "2010-04-01",
    }  # fmt: skip
    return fields | changed


def twilio_post(
    client: FlaskClient, path: str, fields: dict[str, str], *, query: str = "", signature: str | None = None
) -> TestResponse:
    """Posts a form as Twilio does, signed by Twilio's own validator class unless a signature is given."""
    url = BASE + path + (f"?{query}" if query else "")
    signed = RequestValidator(TOKEN).compute_signature(url, fields) if signature is None else signature
    return client.post(
        path,
        query_string=query,
        data=urlencode(fields),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signed, "I-Twilio-Idempotency-Token": "00000000-0000-0000-0000-000000000001"},
    )


def text_message(client: FlaskClient, text: str, **changed: str) -> TestResponse:
    """A signed text message."""
    return twilio_post(client, "/hooks/twilio/sms", sms_form(text, **changed))


def said(response: TestResponse) -> list[str]:
    """What a TwiML answer says to the citizen, one text a message."""
    from xml.etree import ElementTree as Xml

    return [node.text or "" for node in Xml.fromstring(response.get_data(as_text=True)).iter("Message")]
