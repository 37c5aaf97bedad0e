"""Registry files: all or nothing, every line's trouble, formulas and odd encodings refused, a way there and back."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from hotline import registry, registry_io
from hotline.db.engine import Database, reading
from hotline.db.tables import Period, Posting, Record
from hotline.errors import Refused
from hotline.registry import tables
from hotline.registry_io import Report
from tests.shift import Shift

HEADER = "kind,id,full_name,born,commune,hamlet,status,document_ref,name,place_kind,level\n"
GOOD = (
    HEADER
    + "person,p1,Trần Thị Thử,1985,18073,TDP 1,user,QĐ 1,,,\n"
    + "hotspot,h1,,,18073,,,QĐ 2,quán net Thử,quán net,complex\n"
)


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


@pytest.fixture
def anywhere(database: Database, tmp_path: Path) -> Shift:
    return Shift(database, tmp_path / "rings")


def take(shift: Shift, data: str | bytes, name: str = "x.csv", login: str = "registry", **more: object) -> Report:
    content = data if isinstance(data, bytes) else data.encode()
    return registry_io.import_file(shift.board, shift.viewer(login), content, name, **more)  # type: ignore[arg-type]


def test_a_file_is_proposed_and_then_approved_as_one(anywhere: Shift) -> None:
    report = take(anywhere, GOOD)
    assert (report.rows, report.persons, report.hotspots, report.imported) == (2, 1, 1, 2)
    with reading(anywhere.db) as session:
        assert set(session.scalars(select(Record.state))) == {"proposed"}
        assert session.scalar(select(func.count()).select_from(Period)) == 0

    with pytest.raises(Refused):
        registry_io.approve(anywhere.board, anywhere.viewer("registry"), report.approval_id)
    assert registry_io.approve(anywhere.board, anywhere.viewer("lead"), report.approval_id) == 2

    rows, _after = registry.listing(anywhere.board, anywhere.viewer("super"))
    shown = sorted((row.name, row.statuses) for row in rows)
    assert shown == [("Trần Thị Thử", ("user",)), ("quán net Thử", ("complex",))]


def test_a_refused_batch_leaves_nothing_to_be_found(shift: Shift) -> None:
    report = take(shift, GOOD)
    registry.decide(shift.board, shift.viewer("lead"), report.approval_id, approve=False)

    with reading(shift.db) as session:
        assert set(session.scalars(select(Record.state))) == {"retired"}
        postings = select(func.count()).select_from(Posting).where(Posting.scope.in_(("person", "hotspot")))
        assert session.scalar(postings) == 0


def test_a_dry_run_tells_everything_and_keeps_nothing(shift: Shift) -> None:
    assert take(shift, GOOD, dry_run=True).imported == 0
    assert shift.count(Record) == 0


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
        (HEADER.encode() + "person,,Lê,,,,,,,,\n".encode("cp1258", "replace") + b"\xff\n", "x.csv", "import.encoding"),
        ("﻿".encode("utf-16"), "x.csv", "import.encoding"),
        (b"PK\x03\x04 no workbook", "x.xlsx", "import.xlsx"),
        (b"no workbook", "x.xlsx", "import.xlsx"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_reason(shift: Shift, data: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused) as told:
        take(shift, data, name)
    assert told.value.code == code


def test_json_lines_with_a_broken_line_name_it(shift: Shift) -> None:
    lines = ['{"kind": "hotspot", "name": "bến xe Thử", "commune": "18073"}', "{broken", "[1]", '{"kind": "person"}']

    report = take(shift, "\n".join(lines), "-")

    assert [(one.line, one.codes) for one in report.troubles] == [(2, "json"), (3, "json"), (4, "full_name:missing")]


def test_a_cell_that_computes_is_refused_in_a_workbook(shift: Shift) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["kind", "full_name", "born"])
    sheet.append(["person", "Lê Thử", "=2000-15"])
    sheet.append(["person", "Lê Thị Thử", 1990])
    out = io.BytesIO()
    book.save(out)

    report = take(shift, out.getvalue(), "x.xlsx")

    assert [(one.line, one.codes) for one in report.troubles] == [(2, "formula")]


def test_duplicates_in_the_file_and_in_the_registry_are_told(shift: Shift) -> None:
    registry_io.approve(shift.board, shift.viewer("lead"), take(shift, GOOD).approval_id)
    again = GOOD.replace("p1", "p2").replace("h1", "h2") + "person,p3,trần thị thử,1985,18073,TDP 1,,,,,\n"

    report = take(shift, again)

    assert [(one.line, one.line_before is not None) for one in report.duplicates] == [(2, False), (3, False), (4, True)]
    assert report.imported == 0
    assert take(shift, again, duplicates=True).imported == 3


@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl"])
def test_what_is_exported_is_imported_as_the_same(shift: Shift, kind: str) -> None:
    raw = {
        "kind": "person", "full_name": "+Lê Thử", "aliases": ["Thử, còi", "-x"], "phones": ["+84912000111"],
        "accounts": ["@thu"], "status": "user", "document_ref": "QĐ 1", "born": 1990, "commune": "18073",
    }  # fmt: skip
    registry_io.approve(shift.board, shift.viewer("lead"), take(shift, json.dumps(raw), "a.jsonl").approval_id)

    data = registry_io.export(shift.board, shift.viewer("registry"), kind)

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
        registry_io.export(shift.board, shift.viewer(login), "csv")


@pytest.mark.parametrize("login", ["commune", "auditor", "admin"])
def test_only_whoever_may_propose_imports(shift: Shift, login: str) -> None:
    with pytest.raises(Refused):
        take(shift, GOOD, login=login)
