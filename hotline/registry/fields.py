"""How raw values become the words of a registry record: from a form, a spreadsheet or JSON. Pure.

Troubles are codes with the field's name; a value that somebody typed never stands in one.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from typing import Any

from hotline.registry.words import (
    DOCUMENTS,
    EARLIEST,
    KINDS,
    LEVELS,
    PERSON_STATUSES,
    STATUS_NAMES,
    Hotspot,
    Parsed,
    Person,
    Status,
    Trouble,
)

SEXES = {"nam": "nam", "nu": "nu", "nữ": "nu", "male": "nam", "female": "nu", "m": "nam", "f": "nu", "": ""}
LONGEST = {"full_name": 200, "name": 200, "place_kind": 60, "hamlet": 120, "address": 300, "ref": 64}
LONG, MOST, CELL = 2_000, 20, 4_000
FIRST_YEAR = 1900
SEVERAL_LINES = ("note", "modus", "times", "address")
_MOBILE = re.compile(r"(?:84)?([35789][0-9]{8})")  # a spreadsheet that takes it for a number drops the 0 before it
_PLAIN_NAME = re.compile(r"[a-z]+(?:_[a-z]+)*", re.ASCII)
_SPACE = re.compile(r"[^\S\n]+")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


@dataclass
class _Reader:
    """Takes values out of a raw row and collects what is wrong with them."""

    raw: Mapping[str, Any]
    troubles: list[Trouble] = field(default_factory=list)

    def trouble(self, name: str, code: str) -> None:
        """Notes a trouble."""
        self.troubles.append(Trouble(name, code))

    def text(self, name: str, *, wanted: bool = False) -> str:
        """One line (a note: several), cleaned and bounded: a line's end in a name may be another row's beginning."""
        value = self.raw.get(name)
        if value is None:
            value = ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            self.trouble(name, "type")
            return ""
        if len(str(value)) > CELL:
            self.trouble(name, "too_long")
            return ""
        kept = tidy(str(value))
        if wanted and not kept:
            self.trouble(name, "missing")
        if len(kept) > LONGEST.get(name, LONG):
            self.trouble(name, "too_long")
        if "\n" in kept and name not in SEVERAL_LINES:
            self.trouble(name, "lines")
        return kept

    def several(self, name: str) -> tuple[str, ...]:
        """A list, or one text with ; between its parts."""
        value = self.raw.get(name)
        if isinstance(value, list | tuple):
            parts = [self._one(name, part) for part in value]
        else:
            parts = [part.strip() for part in self.text(name).split(";")]
        kept = tuple(dict.fromkeys(part for part in parts if part))
        if len(kept) > MOST:
            self.trouble(name, "too_many")
        if any(len(part) > LONGEST["full_name"] for part in kept):
            self.trouble(name, "too_long")
        return kept

    def _one(self, name: str, part: Any) -> str:
        if not isinstance(part, str):
            self.trouble(name, "type")
            return ""
        if len(part) > CELL:
            self.trouble(name, "too_long")
            return ""
        if "\n" in part.strip():
            self.trouble(name, "lines")
        return tidy(part)


def tidy(written: str) -> str:
    """NFC, without invisible characters, single spaces; the mark that kept a cell from being computed is off."""
    if not written:
        return ""
    kept = "".join(
        c for c in unicodedata.normalize("NFC", written) if c == "\n" or unicodedata.category(c) not in _INVISIBLE
    )
    kept = _SPACE.sub(" ", kept).strip()
    return kept[1:] if len(kept) > 1 and kept[0] == "'" and kept[1] in "=+-@" else kept


def parse(raw: Mapping[str, Any], communes: Collection[str], today: int, *, default_document: str = "") -> Parsed:
    """A record from raw values by column name. `communes` are the known codes, `today` is days since the epoch.

    A status without a document reference is a trouble; `default_document` is the reference for rows without their own.
    """
    reader = _Reader(raw)
    kind = reader.text("kind")
    if kind not in KINDS:
        return Parsed("", None, None, (Trouble("kind", "unknown"),))
    for place, name in enumerate(raw, 1):
        if name not in columns(kind) and raw[name] not in (None, ""):
            reader.trouble(column_name(name) or str(place), "column")
    if any(isinstance(value, str) and value.startswith("=") for value in raw.values()):
        reader.trouble("", "formula")
    made = _person(reader, communes, _year(today)) if kind == "person" else _hotspot(reader, communes)
    status = _status(reader, kind, default_document, today)
    troubles = tuple(dict.fromkeys(reader.troubles))
    return Parsed(kind, None if troubles else made, status, troubles)


def column_name(name: str) -> str:
    """A column's name fit for an error line; empty for what may be a value: in a file without a header, anything."""
    return name if name in columns() or _PLAIN_NAME.fullmatch(name) else ""


@cache
def columns(kind: str = "") -> tuple[str, ...]:
    """The columns of a file, in order; those of one kind, or of both."""
    shared = ("kind", "id")
    person = tuple(one.name for one in fields(Person) if one.name != "ref")
    hotspot = tuple(one.name for one in fields(Hotspot) if one.name not in ("ref", "point"))
    evidence = ("status", "level", "from", "document_kind", "document_ref")
    mine = {"person": person, "hotspot": (*hotspot, "lat", "lon"), "": (*person, *hotspot, "lat", "lon")}[kind]
    return tuple(dict.fromkeys((*shared, *mine, *evidence)))


def _year(today: int) -> int:
    return date.fromordinal(date(1970, 1, 1).toordinal() + today).year


def _person(reader: _Reader, communes: Collection[str], year: int) -> Person:
    return Person(
        full_name=reader.text("full_name", wanted=True),
        aliases=reader.several("aliases"),
        sex=_sex(reader),
        born=_born(reader, year),
        kin=reader.several("kin"),
        commune=_commune(reader, communes),
        hamlet=reader.text("hamlet"),
        address=reader.text("address"),
        phones=_phones(reader),
        plates=tuple(plate.upper() for plate in reader.several("plates")),
        accounts=reader.several("accounts"),
        note=reader.text("note"),
        ref=_ref(reader),
    )


def _hotspot(reader: _Reader, communes: Collection[str]) -> Hotspot:
    return Hotspot(
        name=reader.text("name", wanted=True),
        place_kind=reader.text("place_kind"),
        commune=_commune(reader, communes),
        hamlet=reader.text("hamlet"),
        address=reader.text("address"),
        point=_point(reader),
        times=reader.text("times"),
        modus=reader.text("modus"),
        phones=_phones(reader),
        note=reader.text("note"),
        ref=_ref(reader),
    )


def _ref(reader: _Reader) -> str:
    value = reader.text("id")
    if len(value) > LONGEST["ref"]:
        reader.trouble("id", "too_long")
    return value


def _sex(reader: _Reader) -> str:
    value = reader.text("sex").lower()
    if value not in SEXES:
        reader.trouble("sex", "unknown")
    return SEXES.get(value, "")


def _born(reader: _Reader, year: int) -> int | None:
    value = reader.text("born")
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or not FIRST_YEAR <= int(value[:6]) <= year:
        reader.trouble("born", "year")
        return None
    return int(value)


def _commune(reader: _Reader, communes: Collection[str]) -> str | None:
    code = reader.text("commune")
    if code and code not in communes:
        reader.trouble("commune", "unknown")
    return code or None


def _phones(reader: _Reader) -> tuple[str, ...]:
    found = []
    for phone in reader.several("phones"):
        digits = re.sub(r"[\s.\-()]", "", phone)
        digits = "0" + digits[3:] if digits.startswith("+84") else digits.lstrip("+")
        if mobile := _MOBILE.fullmatch(digits):
            digits = "0" + mobile[1]
        if not digits.isascii() or not digits.isdigit() or not 3 <= len(digits) <= 15:
            reader.trouble("phones", "phone")
        else:
            found.append(digits)
    return tuple(dict.fromkeys(found))


def _point(reader: _Reader) -> tuple[float, float] | None:
    written = reader.text("lat"), reader.text("lon")
    if not any(written):
        return None
    try:
        lat, lon = (float(one.replace(",", ".")) for one in written)
    except ValueError:
        reader.trouble("lat", "number")
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        reader.trouble("lat", "range")
        return None
    return lat, lon


def _status(reader: _Reader, kind: str, default_document: str, today: int) -> Status | None:
    name = reader.text("status" if kind == "person" else "level")
    name = STATUS_NAMES.get(name, name)
    if not name:
        return None
    if name not in (PERSON_STATUSES if kind == "person" else LEVELS):
        reader.trouble("status", "unknown")
    document_kind = reader.text("document_kind") or "other_authority"
    reference = reader.text("document_ref") or default_document
    if document_kind not in DOCUMENTS:
        reader.trouble("document_kind", "unknown")
    if not reference:
        reader.trouble("document_ref", "missing")
    from_day = day_of(reader, "from")
    if from_day is not None and not EARLIEST <= from_day <= today:
        reader.trouble("from", "day")
    return Status(name, from_day, document_kind, reference)


def day_of(reader: _Reader, name: str) -> int | None:
    """A date written YYYY-MM-DD or DD/MM/YYYY as days since the epoch; None when empty."""
    written = reader.text(name)
    if not written:
        return None
    try:
        if "/" in written:
            day, month, year = (int(part) for part in written.split("/"))
            found = date(year, month, day)
        else:
            found = date.fromisoformat(written[:10])
    except ValueError:
        reader.trouble(name, "date")
        return None
    return found.toordinal() - date(1970, 1, 1).toordinal()
