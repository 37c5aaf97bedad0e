"""Which answer follows which message, as names of texts; the words are in config/replies.toml. Pure."""

from collections.abc import Mapping

from channels.adapter import SILENCE, Reply
from config.catalog.replies import Replies
from hotline.tips import Inbound, Kind, Receipt

BY_KIND: Mapping[Kind, str] = {Kind.CORRECTION: "correction", Kind.ERASE: "erased", Kind.DONE: "done"}


def to_kept(message: Inbound, receipt: Receipt, cap: int, *, code_found: bool = True) -> Reply:
    """The acknowledgement of a kept message; silence once a conversation had `cap` of them (two robots would go on)."""
    if receipt.replies >= cap:
        return Reply(SILENCE.name, message.lang, receipt.code)
    if message.kind is Kind.DONE and receipt.first:
        return Reply("help", message.lang)  # nothing was told before: there is nothing to be done with
    if message.kind is Kind.ADD:
        return Reply("added", message.lang, message.code)
    if not code_found:
        return Reply("added_new", message.lang, receipt.code)
    name = BY_KIND.get(message.kind, "first" if receipt.first else "more")
    return Reply(name, message.lang, receipt.code)


def worded(replies: Replies, style: str, reply: Reply) -> str:
    """The words of a reply in a style ("sms" or "chat"); "" for silence."""
    return replies.text(style, reply.lang, reply.name, reply.code) if reply.name else ""
