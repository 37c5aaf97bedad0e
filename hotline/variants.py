"""The forms in which one name, number, age or hour may be said: what the index makes terms of. Pure."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from config.catalog.lexicon import load_landmarks, load_names
from hotline.text.findings import PersonName
from hotline.text.letters import fold, place_tone

GUESSED = 3  # years by which a guessed age may be wrong


@lru_cache(maxsize=1)
def known_names() -> frozenset[str]:
    """Every folded syllable of the lexicon's names."""
    data = load_names()
    return frozenset(
        fold(word) for words in (data.families, data.middles, data.givens) for name in words for word in name.split()
    )


@lru_cache(maxsize=1)
def venue_kinds() -> frozenset[str]:
    """Folded kinds of places that bear a name of their own: without it, one of them is as good as another."""
    return frozenset(fold(kind.kind) for kind in load_landmarks().kinds if kind.sort == "venue")


def deletions(word: str) -> Iterator[str]:
    """The word, and it with one character left out at each place: two words one edit apart share one of them."""
    yield word
    for at in range(len(word)):
        yield f"{at}:{word[:at]}{word[at + 1 :]}" if word.isdigit() else word[:at] + word[at + 1 :]


def sounding(toned: str) -> str:
    """A toned name as it sounds: tones in one place, ngã as hỏi, which the dialect does not tell apart."""
    words = " ".join(place_tone(word) for word in toned.split())
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", words).replace("\u0303", "\u0309"))


def hours_of(value: str) -> tuple[int, ...]:
    """The hours of the day that an hour cue covers: "22-2" is 22, 23, 0, 1; "21-" is from nine until midnight."""
    start, dash, end = value.partition("-")
    if not start.isdigit() or (end and not end.isdigit()):
        return ()
    first = int(start) % 24
    last = int(end) % 24 if end else (first + 1) % 24 if not dash else 0
    return tuple((first + step) % 24 for step in range((last - first) % 24 or 1))


def years(person: PersonName) -> tuple[int, ...]:
    """The year of birth; around an age that was guessed, the years that it may mean."""
    if person.born is None:
        return ()
    return (person.born,) if person.born_exact else tuple(range(person.born - GUESSED, person.born + GUESSED + 1))
