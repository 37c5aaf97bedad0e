"""What the readers of a text found. Values only; every finding carries its spans and the words that decided it.

A span is (start, end) in code points of the text as it was given to `hotline.text.understand`.
"Folded" means NFC, lower case, đ→d, marks off, abbreviations expanded. `mine` marks what belongs to the sender
(self-exposure): the index, suggestions and prefill leave it out (design 2, "not findable").
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

Span = tuple[int, int]
T = TypeVar("T")


class Category(StrEnum):
    RETAIL = "retail"
    HARBOURING = "harbouring"
    USE = "use"
    TRAFFICKING = "trafficking"
    PSYCHOSIS = "psychosis"
    TREATMENT = "treatment"
    IRRELEVANT = "irrelevant"


class Urgency(StrEnum):
    DANGER = "danger"  # life or body now: the only one that raises the alarm ("urgent" in the evaluation)
    NOW = "now"
    TIMEBOUND = "timebound"
    NORMAL = "normal"


class Basis(StrEnum):
    SAW = "saw"
    TOOK_PART = "took_part"
    HEARD = "heard"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Label(Generic[T]):
    """A decision on the whole text: its value, the words that decided it, and how sure (0..1) the rules are."""

    value: T
    why: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One mention of a commune, ward or district. `readings` are the new commune codes it can mean, best first."""

    name: str  # as the gazetteer writes it, toned
    readings: tuple[str, ...]
    level: str  # commune | district | province
    old: bool  # named as it was before July 2025
    spans: tuple[Span, ...]
    why: str
    mine: bool = False
    part: bool = False  # named as a part of today's commune, not as the whole


@dataclass(frozen=True, slots=True)
class Hamlet:
    """xóm 3, thôn Hồng Quang, TDP 6, ngõ 45. `kind` is folded: xom | thon | tdp | ngo | kiet | duong | ..."""

    kind: str
    name: str  # folded; numbers as digits
    spans: tuple[Span, ...]
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Landmark:
    """A venue or a spot: kind (folded, from the taxonomy: karaoke | nha nghi | quan game | bai bien | ...) and name."""

    kind: str
    name: str  # folded, "" when the kind alone says it (bến xe khách)
    toned: str  # as written when written with marks, else ""
    spans: tuple[Span, ...]
    mine: bool = False


@dataclass(frozen=True, slots=True)
class PersonName:
    """One person that the text speaks of, all mentions of the same one merged."""

    full: str = ""  # folded full name, family first; "" when only a given name is known
    toned: str = ""  # the full name with its marks when written with marks, else ""
    given: str = ""  # folded given name
    given_toned: str = ""
    aliases: tuple[str, ...] = ()  # folded nicknames with the given name: "tuan seo", "long beo"
    aliases_toned: tuple[str, ...] = ()
    title: str = ""  # thang | con | anh | ong | ...
    sex: str = ""  # nam | nu | ""
    born: int | None = None
    born_exact: bool = True  # False when only an age or "chừng 40 tuổi" was said
    kin: tuple[str, ...] = ()  # folded: "con ong tam", "vo"
    spans: tuple[Span, ...] = ()
    mine: bool = False  # the sender speaks of himself
    role: str = ""  # suspect | victim | relative | owner | "" as far as the words say


@dataclass(frozen=True, slots=True)
class Contact:
    """phone (national digits, 0…), plate (38B1-12345 form without dots), account (platform:handle)."""

    kind: str  # phone | plate | account
    value: str
    spans: tuple[Span, ...]
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """A conduct, drug, vehicle or hour in the taxonomy's words: kind="drug", value="meth"; "hour", "22-2"."""

    kind: str  # drug | conduct | hour | vehicle | quantity
    value: str
    spans: tuple[Span, ...]
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that one conversation's parts say, read together."""

    category: Label[Category]
    urgency: Label[Urgency]
    basis: Label[Basis]
    commune: str | None  # the best reading of the place of the conduct, else of the person; None when not decidable
    commune_why: str = ""
    places: tuple[PlaceName, ...] = ()
    hamlets: tuple[Hamlet, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    persons: tuple[PersonName, ...] = ()
    contacts: tuple[Contact, ...] = ()
    cues: tuple[Cue, ...] = ()
    advert: float = 0.0  # weight of the marks of advertising and robots; chooses the lane, nothing else
    words: tuple[str, ...] = ()  # folded meaningful syllables in order, without what is `mine`
    exposed: tuple[Span, ...] = field(default=())  # what only the sender could know or is about the sender
    lang: str = "vi"
