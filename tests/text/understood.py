"""What the readers make of a text, for tests: the readers of Hà Tĩnh are built once."""

from functools import cache
from typing import Any

from hotline.text.findings import Understanding
from hotline.text.normalise import read
from hotline.text.readers import Readers, build_readers
from hotline.text.scan import Scan
from hotline.text.understand import understand

MOMENT = 1_790_000_000  # September 2026


@cache
def readers() -> Readers:
    return build_readers("42")


def understood(text: str, channel: str = "sms") -> Understanding:
    return understand(text, channel=channel, at=MOMENT, readers=readers())


def meant(text: str, *, voice: bool = False) -> str:
    """The text as the normaliser means it, toned."""
    return " ".join(token.toned for token in read(text, voice=voice, lexicon=readers().lexicon).tokens)


def scanned(text: str, *, voice: bool = False) -> Scan:
    return Scan.of(read(text, voice=voice, lexicon=readers().lexicon))


def spans_of(found: Understanding) -> list[tuple[int, int]]:
    """The spans of all findings."""
    kinds: tuple[tuple[Any, ...], ...] = (
        found.persons, found.places, found.hamlets, found.landmarks, found.contacts, found.cues,
    )  # fmt: skip
    return [span for kind in kinds for one in kind for span in one.spans]
