"""Whether two names are one person's, syllable by syllable, in bits. Pure; works on a sketch's terms, not on letters.

Western matchers rank Vietnamese names badly: few family names, one-syllable given names, tones that make another name.
Here a syllable agrees as written, as heard, or but for one letter; tones agree for a little and disagree for much.
"""

from typing import Protocol

from config.catalog.weights import Weights
from hotline.sketch import Person

Parts = list[tuple[str, float]]


class Rare(Protocol):
    """What tells how rare a term is: hotline.evidence.Rarity."""

    @property
    def weights(self) -> Weights: ...

    def most(self, name: str, terms: frozenset[int]) -> float:
        """The bits of the rarest of several terms."""


def compare_persons(a: Person, b: Person, rarity: Rare) -> Parts:
    """The findings on two persons: (code, bits), names first."""
    found = _names(a, b, rarity)
    named = sum(bits for _, bits in found)
    return found + _details(a, b, rarity.weights, named)


def _names(a: Person, b: Person, rarity: Rare) -> Parts:
    if a.full and b.full:
        found = _full_names(a, b, rarity)
    else:
        found = _given_names(a, b, rarity)
    return found + _aliases(a, b, rarity, found)


def _full_names(a: Person, b: Person, rarity: Rare) -> Parts:
    weights = rarity.weights
    if a.full & b.full:
        return [("full_name", rarity.most("full", a.full & b.full)), *_tones(a.toned, b.toned, weights, "tone_other")]
    if a.heard & b.heard:
        return [("name_heard", rarity.most("full", a.heard & b.heard) + weights("person", "sound"))]
    agree, near = _syllables(a, b)
    missing = set(a.syllables) ^ set(b.syllables)
    belief = weights("rarity", "full")
    if not missing and near == 1 and agree == len(a.syllables) - 1 and agree > 1:
        return [("name_edit", belief + weights("person", "edit"))]
    if missing and agree == len(set(a.syllables) & set(b.syllables)) and agree > 1:
        return [("name_short", belief + weights("person", "short"))]
    return [("other_name", weights("person", "other_full"))]


def _syllables(a: Person, b: Person) -> tuple[int, int]:
    """How many syllables agree by sound, and how many more but for one letter."""
    agree = near = 0
    for position in set(a.syllables) & set(b.syllables):
        if a.sounds.get(position) == b.sounds.get(position):
            agree += 1
        elif position in a.known and position in b.known:
            continue  # Tuấn and Toàn are a letter apart and two names
        elif a.near.get(position, frozenset()) & b.near.get(position, frozenset()):
            near += 1
    return agree, near


def _tones(a: frozenset[int], b: frozenset[int], weights: Weights, other: str) -> Parts:
    if not a or not b:
        return []
    if a & b:
        return [("tone", weights("person", "tone"))]
    return [("other_tone", weights("person", other))]


def _given_names(a: Person, b: Person, rarity: Rare) -> Parts:
    weights = rarity.weights
    if 0 not in a.sounds or 0 not in b.sounds:
        return []
    if a.sounds[0] != b.sounds[0]:
        near = bool(a.near.get(0, frozenset()) & b.near.get(0, frozenset())) and not (0 in a.known and 0 in b.known)
        return [] if near or a.aliases & b.aliases else [("other_given", weights("person", "other_given"))]
    bits = rarity.most("given", frozenset({a.syllables[0]}))
    if a.syllables[0] != b.syllables[0]:
        bits -= 1.0
    return [("given_name", bits), *_tones(a.given_toned, b.given_toned, weights, "given_tone_other")]


def _aliases(a: Person, b: Person, rarity: Rare, names: Parts) -> Parts:
    weights = rarity.weights
    same, heard = a.aliases & b.aliases, a.alias_sounds & b.alias_sounds
    if same or heard:
        bits = rarity.most("alias", same or heard) - (0.0 if same else 1.0)
        given = sum(value for code, value in names if code == "given_name")
        return [("alias", bits - given)]
    if a.epithets & b.epithets and any(code in ("given_name", "full_name", "name_heard") for code, _ in names):
        return [("epithet", weights("rarity", "alias") - weights("rarity", "given"))]
    if a.epithets and b.epithets:
        return [("other_alias", weights("person", "other_alias"))]
    return []


def _details(a: Person, b: Person, weights: Weights, named: float) -> Parts:
    """Birth, sex, kin: they make a name that agrees surer or less sure; alone they say nothing."""
    found: Parts = []
    if a.born and b.born:
        exact = a.born_exact and b.born_exact
        if not a.born & b.born:
            found.append(("other_born", weights("person", "born_other" if exact else "kin") * (1 if exact else -1)))
        elif named > 0:
            found.append(("born", weights("person", "born" if exact else "born_near")))
    if a.sex and b.sex and not a.sex & b.sex:
        found.append(("other_sex", weights("person", "sex_other")))
    if named > 0 and a.kin & b.kin:
        found.append(("kin", weights("person", "kin")))
    return found
