"""Names of communes, wards and districts, as they are today or were before July 2025, where they stand in a text.

This module finds the names; hotline.text.commune decides what they mean. A name with its kind (xã, phường,
huyện, p., x.) is a place; a bare name must not be a person's or an everyday word.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import DamerauLevenshtein

from hotline.text.gazetteer import Gazetteer, Named
from hotline.text.letters import fold, toneless
from hotline.text.phonetics import misheard, same_tone, skeleton
from hotline.text.phrases import together
from hotline.text.scan import Scan
from hotline.text.token import Token

_MOST = 500  # mentions in one text; a tip has a handful
_LEVELS = {
    "commune": {"new", "old", "former"}, "town": {"old", "former", "new"}, "district": {"district"},
    "province": {"province"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """places.toml ready for matching."""

    prefixes: Mapping[str, str]
    short_prefixes: Mapping[str, str]
    before: frozenset[str]
    person: frozenset[str]
    everyday: frozenset[str]  # folded names
    families: frozenset[str]  # folded families of names.toml
    toned_families: frozenset[str]
    strong_families: frozenset[str]  # toned ones that are no everyday words, and what they are misheard as
    givens: frozenset[str]
    ends: frozenset[str]  # the last words of `prefixes`, toned and folded
    loose: Mapping[str, str]  # `prefixes` by their folded words


@dataclass(frozen=True, slots=True)
class Mention:
    """A place's name at tokens[start:end], before the context decided what it means."""

    start: int  # of the name
    end: int
    lead: int  # of its kind or of the name
    units: tuple[Named, ...]
    prefix: str  # commune | town | district | province | ""
    exact: bool  # written right, marks agree
    context: bool  # words around say that it is a place


def build_place_words(
    prefixes: Mapping[str, str],
    short_prefixes: Mapping[str, str],
    before: Iterable[str],
    person: Iterable[str],
    everyday: Iterable[str],
    families: Iterable[str],
    weak_families: Iterable[str],
    givens: Iterable[str],
) -> PlaceWords:
    """Make config.catalog.lexicon's PlacesData (and the names of NamesData) ready."""
    known = tuple(families)
    strong = frozenset(name.lower() for name in known) - frozenset(name.lower() for name in weak_families)
    loose: dict[str, str] = {}
    for prefix, level in prefixes.items():
        loose.setdefault(fold(prefix), level)
    return PlaceWords(
        dict(prefixes),
        dict(short_prefixes),
        frozenset(before),
        frozenset(person),
        frozenset(fold(name) for name in everyday),
        frozenset(fold(name) for name in known),
        frozenset(name.lower() for name in known),
        strong | frozenset(heard for name in strong for heard in misheard(name)),
        frozenset(fold(name) for name in givens),
        frozenset(prefix.split()[-1] for prefix in (*prefixes, *loose)),
        loose,
    )


def exact_names(scan: Scan, gazetteer: Gazetteer) -> list[Mention | None]:
    """For every token the name, written right, of a commune or district that begins there."""
    firsts, joined = gazetteer.exact.firsts, gazetteer.joined
    return [
        _exact(scan, gazetteer, at) if key in firsts or token.folded in joined else None
        for at, (key, token) in enumerate(zip(scan.keys, scan.tokens, strict=True))
    ]


def place_ends(exact: Sequence[Mention | None]) -> list[int]:
    """For every token the end of a commune's or district's name that begins there, 0 where none does."""
    return [mention.end if mention else 0 for mention in exact] + [0]


def candidates(scan: Scan, exact: Sequence[Mention | None], gazetteer: Gazetteer, words: PlaceWords) -> list[Mention]:
    """Every stretch of free tokens that can be a unit's name, left to right, longest first."""
    found: list[Mention] = []
    free = 0  # the end of the last one
    tries = 6  # words after a prefix that are compared letter by letter
    heard = gazetteer.heard.firsts
    sounds = [token.folded if token.folded.isdigit() else skeleton(token.folded) for token in scan.tokens]
    for at, sound in enumerate(sounds):
        if at < free or (exact[at] is None and sound not in heard and not _led(scan, words, at)):
            continue
        if scan.taken[at] or (at > 0 and scan.tokens[at].start == scan.tokens[at - 1].start):
            continue  # inside an abbreviation no name begins
        prefix, lead = _prefix(scan, words, at)
        mention = exact[at] or (_heard(scan, gazetteer, sounds, at, prefix) if sound in heard else None)
        if mention is None and prefix and tries:
            tries -= 1
            mention = _mistyped(scan, gazetteer, at)
        if mention is None or any(scan.taken[at : mention.end]):
            continue
        found.append(_with_prefix(mention, prefix, lead))
        free = mention.end
        if len(found) == _MOST:
            break
    return found


def _with_prefix(mention: Mention, prefix: str, lead: int) -> Mention:
    """Keep the units that the kind before the name allows; a kind that none of them has is no prefix."""
    fitting = tuple(unit for unit in mention.units if unit.level in _LEVELS.get(prefix, ()))
    if not fitting:
        return mention
    if prefix == "town":
        fitting = tuple(unit for unit in fitting if unit.kind == "thị trấn") or fitting
    return replace(mention, units=fitting, prefix=prefix, lead=lead)


def _prefix(scan: Scan, words: PlaceWords, at: int) -> tuple[str, int]:
    """The level that the words before token `at` say, and where they begin."""
    if not _led(scan, words, at) or (scan.apart(at) and scan.tokens[at].gap.strip(" .:") != ""):
        return "", at
    before = scan.tokens[at - 1]
    short = words.short_prefixes.get(before.written)
    if short:
        start = at - 1
        while start > 0 and scan.tokens[start - 1].start == before.start:
            start -= 1
        return short, start
    if at > 1 and together(scan.tokens, at - 2, at):
        two = f"{scan.tokens[at - 2].toned} {before.toned}"
        level = words.prefixes.get(two) or _loose(scan, words, two, at - 1)
        if level:
            return level, at - 2
    level = words.prefixes.get(before.toned) or _loose(scan, words, before.toned, at - 1)
    return (level, at - 1) if level else ("", at)


def _led(scan: Scan, words: PlaceWords, at: int) -> bool:
    """Whether the word before token `at` can end a kind."""
    before = scan.tokens[at - 1]
    return at > 0 and (before.toned in words.ends or before.written in words.short_prefixes)


def _loose(scan: Scan, words: PlaceWords, said: str, at: int) -> str:
    return "" if scan.tokens[at].written_with_marks else words.loose.get(said, "")


def _exact(scan: Scan, gazetteer: Gazetteer, at: int) -> Mention | None:
    match = gazetteer.exact.longest(scan.keys, at)
    while match is not None:
        if together(scan.tokens, at, match.end):
            units = _agreeing(scan, match.value, at, match.end)
            if units:
                return Mention(at, match.end, at, units, "", True, False)
        match = gazetteer.exact.longest(scan.keys, at, match.end - 1)
    joined = gazetteer.joined.get(scan.tokens[at].folded)
    if joined and not scan.tokens[at].number:
        return Mention(at, at + 1, at, joined, "", True, True)
    return None


def _agreeing(scan: Scan, units: tuple[Named, ...], start: int, end: int) -> tuple[Named, ...]:
    """The units whose marks do not contradict those that are written; the ones that agree fully first."""
    tokens = scan.tokens[start:end]
    full: list[Named] = []
    loose: list[Named] = []
    marked = any(token.written_with_marks and not token.number for token in tokens)  # then a bare syllable is meant so
    for unit in units:
        if len(unit.toned) != len(tokens):
            continue
        pairs = list(zip(tokens, unit.toned, strict=True))
        if all(token.toned == word or token.number for token, word in pairs):
            full.append(unit)
        elif all(_may_be(token, word, marked) for token, word in pairs):
            loose.append(unit)
    return tuple(full or loose)


def _may_be(token: Token, word: str, marked: bool) -> bool:
    if token.number:
        return True
    return _nearly(token.toned, word) if token.written_with_marks else not marked or token.toned == word


def _nearly(a: str, b: str) -> bool:
    return toneless(a) == toneless(b) and same_tone(a, b)


def _heard(scan: Scan, gazetteer: Gazetteer, sounds: Sequence[str], at: int, prefix: str) -> Mention | None:
    """A name as speech recognition or a hasty hand spells it: thạch chị, cẩm xơn, kỳ lam for kỳ nam."""
    if at + 1 >= len(scan.tokens) or scan.apart(at + 1):
        return None
    match = gazetteer.heard.longest(sounds, at, min(at + 4, len(sounds)))
    if match is None or match.end < at + 2 or not together(scan.tokens, at, match.end):
        return None
    tokens = scan.tokens[at : match.end]
    units = tuple(unit for unit in match.value if len(unit.toned) == len(tokens) and _sounds(tokens, unit.toned))
    if not units:
        return None
    kept = any(token.folded == fold(word) for token, word in zip(tokens, units[0].toned, strict=True))
    if not prefix and not kept:
        return None
    return Mention(at, match.end, at, units, "", False, False)


def _sounds(tokens: Sequence[Token], toned: tuple[str, ...]) -> bool:
    """Whether the tones fit; in a name with marks a bare syllable carries the level tone."""
    marked = any(token.written_with_marks and not token.number for token in tokens)
    return not marked or all(
        token.number or same_tone(token.toned, word) for token, word in zip(tokens, toned, strict=True)
    )


def _mistyped(scan: Scan, gazetteer: Gazetteer, at: int) -> Mention | None:
    """After a kind: a name with one letter wrong, missing, doubled or two swapped; only one name that near."""
    for size in (3, 2):
        end = at + size
        if end > len(scan.tokens) or not together(scan.tokens, at, end) or len(scan.tokens[at].folded) < 2:
            continue
        said = " ".join(token.folded for token in scan.tokens[at:end])
        best: dict[str, tuple[Named, ...]] = {}
        for length in range(len(said) - 1, len(said) + 2) if len(said) >= 7 else ():
            for unit, folded in gazetteer.by_size.get((size, length), ()):
                if DamerauLevenshtein.distance(said, folded, score_cutoff=1) <= 1:
                    best[unit.name] = (*best.get(unit.name, ()), unit)
        if len(best) == 1:
            return Mention(at, end, at, next(iter(best.values())), "", False, True)
    return None
