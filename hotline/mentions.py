"""The persons, landmarks and words of a sketch, as sets of terms to compare. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from hotline.purposes import Purpose

OF_SPOT = (Purpose.LANDMARK, Purpose.LANDMARK_KIND, Purpose.LANDMARK_WORD, Purpose.LANDMARK_SOUND)
NOTHING: frozenset[int] = frozenset()


class Person(NamedTuple):
    """One person of a sketch as sets of terms."""

    full: frozenset[int]
    toned: frozenset[int]
    heard: frozenset[int]
    syllables: dict[int, int]  # position → term
    sounds: dict[int, int]
    near: dict[int, frozenset[int]]
    given_toned: frozenset[int]
    aliases: frozenset[int]
    alias_sounds: frozenset[int]
    epithets: frozenset[int]
    born: frozenset[int]
    born_exact: bool
    kin: frozenset[int]
    sex: frozenset[int]
    said: tuple[frozenset[int], ...]  # the full name's pairs of words, and those of nicknames
    known: frozenset[int]  # positions whose syllable is a name of the lexicon: no slip of the pen


class Spot(NamedTuple):
    """One landmark: its kind, the words of its name as written and as heard."""

    whole: frozenset[int]
    kind: frozenset[int]
    words: frozenset[int]
    sounds: frozenset[int]
    said: tuple[tuple[int, float], ...]  # the name's pairs of words with their bits
    named: bool  # the words are a name's; otherwise the kind's


class Wording(NamedTuple):
    """The words of one tip: those beside names and places by their bits, those that are part of them, all, the sum."""

    plain: dict[int, float]
    named: frozenset[int]
    words: frozenset[int]
    total: float


def person_of(found: dict[int, list[tuple[int, int]]]) -> Person:
    """The person of one slot, from its terms and what their flags say, by purpose."""

    def terms(purpose: int) -> frozenset[int]:
        some = found.get(purpose)
        return frozenset([term for term, _ in some]) if some else NOTHING

    def placed(purpose: int) -> dict[int, int]:
        some = found.get(purpose)
        return {position: term for term, position in some} if some else {}

    near: dict[int, set[int]] = {}
    for term, position in found.get(Purpose.NEAR, ()):
        near.setdefault(position, set()).add(term)
    said = found.get(Purpose.SAID, ())
    return Person(
        full=terms(Purpose.FULL),
        toned=terms(Purpose.TONED),
        heard=terms(Purpose.HEARD),
        syllables=placed(Purpose.SYLLABLE),
        sounds=placed(Purpose.SOUND),
        near={position: frozenset(some) for position, some in near.items()},
        given_toned=terms(Purpose.GIVEN_TONED),
        aliases=terms(Purpose.ALIAS),
        alias_sounds=terms(Purpose.ALIAS_SOUND),
        epithets=terms(Purpose.EPITHET),
        born=terms(Purpose.BORN),
        born_exact=any(exact for _, exact in found.get(Purpose.BORN, ())),
        kin=terms(Purpose.KIN),
        sex=terms(Purpose.SEX),
        said=tuple(
            frozenset([term for term, extra in said if extra == way])
            for way in range(1 + max([extra for _, extra in said], default=0))
        ),
        known=frozenset(placed(Purpose.KNOWN)),
    )


def spot_of(found: dict[int, set[int]], named: bool, said: Iterable[tuple[int, float]]) -> Spot:
    """The landmark of one slot, from its terms by purpose."""
    whole, kind, words, sounds = (frozenset(found.get(purpose, ())) for purpose in OF_SPOT)
    return Spot(whole, kind, words, sounds, tuple(said), named)
