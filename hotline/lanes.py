"""Which lane a message takes: the main one, or quarantine for adverts, robots, floods. Pure; nothing is dropped.

The words decide only together: an advert without a drug matter is quarantined, a drug matter with a link is not.
"""

import re
from dataclasses import dataclass

from hotline.text.findings import Category, Understanding, Urgency
from hotline.text.letters import fold

MAIN, QUARANTINE = "main", "quarantine"
ILL = 3  # unwanted tips that make a reputation
PLAIN_ADVERT, SOME_ADVERT = 4.0, 1.2  # weights of hotline.text.spam: without doubt; in a text about no drug matter
ROBOT = re.compile(
    r"\b(tin nhan tu dong|tra loi tu dong|auto ?reply|automatic reply|out of office|xin vui long khong tra loi|"
    r"do not reply|message could not be delivered|thue bao (quy khach|nay))\b"
)
REPEATED = re.compile(r"(.)\1{14,}")


@dataclass(frozen=True, slots=True)
class Pressure:
    """How much came lately: from this sender (within the source tag's epoch), from all, in this conversation."""

    by_sender: int = 0
    by_all: int = 0
    sender_most: int = 20
    all_most: int = 600
    parts_most: int = 40
    before: int = 0  # tips of this sender within the epoch, and how many of them were unwanted
    unwanted_before: int = 0


CALM = Pressure()


def lane(understood: Understanding, words: str, *, parts: int = 1, pressure: Pressure = CALM) -> str:
    """ "main" or "quarantine". Danger to life is always in the main lane: a flood must not hide it."""
    if understood.urgency.value is Urgency.DANGER:
        return MAIN
    if pressure.by_sender > pressure.sender_most or parts > pressure.parts_most:
        return QUARANTINE
    if not _substance(understood) and (pressure.by_all > pressure.all_most or _ill_reputed(pressure)):
        return QUARANTINE
    return QUARANTINE if unwanted(understood, words) else MAIN


def _ill_reputed(pressure: Pressure) -> bool:
    """Whether nearly all that this sender told within the epoch was unwanted; a drug matter passes all the same."""
    return pressure.unwanted_before >= ILL and pressure.unwanted_before * 10 >= pressure.before * 9


def unwanted(understood: Understanding, words: str) -> bool:
    """Whether the words are an advert's, a robot's or nobody's; never when they speak of a drug matter with a place."""
    if _substance(understood):
        return False
    text = fold(words)
    if ROBOT.search(text) or understood.advert >= PLAIN_ADVERT:
        return True
    if understood.category.value is not Category.IRRELEVANT:
        return False
    return understood.advert >= SOME_ADVERT or bool(REPEATED.search(text))


def _substance(understood: Understanding) -> bool:
    """A drug matter that names somebody, something or somewhere."""
    if understood.category.value is Category.IRRELEVANT:
        return False
    return bool(understood.places or understood.hamlets or understood.landmarks or understood.persons)
