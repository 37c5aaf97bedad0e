"""Imports: proposed and approved as one or not at all, by a hundred rows at once, duplicates told, nothing lost."""

import json
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from hotline import audit, destruction, links, registry, registry_io, vault
from hotline.db.engine import Database, reading, writing
from hotline.db.queries import index as postings
from hotline.db.tables import Item, Period, PeriodProposal, Posting, Record, RecordEvent
from hotline.errors import Refused
from hotline.registry_io import Report
from tests.registry.acting import version
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


def many(count: int) -> str:
    """A file of so many persons, each with a status and a paper of its own."""
    lines = [f"person,p{n},Trần Thử {n},1985,18073,TDP {n % 9},user,QĐ {n},,," for n in range(count)]
    return HEADER + "\n".join(lines) + "\n"


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


def test_duplicates_in_the_file_and_in_the_registry_are_told(shift: Shift) -> None:
    registry_io.approve(shift.board, shift.viewer("lead"), take(shift, GOOD).approval_id)
    again = GOOD.replace("p1", "p2").replace("h1", "h2") + "person,p3,trần thị thử,1985,18073,TDP 1,,,,,\n"

    report = take(shift, again)

    assert [(one.line, one.line_before is not None) for one in report.duplicates] == [(2, False), (3, False), (4, True)]
    assert report.imported == 0
    assert take(shift, again, duplicates=True).imported == 3


NAMED = {"kind": "person", "full_name": "Lê Thị Thử", "commune": "18073", "born": 1990, "hamlet": "TDP 1"}
PHONED = {**NAMED, "phones": ["0912000999"]}
SPOT = {"kind": "hotspot", "name": "quán net Thử", "place_kind": "quán net", "commune": "18073", "hamlet": "TDP 1"}
YARD = {
    "kind": "hotspot",
    "name": "bãi đất trống",
    "place_kind": "bãi đất trống",
    "commune": "18073",
    "hamlet": "TDP 1",
}


@pytest.mark.parametrize(
    "held, line, told",
    [
        (NAMED, {"hamlet": "TDP 9"}, True),
        (NAMED, {"hamlet": ""}, True),
        (NAMED, {"born": ""}, True),
        ({**NAMED, "born": ""}, {}, True),
        (NAMED, {"born": 1971}, False),
        (NAMED, {"commune": "18100"}, False),
        (NAMED, {"full_name": "Lê Thị Thơ"}, False),
        (PHONED, {"commune": "", "hamlet": "", "born": 1991}, True),
        (PHONED, {"full_name": "Lê Văn Anh", "commune": "18100"}, False),
        (SPOT, {"hamlet": ""}, True),
        (SPOT, {"name": "quán net Khác"}, False),
        (YARD, {}, True),
        (YARD, {"hamlet": "TDP 9"}, False),
    ],
)
def test_a_line_need_not_be_alike_to_the_letter_to_be_told(
    shift: Shift, held: dict[str, object], line: dict[str, object], told: bool
) -> None:
    record = shift.record(held)

    for data in (json.dumps({**held, **line}), json.dumps(held) + "\n" + json.dumps({**held, **line})):
        last = [
            one for one in take(shift, data, "x.jsonl", dry_run=True).duplicates if one.line == data.count("\n") + 1
        ]
        assert [one.record_id in (record, None) for one in last] == ([True] if told else [])


def test_what_was_taken_out_of_use_is_told_and_named_as_such(anywhere: Shift) -> None:
    officer, other = anywhere.viewer("registry"), {**NAMED, "full_name": "Lê Thị Khác"}
    retired, kept, merged = (
        anywhere.record(NAMED),
        anywhere.record(other),
        anywhere.record({**other, "full_name": "Lê Thị Cũ"}),
    )
    registry.retire(anywhere.board, officer, retired, version(anywhere, retired), "khiếu nại đúng")
    registry.merge(anywhere.board, officer, kept, version(anywhere, kept), merged, version(anywhere, merged), "trùng")

    lines = [NAMED, other, {**NAMED, "full_name": "Lê Thị Cũ"}]
    report = take(anywhere, "\n".join(map(json.dumps, lines)), "x.jsonl")
    found = [(one.record_id, one.state) for one in report.duplicates]
    assert found == [(retired, "retired"), (kept, "active"), (merged, "merged")]
    assert json.loads(registry_io.as_json(report))["duplicates"][0]["state"] == "retired"


def test_a_list_that_was_refused_may_come_again(shift: Shift) -> None:
    report = take(shift, GOOD)
    registry.decide(shift.board, shift.viewer("lead"), report.approval_id, approve=False)
    assert take(shift, GOOD).imported == 2


@pytest.mark.parametrize("login", ["commune", "auditor", "admin"])
def test_only_whoever_may_propose_imports(shift: Shift, login: str) -> None:
    with pytest.raises(Refused):
        take(shift, GOOD, login=login)


def test_a_large_batch_is_whole_on_both_databases(anywhere: Shift) -> None:
    report = take(anywhere, many(150))
    assert registry_io.approve(anywhere.board, anywhere.viewer("lead"), report.approval_id) == 150
    record = report.ids["p77"]

    view = registry.open_record(anywhere.board, anywhere.viewer("commune"), record)
    assert (view.row.name, view.row.statuses) == ("Trần Thử 77", ("user",))
    view = registry.open_record(anywhere.board, anywhere.viewer("super"), record)
    assert view.periods[0].document[:2] == ("other_authority", "QĐ 77")
    assert [(line.action, line.version) for line in view.history] == [("created", 1), ("approved", 2)]
    with reading(anywhere.db) as session:
        assert session.scalar(select(func.count()).select_from(RecordEvent)) == 300
        assert len(postings.terms_of(session, "person", [record])) > 5
        found = audit.verify(session, anywhere.ring("operator")().all("audit"), deep=True)
    assert found.problems == []


def test_records_taken_out_of_a_batch_get_no_status_with_it(anywhere: Shift) -> None:
    board, officer = anywhere.board, anywhere.viewer("registry")
    report = take(anywhere, many(4))
    wrong, kept, joined, last = (report.ids[f"p{n}"] for n in range(4))
    registry.retire(board, officer, wrong, 1, "nhầm người")
    registry.merge(board, officer, kept, 1, joined, 1, "trùng")

    registry_io.approve(board, anywhere.viewer("lead"), report.approval_id)

    with reading(anywhere.db) as session:
        assert set(session.scalars(select(Period.record_id))) == {kept, last}
        assert set(session.scalars(select(PeriodProposal.record_id))) == {kept, last}


def test_the_second_officer_of_a_batch_has_acted_on_no_lead_of_its_records(shift: Shift) -> None:
    report, lead_id = take(shift, GOOD), shift.tip()
    seen = shift.claim("lead", lead_id)
    links.mention(shift.board, shift.viewer("lead"), lead_id, seen, report.ids["p1"], "tên khớp")

    with pytest.raises(Refused) as told:
        registry_io.approve(shift.board, shift.viewer("lead"), report.approval_id)
    assert told.value.code == "approval.acted_before"
    assert registry_io.approve(shift.board, shift.viewer("super"), report.approval_id) == 2


def test_a_hundred_rows_more_ask_the_database_nothing_more(shift: Shift) -> None:
    statements: list[str] = []
    event.listen(shift.db.engine, "before_cursor_execute", lambda *sent: statements.append(sent[2]))

    def asked(count: int) -> int:
        before = len(statements)
        approval = take(shift, many(count), duplicates=True).approval_id
        registry_io.approve(shift.board, shift.viewer("lead"), approval)
        return len(statements) - before

    assert asked(20) == asked(120) < 60


def test_a_record_that_goes_takes_no_other_ones_paper_with_it(shift: Shift) -> None:
    report = take(shift, many(3))
    registry_io.approve(shift.board, shift.viewer("lead"), report.approval_id)

    with writing(shift.board.db) as session:
        destruction.records(session, {report.ids["p0"]}, destruction.Destroyed())

    with reading(shift.db) as session:
        papers = list(session.scalars(select(Item).where(Item.kind == "document")))
        opened = vault.read(session, shift.viewer("super").holder, papers)
    assert sorted(opened.values()) == [b"other_authority\nQ\xc4\x90 1\n", b"other_authority\nQ\xc4\x90 2\n"]


def test_progress_goes_up_to_the_end(shift: Shift) -> None:
    told: list[float] = []
    take(shift, many(2_500), progress=lambda done, total: told.append(done / total))

    assert told == sorted(told)
    assert told[0] < 0.5
    assert told[-1] == 1
