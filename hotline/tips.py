"""What one citizen sent, as values: the edge's Inbound and Receipt, and the two payloads that are sealed apart."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


def _json(value: Any) -> bytes:
    """Canonical JSON of a value's fields. Not by `asdict`, which copies every field and costs half a seal."""
    return _ENCODER.encode(_fields(value)).encode("utf-8", "replace")


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_fields)


class Channel(StrEnum):
    SMS = "sms"
    VOICE = "voice"
    TELEGRAM = "telegram"
    GATEWAY = "gateway"
    MANUAL = "manual"


class Kind(StrEnum):
    """What a message is for. Commands that only read (status, help) are answered at the edge and are not kept."""

    TIP = "tip"
    ADD = "add"  # THEM <code>: by somebody who knew the code
    CORRECTION = "correction"  # an edited message
    ERASE = "erase"  # XOA: forget the return address
    DONE = "done"  # the citizen says that this is all
    REPORT = "report"  # a provider's last word on a message of ours: `topic` is the outbox row, the text its fate
    PICTURE = "picture"  # made by the worker: pictures of a kept message that are still to be fetched


@dataclass(frozen=True, slots=True)
class Media:
    """A picture at the provider: a reference for the worker to fetch; it may identify, so it goes with the address."""

    ref: str
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One authentic message in the hands of the edge; nothing of it is kept in the clear.

    `sender` is empty for nobody (withheld, short or alphanumeric number); `conversation` then names the call.
    `sent_at` is the provider's epoch seconds, or None. `copies` are (kind, reference) of what the provider still holds.
    """

    channel: Channel
    provider: str  # twilio | gateway | telegram | manual: which adapter's worker half answers
    provider_id: str
    sender: str
    text: str
    kind: Kind = Kind.TIP
    conversation: str = ""
    code: str = ""  # canonical receipt code that a command named
    lang: str = "vi"
    confidence: float | None = None
    location: tuple[float, float] | None = None
    sent_at: int | None = None
    media: tuple[Media, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()
    replyable: bool = True
    topic: str = ""  # the kind of tip that the citizen chose by a button
    utterance: str = ""  # which utterance of which call: the final words replace its drafts
    draft: int = 0  # 0 for final words, else the number of a partial result


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the edge may say back: the code, whether this was the first part, whether it was known already."""

    code: str
    first: bool
    known: bool
    replies: int  # automatic replies that this thread had before this one
    lang: str = "vi"


@dataclass(frozen=True, slots=True)
class TextPart:
    """What goes into the text envelope (to the intake key)."""

    text: str
    kind: str = Kind.TIP
    lang: str = "vi"
    confidence: float | None = None
    location: tuple[float, float] | None = None
    sent_at: int | None = None
    pictures: int = 0
    topic: str = ""
    code_term: str = ""  # hex of the blind term that a THEM or XOA command named
    utterance: str = ""  # keyed hash of the call and the utterance
    draft: int = 0

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return _json(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> "TextPart":
        """The part of `to_bytes`."""
        fields = json.loads(data)
        if fields.get("location") is not None:
            fields["location"] = tuple(fields["location"])
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class Address:
    """What goes into the address envelope (to the relay key): how to answer, what to delete at the provider."""

    channel: str
    provider: str
    sender: str
    provider_id: str
    replyable: bool = True
    media: tuple[Media, ...] = ()
    copies: tuple[tuple[str, str], ...] = field(default=())

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return _json(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Address":
        """The address of `to_bytes`."""
        fields = json.loads(data)
        fields["media"] = tuple(Media(**media) for media in fields["media"])
        fields["copies"] = tuple((kind, ref) for kind, ref in fields["copies"])
        return cls(**fields)
