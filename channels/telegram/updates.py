"""One update of the Bot API as an Inbound, or as something that there is nothing to keep of. Pure.

Private chats only. A forward or a contact names somebody else, so it is refused with an explanation. Nothing of the
sender but his chat's id is looked at, and of his settings only whether his language is English.
"""

from collections.abc import Mapping
from typing import Any

from channels.adapter import Aside, Malformed
from channels.gateway import moment_of
from channels.language import language_of
from config.catalog.replies import LANGUAGES, TOPICS, Replies
from hotline.tips import Channel, Inbound, Kind, Media

WORTH_MORE = ("hotro", "xong", "done")  # words after these are told, not ordered
KIND, DONE, ADD = "kind:", "done", "add"
WORDS = {"tra": "TRA", "trangthai": "TRA", "status": "TRA", "them": "THEM", "add": "THEM"}
ALONE = {"xoa": "XOA", "delete": "XOA", "trogiup": "TROGIUP", "help": "TROGIUP", "hotro": "HOTRO", "xong": "XONG",
         "done": "XONG", "start": "START", "stop": "STOP"}  # fmt: skip
OTHER_KINDS = ("sticker", "voice", "audio", "video", "video_note", "animation", "document", "poll", "dice", "game",
               "story", "venue", "paid_media", "checklist", "invoice", "giveaway", "gift", "unique_gift")  # fmt: skip
FORWARDED = ("forward_origin", "forward_from", "forward_from_chat", "forward_sender_name", "forward_date")
MOST_LATITUDE, MOST_LONGITUDE = 90, 180
LARGEST_ID = 1 << 62
Fields = Mapping[str, Any]


def read_update(update: Fields, replies: Replies, now: int) -> Inbound | Aside:
    """What an update says. Raises Malformed for one without a number of its own."""
    number = update.get("update_id")
    if not _is_id(number):
        raise Malformed
    query = update.get("callback_query")
    if isinstance(query, Mapping):
        return _pressed(str(number), query, replies)
    edited = update.get("edited_message")
    message = edited if isinstance(edited, Mapping) else update.get("message")
    if not isinstance(message, Mapping):
        return Aside("")  # a change of membership, a channel's post and the like
    return _message(str(number), message, replies, now, corrected=message is edited)


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST_ID


def _sub(fields: Fields, name: str) -> Fields:
    found = fields.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(fields: Fields, name: str) -> str:
    found = fields.get(name)
    return found if isinstance(found, str) else ""


def _language(sender: Fields) -> str:
    """Which language to answer in when the words do not tell."""
    return "en" if _text(sender, "language_code").lower().startswith("en") else LANGUAGES[0]


def _message(number: str, message: Fields, replies: Replies, now: int, *, corrected: bool) -> Inbound | Aside:
    chat, sender = _sub(message, "chat"), _sub(message, "from")
    if not _is_id(chat.get("id")):
        raise Malformed
    to, lang = str(chat["id"]), _language(sender)
    if chat.get("type") != "private":
        return Aside("" if sender.get("is_bot") else "private", lang, to)
    if sender.get("is_bot"):
        return Aside("")
    if any(name in message for name in FORWARDED):
        return Aside("forward", lang, to)
    if "contact" in message:
        return Aside("contact", lang, to)
    text = _text(message, "text") or _text(message, "caption")
    return _told(number, message, replies, now, to, language_of(text, lang), text, corrected=corrected)


def _told(
    number: str, message: Fields, replies: Replies, now: int, to: str, lang: str, text: str, *, corrected: bool
) -> Inbound | Aside:
    """A private message that its sender wrote himself."""
    media, place = _pictures(message), _place(message)
    if not text and not media and place is None:
        return Aside("unsupported" if any(name in message for name in OTHER_KINDS) else "", lang, to)
    spoken = _command(text) if not media and place is None and not corrected else text
    if spoken.startswith("/"):
        return Aside("help", lang, to)
    if spoken == "TRA" or spoken == "THEM":
        return Aside("status_ask", lang, to)
    return Inbound(
        channel=Channel.TELEGRAM,
        provider="telegram",
        provider_id=number,
        sender=to,
        text=spoken,
        kind=Kind.CORRECTION if corrected else Kind.TIP,
        lang=lang,
        location=place,
        sent_at=moment_of(message.get("edit_date") if corrected else message.get("date"), now),
        media=media,
        topic=_topic(message, replies),
    )


def _command(text: str) -> str:
    """A slash command as the word that a text message would use; an unknown one keeps its slash."""
    if not text.startswith("/"):
        return text
    head, _, rest = text[1:].partition(" ")
    name, rest = head.partition("@")[0].lower(), rest.strip()
    if name in WORDS:
        return f"{WORDS[name]} {rest}".strip()
    if name in ALONE:
        return rest if rest and name in WORTH_MORE else ALONE[name]
    return rest or "/"


def _pictures(message: Fields) -> tuple[Media, ...]:
    """The largest size of a photo, or a picture that was sent as a file."""
    sizes = message.get("photo")
    if isinstance(sizes, list):
        known = [size for size in sizes if isinstance(size, Mapping) and _text(size, "file_id")]
        if known:
            best = max(known, key=lambda size: size["width"] if _is_id(size.get("width")) else 0)
            return (Media(_text(best, "file_id"), "image/jpeg"),)
    document = _sub(message, "document")
    if _text(document, "mime_type").startswith("image/") and _text(document, "file_id"):
        return (Media(_text(document, "file_id"), _text(document, "mime_type")[:60]),)
    return ()


def _place(message: Fields) -> tuple[float, float] | None:
    """Latitude and longitude that the citizen chose to send."""
    found = _sub(message, "location")
    latitude, longitude = found.get("latitude"), found.get("longitude")
    if not all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in (latitude, longitude)):
        return None
    if not (abs(latitude) <= MOST_LATITUDE and abs(longitude) <= MOST_LONGITUDE):  # type: ignore[arg-type]  # checked
        return None
    return float(latitude), float(longitude)  # type: ignore[arg-type]  # checked


def _topic(message: Fields, replies: Replies) -> str:
    """The kind of tip whose prompt of ours this message answers."""
    asked = _sub(message, "reply_to_message")
    if not _sub(asked, "from").get("is_bot"):
        return ""
    prompts = {prompt(replies, lang, topic): topic for lang in LANGUAGES for topic in TOPICS}
    return prompts.get(_text(asked, "text"), "")


def prompt(replies: Replies, lang: str, topic: str) -> str:
    """What the bot asks after a kind was chosen. Its wording is how the answer is recognised: nothing is remembered."""
    return f"{replies.text('buttons', lang, topic)}. {replies.text('buttons', lang, 'ask')}"


def _pressed(number: str, query: Fields, replies: Replies) -> Inbound | Aside:
    """A button under one of our messages."""
    sender, data = _sub(query, "from"), _text(query, "data")
    if not _is_id(sender.get("id")):
        raise Malformed
    to, lang = str(sender["id"]), _language(sender)
    if _sub(_sub(query, "message"), "chat").get("type", "private") != "private":
        return Aside("private", lang, to)
    if data == DONE:
        return Inbound(
            channel=Channel.TELEGRAM,
            provider="telegram",
            provider_id=number,
            sender=to,
            text="",
            kind=Kind.DONE,
            lang=lang,
        )
    if data == ADD or data.removeprefix(KIND) in TOPICS:
        return Aside(f"{KIND}{data.removeprefix(KIND)}" if data != ADD else ADD, lang, to)
    return Aside("help", lang, to)
