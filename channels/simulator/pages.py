"""The simulator's page and what its script calls; each device is named by its channel and number."""

import base64
import binascii
import time
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from channels.simulator.providers import Providers
from channels.simulator.state import State, new_sid
from config.settings import Settings

PICTURES = {b"\xff\xd8": "image/jpeg", b"\x89P": "image/png", b"RI": "image/webp", b"GI": "image/gif"}


def pages(settings: Settings, state: State, providers: Providers) -> Blueprint:
    """`GET /simulator`, and under /simulator/api what the devices do."""
    site = Blueprint("pages", __name__, static_folder="static", static_url_path="/static")
    site.add_url_rule("/", "page", lambda: _page(settings), strict_slashes=False)
    acts = {
        "sms": lambda given: _sms(state, providers, given),
        "gateway": lambda given: _gateway(state, providers, given),
        "call": lambda given: providers.call(_word(given, "from")),
        "speak": lambda given: _speak(state, providers, given),
        "mumble": lambda given: providers.mumble(_word(given, "from"), _word(given, "text")),
        "hangup": lambda given: providers.hang_up(_word(given, "from")),
        "telegram": lambda given: _telegram(state, providers, given),
    }

    def act(name: str) -> Response:
        given = request.get_json(silent=True)
        if name not in acts or not isinstance(given, dict):
            return Response(status=404)
        return jsonify({"status": acts[name](given)})

    def lines(device: str) -> Response:
        after = request.args.get("after", "0")
        found = state.since(device, int(after) if after.isdecimal() else 0)
        return jsonify(
            [{"n": x.number, "who": x.who, "text": x.text, "buttons": x.buttons, "picture": x.picture} for x in found]
        )

    site.add_url_rule("/api/do/<name>", "act", act, methods=["POST"])
    site.add_url_rule("/api/lines/<device>", "lines", lines)
    return site


def _page(settings: Settings) -> Response:
    html = render_template(
        "simulator.html",
        number=settings.twilio_number or "",
        telegram=settings.telegram_secret is not None,
        gateway=settings.gateway_secret is not None,
    )
    return Response(html, content_type="text/html; charset=utf-8")


def _word(given: dict[str, Any], name: str) -> str:
    return str(given.get(name) or "")


def _sms(state: State, providers: Providers, given: dict[str, Any]) -> int:
    sender, text, picture = _word(given, "from"), _word(given, "text"), _picture(given)
    state.add(f"sms:{sender}", "me", text, picture=_word(given, "picture"))
    return providers.sms(sender, text, picture)


def _gateway(state: State, providers: Providers, given: dict[str, Any]) -> int:
    state.add(f"gateway:{_word(given, 'from')}", "me", _word(given, "text"))
    return providers.gateway(_word(given, "from"), _word(given, "text"))


def _speak(state: State, providers: Providers, given: dict[str, Any]) -> int:
    sender, words, keys = _word(given, "from"), _word(given, "text"), _word(given, "keys")
    state.add(f"call:{sender}", "me", f"⌨ {keys}" if keys else words or "…")
    clear = given.get("confidence")
    return providers.speak(sender, words, keys, float(clear) if isinstance(clear, (int, float)) else 0.9)


def _telegram(state: State, providers: Providers, given: dict[str, Any]) -> int:
    """Text, a picture, a location or a pressed button in a private chat."""
    chat = int(_word(given, "from") or "0")
    sender = {"id": chat, "is_bot": False, "first_name": "Simulator", "language_code": _word(given, "lang") or "vi"}
    place = {"id": chat, "type": "private", "first_name": "Simulator"}
    message: dict[str, Any] = {"message_id": state.next(), "date": int(time.time()), "chat": place, "from": sender}
    if given.get("data"):
        state.add(f"telegram:{chat}", "me", f"[{_word(given, 'label')}]")
        bot = {"id": 1, "is_bot": True, "first_name": "Hotline"}
        query = {"id": str(state.next()), "from": sender, "chat_instance": "1", "data": _word(given, "data")}
        return providers.telegram(chat, {"callback_query": query | {"message": message | {"from": bot, "text": "…"}}})
    picture = _picture(given)
    if picture:
        name = new_sid("TG")
        state.pictures[name] = picture
        size = {"file_id": name, "file_unique_id": name, "width": 640, "height": 480, "file_size": len(picture[1])}
        message |= {"photo": [size], "caption": _word(given, "text")}
    elif isinstance(given.get("location"), list):
        latitude, longitude = given["location"]
        message["location"] = {"latitude": float(latitude), "longitude": float(longitude)}
    else:
        message["text"] = _word(given, "text")
    state.add(f"telegram:{chat}", "me", _word(given, "text") or "⌖", picture=_word(given, "picture"))
    return providers.telegram(chat, {"message": message})


def _picture(given: dict[str, Any]) -> tuple[str, bytes] | None:
    """A picture given as a data address."""
    _, _, data = _word(given, "picture").partition("base64,")
    try:
        content = base64.b64decode(data, validate=True)
    except binascii.Error:
        return None
    return (PICTURES.get(content[:2], "application/octet-stream"), content) if content else None
