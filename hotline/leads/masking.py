"""What of a tip is masked until an officer says why he must see it: words that only the sender could know. Pure."""

from collections.abc import Iterable

from hotline.text.findings import Span, Understanding

MASK = "•"


def spans(found: Understanding) -> tuple[Span, ...]:
    """Everything that belongs to the sender, joined and in order."""
    parts = (found.places, found.hamlets, found.landmarks, found.persons, found.contacts, found.cues)
    mine = [span for part in parts for one in part if one.mine for span in one.spans]
    return joined([*found.exposed, *mine])


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
