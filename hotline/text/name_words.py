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
class NameWords:
    """names.toml ready for matching. Sets hold toned lower-case words; `folded` maps a folded word to toned ones."""

    families: frozenset[str]
    weak_families: frozenset[str]
    middles: frozenset[str]
    givens: frozenset[str]
    weak_givens: frozenset[str]
    folded: Mapping[str, frozenset[str]]
    alike: Mapping[str, frozenset[str]]  # what a name is misheard as → the names
    titles: Phrases[str]
    sexes: Mapping[str, str]
    nicknames: Phrases[str]
    weak_nicknames: frozenset[str]
    weak_folded: frozenset[str]
    nick_folded: frozenset[str]  # sure nicknames of one word
    also: Phrases[str]
    compounds: frozenset[str]  # everyday pairs that look like family and given name
    kin: frozenset[tuple[str, ...]]


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
    folded: dict[str, set[str]] = {}
    for word in sets[0] | sets[1] | sets[2]:
        folded.setdefault(fold(word), set()).add(word)
    alike: dict[str, set[str]] = {}
    for word in sets[0] | sets[1] | sets[2]:
        for heard in misheard(word):
            alike.setdefault(heard, set()).add(word)
    weak, nicks = frozenset(weak_nicknames), tuple(nicknames)
    return NameWords(
        families=sets[0],
        weak_families=frozenset(name.lower() for name in weak_families),
        middles=sets[1],
        givens=sets[2],
        weak_givens=frozenset(name.lower() for name in weak_givens),
        folded={key: frozenset(words) for key, words in folded.items()},
        alike={key: frozenset(words) for key, words in alike.items()},
        titles=Phrases((title, title) for title in titles),
        sexes=dict(titles),
        nicknames=Phrases((name, name) for name in nicks),
        weak_nicknames=weak,
        weak_folded=frozenset(fold(name) for name in weak),
        nick_folded=frozenset(fold(name) for name in nicks if " " not in name) - frozenset(fold(name) for name in weak),
        also=Phrases((cue, cue) for cue in also),
        compounds=frozenset(compounds),
        kin=frozenset(tuple(phrase.split()) for phrase in kin),
    )


def can_be(scan: Scan, table: frozenset[str], names: NameWords, at: int) -> bool:
    """Whether token `at` can be one of the toned words: by its letters where marks are missing."""
    token = scan.tokens[at]
    if token.written in table:
        return True
    if token.written_with_marks or (token.expanded and token.written != token.toned):
        return token.toned in table and not token.expanded
    if scan.reading.marked and not token.capital:
        return False
    return bool(names.folded.get(token.folded, frozenset()) & table)


def misheard_as(scan: Scan, table: frozenset[str], names: NameWords, at: int) -> bool:
    """Whether token `at` is what a name of the table is misheard or misspelt as (chần for trần)."""
    token = scan.tokens[at]
    return token.written_with_marks and not token.expanded and bool(names.alike.get(token.toned, frozenset()) & table)


def is_weak(scan: Scan, weak: frozenset[str], names: NameWords, at: int) -> bool:
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
    for size in (2, 1):
        start = at - size
        found = words.titles.at(scan.tokens, scan.keys, start) if start >= 0 else None
        if found is None or found.end != at or any(scan.taken[start:at]):
            continue
        loose = (
            not scan.reading.marked and not scan.tokens[start].written_with_marks and not scan.tokens[start].expanded
        )
        if not loose or found.value in _UNMARKED_TITLES:
            return found.value
    return {"eng": "anh", "mệ": "bà", "mụ": "bà", "ả": "chị"}.get(scan.tokens[at - 1].written, "")


def also_before(scan: Scan, words: NameWords, at: int) -> str:
    """What introduces another name right before token `at`: "biệt danh", "hay gọi là", "tên thật"; "" without."""
    if at == 0 or scan.tokens[at].gap.strip(" :,\"“'") != "":
        return ""
    for size in range(min(7, at), 0, -1):
        found = words.also.at(scan.tokens, scan.keys, at - size)
        if found and (found.end == at or (found.end == at - 1 and scan.tokens[at - 1].folded in _SKIPPED)):
            return found.value
    return ""


_SKIPPED = frozenset({"la", "ong", "ba", "anh", "chi", "thang", "co", "o", "chu", "no", "han"})


def introduced(scan: Scan, words: NameWords, at: int) -> bool:
    """Whether "tên", "biệt danh", "hay gọi là" … stands right before token `at`."""
    named = at > 0 and scan.tokens[at - 1].folded == "ten" and not scan.apart(at)
    return named or bool(also_before(scan, words, at))
