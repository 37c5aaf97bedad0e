"""What of a tip is masked until an officer says why he must see it: words that only the sender could know. Pure."""

import re
from collections.abc import Iterable

from hotline.text.findings import Span, Understanding

MASK = "•"
# "nhà tôi" tells where the sender lives by what stands beside it. Narrower than what a release marks: "nhà Minh" and
# "Ngo Minh Tuan" are others, and without marks "xom toi nao" is an evening; on the board those must stay readable.
_HOME = re.compile(
    r"\b(?:nhà|nha|xóm|xom|vườn|vuon|ngõ)\s+"
    r"(?:tôi|toi(?!\s+(?:nao|nay|qua|hom|den|mai|khuya|thu)\b)|tui|tao|mình|choa)\b",
    re.IGNORECASE,
)


def spans(found: Understanding, text: str) -> tuple[Span, ...]:
    """Everything in the text that belongs to the sender, joined and in order."""
    parts = (found.places, found.hamlets, found.landmarks, found.persons, found.contacts, found.cues)
    mine = [span for part in parts for one in part if one.mine for span in one.spans]
    return joined([*found.exposed, *mine, *homes(text)])


def homes(text: str) -> list[Span]:
    """Where the sender says "my house", however he marks and spells it."""
    return [said.span() for said in _HOME.finditer(text)]


def joined(found: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch or overlap made one; empty ones left out."""
    result: list[Span] = []
    for start, end in sorted(span for span in found if span[0] < span[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def mask(text: str, masked: Iterable[Span]) -> str:
    """The text with every letter and digit inside the spans masked; its length, and so every span, stays as it was."""
    letters = list(text)
    for start, end in masked:
        for position in range(max(0, start), min(end, len(letters))):
            if not letters[position].isspace():
                letters[position] = MASK
    return "".join(letters)
