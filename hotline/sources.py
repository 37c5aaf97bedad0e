"""A sender's keyed traces: the lookup that finds a living conversation, and the 12-bit tags of both living periods.

Worker only; needs the passing ring. Nobody (a withheld number, a letter, a walk-in) has none.
"""

from dataclasses import dataclass

from hotline.clock import DAY
from hotline.keyring import Ring
from hotline.tags import sender_lookup, source_tag
from hotline.tips import Address

PHONE_CHANNELS = ("sms", "voice", "gateway")


@dataclass(frozen=True, slots=True)
class Source:
    """A source tag under one period's key; `period` is the day on which that key was made."""

    period: int
    tag: int


def medium(channel: str) -> str:
    """One sender is one number, whether he writes or calls."""
    return "phone" if channel in PHONE_CHANNELS else channel


def lookups_of(ring: Ring, address: Address) -> list[bytes]:
    """The sender's lookups under every living lookup key, the newest first; empty for nobody."""
    if not address.sender:
        return []
    return [sender_lookup(key.secret, medium(address.channel), address.sender) for key in ring.all("lookup")]


def sources_of(ring: Ring, address: Address) -> list[Source]:
    """The sender's tags under every living tag key, the newest first; empty for nobody."""
    if not address.sender:
        return []
    return [
        Source(key.created // DAY, source_tag(key.secret, medium(address.channel), address.sender))
        for key in ring.all("tag")
    ]
