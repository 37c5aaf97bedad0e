"""The gazetteer made ready for matching: names of units, old and new, found in words as written or as heard.

Built once from config.catalog.gazetteer; holds no text of a tip.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hotline.text.letters import fold, place_tone
from hotline.text.phonetics import skeleton, spelling
from hotline.text.trie import Trie

_JOINED = 5  # letters of the shortest name that is recognised when written as one word (canloc, kyanh)


class UnitLike(Protocol):
    """What a unit of the catalog offers."""

    @property
    def level(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def district(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def became(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Named:
    """One unit by one name. `toned` is the name in lower case, tones placed; `districts` folded names with kind."""

    name: str
    toned: tuple[str, ...]
    level: str  # province | district | new | old | former
    kind: str
    district: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names to units. `exact` by spelling, `heard` by skeleton; `districts`: name to the codes of its parts."""

    exact: Trie[tuple[Named, ...]]
    heard: Trie[tuple[Named, ...]]
    joined: Mapping[str, tuple[Named, ...]]
    by_size: Mapping[tuple[int, int], Sequence[tuple[Named, str]]]  # by syllables and letters, for comparing letters
    names: Mapping[str, str]  # code of a new commune → its name
    districts: Mapping[str, frozenset[str]]  # "huyện Can Lộc" → new communes
    province: str

    def district_codes(self, district: Named) -> frozenset[str]:
        """The new communes that a district of this name and kind became."""
        return self.districts.get(f"{district.kind} {district.name}", frozenset(district.codes))


def build_gazetteer(units: Iterable[UnitLike]) -> Gazetteer:
    """Make the units of config.catalog.gazetteer.load_gazetteer ready."""
    found: dict[tuple[str, ...], list[Named]] = {}
    names: dict[str, str] = {}
    districts: dict[str, set[str]] = {}
    province = ""
    for unit in units:
        toned = tuple(place_tone(word) for word in unit.name.split())
        named = Named(unit.name, toned, unit.level, unit.kind, unit.district, unit.became)
        found.setdefault(toned, []).append(named)
        if unit.level == "new":
            names[unit.code] = unit.name
        if unit.level == "province":
            province = unit.name
        if unit.level in ("district", "old", "former"):
            key = f"{unit.kind} {unit.name}" if unit.level == "district" else unit.district
            districts.setdefault(key, set()).update(unit.became)
    spelt = _keyed(found, spelling)
    folded = _keyed(found, fold)
    joined = {"".join(words): units for words, units in folded.items() if len("".join(words)) >= _JOINED}
    sized: dict[tuple[int, int], list[tuple[Named, str]]] = {}
    for named in itertools.chain.from_iterable(found.values()):
        sized.setdefault((len(named.toned), len(fold(named.name))), []).append((named, fold(named.name)))
    frozen = {name: frozenset(codes) for name, codes in districts.items()}
    return Gazetteer(_trie(spelt), _trie(_keyed(found, skeleton)), joined, sized, names, frozen, province)


def _keyed(
    found: Mapping[tuple[str, ...], list[Named]], key: Callable[[str], str]
) -> dict[tuple[str, ...], tuple[Named, ...]]:
    keyed: dict[tuple[str, ...], list[Named]] = {}
    for toned, units in found.items():
        for words in _written(toned):
            heard = tuple(key(fold(word)) for word in words)
            keyed.setdefault(heard, []).extend(units)
    return {words: tuple(units) for words, units in keyed.items()}


def _written(toned: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The name, and for one that ends in a number the other ways to write that number."""
    other = {"1": ("một", "i"), "2": ("hai", "ii")}.get(toned[-1], ())
    return [toned, *((*toned[:-1], end) for end in other)]


def _trie(keyed: Mapping[tuple[str, ...], tuple[Named, ...]]) -> Trie[tuple[Named, ...]]:
    trie: Trie[tuple[Named, ...]] = Trie()
    for words, units in keyed.items():
        trie.add(words, units)
    return trie
