"""A Bot API server for tests that answers as the real one is documented to, with its failures on order."""

import itertools
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, request

TOKEN = "123456:invented-bot-token"
GONE_CHAT = 900_000_404


@dataclass
class FakeBotApi:
    """`sent` are the arguments of accepted messages. `fail` queues answers: (status, body), or seconds to be late."""

    token: str = TOKEN
    sent: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    fail: list[tuple[int, dict[str, Any]] | float] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def flood(self, seconds: int) -> None:
        """The next call is told to wait."""
        body = {"error_code": 429, "description": f"Too Many Requests: retry after {seconds}"}
        self.fail.append((429, body | {"parameters": {"retry_after": seconds}}))

    def blocked(self) -> None:
        """The next call meets a citizen who blocked the bot."""
        self.fail.append((403, {"error_code": 403, "description": "Forbidden: bot was blocked by the user"}))

    def broken(self, status: int = 502) -> None:
        """The next call meets a server that is down."""
        self.fail.append((status, {"error_code": status, "description": "Bad Gateway"}))

    def silent(self, seconds: float) -> None:
        """The next call is carried out, but its answer comes late."""
        self.fail.append(seconds)

    def app(self) -> Flask:
        """The server as a WSGI application."""
        app = Flask("fake-bot-api")
        app.add_url_rule("/bot<token>/<method>", "method", self._method, methods=["GET", "POST"])
        app.add_url_rule("/file/bot<token>/<path:name>", "file", self._file)
        return app

    def _method(self, token: str, method: str) -> Response:
        if token != self.token:
            return _answer(401, {"error_code": 401, "description": "Unauthorized"})
        self.calls.append(method)
        arguments = {**request.args.to_dict(), **request.form.to_dict(), **(request.get_json(silent=True) or {})}
        with self._lock:
            failure = self.fail.pop(0) if self.fail else None
        if isinstance(failure, tuple):
            return _answer(*failure)
        result = getattr(self, f"_do_{method}", None)
        if result is None:
            return _answer(404, {"error_code": 404, "description": "Not Found: method not found"})
        answer: Response = result(arguments)
        if failure is not None:
            time.sleep(failure)
        return answer

    def _do_getMe(self, _arguments: dict[str, Any]) -> Response:  # noqa: N802 - the method's own name
        return _ok({"id": 1, "is_bot": True, "first_name": "Hotline", "username": "hotline_test_bot"})

    def _do_sendMessage(self, arguments: dict[str, Any]) -> Response:  # noqa: N802 - the method's own name
        if "chat_id" not in arguments or not arguments.get("text"):
            return _answer(400, {"error_code": 400, "description": "Bad Request: message text is empty"})
        if int(arguments["chat_id"]) == GONE_CHAT:
            return _answer(400, {"error_code": 400, "description": "Bad Request: chat not found"})
        self.sent.append(arguments)
        chat = {"id": int(arguments["chat_id"]), "type": "private", "first_name": "A"}
        return _ok({"message_id": next(self._ids), "date": 1_780_000_000, "chat": chat, "text": arguments["text"]})

    def _do_deleteMessage(self, _arguments: dict[str, Any]) -> Response:  # noqa: N802 - the method's own name
        return _ok(True)

    def _do_answerCallbackQuery(self, _arguments: dict[str, Any]) -> Response:  # noqa: N802 - the method's own name
        return _ok(True)

    def _do_setWebhook(self, arguments: dict[str, Any]) -> Response:  # noqa: N802 - the method's own name
        self.webhook = arguments
        return _ok(True)

    def _do_getWebhookInfo(self, _arguments: dict[str, Any]) -> Response:  # noqa: N802 - the method's own name
        url = self.webhook.get("url", "")
        return _ok({"url": url, "has_custom_certificate": False, "pending_update_count": len(self.updates)})

    def _do_deleteWebhook(self, _arguments: dict[str, Any]) -> Response:  # noqa: N802 - the method's own name
        self.webhook = {}
        return _ok(True)

    def _do_getUpdates(self, arguments: dict[str, Any]) -> Response:  # noqa: N802 - the method's own name
        if self.webhook:
            return _answer(
                409, {"error_code": 409, "description": "Conflict: can't use getUpdates while webhook is active"}
            )
        offset = int(arguments.get("offset", 0))
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        return _ok(self.updates[: int(arguments.get("limit", 100))])

    def _do_getFile(self, arguments: dict[str, Any]) -> Response:  # noqa: N802 - the method's own name
        name = str(arguments.get("file_id"))
        if name not in self.files:
            return _answer(400, {"error_code": 400, "description": "Bad Request: invalid file_id"})
        size = len(self.files[name])
        return _ok({"file_id": name, "file_unique_id": name, "file_size": size, "file_path": f"photos/{name}.jpg"})

    def _file(self, token: str, name: str) -> Response:
        data = self.files.get(name.removeprefix("photos/").removesuffix(".jpg"))
        return Response(data) if data is not None and token == self.token else Response(status=404)


def _ok(result: Any) -> Response:
    return Response(json.dumps({"ok": True, "result": result}), content_type="application/json")


def _answer(status: int, body: dict[str, Any]) -> Response:
    return Response(json.dumps({"ok": False, **body}), status, content_type="application/json")
