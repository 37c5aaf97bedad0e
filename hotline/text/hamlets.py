"""Hamlets, quarters and alleys: xóm 3, thôn Hồng Quang, tdp6, ngõ 45, and a hamlet's bare name before its commune."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotline.text.findings import Hamlet
from hotline.text.letters import fold, set_of
from hotline.text.phonetics import misheard_phrases
from hotline.text.phrases import Phrases, together
from hotline.text.scan import Scan

_LONGEST_NAME = 2
_NAMES_TOO = set_of("thanh dong tinh tu cong trong tay bac mai van lai")  # stops that, folded, are names as well


@dataclass(frozen=True, slots=True)
class HamletWords:
    """The hamlet part of places.toml, ready for matching."""

    kinds: Phrases[tuple[str, bool]]  # → folded kind, careful
    names: Phrases[str]  # → folded name
    stops: frozenset[str]
    folded_stops: frozenset[str]


def build_hamlets(
    kinds: Iterable[tuple[str, str]], careful: Iterable[str], names: Iterable[str], stops: Iterable[str]
) -> HamletWords:
    """Make config.catalog.lexicon.PlacesData's hamlet lists ready."""
    wary, closed = frozenset(careful), frozenset(word for phrase in stops for word in phrase.split())
    known = tuple(names)
    wrong = ((variant, fold(name)) for name in known for variant in misheard_phrases(name.lower()))
    return HamletWords(
        Phrases((written, (kind, written in wary)) for written, kind in kinds),
        Phrases([*((name, fold(name)) for name in known), *wrong]),
        closed,
        frozenset(fold(word) for word in closed) - _NAMES_TOO,
    )


def find_hamlets(scan: Scan, words: HamletWords, place_starts: Sequence[int]) -> list[Hamlet]:
    """Hamlets said with their kind. `place_starts[i]` is the end of a commune's name that begins at token i, else 0."""
    found: list[Hamlet] = []
    at = 0
    while at < len(scan.tokens):
        if scan.keys[at] not in words.kinds.firsts:
            at += 1
            continue
        kind = None if scan.taken[at] or _family(scan, at) else words.kinds.at(scan.tokens, scan.keys, at)
        start = _number_word(scan, kind.end) if kind else at
        end = _named(scan, words, start, kind.value[1], place_starts) if kind else 0
        if kind and end:
            found.append(_hamlet(scan, words, kind.value[0], at, start, end))
        at = end or at + 1
    return found


def bare_hamlet(scan: Scan, words: HamletWords, place: int) -> Hamlet | None:
    """A well-known hamlet's name right before the commune that begins at token `place` ("hồng quang việt xuyên")."""
    start = place - _LONGEST_NAME
    prefix = {"xã", "phường", "xa", "phuong"}
    if start >= 0 and scan.tokens[place - 1].toned in prefix:
        start, place = start - 1, place - 1
    if start < 0 or any(scan.taken[start:place]) or scan.tokens[place].sentence != scan.tokens[start].sentence:
        return None
    name = words.names.at(scan.tokens, scan.keys, start)
    if name is None or name.end != place:
        return None
    scan.take(start, place, "hamlet")
    return Hamlet("thon", name.value, (scan.span(start, place),))


def _hamlet(scan: Scan, words: HamletWords, kind: str, start: int, name: int, end: int) -> Hamlet:
    scan.take(start, end, "hamlet")
    known = words.names.at(scan.tokens, scan.keys, name)
    said = " ".join(token.folded for token in scan.tokens[name:end])
    said = known.value if known and known.end == end else said
    return Hamlet(kind, said.lstrip("0") or said, (scan.span(start, end),))


def _family(scan: Scan, at: int) -> bool:
    """ "nha Duong Xuan Hai": with a capital and no marks it is a family's name and no street."""
    token = scan.tokens[at]
    return token.folded == "duong" and token.capital and not token.written_with_marks and scan.cased


def _number_word(scan: Scan, at: int) -> int:
    """Past "số" in "xóm số 3"."""
    said = at < len(scan.tokens) and scan.tokens[at].toned in ("số", "so") and not scan.apart(at)
    return at + 1 if said else at


def _named(scan: Scan, words: HamletWords, at: int, careful: bool, place_starts: Sequence[int]) -> int:
    """The end of the name that begins at `at`, 0 when there is none."""
    tokens = scan.tokens
    if at >= len(tokens) or (scan.apart(at) and tokens[at].gap.strip(" .:") != ""):
        return 0
    if tokens[at].sentence != tokens[at - 1].sentence or scan.taken[at]:
        return 0  # "trong xóm. Nhờ …", "o to 38A-301.55"
    if tokens[at].toned[0].isdigit():
        return at + 1 if len(tokens[at].toned) <= 4 and not _counts(scan, at) else 0
    known = words.names.at(tokens, scan.keys, at)
    if known:
        return known.end
    if place_starts[at] and not _elsewhere(scan, place_starts, at):
        return 0  # "cuối xóm Thạch Khê": the only commune of the text is no hamlet's name
    capital = tokens[at].capital and not tokens[at - 1].capital
    if careful and not capital:
        return 0
    return _free_name(scan, words, at, place_starts)


def _elsewhere(scan: Scan, place_starts: Sequence[int], start: int) -> bool:
    """Whether another commune or district is named outside the name that begins at `start`."""
    spots = itertools.chain(range(place_starts[start], len(scan.tokens)), range(start - 1, -1, -1))
    return any(place_starts[at] and not scan.taken[at] for at in spots)


def _counts(scan: Scan, at: int) -> bool:
    """xóm 3 con chó rồi: the number counts something else."""
    return at + 1 < len(scan.tokens) and scan.tokens[at + 1].toned in ("giờ", "triệu", "tuổi", "nghìn", "đứa", "thằng")


def _free_name(scan: Scan, words: HamletWords, at: int, place_starts: Sequence[int]) -> int:
    end = at
    while end < len(scan.tokens) and end - at < _LONGEST_NAME:
        token = scan.tokens[end]
        loose = not token.written_with_marks and not token.capital and not scan.reading.marked
        stop = token.toned in words.stops or (loose and token.folded in words.folded_stops)
        if stop or token.number or (end > at and not together(scan.tokens, end - 1, end + 1)):
            break
        if place_starts[end] and end > at and not place_starts[end - 1]:
            break  # a commune begins here: the name was one syllable
        if scan.tokens[at].capital and not token.capital:
            break
        end += 1
    return (
        end
        if end - at >= 1 and (end - at > 1 or scan.tokens[at].capital or place_starts[min(end, len(scan.tokens) - 1)])
        else 0
    )
