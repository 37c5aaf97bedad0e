"""The providers' own addresses in the demo, so that the worker's later sends, fetches and deletions go somewhere."""

import hmac
import json
from typing import Any

from flask import Blueprint, Response, jsonify, request

from channels.simulator.providers import gateway_headers, show_bot_message
from channels.simulator.state import State, new_sid
from config.settings import Settings

ACCOUNT = "/twilio/2010-04-01/Accounts/<account>"


def provider_apis(settings: Settings, state: State) -> Blueprint:
    """Twilio's messages, media and calls; Telegram's bot methods; the gateway's address for sending."""
    apis = Blueprint("apis", __name__)
    _twilio(apis, settings, state)
    _telegram(apis, settings, state)
    apis.add_url_rule("/gateway", "gateway", lambda: _gateway(settings, state), methods=["POST"])
    return apis


def _twilio(apis: Blueprint, settings: Settings, state: State) -> None:
    def create(account: str) -> Response:
        if not _own_account(settings, account):
            return _refused()
        sid, to = new_sid("SM"), request.form.get("To", "")
        state.held[sid] = {"sid": sid, "status": "delivered"}
        state.add(f"sms:{to}", "them", request.form.get("Body", ""))
        return _json({"sid": sid, "account_sid": account, "to": to, "status": "queued"}, 201)

    def resource(account: str, **sids: str) -> Response:
        sid = list(sids.values())[-1].removesuffix(".json")
        if not _own_account(settings, account):
            return _refused()
        if sid not in state.held:
            return _json({"code": 20404, "message": "not found", "status": 404}, 404)
        if request.method == "DELETE":
            del state.held[sid]
            state.pictures.pop(sid, None)
            return Response(status=204)
        if sid in state.pictures and not request.path.endswith(".json"):
            kind, data = state.pictures[sid]
            return Response(data, content_type=kind)
        return _json(state.held[sid])

    apis.add_url_rule(f"{ACCOUNT}/Messages.json", "create", create, methods=["POST"])
    for name, path in (
        ("message", "/Messages/<sid>"),
        ("media", "/Messages/<m>/Media/<sid>"),
        ("call", "/Calls/<sid>"),
    ):
        apis.add_url_rule(ACCOUNT + path, name, resource, methods=["GET", "DELETE"])


def _own_account(settings: Settings, account: str) -> bool:
    given = request.authorization
    return (
        account == settings.twilio_account_sid
        and given is not None
        and hmac.compare_digest(str(given.password).encode(), settings.secret("twilio_auth_token").encode())
    )


def _refused() -> Response:
    return _json({"code": 20003, "message": "Authenticate", "status": 401}, 401)


def _telegram(apis: Blueprint, settings: Settings, state: State) -> None:
    def method(token: str, name: str) -> Response:
        if settings.telegram_token is None or not hmac.compare_digest(
            token.encode(), settings.secret("telegram_token").encode()
        ):
            return _json({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
        arguments = request.get_json(silent=True) or request.values.to_dict()
        return jsonify({"ok": True, "result": _bot_result(state, name, arguments)})

    def file(token: str, name: str) -> Response:
        kind, data = state.pictures.get(name, ("", b""))
        return Response(data, content_type=kind) if data else Response(status=404)

    apis.add_url_rule("/telegram/bot<token>/<name>", "bot", method, methods=["GET", "POST"])
    apis.add_url_rule("/telegram/file/bot<token>/<name>", "file", file)


def _bot_result(state: State, name: str, arguments: dict[str, Any]) -> Any:
    """What the Bot API would answer to the methods that the hotline uses."""
    if name == "sendMessage":
        show_bot_message(state, arguments)
        chat = {"id": int(arguments["chat_id"]), "type": "private"}
        return {"message_id": state.next(), "date": 1, "chat": chat, "text": arguments["text"]}
    if name == "getFile":
        file_id = str(arguments["file_id"])
        return {"file_id": file_id, "file_unique_id": file_id, "file_path": file_id}
    if name == "getMe":
        return {"id": 1, "is_bot": True, "first_name": "Hotline", "username": "hotline_demo_bot"}
    return [] if name == "getUpdates" else True


def _gateway(settings: Settings, state: State) -> Response:
    body = request.get_data()
    wanted = gateway_headers(settings, request.headers.get("X-Hotline-Timestamp", ""), body)["X-Hotline-Signature"]
    if not hmac.compare_digest(wanted, request.headers.get("X-Hotline-Signature", "")):
        return Response(status=403)
    message = json.loads(body)
    state.add(f"gateway:{message['to']}", "them", str(message["text"]))
    return Response(status=200)


def _json(content: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(content), status, content_type="application/json")
