"""The lexicon of persons' names made ready, and what one token can be in a name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hotline.text.letters import fold
from hotline.text.phonetics import misheard
from hotline.text.phrases import Phrases
from hotline.text.scan import Scan

SURE_TITLES = frozenset({"thằng", "ông", "anh", "đối tượng", "chị", "tên", "mụ", "nghi phạm", "gã", "lão"})
_UNMARKED_TITLES = SURE_TITLES | {"bà", "cô", "con", "chú"}  # without marks o is ở, di is đi, em is the sender


@dataclass(frozen=True, slots=True)
class Part:
    """The words that can be one part of a name: toned in lower case, folded, and what they are misheard as."""

    toned: frozenset[str]
    folded: frozenset[str]
    alike: frozenset[str]

    @staticmethod
    def of(words: Iterable[str]) -> "Part":
        """The words made ready."""
        toned = frozenset(words)
        heard = frozenset(heard for word in toned for heard in misheard(word))
        return Part(toned, frozenset(map(fold, toned)), heard)


@dataclass(frozen=True, slots=True)
class NameWords:
    """names.toml ready for matching. Sets hold toned lower-case words."""

    families: Part
    weak_families: frozenset[str]
    middles: Part
    givens: Part
    inner: Part  # middle and given names
    leading: Part  # families and given names
    weak_givens: frozenset[str]
    titles: Phrases[str]
    sexes: Mapping[str, str]
    nicknames: Phrases[str]
    weak_nicknames: frozenset[str]
    weak_folded: frozenset[str]
    nick_folded: frozenset[str]  # sure nicknames of one word
    also: Phrases[str]
    compounds: frozenset[str]  # everyday pairs that look like family and given name
    kin: frozenset[tuple[str, ...]]
    kin_folded: frozenset[tuple[str, ...]]


def build_names(
    families: Iterable[str],
    weak_families: Iterable[str],
    middles: Iterable[str],
    givens: Iterable[str],
    weak_givens: Iterable[str],
    titles: Mapping[str, str],
    nicknames: Iterable[str],
    weak_nicknames: Iterable[str],
    also: Iterable[str],
    compounds: Iterable[str],
    kin: Iterable[str],
) -> NameWords:
    """Make config.catalog.lexicon.NamesData ready."""
    sets = [frozenset(word.lower() for name in names for word in name.split()) for names in (families, middles, givens)]
    weak, nicks, related = frozenset(weak_nicknames), tuple(nicknames), tuple(kin)
    return NameWords(
        families=Part.of(sets[0]),
        weak_families=frozenset(name.lower() for name in weak_families),
        middles=Part.of(sets[1]),
        givens=Part.of(sets[2]),
        inner=Part.of(sets[1] | sets[2]),
        leading=Part.of(sets[0] | sets[2]),
        weak_givens=frozenset(name.lower() for name in weak_givens),
        titles=Phrases((title, title) for title in titles),
        sexes=dict(titles),
        nicknames=Phrases((name, name) for name in nicks),
        weak_nicknames=weak,
        weak_folded=frozenset(fold(name) for name in weak),
        nick_folded=frozenset(fold(name) for name in nicks if " " not in name) - frozenset(fold(name) for name in weak),
        also=Phrases((cue, cue) for cue in also),
        compounds=frozenset(compounds),
        kin=frozenset(tuple(phrase.split()) for phrase in related),
        kin_folded=frozenset(tuple(fold(word) for word in phrase.split()) for phrase in related),
    )


def can_be(scan: Scan, part: Part, at: int) -> bool:
    """Whether token `at` can be this part of a name: by its letters where marks are missing."""
    token = scan.tokens[at]
    if token.written in part.toned:
        return True
    if token.written_with_marks or (token.expanded and token.written != token.toned):
        return token.toned in part.toned and not token.expanded
    if scan.reading.marked and not token.capital:
        return False
    return token.folded in part.folded


def misheard_as(scan: Scan, part: Part, at: int) -> bool:
    """Whether token `at` is what this part of a name is misheard or misspelt as (chần for trần)."""
    token = scan.tokens[at]
    return token.written_with_marks and not token.expanded and token.toned in part.alike


def is_weak(scan: Scan, weak: frozenset[str], at: int) -> bool:
    """Whether the token can as well be an everyday word: a weak name without a capital inside the sentence."""
    token = scan.tokens[at]
    if inner_capital(scan, at):
        return False
    if token.written_with_marks or scan.reading.marked:
        return token.toned in weak
    return True  # without marks nearly every given name is an everyday word too


def inner_capital(scan: Scan, at: int) -> bool:
    """A capital that no beginning of a sentence explains."""
    token = scan.tokens[at]
    if not token.capital or token.expanded:
        return False
    return at > 0 and scan.tokens[at - 1].sentence == token.sentence and not token.gap.strip(" (\"“'")


def title_before(scan: Scan, words: NameWords, at: int) -> str:
    """The title right before token `at`, "" when none stands there."""
    if at == 0 or scan.apart(at):
        return ""
    for size in (2, 1) if scan.keys[at - 1] in words.titles.lasts else ():
        start = at - size
        found = words.titles.at(scan.tokens, scan.keys, start) if start >= 0 else None
        if found is None or found.end != at or any(scan.taken[start:at]):
            continue
        loose = (
            not scan.reading.marked and not scan.tokens[start].written_with_marks and not scan.tokens[start].expanded
        )
        if not loose or found.value in _UNMARKED_TITLES:
            return found.value
    return _DIALECT_TITLES.get(scan.tokens[at - 1].written, "")


_DIALECT_TITLES = {"eng": "anh", "mệ": "bà", "mụ": "bà", "ả": "chị"}


def also_before(scan: Scan, words: NameWords, at: int) -> str:
    """What introduces another name right before token `at`: "biệt danh", "hay gọi là", "tên thật"; "" without."""
    if at == 0 or scan.tokens[at].gap.strip(" :,\"“'") != "":
        return ""
    skipped = scan.tokens[at - 1].folded in _SKIPPED
    if scan.keys[at - 1] not in words.also.lasts and not (skipped and at > 1 and scan.keys[at - 2] in words.also.lasts):
        return ""
    for size in range(min(7, at), 0, -1):
        found = words.also.at(scan.tokens, scan.keys, at - size)
        if found and (found.end == at or (found.end == at - 1 and skipped)):
            return found.value
    return ""


_SKIPPED = frozenset({"la", "ong", "ba", "anh", "chi", "thang", "co", "o", "chu", "no", "han"})


def introduced(scan: Scan, words: NameWords, at: int) -> bool:
    """Whether "tên", "biệt danh", "hay gọi là" … stands right before token `at`."""
    named = at > 0 and scan.tokens[at - 1].folded == "ten" and not scan.apart(at)
    return named or bool(also_before(scan, words, at))
