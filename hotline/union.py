"""A lead as the union of its tips' sketches: what one tip leaves out another says. Pure.

Mentions of one person are put together first, so that a nickname from one tip and a birth year from another meet.
"""

from collections.abc import Sequence

from hotline.mentions import NOTHING
from hotline.once import once
from hotline.sketch import Columns, Facts, Graded, Person, Purpose, Spot, Wording


class United(Facts):
    """Several sketches as one."""

    def __init__(self, parts: Sequence[Facts]) -> None:
        super().__init__()
        self._parts = tuple(parts)
        self._distinct = tuple(dict.fromkeys(reversed(parts)))[::-1]  # word for word the same tips once, as the last

    def has(self, purpose: int) -> bool:
        return any(part.has(purpose) for part in self._distinct)

    def _read(self, purpose: int) -> frozenset[int]:
        if purpose == Purpose.COMMUNE:
            return frozenset(self.columns(purpose)[0])
        return NOTHING.union(*[part.terms(purpose) for part in self._distinct])

    def _unpacked(self, purpose: int) -> Columns:
        columns = [part.columns(purpose) for part in self._distinct]
        terms = [term for some, _ in columns for term in some]
        flags = b"".join([flags for _, flags in columns])
        if purpose == Purpose.COMMUNE:  # one that a tip decides settles what an ambiguous old name in another meant
            decided = [term for term, flag in zip(terms, flags, strict=True) if flag & 15 == 0]
            return (decided, bytes(len(decided))) if decided else (terms, flags)
        return terms, flags

    @once
    def names(self) -> frozenset[int]:
        """Those of all tips."""
        return NOTHING.union(*[part.names for part in self._distinct])

    @once
    def doings(self) -> Graded:
        """Those of all tips; of what two tell with other bits, the later one's."""
        found: Graded = {}
        for part in self._distinct:
            for purpose, graded in part.doings.items():
                found.setdefault(purpose, {}).update(graded)
        return found

    @once
    def hamlets_said(self) -> tuple[tuple[int, frozenset[int]], ...]:
        """Those of the tips, each for itself: what two call their first hamlet is no name together."""
        return tuple(dict.fromkeys(one for part in self._distinct for one in part.hamlets_said))

    @once
    def wordings(self) -> tuple[Wording, ...]:
        """Those of the tips, each for itself: wording is compared tip by tip."""
        return tuple(wording for part in self._distinct for wording in part.wordings)

    @once
    def persons(self) -> tuple[Person, ...]:
        """The persons of all tips, mentions of one person as one."""
        return _persons(self._parts)

    @once
    def spots(self) -> tuple[Spot, ...]:
        """The landmarks of all tips, each once."""
        return _spots(self._parts)


def united(parts: Sequence[Facts]) -> Facts:
    """The union of a lead's tips; a single tip stays what it is."""
    return parts[0] if len(parts) == 1 else United(parts)


def _persons(parts: Sequence[Facts]) -> tuple[Person, ...]:
    found: list[Person] = []
    # Full names first: what is said of a given name goes to whoever bears it.
    for person in sorted((p for part in parts for p in part.persons), key=lambda p: not p.full):
        at = next((i for i, known in enumerate(found) if same_person(known, person)), None)
        if at is None:
            found.append(person)
        else:
            found[at] = merged(found[at], person)
    return tuple(found)


def same_person(a: Person, b: Person) -> bool:
    """Whether two mentions within one lead are one person: nothing speaks against it and a name agrees."""
    if a.full and b.full:
        return bool(a.full & b.full or a.heard & b.heard)
    if a.epithets and b.epithets and not a.epithets & b.epithets:
        return False
    if a.aliases & b.aliases or a.alias_sounds & b.alias_sounds:
        return True
    return 0 in a.sounds and a.sounds.get(0) == b.sounds.get(0)


def merged(a: Person, b: Person) -> Person:
    """Both mentions as one person."""
    fuller = a if len(a.syllables) >= len(b.syllables) else b
    exact = [person.born for person in (a, b) if person.born and person.born_exact]
    return Person(
        full=a.full | b.full,
        toned=a.toned | b.toned,
        heard=a.heard | b.heard,
        syllables=fuller.syllables,
        sounds=fuller.sounds,
        near=fuller.near,
        known=fuller.known,
        given_toned=a.given_toned | b.given_toned,
        aliases=a.aliases | b.aliases,
        alias_sounds=a.alias_sounds | b.alias_sounds,
        epithets=a.epithets | b.epithets,
        born=frozenset().union(*exact) if exact else a.born | b.born,
        born_exact=bool(exact),
        kin=a.kin | b.kin,
        sex=a.sex or b.sex,
        said=_said(a, b),
    )


def _said(a: Person, b: Person) -> tuple[frozenset[int], ...]:
    """The words of the full name that one of them has, and those of all nicknames."""
    full = next((pairs for person in (a, b) for pairs in person.said[:1] if pairs), frozenset())
    return (full, *a.said[1:], *b.said[1:])


def _spots(parts: Sequence[Facts]) -> tuple[Spot, ...]:
    return tuple(dict.fromkeys(spot for part in parts for spot in part.spots))
