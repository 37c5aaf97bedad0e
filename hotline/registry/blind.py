"""The blind form of a record: its words read by the same readers as a tip's, so that one code scores both."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from hotline.index import Indexed, IndexKeys
from hotline.record_terms import PersonWords, hotspot_words, of_hotspot, of_person
from hotline.registry.words import Person, Words
from hotline.sketch import ENTRY, Purpose
from hotline.text.readers import Readers

TELLING = frozenset(
    {
        Purpose.COMMUNE, Purpose.FULL, Purpose.SYLLABLE, Purpose.BORN, Purpose.LANDMARK, Purpose.LANDMARK_WORD,
        Purpose.HAMLET, Purpose.PHONE,
    }
)  # fmt: skip
NAMED = 0  # no purpose: the words of a landmark that are a name's


def indexed(keys: IndexKeys, readers: Readers, words: Words) -> Indexed:
    """Terms and sketch of a record."""
    if isinstance(words, Person):
        return of_person(
            keys,
            PersonWords(
                words.full_name, words.aliases, words.sex, words.born, words.kin, words.commune, words.hamlet,
                words.phones, words.plates, words.accounts,
            ),
        )  # fmt: skip
    place = words.name, words.place_kind, words.commune, words.hamlet
    return of_hotspot(keys, hotspot_words(*place, readers, words.phones))


@dataclass(frozen=True, slots=True)
class Likeness:
    """By what two records are told as perhaps one: what the one is `known` by, the other has `sought`."""

    known: tuple[int, ...]
    sought: tuple[int, ...]


def likeness(sketch: bytes) -> Likeness:
    """The name with the commune, unless two years of birth differ; and the name with each telephone.

    A name alone tells nothing: without a commune the year and the hamlet must be the same.
    """
    by: dict[int, list[int]] = {}
    for purpose, term, flags in ENTRY.iter_unpack(sketch):
        if purpose in TELLING:
            by.setdefault(purpose, []).append(term)
            by.setdefault(NAMED, []).extend([term] if purpose == Purpose.LANDMARK_WORD and flags & 15 else [])
    name = _name(by)
    phones = tuple(_key(name, "phone", term) for term in by.get(Purpose.PHONE, ()))
    place, born = by.get(Purpose.COMMUNE), by.get(Purpose.BORN)
    if place is None:
        whole = _key(name, "nowhere", born, by.get(Purpose.HAMLET))
        return Likeness((whole, *phones), (whole, *phones))
    mine, anyone = _key(name, "year", place, born), _key(name, "commune", place)
    asked = (mine, _key(name, "year", place, None)) if born else (anyone,)
    return Likeness((mine, anyone, *phones), (*asked, *phones))


def _name(by: Mapping[int, list[int]]) -> list[object]:
    """What a record is called. A place that has no name of its own is the one in its hamlet."""
    if Purpose.LANDMARK in by:
        return [by[Purpose.LANDMARK], *([] if by.get(NAMED) else [by.get(Purpose.HAMLET)])]
    return [by.get(Purpose.FULL) or by.get(Purpose.SYLLABLE)]


def _key(*parts: object) -> int:
    """Eight bytes: a hundred thousand rows are compared in memory."""
    return int.from_bytes(hashlib.blake2b(repr(parts).encode(), digest_size=8).digest())
