"""What must not leave the house in a wording: phrases only the sender could know, his numbers and accounts. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotline.leads.masking import joined
from hotline.leads.values import TipView
from hotline.text.findings import Span
from hotline.text.letters import fold

SHORTEST = 4  # letters of a folded phrase; shorter ones would be found everywhere
_SPACE = re.compile(r"\s+")
_DIGITS = re.compile(r"[\d\s.\-()+]{8,}")
# Wider than what the board masks: here a phrase too many is only looked at once more.
_HOME = re.compile(r"\b(?:nhà|nha|xóm|xom|vườn|vuon|ngõ|ngo)\s+(?:tôi|toi|tui|tao|mình|minh|choa)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Troubles:
    """How many marked phrases and how many of the sender's contacts stand in a wording. Counts only."""

    marked: int
    contacts: int


def marks(text: str, masks: Iterable[Span]) -> tuple[Span, ...]:
    """Everything of a tip that a release must not repeat unseen: the masks, and where the sender says "my house"."""
    return joined([*masks, *(found.span() for found in _HOME.finditer(text))])


def phrases(text: str, spans: Iterable[Span]) -> tuple[str, ...]:
    """The words of the spans, as written, each once."""
    found = (_SPACE.sub(" ", text[start:end]).strip() for start, end in spans)
    return tuple(dict.fromkeys(one for one in found if one))


def without(text: str, spans: Iterable[Span]) -> str:
    """The text with the spans replaced by an ellipsis, for a first draft."""
    kept, position = [], 0
    for start, end in sorted(spans):
        kept.append(text[position:start])
        position = max(position, end)
    kept.append(text[position:])
    return _SPACE.sub(" ", "…".join(kept)).strip()


def troubles(wording: str, tips: Sequence[tuple[str, TipView]]) -> Troubles:
    """What of the tips' (plain text, view) pairs stands in the wording, however it is spelled or spaced."""
    folded, digits = _SPACE.sub(" ", fold(wording)), _numbers(wording)
    marked: set[str] = set()
    contacts: set[str] = set()
    for text, tip in tips:
        for phrase in phrases(text, marks(text, tip.masks)):
            plain = fold(phrase)
            if len(plain) >= SHORTEST and re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", folded):
                marked.add(plain)
        for contact in tip.findings.contacts if tip.findings is not None else ():
            value = fold(contact.value).rpartition(":")[2]
            bare = re.sub(r"\D", "", contact.value)
            if contact.mine and (value in folded or (len(bare) >= 8 and any(bare[-8:] in one for one in digits))):
                contacts.add(value)
    return Troubles(len(marked), len(contacts))


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(re.sub(r"\D", "", found) for found in _DIGITS.findall(text))
