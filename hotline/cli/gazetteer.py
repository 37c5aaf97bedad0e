"""`hotline gazetteer build`: the CSV of a province's communes, old and new, from the package vietnamadminunits.

Reads that package's tables only; its address converter, which asks an outside service, is never called.
"""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click

from config.catalog.gazetteer import COLUMNS, FOLDER

_NEW = (
    "SELECT ward, wardKey, wardCode, wardLat, wardLon, province, provinceKey, provinceShort"
    " FROM admin_units WHERE provinceCode = ? ORDER BY wardCode"
)
_OLD = (
    "SELECT ward, wardCode, wardLat, wardLon, district, districtCode, provinceKey || '_' || districtKey || '_'"
    " || wardKey AS key"
    " FROM admin_units_legacy ORDER BY districtCode, wardCode"
)
_KINDS = ("Thành phố", "Thị xã", "Thị trấn", "Đặc khu", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")


@click.group()
def gazetteer() -> None:
    """The table of communes and what they were called before July 2025."""


@gazetteer.command()
@click.option("--province", required=True, metavar="NN", help="Code of the province, e.g. 42 for Hà Tĩnh.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: config/gazetteer/NN.csv.")
def build(province: str, out: Path | None) -> None:
    """Write the CSV of one province."""
    package = find_spec("vietnamadminunits")
    if package is None or package.origin is None:
        raise click.ClickException("the package vietnamadminunits is not installed; it is one of the dev dependencies")
    rows = province_rows(Path(package.origin).parent / "data", province)
    if not rows:
        raise click.ClickException(f"no province has the code {province}; two digits are wanted, as in 42")
    target = out or FOLDER / f"{province}.csv"
    target.write_text(as_csv(rows), encoding="utf-8")
    click.echo(f"{target.name}: {len(rows)} units")


def as_csv(rows: list[dict[str, str]]) -> str:
    """The rows as CSV text with the header of config.catalog.gazetteer."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def province_rows(data: Path, province: str) -> list[dict[str, str]]:
    """All units of a province from the package's data folder; empty when the code is unknown."""
    with sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True) as base:
        base.row_factory = sqlite3.Row
        new = base.execute(_NEW, (province,)).fetchall()
        old = base.execute(_OLD).fetchall()
    base.close()
    if not new:
        return []
    moved = _moves(data, new)
    mine = [(row, moved[row["key"]]) for row in old if row["key"] in moved]
    head = _row("province", *_parted(new[0]["province"]), code=province)
    return [head, *map(_new_row, new), *_district_rows(mine), *(_old_row(row, codes) for row, codes in mine)]


def _moves(data: Path, new: list[sqlite3.Row]) -> dict[str, list[str]]:
    """Old unit's key → codes of the new units that it became part of, the one that holds most of it first."""
    tables = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    code = {row["wardKey"]: row["wardCode"] for row in new}
    key = new[0]["provinceKey"]
    moved: dict[str, list[str]] = {}
    for new_key, old_keys in tables["DICT_PROVINCE_WARD_NO_DIVIDED"].get(key, {}).items():
        for old_key in old_keys:
            moved[old_key] = [code[new_key]]
    for old_key, parts in tables["DICT_PROVINCE_WARD_DIVIDED"].get(key, {}).items():
        ordered = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
        moved[old_key] = [code[part["newWardKey"]] for part in ordered]
    return moved


def _district_rows(old: list[tuple[sqlite3.Row, list[str]]]) -> Iterator[dict[str, str]]:
    parts: dict[tuple[str, str], dict[str, None]] = {}
    for row, codes in old:
        parts.setdefault((row["district"], row["districtCode"]), {}).update(dict.fromkeys(codes))
    for (name, code), codes_of in parts.items():
        yield _row("district", *_parted(name), code=code, became=" ".join(codes_of))


def _new_row(row: sqlite3.Row) -> dict[str, str]:
    return _row(
        "new",
        *_parted(row["ward"]),
        code=row["wardCode"],
        became=row["wardCode"],
        lat=row["wardLat"],
        lon=row["wardLon"],
    )


def _old_row(row: sqlite3.Row, codes: list[str]) -> dict[str, str]:
    kind, name = _parted(row["ward"])
    district = " ".join(_parted(row["district"]))
    found = _row(
        "old", kind, name, code=row["wardCode"], became=" ".join(codes), lat=row["wardLat"], lon=row["wardLon"]
    )
    return {**found, "district": district}


def _parted(full: str) -> tuple[str, str]:
    """("xã", "Sơn Tây") of "Xã Sơn Tây"."""
    kind = next((kind for kind in _KINDS if full.startswith(kind + " ")), "")
    return kind.lower(), full[len(kind) :].strip()


def _row(
    level: str, kind: str, name: str, *, code: str, became: str = "", lat: object = "", lon: object = ""
) -> dict[str, str]:
    return {
        "level": level, "kind": kind, "name": name, "district": "", "code": code,
        "became": became, "lat": "" if lat is None else str(lat), "lon": "" if lon is None else str(lon),
    }  # fmt: skip
