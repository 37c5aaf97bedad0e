"""Venues and spots: karaoke Queen, nhà nghỉ Phú Quý, bãi đất trống gần lò gạch cũ, nhà cạnh trạm y tế, bến xe khách.

A venue's name ends at a stop word, at punctuation, where a commune begins, or after the words of a well-known name. A spot
is named by what it is near to; `kind` and `name` are folded, joining words (gần, cạnh, sau) are left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hotline.text.findings import Landmark
from hotline.text.letters import fold
from hotline.text.phrases import Found, Phrases
from hotline.text.scan import Scan

_LONGEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of the taxonomy."""

    kind: str  # folded
    sort: str  # venue | spot | object | house
    short: bool


class KindLike(Protocol):
    """What a kind of the catalog offers."""

    @property
    def kind(self) -> str: ...
    @property
    def sort(self) -> str: ...
    @property
    def words(self) -> tuple[str, ...]: ...
    @property
    def short(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class LandmarkWords:
    """landmarks.toml ready for matching."""

    kinds: Phrases[Kind]
    near: Phrases[str]
    traits: Phrases[str]
    names: Phrases[str]
    heard: Phrases[str]
    stops: frozenset[str]
    folded_stops: frozenset[str]


def build_landmarks(
    kinds: Iterable[KindLike],
    near: Iterable[str],
    traits: Iterable[str],
    names: Iterable[str],
    stops: Iterable[str],
    heard: Mapping[str, str],
) -> LandmarkWords:
    """Make config.catalog.lexicon.LandmarksData ready."""
    listed = [(word, Kind(fold(kind.kind), kind.sort, kind.short)) for kind in kinds for word in kind.words]
    closed = frozenset(word for phrase in stops for word in phrase.split())
    return LandmarkWords(
        Phrases(listed),
        Phrases((word, fold(word)) for word in near),
        Phrases((word, fold(word)) for word in traits),
        Phrases((name, fold(name)) for name in names),
        Phrases(heard.items()),
        closed,
        frozenset(fold(word) for word in closed) - {"bac", "hoa", "ngoc", "phat", "mai", "gio", "hai", "thanh"},
    )


def find_landmarks(scan: Scan, words: LandmarkWords, place_starts: Sequence[int]) -> list[Landmark]:
    """All venues and spots, left to right. `place_starts` as in find_hamlets."""
    found: list[Landmark] = []
    at = 0
    while at < len(scan.tokens):
        kind = None if scan.taken[at] else _kind_at(scan, words, at)
        if kind is None:
            at += 1
            continue
        landmark, end = _landmark(scan, words, kind, place_starts)
        if landmark:
            found.append(landmark)
        at = max(end, kind.end)
    return found


def _kind_at(scan: Scan, words: LandmarkWords, at: int) -> Found[Kind] | None:
    kind = words.kinds.at(scan.tokens, scan.keys, at)
    if kind is None or any(scan.taken[at : kind.end]):
        return None
    unmarked = not any(token.written_with_marks for token in scan.tokens[at : kind.end])
    if kind.value.short and kind.end - at == 1 and unmarked:
        return None
    return kind


def _landmark(
    scan: Scan, words: LandmarkWords, kind: Found[Kind], place_starts: Sequence[int]
) -> tuple[Landmark | None, int]:
    """The landmark whose kind was said, and the token after it."""
    if kind.value.sort == "venue":
        start, end = _venue_name(scan, words, kind, place_starts)
    elif kind.value.sort == "object":
        start, end = kind.end, _traits_end(scan, words, kind.end)
    else:
        start, end, near = _spot_name(scan, words, kind)
        if kind.value.sort == "house" and not near:
            return None, kind.end
    if kind.value.sort == "venue" and start == end and kind.end - kind.start == 1 and scan.keys[kind.start] in ("net", "game", "bar"):
        return None, kind.end  # one word that names a thing as often as a place
    name = words.heard.at(scan.tokens, scan.keys, start) if start < end else None
    tokens = scan.tokens[start:end]
    said = name.value if name else " ".join(token.folded for token in tokens)
    marked = not name and (any(token.written_with_marks for token in tokens) or scan.reading.marked)
    scan.take(kind.start, kind.end, "landmark")
    scan.take(start, end, "landmark")
    spans = (scan.span(kind.start, end),) if start <= kind.end or end == start else (scan.span(kind.start, kind.end), scan.span(start, end))
    return Landmark(kind.value.kind, said, " ".join(t.toned for t in tokens) if marked else "", spans), end


def _venue_name(
    scan: Scan, words: LandmarkWords, kind: Found[Kind], place_starts: Sequence[int]
) -> tuple[int, int]:
    start = kind.end
    second = words.kinds.at(scan.tokens, scan.keys, start) if start < len(scan.tokens) else None
    if second and second.value.sort == "venue" and not scan.apart(start):
        start = second.end  # quán hát karaoke Sao Đêm
    if start < len(scan.tokens) and scan.tokens[start].toned in ("tên", "ten", "hiệu") and not scan.apart(start):
        start += 1
    known = _known_name(scan, words, start)
    if known > start:
        return start, known
    end = start
    while end < len(scan.tokens) and end - start < _LONGEST_NAME and not _ends_name(scan, words, start, end, place_starts):
        end += 1
    before = _name_before(scan, words, kind) if end == start else None
    return before or (start, end)


def _known_name(scan: Scan, words: LandmarkWords, start: int) -> int:
    """The end of a well-known name that begins at `start`."""
    if start >= len(scan.tokens) or (scan.apart(start) and scan.tokens[start].gap.strip(' "“”\'‘’') != ""):
        return start
    heard = words.heard.at(scan.tokens, scan.keys, start)
    known = words.names.at(scan.tokens, scan.keys, start)
    return max(heard.end if heard else start, known.end if known else start)


def _name_before(scan: Scan, words: LandmarkWords, kind: Found[Kind]) -> tuple[int, int] | None:
    """A well-known name said before its kind: "trung nguyên coffee", "phát đạt cầm đồ"."""
    for start in range(max(0, kind.start - _LONGEST_NAME), kind.start):
        known = words.names.at(scan.tokens, scan.keys, start)
        if known and known.end == kind.start and not any(scan.taken[start : kind.start]) and known.end - start > 1:
            return start, kind.start
    return None


def _ends_name(scan: Scan, words: LandmarkWords, start: int, at: int, place_starts: Sequence[int]) -> bool:
    token = scan.tokens[at]
    if scan.taken[at] or (scan.apart(at) and (at > start or token.gap.strip(' "“”\'‘’:') != "")):
        return True
    if token.toned in words.stops or (not token.written_with_marks and not scan.reading.marked and token.folded in words.folded_stops):
        return not (token.capital and scan.reading.marked and at > start)
    if at > start and place_starts[at]:
        return True
    first = scan.tokens[start]
    if at > start and first.capital and not token.capital and not token.number:
        return True
    return at - start >= 2 and not (first.capital and token.capital)


def _traits_end(scan: Scan, words: LandmarkWords, at: int) -> int:
    while at < len(scan.tokens) and not scan.apart(at):
        trait = words.traits.at(scan.tokens, scan.keys, at)
        if trait is None:
            break
        at = trait.end
    return at


def _spot_name(scan: Scan, words: LandmarkWords, kind: Found[Kind]) -> tuple[int, int, bool]:
    """(start, end, near something) of what describes a spot: its traits, or the object that it is near to."""
    end = _traits_end(scan, words, kind.end)
    reach = 5 if kind.value.sort == "house" else 2
    for at in range(end, min(end + reach, len(scan.tokens))):
        if scan.apart(at) or scan.taken[at]:
            break
        near = words.near.at(scan.tokens, scan.keys, at)
        if near is None:
            continue
        found = _object_at(scan, words, near.end)
        if found:
            return found[0], found[1], True
    if kind.value.kind == "chan cau" and end == kind.end:
        end = _bridge(scan, words, end)
    return kind.end, end, False


def _object_at(scan: Scan, words: LandmarkWords, at: int) -> tuple[int, int] | None:
    again = words.near.at(scan.tokens, scan.keys, at) if at < len(scan.tokens) else None
    if again:
        at = again.end
    if at < len(scan.tokens) and scan.tokens[at].folded in ("cai", "con", "khu", "ngay") and not scan.taken[at]:
        at += 1
    found = words.kinds.at(scan.tokens, scan.keys, at) if at < len(scan.tokens) else None
    if found is None or found.value.sort == "house" or any(scan.taken[at : found.end]) or scan.apart(at):
        return None
    return at, _traits_end(scan, words, found.end)


def _bridge(scan: Scan, words: LandmarkWords, at: int) -> int:
    """The name of a bridge: one or two syllables (chân cầu Phủ, gầm cầu Linh Cảm)."""
    end = at
    while end < len(scan.tokens) and end - at < 2 and not scan.apart(end) and not scan.taken[end]:
        token = scan.tokens[end]
        if token.toned in words.stops or (end > at and scan.tokens[at].capital and not token.capital):
            break
        end += 1
    return end
