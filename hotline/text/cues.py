"""Phrases of the cue lexicons found in a reading. Pure; linear in the number of tokens.

A hit is a phrase of one class at one place; `hotline.text.frames` makes rows of them. Nothing is decided here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from config.catalog.cues import CueData, Frame
from hotline.text.findings import Span
from hotline.text.letters import fold, place_tone
from hotline.text.sounds import coarse, far, hissed, near
from hotline.text.token import Reading, Token

_MAX_LEAVES = 64  # phrases that share one coarse key
_DONE = frozenset({"sell", "buy", "deliver", "carry", "receive", "fetch", "store", "hand"})
_ACTS = frozenset({"use_sure", "party_use", "under", "overdose_drug", "addict", "addicted", "raveful", "use_verb"})


@dataclass(slots=True)
class Hit:
    """tokens[start:end] is a phrase of the class `name`. `loose`: read without the marks that would make it sure.

    Nothing changes it; not declared frozen for the reason that a token is not.
    """

    start: int
    end: int
    name: str
    loose: bool = False
    drug: str = ""  # the kind of drug that it names


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]  # toned
    folded: tuple[str, ...]
    name: str
    loose_name: str  # the class when read without marks
    drug: str = ""
    bare: bool = False  # one syllable that is no word of its class without its marks
    never: bool = False  # one syllable without marks that in a text without marks means too much else
    alone: str = ""  # the syllable of a phrase that has no other


@dataclass(slots=True)
class _Node:
    next: "dict[str, _Node]" = field(default_factory=dict)
    phrases: list[_Phrase] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CueBook:
    """The cue lexicons made ready for matching; built once by `build_cues`."""

    root: _Node
    frames: tuple[Frame, ...]
    begun: dict[str, tuple[int, ...]]  # class → the frames, by number, whose first step it is
    masks: dict[str, frozenset[str]]
    weights: dict[str, float]
    classes: frozenset[str]


_NONE: Mapping[int, Hit] = {}
_start = attrgetter("start")


class Hits:
    """All hits of one reading, by class and place."""

    def __init__(self, reading: Reading, found: Iterable[Hit]) -> None:
        self.reading = reading
        self._by: dict[str, dict[int, Hit]] = {}
        for hit in found:
            at = self._by.setdefault(hit.name, {})
            if hit.start not in at or at[hit.start].end < hit.end:
                at[hit.start] = hit
        self.names = self._by.keys()  # the classes that have a hit
        self._in_order: dict[tuple[str, ...], list[Hit]] = {}

    def of(self, *names: str) -> Sequence[Hit]:
        """The hits of these classes, in order."""
        if self.names.isdisjoint(names):
            return ()
        if names not in self._in_order:
            found = (hit for name in names for hit in self._by.get(name, _NONE).values())
            self._in_order[names] = sorted(found, key=_start)
        return self._in_order[names]

    def all(self) -> Iterator[Hit]:
        """Every hit, class by class."""
        return (hit for spots in self._by.values() for hit in spots.values())

    def at(self, name: str, start: int) -> Hit | None:
        """The longest hit of the class that begins at this token."""
        return self._by.get(name, _NONE).get(start)

    def spots(self, name: str) -> Mapping[int, Hit]:
        """The hits of the class by the token that they begin at."""
        return self._by.get(name, _NONE)

    def any(self, *names: str) -> bool:
        """Is there a hit of one of these classes?"""
        return not self.names.isdisjoint(names)

    def between(self, names: Sequence[str], start: int, end: int) -> bool:
        """Does a hit of one of these classes begin in tokens[start:end]?"""
        if self.names.isdisjoint(names):
            return False
        near = range(max(start, 0), end)
        return any(any(map(self._by[name].__contains__, near)) for name in names if name in self._by)


def build_cues(data: CueData) -> CueBook:
    """Make the lexicons ready."""
    root = _Node()
    for kind, drug in data.kinds.items():
        for phrases, sure, loose in (
            (drug.names, "drug", "drug"),
            (drug.marked, "drug", "likely"),
            (drug.slang, "slang", "slang"),
        ):
            for phrase in phrases:
                _add(root, phrase, sure, loose, kind)
    for name, phrases in (*data.classes.items(), ("neutral", data.neutral), ("topic", data.topics)):
        for phrase in phrases:
            alone = " " not in phrase and phrase not in data.plain and name not in data.loose
            _add(root, phrase, name, name, bare=alone, never=phrase in data.never)
    masks = {name: frozenset(hidden) for name, hidden in data.masks.items()}
    begun: dict[str, list[int]] = {}
    for number, frame in enumerate(data.frames):
        for name in frame.steps[0]:
            begun.setdefault(name, []).append(number)
    firsts = {name: tuple(numbers) for name, numbers in begun.items()}
    return CueBook(root, data.frames, firsts, masks, dict(data.weights), frozenset(data.classes))


def _add(
    root: _Node, phrase: str, name: str, loose_name: str, drug: str = "", *, bare: bool = False, never: bool = False
) -> None:
    words = tuple(place_tone(word) for word in phrase.split())
    node = root
    for word in words:
        node = node.next.setdefault(coarse(word), _Node())
    if len(node.phrases) < _MAX_LEAVES:
        folded, alone = tuple(fold(word) for word in words), words[0] if len(words) == 1 else ""
        node.phrases.append(_Phrase(words, folded, name, loose_name, drug, bare, never, alone))


def find_hits(reading: Reading, book: CueBook) -> Hits:
    """Every phrase of the book in the reading, those hidden by a longer phrase left out."""
    found = list(_phrases(reading, book.root))
    hidden = _hidden(found, book.masks)
    hides = book.masks.get("neutral", frozenset())
    everyday = {(hit.start, hit.end) for hit in found if hit.name == "neutral"}
    meant = (
        hit
        for hit in found
        if not (hit.loose and hit.name != "drug" and hit.name in hides and (hit.start, hit.end) in everyday)
    )
    seen = (hit for hit in meant if hit.name not in hidden or not _covered(hit, hidden[hit.name]))
    told = {token for hit in found if hit.name == "topic" for token in _folded(reading, hit)}
    kept = [hit for hit in seen if hit.name != "slang" or told.isdisjoint(_folded(reading, hit))]
    return Hits(reading, (*_beside_drugs(kept), *_substances(kept)))


def _beside_drugs(hits: Sequence[Hit]) -> Iterator[Hit]:
    """ "giao hàng trắng" is giao + hàng trắng: what is done gives its last word to the name of the drug."""
    drugs = {hit.start for hit in hits if hit.name == "drug"}
    for hit in hits:
        gives = hit.name in _DONE and hit.end - hit.start > 1 and hit.end - 1 in drugs
        yield Hit(hit.start, hit.end - 1, hit.name, hit.loose, hit.drug) if gives else hit


def _substances(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Drugs that can be sold or carried, once more: "đập đá" and "dân chơi đá" name a drug, but not as goods."""
    acts = {hit.start for hit in hits if hit.name in _ACTS}
    return (
        Hit(hit.start, hit.end, "substance", hit.loose, hit.drug)
        for hit in hits
        if hit.name == "drug" and hit.start not in acts
    )


def _folded(reading: Reading, hit: Hit) -> tuple[str, ...]:
    return tuple(token.folded for token in reading.tokens[hit.start : hit.end])


def _phrases(reading: Reading, root: _Node) -> Iterator[Hit]:
    tokens = reading.tokens
    keys = [token.toned if token.toned.isdigit() else coarse(token.toned) for token in tokens]
    size, begin = len(keys), root.next.get
    for start, first in enumerate(tokens):
        node, end = begin(keys[start]), start + 1
        if node is None:
            continue
        sure = reading.marked or first.written_with_marks
        while node is not None:
            for phrase in node.phrases:
                if phrase.alone and phrase.alone != first.toned and (sure or phrase.bare):
                    continue  # one syllable alone must agree exactly: most of those that are only alike end here
                hit = _verify(tokens, start, phrase, reading)
                if hit is not None:
                    yield hit
                    if hit.name == "likely":
                        yield Hit(start, hit.end, "slang", hit.loose, hit.drug)
            if end == size or not node.next or _broken(tokens[end]):
                break
            node, end = node.next.get(keys[end]), end + 1


def _broken(token: Token) -> bool:
    """Something stands between this token and the one before that no phrase runs across."""
    return token.gap not in ("", " ") and token.gap.strip() not in ("-", "/", "")


def _verify(tokens: Sequence[Token], start: int, phrase: _Phrase, reading: Reading) -> Hit | None:
    """Do the marks agree with the phrase? One syllable alone must agree exactly."""
    if phrase.never and not reading.marked:
        return None
    if phrase.alone == tokens[start].toned:
        return Hit(start, start + 1, phrase.name, False, phrase.drug)
    size = len(phrase.words)
    loose = firm = slips = 0
    for token, word, folded in zip(tokens[start : start + size], phrase.words, phrase.folded, strict=True):
        if token.toned == word:
            firm += word != folded
        elif not token.written_with_marks and (
            token.folded == folded or (size > 1 and hissed(token.folded) == hissed(folded))
        ):
            loose += 1
        elif size > 1 and near(token.toned) == near(word):
            firm += 1
        elif size > 1 and reading.voice and far(token.toned) == far(word):
            slips += 1
        else:
            return None
    if slips > 1 or (slips and size == 2 and not firm):
        return None
    if loose and reading.marked and firm < (1 if phrase.name == "drug" else 2):
        return None  # in a text written with marks a word without them is meant so
    unsure = loose > 0 and firm == 0
    if unsure and phrase.bare:
        return None
    return Hit(start, start + size, phrase.loose_name if unsure else phrase.name, unsure, phrase.drug)


_Reach = dict[int, int]  # token → 2 × the furthest end of a hit that covers it, + 1 when that hit began before it


def _hidden(found: list[Hit], masks: dict[str, frozenset[str]]) -> dict[str, _Reach]:
    """For each class that a mask hides: how far the masks reach. Everyday phrases inside a sure name mask nothing."""
    firm = [hit for hit in found if hit.name in masks and hit.name != "neutral"]
    names: _Reach = {}
    for hit in firm:
        _stretch(names, hit)
    hidden: dict[str, _Reach] = {}
    present = frozenset(hit.name for hit in found)
    for hit in (*firm, *(hit for hit in found if hit.name == "neutral" and not _covered(hit, names))):
        for one in masks.get(hit.name, frozenset()) & present:
            _stretch(hidden.setdefault(one, {}), hit)
    return hidden


def _stretch(reach: _Reach, hit: Hit) -> None:
    for at in range(hit.start, hit.end):
        reach[at] = max(reach.get(at, 0), 2 * hit.end + (at > hit.start))


def _covered(hit: Hit, reach: _Reach) -> bool:
    """Lies the hit inside a longer one (begun before it, or reaching further), or its last word in one that goes on?"""
    end, begun_before = divmod(reach.get(hit.start, 0), 2)
    return end > hit.end or (end == hit.end and bool(begun_before)) or reach.get(hit.end - 1, 0) // 2 > hit.end


def span_of(reading: Reading, start: int, end: int) -> Span:
    """The code points of tokens[start:end] in the text as given."""
    return reading.tokens[start].start, reading.tokens[end - 1].end


def words_of(reading: Reading, start: int, end: int) -> str:
    """What tokens[start:end] stand for, as an officer would read it."""
    return " ".join(token.toned for token in reading.tokens[start:end])
