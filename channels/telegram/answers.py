"""What the bot says, as a call of the Bot API: words, and the buttons under them. Pure."""

from typing import Any

from channels.adapter import Aside, Reply
from channels.replies import worded
from channels.telegram.updates import ADD, DONE, KIND, prompt
from config.catalog.replies import TOPICS, Replies
from hotline.tips import Inbound

WITH_BUTTONS = frozenset({"first", "more", "correction", "added_new"})


def answer_to(replies: Replies, heard: Inbound | Aside, reply: Reply) -> dict[str, Any] | None:
    """The arguments of sendMessage, or None when there is nothing to say or nobody to say it to."""
    to = heard.to if isinstance(heard, Aside) else heard.sender
    if not reply.name or not to:
        return None
    if reply.name == ADD or reply.name.startswith(KIND):
        return _asking(replies, to, reply)
    call: dict[str, Any] = {"chat_id": int(to), "text": worded(replies, "chat", reply)}
    rows = _rows(replies, reply)
    return call | {"reply_markup": {"inline_keyboard": rows}} if rows else call


def _asking(replies: Replies, to: str, reply: Reply) -> dict[str, Any]:
    """The prompt after a pressed button; the messenger then opens an answer to it by itself."""
    topic = reply.name.removeprefix(KIND)
    text = prompt(replies, reply.lang, topic) if topic in TOPICS else replies.text("buttons", reply.lang, "ask")
    return {"chat_id": int(to), "text": text, "reply_markup": {"force_reply": True}}


def _rows(replies: Replies, reply: Reply) -> list[list[dict[str, str]]]:
    def button(name: str, data: str) -> dict[str, str]:
        return {"text": replies.text("buttons", reply.lang, name), "callback_data": data}

    if reply.name == "welcome":
        return [[button(topic, KIND + topic)] for topic in TOPICS]
    if reply.name in WITH_BUTTONS:
        return [[button("add", ADD), button("done", DONE)]]
    return []
