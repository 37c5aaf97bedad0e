"""Frames of the cue lexicons: rows of hits within given distances. Pure; bounded work for each frame."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from config.catalog.cues import Frame
from hotline.text.cues import CueBook, Hit, Hits
from hotline.text.token import Token

_MAX_ROWS = 200  # places at which one frame is looked for; no tip has more, an attack may


@dataclass(frozen=True, slots=True)
class Found:
    """A frame that stands in the text, with the hits of its steps in order of the pattern."""

    frame: Frame
    hits: tuple[Hit, ...]
    start: int  # the first token
    end: int  # one past the last token


def find_frames(hits: Hits, book: CueBook) -> list[Found]:
    """Every frame at every place where its first step stands; at each, the nearest hits that complete it."""
    found: list[Found] = []
    absent = hits.names.isdisjoint
    begun = {number for name in hits.names for number in book.begun.get(name, ())}
    for number in sorted(begun):
        frame = book.frames[number]
        if any(map(absent, frame.steps)) or not absent(frame.unless):
            continue
        for first in hits.of(*frame.steps[0])[:_MAX_ROWS]:
            row = _complete(hits, frame, 1, (first,))
            if row is None:
                continue
            start, end = min([hit.start for hit in row]), max([hit.end for hit in row])
            if _allowed(hits, frame, row, start, end):
                found.append(Found(frame, row, start, end))
    return found


def _complete(hits: Hits, frame: Frame, step: int, row: tuple[Hit, ...]) -> tuple[Hit, ...] | None:
    if step == len(frame.steps):
        return row
    last, gap = row[-1], frame.gaps[step - 1]
    for hit in _candidates(hits, frame.steps[step], last, gap, frame.unordered[step - 1]):
        done = _complete(hits, frame, step + 1, (*row, hit))
        if done is not None:
            return done
    return None


def _candidates(hits: Hits, names: Sequence[str], last: Hit, gap: int, unordered: bool) -> Iterator[Hit]:
    """Hits after `last` (or, unordered, on both sides) within `gap` tokens, nearest first; not past a sentence."""
    tokens = hits.reading.tokens
    spots = [hits.spots(name) for name in names if name in hits.names]
    starts: Iterable[int] = range(last.end, last.end + gap + 1)
    if unordered:
        starts = chain.from_iterable(zip(starts, range(last.start - 1, last.start - 2 - gap, -1), strict=True))
    for start in starts:
        for spot in spots:
            hit = spot.get(start)
            if hit and (hit.start >= last.end or hit.end <= last.start) and _near(tokens, last, hit, unordered):
                yield hit


def _near(tokens: Sequence[Token], last: Hit, hit: Hit, unordered: bool) -> bool:
    """An ordered frame stays in its sentence; an unordered one may reach into the next."""
    return abs(tokens[last.start].sentence - tokens[hit.start].sentence) <= unordered


def _allowed(hits: Hits, frame: Frame, row: tuple[Hit, ...], start: int, end: int) -> bool:
    if frame.firm and any(hit.loose for hit in row):
        return False
    if frame.not_before and hits.between(frame.not_before, start - 4, start):
        return False
    if (
        "fear" in hits.names
        and "fear" in frame.not_before
        and any(hits.between(("fear",), hit.start - 4, hit.start) for hit in row)
    ):
        return False  # what is feared has not happened
    return not (frame.not_after and hits.between(frame.not_after, end, end + 4))
