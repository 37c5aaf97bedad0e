"""Loader of config/gazetteer/NN.csv (generated) and NN.former.csv (by hand: what units were called earlier still)."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from config.catalog.files import CONFIG, BadData, read_csv

FOLDER = CONFIG / "gazetteer"
COLUMNS = ("level", "kind", "name", "district", "code", "became", "lat", "lon")
FORMER_COLUMNS = ("kind", "name", "district", "now")
_COMMUNE_KINDS = {"xã", "phường", "thị trấn", "đặc khu"}
_KINDS = {
    "province": {"tỉnh", "thành phố"},
    "district": {"huyện", "quận", "thị xã", "thành phố"},
    "new": _COMMUNE_KINDS,
    "old": _COMMUNE_KINDS,
    "former": _COMMUNE_KINDS,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by one of its names. `level`: province, district, new, old (until July 2025), former (before that).

    `became` are the codes of the new communes that it is part of today, the largest part first; `district` is "" for
    new communes, else kind and name ("huyện Can Lộc").
    """

    level: str
    kind: str
    name: str
    district: str
    code: str
    became: tuple[str, ...]
    lat: float | None = None
    lon: float | None = None


def load_gazetteer(province: str, folder: Path = FOLDER) -> tuple[Unit, ...]:
    """All units of a province; raises BadData with file, line and reason."""
    path = folder / f"{province}.csv"
    if not path.exists():
        raise BadData(path.name, 0, f"is missing; `hotline gazetteer build --province {province}` writes it")
    units: list[Unit] = []
    codes: set[str] = set()
    for line, row in read_csv(path, COLUMNS):
        unit = _unit(path.name, line, row)
        if unit.level == "new":
            codes.add(unit.code)
        if (unknown := set(unit.became) - codes) and unit.level != "new":
            _refuse(path.name, line, f"became {min(unknown)}, which is no new commune above this line")
        units.append(unit)
    if not codes:
        raise BadData(path.name, 0, "names no new commune")
    return (*units, *_former(folder / f"{province}.former.csv", units))


def _unit(file: str, line: int, row: dict[str, str]) -> Unit:
    _check(file, line, row["level"], row["kind"], row["name"])
    if row["level"] == "former":
        _refuse(file, line, "former names belong into the file NN.former.csv")
    if not row["code"].isdigit():
        _refuse(file, line, "code must be digits")
    if row["level"] in ("old", "district", "new") and not row["became"]:
        _refuse(file, line, "became must name at least one new commune")
    if row["level"] == "old" and not row["district"]:
        _refuse(file, line, "an old commune needs its district")
    lat, lon = _degrees(file, line, row["lat"], 90), _degrees(file, line, row["lon"], 180)
    became = tuple(row["became"].split())
    return Unit(row["level"], row["kind"], row["name"], row["district"], row["code"], became, lat, lon)


def _check(file: str, line: int, level: str, kind: str, name: str) -> None:
    if level not in _KINDS:
        _refuse(file, line, f"level must be one of {', '.join(_KINDS)}")
    if kind not in _KINDS[level]:
        _refuse(file, line, f"kind of a {level} unit must be one of {', '.join(sorted(_KINDS[level]))}")
    if not name.strip() or unicodedata.normalize("NFC", name) != name:
        _refuse(file, line, "name must be there, in Unicode form NFC")


def _degrees(file: str, line: int, text: str, most: int) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        _refuse(file, line, "lat and lon must be numbers or empty")
    if not -most <= value <= most:
        _refuse(file, line, f"lat and lon must lie within ±{most}")
    return value


def _former(path: Path, units: list[Unit]) -> list[Unit]:
    """Earlier names: each is part of the old commune `now`; a row of a known commune gives it one more district."""
    if not path.exists():
        return []
    old = {unit.name: unit for unit in units if unit.level == "old"}
    found: list[Unit] = []
    districts: dict[str, dict[str, None]] = {}
    for line, row in read_csv(path, FORMER_COLUMNS):
        _check(path.name, line, "former", row["kind"], row["name"])
        if row["now"] not in old:
            _refuse(path.name, line, "now must name a commune of the level old")
        unit = old[row["now"]]
        district = row["district"] or unit.district
        found.append(Unit("former", row["kind"], row["name"], district, unit.code, unit.became, unit.lat, unit.lon))
        if row["district"]:
            districts.setdefault(row["district"], {}).update(dict.fromkeys(unit.became))
    known = {f"{unit.kind} {unit.name}" for unit in units if unit.level == "district"}
    for district, codes in districts.items():
        if district not in known:
            kind, _, name = district.partition(" ")
            found.append(Unit("district", kind, name, "", "", tuple(codes)))
    return found


def _refuse(file: str, line: int, reason: str) -> NoReturn:
    raise BadData(file, line, reason)
