"""Updates of the Bot API as Telegram sends them; nobody in them is real."""

import itertools
from typing import Any

from tests.moment import START

CHAT = 900_000_303
ME = {"id": CHAT, "is_bot": False, "first_name": "Ten Rieng", "username": "ten_rieng", "language_code": "vi"}
_numbers = itertools.count(500_000_000)


def message(kind: str = "message", **fields: Any) -> dict[str, Any]:
    """An update with a message of a private chat; `fields` are the message's."""
    number = next(_numbers)
    chat = {"id": CHAT, "first_name": "Ten Rieng", "username": "ten_rieng", "type": "private"}
    return {"update_id": number, kind: {"message_id": number, "from": ME, "chat": chat, "date": START} | fields}


def pressed(data: str) -> dict[str, Any]:
    """An update with a pressed button under a message of the bot."""
    number = next(_numbers)
    under = {"message_id": 7, "date": START, "chat": {"id": CHAT, "type": "private"}, "from": {"id": 1, "is_bot": True}}
    query = {"id": str(number), "from": ME, "chat_instance": "1", "data": data, "message": under | {"text": "…"}}
    return {"update_id": number, "callback_query": query}
