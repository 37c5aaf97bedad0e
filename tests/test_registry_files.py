"""Registry files: every line's trouble, formulas, odd encodings, swollen workbooks; and the way out and back in."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from hotline import registry_export, registry_io
from hotline.db.engine import Database, reading
from hotline.db.tables import Record
from hotline.errors import Refused
from hotline.registry import tables
from hotline.registry.fields import parse
from hotline.registry_io import Report
from tests.effort import effort
from tests.shift import Shift
from tests.test_registry_io import GOOD, HEADER, take


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def troubles(report: Report) -> list[tuple[int, str]]:
    assert report.imported == 0
    return [(one.line, one.codes) for one in report.troubles]


@pytest.mark.parametrize(
    "row, codes",
    [
        ("person,,,1985,18073,,,,,,", "full_name:missing"),
        ("person,,Lê Thử,85,18073,,,,,,", "born:year"),
        ("person,,Lê Thử,,00000,,,,,,", "commune:unknown"),
        ("person,,Lê Thử,,,,user,,,,", "document_ref:missing"),
        ("person,,=cmd(),,,,,,,,", "formula"),
        ("person,,Lê Thử,,,,,,quán,,", "name:column"),
        ("ghost,,Lê Thử,,,,,,,,", "kind:unknown"),
        ("person,,Lê Thử", "cells"),
        ("person,p1,Lê Thử,,,,,,,,", "id:duplicate"),
        (f"person,,{'x' * 5000},,,,,,,,", "cell_too_long"),
    ],
)
def test_one_wrong_line_keeps_the_whole_file_out_and_is_named(shift: Shift, row: str, codes: str) -> None:
    report = take(shift, f"{GOOD}{row}\n")

    assert [(one.line, one.codes) for one in report.troubles] == [(4, codes)]
    assert (report.imported, shift.count(Record)) == (0, 0)


@pytest.mark.parametrize(
    "data, name, code",
    [
        (b"", "x.csv", "import.empty"),
        (b"kind,colour\nperson,red\n", "x.csv", "import.columns"),
        (b"full_name\nx\n", "x.csv", "import.columns"),
        (b"kind,kind\nperson,person\n", "x.csv", "import.columns"),
        (b"kind,full_name,\xff\n", "x.csv", "import.encoding"),
        ("﻿".encode("utf-16"), "x.csv", "import.encoding"),
        (b"PK\x03\x04 no workbook", "x.xlsx", "import.xlsx"),
        (b"no workbook", "x.xlsx", "import.xlsx"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_reason(shift: Shift, data: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused) as told:
        take(shift, data, name)
    assert told.value.code == code


@pytest.mark.parametrize(
    "rest", ['"', '" quán\n', '"\nperson,,Lê Thị Khác,,,,,,,,\n', '"\nperson,,"Lê Thị Khác",,,,,,,,\n']
)
def test_a_quotation_mark_that_is_not_closed_takes_no_other_person_with_it(shift: Shift, rest: str) -> None:
    with pytest.raises(Refused) as told:
        take(shift, f"{GOOD}person,,{rest}Lê Thử,,,,,,,,\nperson,,Lê Văn Sau,,,,,,,,\n")
    assert (told.value.code, told.value.params["line"]) == ("import.csv", 4)


@pytest.mark.parametrize(
    "fields, codes",
    [
        ({"full_name": "Lê Thử\nLê Thị Khác"}, "full_name:lines"),
        ({"hamlet": "TDP 1\nTDP 2"}, "hamlet:lines"),
        ({"aliases": ["Thử\ncòi"]}, "aliases:lines"),
        ({"phones": "0912000111\n0912000222"}, "phones:lines, phones:phone"),
    ],
)
def test_a_lines_end_within_a_name_is_a_trouble_and_in_a_note_none(
    shift: Shift, fields: dict[str, object], codes: str
) -> None:
    row = {"kind": "person", "full_name": "Lê Thử", "note": "một\nhai"}

    assert troubles(take(shift, json.dumps({**row, **fields}), "x.jsonl", dry_run=True)) == [(1, codes)]
    assert take(shift, json.dumps(row), "x.jsonl").imported == 1


@pytest.mark.parametrize("written", [912345678, 84912345678, "912345678", "912 345 678", "+84912345678"])
def test_a_telephone_without_its_0_is_found_by_the_number_with_it(shift: Shift, written: object) -> None:
    sheet = workbook(["kind", "full_name", "phones"], ["person", "Lê Thử", written])
    record = take(shift, sheet, "x.xlsx").batch
    plain = {"kind": "person", "full_name": "Lê Thử", "phones": ["0912345678"]}

    double = take(shift, json.dumps(plain), "x.jsonl", duplicates=True)
    assert (bool(record), len(double.duplicates)) == (True, 1)
    with reading(shift.db) as session:
        one, other = session.scalars(select(Record.sketch))
    assert one == other


@pytest.mark.parametrize("phone, kept", [("113", "113"), ("02393855123", "02393855123"), ("239385512", "239385512")])
def test_other_telephones_stay_as_they_are(phone: str, kept: str) -> None:
    parsed = parse({"kind": "person", "full_name": "Lê Thử", "phones": phone}, (), 20_000)
    assert parsed.words is not None
    assert parsed.words.phones == (kept,)


def test_every_wrong_column_of_a_header_is_named(shift: Shift) -> None:
    with pytest.raises(Refused) as told:
        take(shift, "colour,full_name,,full_name,size\nx,x,x,x,x\n")
    assert (
        told.value.params["columns"]
        == "1 (colour) unknown, 3 unknown, 5 (size) unknown, 4 (full_name) twice, kind missing"
    )


@pytest.mark.parametrize("value", ["Nguyễn Văn Thử", "0912345678", "38B1-12345", "thu.facebook"])
def test_what_may_be_a_value_is_never_repeated_as_the_name_of_a_column(shift: Shift, value: str) -> None:
    with pytest.raises(Refused) as told:
        take(shift, f"person,{value},1990\n")
    assert told.value.params["columns"] == "1 (person) unknown, 2 unknown, 3 unknown, kind missing"

    row = {"kind": "person", "full_name": "Lê Thử", value: "x", "colour": "red"}
    assert troubles(take(shift, json.dumps(row), "x.jsonl")) == [(1, "3:column, colour:column")]


def test_json_lines_with_a_broken_line_name_it(shift: Shift) -> None:
    lines = ['{"kind": "hotspot", "name": "bến xe Thử", "commune": "18073"}', "{broken", "[1]", '{"kind": "person"}']

    report = take(shift, "\n".join(lines), "-")

    assert [(one.line, one.codes) for one in report.troubles] == [(2, "json"), (3, "json"), (4, "full_name:missing")]


def test_a_cell_that_computes_is_refused_in_a_workbook(shift: Shift) -> None:
    rows: list[list[object]] = [["person", "Lê Thử", "=2000-15"], ["person", "Lê Thị Thử", 1990]]

    assert troubles(take(shift, workbook(["kind", "full_name", "born"], *rows), "x.xlsx")) == [(2, "formula")]


def test_every_wrong_line_is_named_each_with_all_its_troubles(shift: Shift) -> None:
    rows = [
        "person,a,,85,00000,,,,,,",
        "person,a,Lê Thử,,,,,,,,",
        "=x,,Lê,,,,,,,,",
        f"person,,{'x' * 10**6},,,,,,,,",
        "x",
    ]

    report = take(shift, GOOD + "\n".join(rows))

    assert troubles(report) == [
        (4, "full_name:missing, born:year, commune:unknown"),
        (5, "id:duplicate"),
        (6, "kind:unknown"),
        (7, "cell_too_long"),
        (8, "cells"),
    ]
    assert (report.rows, report.persons, report.hotspots, shift.count(Record)) == (7, 3, 1, 0)


def test_lines_of_another_encoding_are_named_and_the_others_read(shift: Shift) -> None:
    rows = ["person,,Lê Thử,,18073,,,,,,\n".encode(), "person,,Lê Thử,,18073,,,,,,\n".encode("latin-1", "replace")]
    lines = [
        '{"kind": "hotspot", "name": "bến xe Thử"}\n'.encode(),
        '{"kind": "hotspot", "name": "Bên"}\n'.encode("cp1258"),
    ]

    assert troubles(take(shift, HEADER.encode() + rows[0] + rows[1] + rows[0])) == [(3, "encoding")]
    assert troubles(take(shift, b"\xef\xbb\xbf" + lines[0] + lines[1], "x.jsonl")) == [(2, "encoding")]


@pytest.mark.parametrize(
    "day, told", [("2099-01-01", "from:day"), ("1970-01-01", "from:day"), ("31/31/2026", "from:date")]
)
def test_a_status_begins_on_no_day_ahead_and_on_none_long_before(shift: Shift, day: str, told: str) -> None:
    row = {"kind": "person", "full_name": "Lê Thử", "status": "user", "document_ref": "QĐ 1", "from": day}

    assert troubles(take(shift, json.dumps(row), "x.jsonl")) == [(1, told)]


def test_a_long_cell_and_a_repeated_id_are_named_in_a_workbook_too(shift: Shift) -> None:
    rows: list[list[object]] = [
        ["person", "p1", "Lê"],
        ["person", "p1", "Lê"],
        ["person", "", "x" * 32_000],
        ["person"],
    ]

    assert troubles(take(shift, workbook(["kind", "id", "full_name"], *rows), "x.xlsx")) == [
        (3, "id:duplicate"), (4, "cell_too_long"), (5, "full_name:missing"),
    ]  # fmt: skip


def test_a_cell_beside_the_named_columns_is_named(shift: Shift) -> None:
    sheet = workbook(["kind", "full_name", None], ["person", "Lê Thử", "?"], ["person", "Lê Thị Thử", None])

    assert troubles(take(shift, sheet, "x.xlsx")) == [(2, "cells")]


def swollen(data: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook with something exchanged in its first sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old_zip, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new_zip:
        for name in old_zip.namelist():
            content = old_zip.read(name)
            if name.endswith("sheet1.xml"):
                assert old in content
                content = content.replace(old, new)
            new_zip.writestr(name, content)
    return out.getvalue()


def test_a_workbook_that_swells_is_refused_before_it_is_unpacked(shift: Shift) -> None:
    bomb = swollen(workbook(["kind", "full_name"]), b"</sheetData>", b" " * 30_000_000 + b"</sheetData>")
    assert len(bomb) < 50_000

    with pytest.raises(Refused) as told:
        take(shift, bomb, "x.xlsx")
    assert told.value.code == "import.too_large"


def test_what_a_sheet_says_of_its_size_costs_nothing(shift: Shift) -> None:
    small = workbook(["kind", "full_name"], ["person", "Lê Thử"])
    vast = swollen(small, b'<dimension ref="A1:B2"', b'<dimension ref="A1:XFD1048576"')

    plain = effort(lambda: list(tables.lines(small, "x.xlsx")))
    assert effort(lambda: list(tables.lines(vast, "x.xlsx"))) < 1.2 * plain


@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl"])
def test_what_is_exported_is_imported_as_the_same(shift: Shift, kind: str) -> None:
    raw = {
        "kind": "person", "full_name": "+Lê Thử", "aliases": ["Thử, còi", "-x"], "phones": ["+84912000111"],
        "accounts": ["@thu"], "status": "user", "document_ref": "QĐ 1", "born": 1990, "commune": "18073",
    }  # fmt: skip
    registry_io.approve(shift.board, shift.viewer("lead"), take(shift, json.dumps(raw), "a.jsonl").approval_id)

    data = registry_export.export(shift.board, shift.viewer("registry"), kind)

    report = take(shift, data, f"b.{kind}", duplicates=True)
    assert (report.troubles, len(report.duplicates)) == ((), 1)
    with reading(shift.db) as session:
        sketches = list(session.scalars(select(Record.sketch)))
    assert sketches[0] == sketches[1]


def test_no_exported_cell_is_computed() -> None:
    rows = [{"kind": "person", "full_name": cell} for cell in ("=1+1", "+84", "-1", "@x", "\tx", "Lê")]

    text = tables.write(rows, "csv").decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(tables.write(rows, "xlsx"))).active

    assert sheet is not None
    names = [str(row[2].value) for row in list(sheet.iter_rows())[1:]]
    assert names[:5] == ["'=1+1", "'+84", "'-1", "'@x", "'\tx"] or names[:4] == ["'=1+1", "'+84", "'-1", "'@x"]
    assert all(f",{bad}" not in text for bad in ("=1+1", "+84", "-1", "@x"))


@pytest.mark.parametrize("login", ["alice", "commune", "auditor", "admin"])
def test_only_the_registrys_people_export(shift: Shift, login: str) -> None:
    with pytest.raises(Refused):
        registry_export.export(shift.board, shift.viewer(login), "csv")
