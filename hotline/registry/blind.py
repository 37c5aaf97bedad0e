"""The blind form of a record: its words read by the same readers as a tip's, so that one code scores both."""

import hashlib

from hotline.index import Indexed, IndexKeys
from hotline.record_terms import PersonWords, hotspot_words, of_hotspot, of_person
from hotline.registry.words import Person, Words
from hotline.sketch import ENTRY, Purpose
from hotline.text.readers import Readers

TELLING = frozenset({Purpose.COMMUNE, Purpose.FULL, Purpose.BORN, Purpose.LANDMARK, Purpose.HAMLET})


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


def likeness(sketch: bytes) -> bytes:
    """What two records share that are told as the same: name, year or venue, hamlet and commune, as one hash."""
    telling = sorted((purpose, term) for purpose, term, _rest in ENTRY.iter_unpack(sketch) if purpose in TELLING)
    return hashlib.blake2b(repr(telling).encode(), digest_size=16).digest()
