"""Text messages through any operator's or modem's box that signs JSON (design 8): the adapter of `/hooks/gateway/sms`.

HMAC-SHA256 over timestamp and raw body; five minutes old at most; the same id again is known and kept once.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from channels.adapter import Answer, Aside, Malformed, Reply, Request
from channels.language import language_of
from channels.numbers import sender_of
from channels.replies import worded
from config.catalog.replies import Replies
from config.errors import ConfigError
from hotline.tips import Channel, Inbound

LONGEST_ID = 200
LONGEST_STAMP = 12
JSON = "application/json"


def signature_of(secret: bytes, timestamp: str, body: bytes) -> str:
    """Hex HMAC-SHA256 over timestamp, a dot and the raw body."""
    return hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class Gateway:
    """The edge half of the generic signed gateway."""

    name = "gateway"

    def __init__(self, secret: str, replies: Replies, window: int, clock: Callable[[], int]) -> None:
        if not secret.strip():
            raise ConfigError("HOTLINE_GATEWAY_SECRET is empty: an empty secret validates anything")
        self._secret, self._replies, self._window, self._clock = secret.encode(), replies, window, clock

    def authentic(self, request: Request) -> bool:
        """By signature and age."""
        stamp = request.header("x-hotline-timestamp")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= LONGEST_STAMP):
            return False
        if abs(self._clock() - int(stamp)) > self._window:
            return False
        given = request.header("x-hotline-signature").lower().encode("utf-8", "replace")
        return hmac.compare_digest(signature_of(self._secret, stamp, request.body).encode(), given)

    def parse(self, request: Request) -> Inbound | Aside:
        """One message. Raises Malformed."""
        if request.content_type != JSON:
            raise Malformed(415)
        message = json_object(request.body)
        one, sender, text = message.get("id"), message.get("from"), message.get("text")
        if isinstance(one, int) and not isinstance(one, bool):
            one = str(one)[: LONGEST_ID + 1]
        if not isinstance(one, str) or not 0 < len(one) <= LONGEST_ID:
            raise Malformed
        if not isinstance(sender, str) or not isinstance(text, str):
            raise Malformed
        return Inbound(
            channel=Channel.GATEWAY,
            provider="gateway",
            provider_id=one,
            sender=sender_of(sender),
            text=text,
            lang=language_of(text),
            sent_at=moment_of(message.get("sent_at"), self._clock()),
        )

    def acknowledge(self, request: Request, heard: Inbound | Aside, reply: Reply) -> Answer:
        """A message of the same shape for the box to send, or nothing."""
        text = worded(self._replies, "sms", reply)
        if not text or isinstance(heard, Aside) or not heard.sender:
            return Answer(200, b"{}", JSON)
        message = {"id": heard.provider_id, "to": heard.sender, "text": text}
        return Answer(200, json.dumps(message, ensure_ascii=True).encode(), JSON)


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises Malformed for anything else, however deep or odd."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(found, dict):
        raise Malformed
    return found


def moment_of(written: object, now: int) -> int | None:
    """A provider's time as epoch seconds (a number or ISO 8601), if it is a believable one."""
    moment: float | None = None
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        moment = float(written) if abs(written) < 1e12 else None
    elif isinstance(written, str) and len(written) < 40:
        try:
            parsed = datetime.fromisoformat(written)
            moment = parsed.timestamp() if parsed.tzinfo else None
        except (ValueError, OverflowError):
            return None
    if moment is None or moment != moment or not now - 7 * 86_400 <= moment <= now + 600:
        return None
    return int(moment)
