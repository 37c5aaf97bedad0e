"""The persons, landmarks and words of a sketch, as sets of terms to compare. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hotline.purposes import Purpose

OF_SPOT = (Purpose.LANDMARK, Purpose.LANDMARK_KIND, Purpose.LANDMARK_WORD, Purpose.LANDMARK_SOUND)
NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a sketch as sets of terms."""

    full: frozenset[int] = frozenset()
    toned: frozenset[int] = frozenset()
    heard: frozenset[int] = frozenset()
    syllables: dict[int, int] = field(default_factory=dict)  # position → term
    sounds: dict[int, int] = field(default_factory=dict)
    near: dict[int, frozenset[int]] = field(default_factory=dict)
    given_toned: frozenset[int] = frozenset()
    aliases: frozenset[int] = frozenset()
    alias_sounds: frozenset[int] = frozenset()
    epithets: frozenset[int] = frozenset()
    born: frozenset[int] = frozenset()
    born_exact: bool = False
    kin: frozenset[int] = frozenset()
    sex: frozenset[int] = frozenset()
    said: tuple[frozenset[int], ...] = ()  # the full name's pairs of words, and those of nicknames
    known: frozenset[int] = frozenset()  # positions whose syllable is a name of the lexicon: no slip of the pen


@dataclass(frozen=True, slots=True)
class Spot:
    """One landmark: its kind, the words of its name as written and as heard."""

    whole: frozenset[int] = frozenset()
    kind: frozenset[int] = frozenset()
    words: frozenset[int] = frozenset()
    sounds: frozenset[int] = frozenset()
    said: tuple[tuple[int, float], ...] = ()  # the name's pairs of words with their bits
    named: bool = False  # the words are a name's; otherwise the kind's


@dataclass(frozen=True, slots=True)
class Wording:
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
