"""The edge half of Telegram: the adapter of `POST /hooks/telegram`. The bot's token is not here: it is the worker's."""

import hmac
import json
from collections.abc import Callable

from channels.adapter import Answer, Aside, Malformed, Reply, Request
from channels.gateway import JSON, json_object
from channels.telegram.answers import answer_to
from channels.telegram.updates import read_update
from config.catalog.replies import Replies
from config.errors import ConfigError
from hotline.tips import Inbound

HEADER = "x-telegram-bot-api-secret-token"


class TelegramWebhook:
    """Authentic by the secret that was given to setWebhook; answers with a Bot API call in the response itself."""

    name = "telegram"

    def __init__(self, secret: str, replies: Replies, clock: Callable[[], int]) -> None:
        if not secret.strip():
            raise ConfigError("HOTLINE_TELEGRAM_SECRET is empty: an empty secret validates anything")
        self._secret, self._replies, self._clock = secret.encode(), replies, clock

    def authentic(self, request: Request) -> bool:
        """By the secret token, compared in constant time."""
        return hmac.compare_digest(self._secret, request.header(HEADER).encode("utf-8", "replace"))

    def parse(self, request: Request) -> Inbound | Aside:
        """One update. Raises Malformed."""
        if request.content_type != JSON:
            raise Malformed(415)
        return read_update(json_object(request.body), self._replies, self._clock())

    def acknowledge(self, request: Request, heard: Inbound | Aside, reply: Reply) -> Answer:
        """sendMessage as the webhook's own answer."""
        call = answer_to(self._replies, heard, reply)
        return Answer(200, json.dumps({"method": "sendMessage", **call}).encode() if call else b"", JSON)
