"""Builders of what evidence looks at: understandings by their findings, sketches, leads, records."""

from dataclasses import replace
from functools import cache

from config.catalog.weights import weights
from hotline.evidence import Rarity
from hotline.grouping import LeadView, Member
from hotline.index import Indexed, IndexKeys, index_keys, of_tip
from hotline.sketch import Facts
from hotline.text.findings import (
    Basis,
    Category,
    Contact,
    Cue,
    Hamlet,
    Label,
    Landmark,
    PersonName,
    PlaceName,
    Understanding,
    Urgency,
)
from hotline.text.letters import fold, has_marks

RARITY = Rarity(weights())
START = 1_790_000_000
HOUR = 3_600


@cache
def keys() -> IndexKeys:
    """The index keys of these tests."""
    return index_keys(b"index key of the tests, 32 bytes")


def person(name: str = "", alias: str = "", born: int | None = None, **fields: object) -> PersonName:
    """A person by full or given name and nickname, as written."""
    full = " " in name
    folded = fold(name)
    return PersonName(
        full=folded if full else "",
        toned=name.lower() if full and has_marks(name) else "",
        given=folded.split()[-1] if folded else fold(alias).split()[0],
        given_toned=name.lower().split()[-1] if has_marks(name) else "",
        aliases=(fold(alias),) if alias else (),
        born=born,
        **fields,  # type: ignore[arg-type]  # a builder's free fields
    )


def hamlet(written: str, mine: bool = False) -> Hamlet:
    """xom 3, ngo 45."""
    kind, _, name = written.partition(" ")
    return Hamlet(kind, name, (), mine)


def landmark(written: str) -> Landmark:
    """karaoke:ruby; "ben xe:" has no name of its own."""
    kind, _, name = written.partition(":")
    return Landmark(kind, name, "", ())


def cue(written: str) -> Cue:
    """conduct:injects, drug:meth, hour:22-2."""
    kind, _, value = written.partition(":")
    return Cue(kind, value, ())


def contact(written: str, mine: bool = False) -> Contact:
    """A plate has a letter; everything else is a phone."""
    return Contact("plate" if any(c.isalpha() for c in written) else "phone", written, (), mine)


def found(
    commune: str | None = "18406",
    *,
    persons: tuple[PersonName, ...] = (),
    hamlets: str = "",
    landmarks: str = "",
    cues: str = "",
    contacts: str = "",
    words: str = "",
    category: str = "retail",
    readings: tuple[str, ...] = (),
) -> Understanding:
    """An understanding; lists are comma-separated."""

    def each(written: str) -> list[str]:
        return [part.strip() for part in written.split(",") if part.strip()]

    return Understanding(
        category=Label(Category(category)),
        urgency=Label(Urgency.NORMAL),
        basis=Label(Basis.UNKNOWN),
        commune=commune,
        places=(PlaceName("Kỳ", readings, "commune", True, (), ""),) if readings else (),
        hamlets=tuple(hamlet(one) for one in each(hamlets)),
        landmarks=tuple(landmark(one) for one in each(landmarks)),
        persons=persons,
        contacts=tuple(contact(one) for one in each(contacts)),
        cues=tuple(cue(one) for one in each(cues)),
        words=tuple(words.split()),
    )


def indexed(understood: Understanding) -> Indexed:
    """The blind form of an understanding."""
    return of_tip(keys(), understood)


def facts(commune: str | None = "18406", **fields: object) -> Facts:
    """The facts of an understanding made of these findings."""
    return Facts(indexed(found(commune, **fields)).sketch)  # type: ignore[arg-type]  # a builder's free fields


def member(tip: Facts, number: int = 1, *, at: int = START, sender: int | None = None, **fields: object) -> Member:
    """A tip as grouping sees it, by default of a sender of its own."""
    sources = ((1, number if sender is None else sender),) if sender != 0 else ()
    made = Member(number, tip, at, "retail", sources)
    return replace(made, **fields)  # type: ignore[arg-type]  # a builder's free fields


def lead(*tips: Member, number: int = 100, **fields: object) -> LeadView:
    """A lead of these tips."""
    return LeadView(number, tips, **fields)  # type: ignore[arg-type]  # a builder's free fields
