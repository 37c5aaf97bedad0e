"""Twilio's REST API for tests: status codes and shapes of its published OpenAPI description (api v2010).

Create 201, fetch 200 or 404, delete 204 or 404, wrong credentials 401; its failures come on order.
"""

import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, request

ACCOUNT = "AC" + "0" * 32
TOKEN = "invented-twilio-token-0001"
BASE = "/2010-04-01/Accounts/<account>"


@dataclass
class FakeTwilio:
    """`sent`: accepted messages; `held`: what Twilio has; `fail`: (status, code) pairs or seconds to be late."""

    sent: list[dict[str, str]] = field(default_factory=list)
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    fail: list[tuple[int, int] | float] = field(default_factory=list)
    deletes: list[str] = field(default_factory=list)
    numbers: list[dict[str, Any]] = field(default_factory=list)
    seen_passwords: list[str] = field(default_factory=list)
    _late: float = 0.0
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def hold(self, kind: str, parent: str = "", **fields: Any) -> str:
        """A resource that Twilio has; returns its sid."""
        sid = f"{kind}{next(self._ids):032x}"
        self.held[sid] = {"sid": sid, "account_sid": ACCOUNT, **({"parent_sid": parent} if parent else {}), **fields}
        return sid

    def app(self) -> Flask:
        """The server as a WSGI application."""
        app = Flask("fake-twilio")
        app.add_url_rule(f"{BASE}/Messages.json", "create", self._create, methods=["POST"])
        for name, path in (
            ("message", "Messages/<sid>"),
            ("media", "Messages/<m>/Media/<sid>"),
            ("call", "Calls/<sid>"),
        ):
            app.add_url_rule(f"{BASE}/{path}", name, self._resource, methods=["GET", "DELETE"])
        app.add_url_rule(f"{BASE}/IncomingPhoneNumbers.json", "numbers", self._numbers)
        app.add_url_rule("/elsewhere/<name>", "elsewhere", self._elsewhere)
        return app

    def _refusal(self, account: str) -> Response | None:
        given = request.authorization
        self.seen_passwords.append(str(given.password) if given else "")
        if account != ACCOUNT or given is None or (given.username, given.password) != (ACCOUNT, TOKEN):
            return _error(401, 20003)
        failure = self.fail.pop(0) if self.fail else None
        if isinstance(failure, float):
            self._late = failure
            return None
        return _error(*failure) if failure else None

    def _create(self, account: str) -> Response:
        refusal = self._refusal(account)
        if refusal is not None:
            return refusal
        fields = request.form.to_dict()
        if not fields.get("To", "").startswith("+"):
            return _error(400, 21211)
        sid = self.hold("SM", status="queued")
        self.sent.append(fields | {"sid": sid})
        late, self._late = self._late, 0.0
        time.sleep(late)
        now = "Sun, 22 Nov 2026 06:00:00 +0000"
        body: dict[str, Any] = {
            "sid": sid, "account_sid": account, "to": fields["To"], "from": fields.get("From"), "body": fields["Body"],
            "status": "queued", "direction": "outbound-api", "num_segments": "1", "num_media": "0", "price": None,
            "price_unit": "USD", "error_code": None, "error_message": None, "api_version": "2010-04-01",
            "messaging_service_sid": None, "date_created": now, "date_updated": now, "date_sent": None,
            "uri": f"/2010-04-01/Accounts/{account}/Messages/{sid}.json", "subresource_uris": {},
        }  # fmt: skip
        return _json(body, 201)

    def _resource(self, account: str, **sids: str) -> Response:
        refusal = self._refusal(account)
        if refusal is not None:
            return refusal
        name = list(sids.values())[-1]
        sid = name.removesuffix(".json")
        if sid in self.redirects:
            return Response(status=307, headers={"Location": self.redirects[sid]})
        if sid not in self.held:
            return _error(404, 20404)
        if request.method == "DELETE":
            del self.held[sid]
            self.deletes.append(sid)
            return Response(status=204)
        if sid in self.pictures and name == sid:
            return Response(self.pictures[sid], content_type="image/jpeg")
        return _json(self.held[sid])

    def _numbers(self, account: str) -> Response:
        refusal = self._refusal(account)
        wanted = request.args.get("PhoneNumber")
        found = [number for number in self.numbers if number["phone_number"] == wanted]
        return refusal or _json({"incoming_phone_numbers": found, "page": 0, "page_size": 1, "next_page_uri": None})

    def _elsewhere(self, name: str) -> Response:
        given = request.authorization
        self.seen_passwords.append(str(given.password) if given else "none")
        return Response(self.pictures.get(name, b""))


def _json(body: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")


def _error(status: int, code: int) -> Response:
    body = {"code": code, "message": "as ordered by the test", "more_info": "", "status": status}
    return _json(body, status)
