"""The words of a registry record as values, their sealed form, and what can be told from them. Pure."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from hotline.text.letters import fold, has_marks, place_tone

KINDS = ("person", "hotspot")
EARLIEST = date(1990, 1, 1).toordinal() - date(1970, 1, 1).toordinal()  # no status begins before this day
PERSON_STATUSES = (
    "addict", "user", "post_rehab", "psychosis_risk", "suspected_user", "suspected_addict", "retail_dealer",
)  # fmt: skip
LEVELS = ("at_risk", "complex", "cleared")
STATUS_NAMES = {"psychosis": "psychosis_risk"}
DOCUMENTS = ("test", "decision", "verification", "other_authority")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one field: its name and a code."""

    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person's words. `ref` is the id that another list gives him, `born` a year."""

    full_name: str
    aliases: tuple[str, ...] = ()
    sex: str = ""
    born: int | None = None
    kin: tuple[str, ...] = ()
    commune: str | None = None
    hamlet: str = ""
    address: str = ""
    phones: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    note: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A hotspot's words; `point` is (latitude, longitude)."""

    name: str
    place_kind: str = ""
    commune: str | None = None
    hamlet: str = ""
    address: str = ""
    point: tuple[float, float] | None = None
    times: str = ""
    modus: str = ""
    phones: tuple[str, ...] = ()
    note: str = ""
    ref: str = ""


Words = Person | Hotspot


@dataclass(frozen=True, slots=True)
class Status:
    """A status or level asked for, and the document that it rests on; `from_day` counts days since the epoch."""

    status: str
    from_day: int | None = None
    document_kind: str = ""
    document_ref: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One record read from raw values; `words` is None when there are troubles."""

    kind: str
    words: Words | None
    status: Status | None = None
    troubles: tuple[Trouble, ...] = ()


def to_bytes(kind: str, words: Words) -> bytes:
    """The sealed form of a record's words."""
    return json.dumps({"kind": kind, **asdict(words)}, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(content: bytes) -> tuple[str, Words]:
    """(kind, words) of `to_bytes`."""
    row: dict[str, Any] = json.loads(content)
    kind = str(row.pop("kind"))
    made: Any = Person if kind == "person" else Hotspot
    known = {one.name for one in fields(made)}
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items() if name in known}
    return kind, made(**values)


def raw_of(kind: str, words: Words) -> dict[str, Any]:
    """The values by column, as `parse` takes them: for a form that edits, and for export."""
    row = {"kind": kind, "id": words.ref, **asdict(words)}
    del row["ref"]
    if isinstance(words, Hotspot):
        del row["point"]
        row["lat"], row["lon"] = words.point if words.point else ("", "")
    return row


def name_of(words: Words) -> str:
    """What a record is called."""
    return words.full_name if isinstance(words, Person) else words.name


def is_minor(words: Words, year: int) -> bool:
    """Whether the person may be under 18: the birthday is not known; an unknown year is not a minor's."""
    return isinstance(words, Person) and words.born is not None and year - words.born <= 18


def same_one(before: Words, after: Words) -> bool:
    """Whether changed words still mean whom or what they meant; capitals of a name tell nothing.

    Marks may be added to a name that has none; any other change of them makes another name: Hùng is not Hưng.
    A place by name, kind and commune. A person by name and year of birth; without a year the commune stands in for it,
    for a name alone has many bearers, and the missing year may be added.
    """
    if not _same_name(name_of(before), name_of(after)):
        return False
    if isinstance(before, Person) and isinstance(after, Person):
        return before.born == after.born if before.born else before.commune == after.commune
    kinds = [fold(one.place_kind) for one in (before, after) if isinstance(one, Hotspot)]
    return len(kinds) == 2 and kinds[0] == kinds[1] and before.commune == after.commune


def _same_name(before: str, after: str) -> bool:
    if has_marks(before):
        return _marked(before) == _marked(after)
    return fold(before) == fold(after)


def _marked(name: str) -> list[str]:
    """The words of a name with their marks, whichever way they were typed: composed or not, hoà or hòa."""
    return [place_tone(word) for word in name.split()]


def told(troubles: Iterable[Trouble]) -> str:
    """Troubles as one line of codes: `born:year, commune:unknown`."""
    return ", ".join(f"{one.field}:{one.code}" if one.field else one.code for one in troubles)
