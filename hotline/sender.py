"""The worker half of a provider as the core sees it: send, fetch, forget, gone; and how each of them may fail.

Pure values and a protocol. channels/senders/ implements it without importing anything that can open a message.
"""

from dataclasses import dataclass
from typing import Protocol

from hotline.errors import HotlineError
from hotline.tips import Address, Media


class Undeliverable(HotlineError):
    """The provider said no for good: blocked, opted out, no such number. Trying again cannot help."""


class NotNow(HotlineError):
    """The provider said no for now, and surely did nothing; `retry_after` seconds when it named a time."""

    permanent = False

    def __init__(self, code: str, retry_after: int = 0) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class Unsure(HotlineError):
    """Nobody knows whether the provider acted: it went silent after the request. Sending is never tried again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the provider now holds because of us: (kind, reference) pairs for the deletion ledger."""

    copies: tuple[tuple[str, str], ...] = ()


class Sender(Protocol):
    """One provider's worker half. Every method raises Undeliverable or NotNow; `send` also Unsure."""

    idempotent: bool
    """Whether the provider itself drops a second sending with the same key, so that a crash may be tried again."""

    def send(self, address: Address, text: str, key: str) -> Sent:
        """Sends once; `key` is the outbox row's random id as text."""
        ...

    def fetch(self, media: Media) -> bytes:
        """A picture's bytes, from the provider's own hosts only; b"" when it is gone, too large or lies elsewhere."""
        ...

    def forget(self, kind: str, ref: str) -> None:
        """Asks the provider to delete a copy. One that is not there counts as deleted."""
        ...

    def gone(self, kind: str, ref: str) -> bool:
        """Whether the provider, asked, no longer has the copy."""
        ...
