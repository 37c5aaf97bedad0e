"""Signs any request as its provider would, so that samples and made bodies are authentic."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from tests.channels.builders import BASE, TOKEN
from tests.moment import START

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Signed:
    """A request that only has to be sent."""

    path: str
    query: str
    body: bytes
    headers: Mapping[str, str]

    def send(self, client: FlaskClient) -> TestResponse:
        """The application's answer."""
        return client.post(self.path, query_string=self.query, data=self.body, headers=dict(self.headers))

    def but(self, **changed: Any) -> "Signed":
        """The same signature on something else: a forgery."""
        return replace(self, **changed)


def signed_form(path: str, query: str, fields: Mapping[str, str]) -> Signed:
    """A Twilio request."""
    url = BASE + path + (f"?{query}" if query else "")
    signature = RequestValidator(TOKEN).compute_signature(url, dict(fields))
    return Signed(path, query, urlencode(fields).encode(), {"Content-Type": FORM, "X-Twilio-Signature": signature})


def signed_json(path: str, body: bytes) -> Signed:
    """A Telegram or gateway request."""
    if path.startswith("/hooks/telegram"):
        return Signed(
            path, "", body, {"Content-Type": JSON, "X-Telegram-Bot-Api-Secret-Token": "invented_telegram_secret"}
        )
    stamp = str(START)
    signature = hmac.new(b"invented-gateway-secret", stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return Signed(
        path, "", body, {"Content-Type": JSON, "X-Hotline-Timestamp": stamp, "X-Hotline-Signature": signature}
    )


def sample(path: Path) -> tuple[dict[str, Any], Signed]:
    """A sample file and its signed request."""
    told = json.loads(path.read_text(encoding="utf-8"))
    if "form" in told:
        return told, signed_form(told["path"], told.get("query", ""), told["form"])
    return told, signed_json(told["path"], json.dumps(told["json"], ensure_ascii=False).encode())
