"""Keyed terms: the keys by purpose, the writer that collects a document's terms (decision 0007). Pure.

Every purpose has a key of its own (HKDF from the index key), so a term of one purpose tells nothing of another.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.catalog.weights import word_bits
from hotline.sketch import VERSION, Purpose, pack
from hotline.text.understand import EMPTY_WORDS

READINGS = 4
KIND = 0.3  # of the bits of a word: so much counts what only says the kind of a place


@dataclass(frozen=True, slots=True, repr=False)
class IndexKeys:
    """The keys of all purposes, derived once from the index key."""

    by_purpose: dict[int, bytes] = field(default_factory=dict)
    _begun: dict[int, hashlib.blake2b] = field(default_factory=dict, compare=False)  # a copy costs less than a new one

    def term(self, purpose: Purpose, *parts: str) -> int:
        """63 bits of a keyed hash over the parts."""
        return _hashed(self._begin(purpose), "\x1f".join(parts))

    def terms(self, purpose: Purpose, values: Iterable[str]) -> list[int]:
        """The terms of several values of one part."""
        begun = self._begin(purpose)
        return [_hashed(begun, value) for value in values]

    def _begin(self, purpose: Purpose) -> hashlib.blake2b:
        begun = self._begun.get(purpose)
        if begun is None:
            begun = self._begun[purpose] = hashlib.blake2b(key=self.by_purpose[purpose], digest_size=8)
        return begun


def _hashed(begun: hashlib.blake2b, value: str) -> int:
    hashed = begun.copy()
    hashed.update(value.encode("utf-8", "surrogatepass"))
    return int.from_bytes(hashed.digest(), "big") >> 1


@dataclass(frozen=True, slots=True)
class Indexed:
    """A tip's or record's blind form: `terms` are posted, `finders` look for candidates (the most telling first)."""

    terms: tuple[int, ...]
    finders: tuple[int, ...]
    sketch: bytes
    repeat: int = 0
    version: int = VERSION


@lru_cache(maxsize=8)
def index_keys(secret: bytes) -> IndexKeys:
    """The purposes' keys, derived from the index key by HKDF-SHA256."""
    return IndexKeys({p: _derive(secret, p.name) for p in Purpose})


def _derive(secret: bytes, name: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"hotline index {name}".encode()).derive(secret)


class Writer:
    """Collects the terms of one tip or record."""

    def __init__(self, keys: IndexKeys, communes: Iterable[str]) -> None:
        self.keys = keys
        self.communes = tuple(dict.fromkeys(communes))[:READINGS]
        self.entries: list[tuple[int, int, int, int]] = []  # as Entry has them
        self.finders: dict[int, None] = {}
        self.searched: dict[int, None] = {}

    def say(self, purpose: Purpose, *parts: str, slot: int = 0, extra: int = 0, find: bool = False) -> int:
        """Adds a term to the sketch, and to what finds candidates if asked."""
        term = self.keys.term(purpose, *parts)
        self.entries.append((purpose, term, slot, extra))
        if find:
            self.finders[term] = None
        return term

    def say_all(self, purpose: Purpose, values: Iterable[str], flags: Iterable[tuple[int, int]]) -> list[int]:
        """Adds the terms of many values to the sketch, each with its slot and extra."""
        terms = self.keys.terms(purpose, values)
        self.entries.extend([(purpose, term, *flag) for term, flag in zip(terms, flags, strict=False)])
        return terms

    def said(self, purpose: Purpose, words: Sequence[str], slot: int = 0, extra: int | None = None) -> None:
        """Adds the pairs of a name's words as the text has them, so that a text where nobody read the name tells it."""
        if any(word in EMPTY_WORDS for word in words):
            return
        worth = word_bits()
        for a, b in pairwise(words):
            bits = round(worth(a) + worth(b)) if extra is None else extra
            self.entries.append((purpose, self.keys.term(Purpose.PAIR, f"{a} {b}"), slot, min(bits, 15)))

    def find_pairs(self, words: Sequence[str]) -> None:
        """Postings of the pairs of a name's words, under which tips have theirs."""
        if len(words) == 2 and not any(word in EMPTY_WORDS for word in words):
            self.find(Purpose.PAIR, " ".join(words))
        elif len(words) > 2 and not any(word in EMPTY_WORDS for word in words):
            self.find(Purpose.PAIR, " ".join(words[-2:]))

    def said_record(self, words: Sequence[str], kind: frozenset[str]) -> None:
        """The same for a place's record, whose pairs also find tips; what says its kind counts little."""
        worth = word_bits()
        for a, b in pairwise(words):
            term = self.keys.term(Purpose.PAIR, f"{a} {b}")
            bits = (worth(a) + worth(b)) * (KIND if a in kind or b in kind else 1)
            self.entries.append((Purpose.LANDMARK_SAID, term, 0, min(round(bits), 15)))
            self.finders[term] = None

    def find(self, purpose: Purpose, *parts: str) -> None:
        """Adds a posting that finds candidates and is not needed to score."""
        self.finders[self.keys.term(purpose, *parts)] = None

    def find_at(self, purpose: Purpose, *parts: str) -> None:
        """The same in each commune that the text may mean."""
        for commune in self.communes:
            self.find(purpose, commune, *parts)

    def search(self, purpose: Purpose, *parts: str) -> None:
        """Adds a posting for the officers' search alone."""
        self.searched[self.keys.term(purpose, *parts)] = None

    def done(self, repeat: int = 0) -> Indexed:
        """What was collected."""
        terms = sorted({*self.finders, *self.searched})
        return Indexed(tuple(terms), tuple(self.finders), pack(self.entries), repeat)
