"""The sketch: all that scoring may know of a tip or a record, as keyed terms of 10 bytes each (decision 0007).

Pure. A sketch names nobody: whoever lacks the index key sees numbers. `Facts` reads it back as sets to compare.
"""

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from hotline.mentions import NOTHING, OF_SPOT, Person, Spot, Wording, person_of, spot_of
from hotline.once import once
from hotline.purposes import Purpose

__all__ = ["Entry", "Facts", "Person", "Purpose", "Spot", "Wording", "facts_of", "pack"]

VERSION = 3
ENTRY = struct.Struct(">BQB")
# Looked up once: an enumeration's member costs more than its terms.
COMMUNE, PAIR, SAID, HAMLET_SAID = Purpose.COMMUNE, Purpose.PAIR, Purpose.SAID, Purpose.HAMLET_SAID
LANDMARK_SAID = Purpose.LANDMARK_SAID
SLOTS = 16
KEPT = 512  # sketches read back that a process keeps
FAMILY = 15  # the position of a family name; other syllables count from the given name, which is 0


class Entry(NamedTuple):
    """One term of a sketch; `slot` tells which person, hamlet or landmark it is of, `extra` what its purpose says."""

    purpose: int
    term: int
    slot: int = 0
    extra: int = 0


def pack(entries: Iterable[tuple[int, int, int, int]]) -> bytes:
    """The sketch of some entries, sorted, without doubles; slots beyond the sixteenth are left out."""
    write = ENTRY.pack  # written they sort as they stand, and faster
    kept = {write(purpose, term, slot << 4 | extra) for purpose, term, slot, extra in entries if slot < SLOTS}
    return b"".join(sorted(kept))


Graded = dict[int, dict[int, float]]  # by purpose and term
Columns = tuple[Sequence[int], bytes]  # terms, and a byte of flags for each
NONE: Columns = ((), b"")


@lru_cache(maxsize=256)
def _terms_of(count: int) -> struct.Struct:
    """What reads the terms of so many entries at once: a tuple an entry costs three times as much."""
    return struct.Struct(">" + "xQx" * count)


class Facts:
    """A sketch read back. What is asked for is unpacked; an unknown purpose of a newer writer is left alone."""

    def __init__(self, sketch: bytes = b"") -> None:
        self._sketch = sketch[: len(sketch) - len(sketch) % ENTRY.size]
        self._purposes = self._sketch[:: ENTRY.size]
        self._flags = self._sketch[ENTRY.size - 1 :: ENTRY.size]
        self._by: dict[int, Columns] = {}
        self._all: dict[int, frozenset[int]] = {}  # one tip is compared with many
        self._asked: dict[tuple[int, int], frozenset[int]] = {}

    def has(self, purpose: int) -> bool:
        """Whether there is any term of a purpose."""
        return purpose in self._purposes

    def columns(self, purpose: int) -> Columns:
        """The terms of a purpose, and beside them their flags."""
        found = self._by.get(purpose)
        if found is None:
            found = self._by[purpose] = self._unpacked(purpose)
        return found

    def entries(self, purpose: int) -> Iterable[tuple[int, int]]:
        """The terms of a purpose with their flags."""
        terms, flags = self.columns(purpose)
        return zip(terms, flags, strict=True)

    def _unpacked(self, purpose: int) -> Columns:
        """A sketch is sorted, so what is of one purpose stands together."""
        start = self._purposes.find(purpose)
        if start < 0:
            return NONE
        end = self._purposes.rfind(purpose) + 1
        return self._terms[start:end], self._flags[start:end]

    @once
    def _terms(self) -> tuple[int, ...]:
        return _terms_of(len(self._purposes)).unpack(self._sketch)

    def _between(self, first: int, last: int) -> Iterable[tuple[int, int, int]]:
        """Purpose, term and flags of all entries from one purpose to another."""
        start, end = bisect_left(self._purposes, first), bisect_right(self._purposes, last)
        return zip(self._purposes[start:end], self._terms[start:end], self._flags[start:end], strict=True)

    def terms(self, purpose: int) -> frozenset[int]:
        """All terms of a purpose."""
        found = self._all.get(purpose)
        if found is None:
            found = self._all[purpose] = self._read(purpose)
        return found

    def _read(self, purpose: int) -> frozenset[int]:
        start = self._purposes.find(purpose)
        return frozenset(self._terms[start : self._purposes.rfind(purpose) + 1]) if start >= 0 else NOTHING

    def with_extra(self, purpose: int, extra: int) -> frozenset[int]:
        """The terms of a purpose whose flags say `extra`."""
        found = self._asked.get((purpose, extra))
        if found is None:
            some = [term for term, flags in self.entries(purpose) if flags & 15 == extra]
            found = self._asked[purpose, extra] = frozenset(some)
        return found

    @once
    def communes(self) -> frozenset[int]:
        """The communes that it may speak of."""
        return self.terms(COMMUNE)

    @once
    def names(self) -> frozenset[int]:
        """All by which a person, a place within a commune or a number can be the same in two sketches."""
        return frozenset([term for purpose, term, _ in self._between(*_NAMES_SPAN) if purpose in _NAMES])

    @once
    def names_said(self) -> frozenset[int]:
        """The pairs of words of all names: they can stand in a text where nobody read them as one."""
        return self.terms(HAMLET_SAID) | self.terms(LANDMARK_SAID) | self.terms(SAID)

    @once
    def pairs(self) -> frozenset[int]:
        """The pairs of words that follow one another in the text."""
        return self.terms(PAIR)

    @once
    def hamlets_said(self) -> tuple[tuple[int, frozenset[int]], ...]:
        """The pairs of words of each hamlet's name, with what its flags say (1: a road)."""
        by: dict[tuple[int, int], set[int]] = {}
        for slot, extra, term in self._slots(HAMLET_SAID):
            by.setdefault((slot, extra), set()).add(term)
        return tuple((extra, frozenset(terms)) for (_, extra), terms in sorted(by.items()))

    @once
    def wordings(self) -> tuple[Wording, ...]:
        """The words of the tip; a lead has one set for each of its tips."""
        plain: dict[int, float] = {}
        named: set[int] = set()
        for term, flags in self.entries(Purpose.WORD):
            if flags >> 4:
                named.add(term)
            else:
                plain[term] = (flags & 15) / 2
        return (Wording(plain, frozenset(named), frozenset(plain) | named, sum(plain.values())),)

    @once
    def doings(self) -> Graded:
        """What is told of the matter beside who and where, by purpose: its terms with the bits written beside them."""
        found: Graded = {}
        for purpose, term, flags in self._between(*_DOINGS_SPAN):
            found.setdefault(purpose, {})[term] = (flags & 15) / 2
        return found

    def _slots(self, purpose: int) -> Iterator[tuple[int, int, int]]:
        for term, flags in self.entries(purpose):
            yield flags >> 4, flags & 15, term

    @once
    def has_number(self) -> bool:
        """Whether the number of a phone, plate or account, or the kind of a vehicle is in it."""
        return any(map(self.has, _NUMBERS)) or self.has(Purpose.VEHICLE)

    @once
    def is_named(self) -> bool:
        """Whether a person, a venue by name or a number is in it: what could be the same, and is missed if not."""
        return self.has_person or any(map(self.has, _NUMBERS)) or bool(self.with_extra(Purpose.LANDMARK_WORD, 1))

    @once
    def has_person(self) -> bool:
        """Whether a person is named; who he is costs ten times as much to read."""
        return any(map(self.has, _NAMING))

    @once
    def has_spot(self) -> bool:
        """Whether there is a landmark."""
        return any(map(self.has, OF_SPOT))

    @once
    def persons(self) -> tuple[Person, ...]:
        """The persons named, each with what is said of him."""
        by: dict[int, dict[int, list[tuple[int, int]]]] = {}
        for purpose, term, flags in self._between(*_PERSON_SPAN):
            by.setdefault(flags >> 4, {}).setdefault(purpose, []).append((term, flags & 15))
        return tuple(person_of(found) for _, found in sorted(by.items()) if not _NAMING.isdisjoint(found))

    @once
    def spots(self) -> tuple[Spot, ...]:
        """The landmarks named."""
        if not self.has_spot:
            return ()
        by: dict[int, dict[int, set[int]]] = {}
        for purpose in OF_SPOT:
            for slot, _, term in self._slots(purpose):
                by.setdefault(slot, {}).setdefault(purpose, set()).add(term)
        named = {slot for slot, extra, _ in self._slots(Purpose.LANDMARK_WORD) if extra}
        said: dict[int, list[tuple[int, float]]] = {}
        for slot, extra, term in self._slots(LANDMARK_SAID):
            said.setdefault(slot, []).append((term, extra / 2))
        return tuple(spot_of(found, slot in named, said.get(slot, ())) for slot, found in sorted(by.items()))


@lru_cache(maxsize=KEPT)
def facts_of(sketch: bytes) -> Facts:
    """A stored sketch read back, once for as long as it is compared again and again: many tell of one matter."""
    return Facts(sketch)


_NAMING = frozenset({Purpose.SYLLABLE, Purpose.ALIAS, Purpose.EPITHET, Purpose.FULL})
_PERSON_SPAN = (Purpose.FULL, Purpose.SAID)  # all between are of persons
_DOINGS_SPAN = (Purpose.DRUG, Purpose.DRUG_KIN)
_NUMBERS = (Purpose.PHONE, Purpose.PLATE, Purpose.ACCOUNT)
_NAMES = frozenset({
    Purpose.HAMLET, Purpose.LANDMARK, Purpose.LANDMARK_WORD, Purpose.LANDMARK_SOUND, Purpose.FULL, Purpose.HEARD,
    Purpose.SOUND, Purpose.ALIAS, Purpose.ALIAS_SOUND, Purpose.EPITHET, Purpose.PHONE, Purpose.PHONE_NEAR,
    Purpose.PLATE, Purpose.ACCOUNT, Purpose.VEHICLE,
})  # fmt: skip
_NAMES_SPAN = (min(_NAMES), max(_NAMES))
