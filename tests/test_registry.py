"""The registry: no status without a document and a second officer, whatever is called in whatever order."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from hotline import linking, registry, second, suggesting
from hotline.clock import coarse
from hotline.db.engine import Database, make_engine, reading
from hotline.db.migrate import upgrade
from hotline.db.queries import index as postings
from hotline.db.tables import Approval, Grant, Item, Link, Period, Record, Unit
from hotline.errors import Conflict, HotlineError, NotFound, Refused
from hotline.registry import Status
from tests.builders import PEOPLE
from tests.shift import RAW_HOTSPOT, RAW_PERSON, Shift

PAPER = Status("user", None, "test", "KQXN 12/2026")


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


def version(shift: Shift, record: int) -> int:
    with reading(shift.db) as session:
        return session.get_one(Record, record).version


def statuses(shift: Shift, record: int) -> tuple[str, ...]:
    return registry.open_record(shift.board, shift.viewer("super"), record).row.statuses


def with_status(shift: Shift, status: Status = PAPER) -> int:
    record = shift.record(RAW_PERSON)
    board, officer = shift.board, shift.viewer("registry")
    approval = registry.propose_period(board, officer, record, version(shift, record), status, "dương tính")
    registry.decide(board, shift.viewer("super"), approval, approve=True)
    return record


def test_a_record_is_proposed_until_a_second_officer_approves_it(shift: Shift) -> None:
    kept = registry.add(shift.board, shift.viewer("alice"), RAW_PERSON, "theo hồ sơ phường")
    with pytest.raises(NotFound):
        registry.open_record(shift.board, shift.viewer("commune"), kept.record_id)

    registry.decide(shift.board, shift.viewer("super"), kept.approval_id, approve=True)

    view = registry.open_record(shift.board, shift.viewer("commune"), kept.record_id)
    assert (view.row.state, view.row.name, view.row.statuses) == ("active", "Nguyễn Văn Thử", ())


def test_a_record_is_sealed_to_its_readers_and_to_nobody_else(shift: Shift) -> None:
    record = shift.record(RAW_PERSON)

    with reading(shift.db) as session:
        rows = session.execute(
            select(Unit.name)
            .join(Grant, Grant.unit_id == Unit.id)
            .join(Item, Item.subject_id == Grant.subject_id)
            .where(Item.owner == "record", Item.owner_id == record, Item.kind == "record")
        )
        assert {row.name for row in rows} == {"Trực ban", "Chỉ huy", "Hồ sơ", "Phường Thành Sen"}


@pytest.mark.parametrize("login", ["charlie", "auditor", "admin"])
def test_others_do_not_find_a_record(shift: Shift, login: str) -> None:
    record = shift.record(RAW_PERSON)

    with pytest.raises(NotFound):
        registry.open_record(shift.board, shift.viewer(login), record)


def test_a_status_is_a_period_with_its_document_and_both_officers(shift: Shift) -> None:
    record = with_status(shift)

    period = registry.open_record(shift.board, shift.viewer("super"), record).periods[0]
    assert (period.status, period.in_force, period.document) == ("user", True, ("test", "KQXN 12/2026", "dương tính"))
    assert (period.proposed_by, period.decided_by) == ("Hồ", "Sáu")


@pytest.mark.parametrize(
    "status",
    [
        Status("user", None, "test", ""),
        Status("user", None, "test", "  "),
        Status("user", None, "tip", "tin báo 12"),
        Status("user", None, "", "12"),
        Status("complex", None, "test", "12"),
        Status("user", 10**6, "test", "12"),
    ],
)
def test_what_is_no_document_gives_no_status(shift: Shift, status: Status) -> None:
    record = shift.record(RAW_PERSON)

    with pytest.raises(Refused):
        registry.propose_period(shift.board, shift.viewer("registry"), record, version(shift, record), status, "")
    assert statuses(shift, record) == ()


def test_a_new_status_follows_the_old_one_and_overwrites_nothing(shift: Shift) -> None:
    record = with_status(shift)
    shift.clock.now += 90 * 86_400
    board, officer = shift.board, shift.viewer("registry")
    later = Status("post_rehab", None, "decision", "QĐ 5/2026")
    approval = registry.propose_period(board, officer, record, version(shift, record), later, "")
    registry.decide(board, shift.viewer("super"), approval, approve=True)

    periods = registry.open_record(board, shift.viewer("super"), record).periods
    assert [(one.status, one.in_force, one.reason) for one in periods] == [
        ("user", False, "followed"),
        ("post_rehab", True, None),
    ]


def test_a_suspected_status_ends_by_itself(shift: Shift) -> None:
    from hotline import timers

    record = with_status(shift, Status("suspected_user", None, "verification", "BB 3/2026"))
    shift.clock.now += 181 * 86_400
    timers.escalate(shift.worker.db, shift.clock.now)

    assert statuses(shift, record) == ()
    assert registry.open_record(shift.board, shift.viewer("super"), record).periods[0].reason == "expired"


def test_a_complaint_freezes_the_status_until_somebody_new_decides(shift: Shift) -> None:
    record = with_status(shift)
    approval = registry.complain(shift.board, shift.viewer("alice"), record, "đương sự khiếu nại")
    assert statuses(shift, record) == ()

    with pytest.raises(Refused) as told:
        registry.decide(shift.board, shift.viewer("super"), approval, approve=True)
    assert told.value.code == "approval.acted_before"
    registry.decide(shift.board, shift.viewer("super2"), approval, approve=True)

    assert registry.open_record(shift.board, shift.viewer("super"), record).periods[0].reason == "complaint"


def test_merge_then_undo_equals_before(shift: Shift) -> None:
    one, other = shift.record(RAW_PERSON), shift.record({**RAW_PERSON, "full_name": "Nguyễn Văn Thứ", "phones": []})
    board, officer = shift.board, shift.viewer("registry")
    lead_id = shift.tip()
    from hotline import links

    links.mention(board, shift.viewer("alice"), lead_id, shift.claim("alice", lead_id), other, "tên khớp")

    def facts() -> list[tuple[str, tuple[int, ...], int]]:
        with reading(shift.db) as session:
            found = []
            for record in (one, other):
                row = session.get_one(Record, record)
                terms = postings.terms_of(session, "person", [record])
                linked = select(Link.id).where(Link.record_id == record, Link.undone_at.is_(None))
                found.append((row.state, tuple(sorted(terms)), len(session.scalars(linked).all())))
            return found

    before = facts()
    done = registry.merge(board, officer, one, version(shift, one), other, version(shift, other), "trùng")
    assert [(state, linked) for state, _terms, linked in facts()] == [("active", 1), ("merged", 0)]

    registry.undo(board, officer, done.decision_id)
    assert facts() == before


def test_a_merge_by_one_officer_puts_nobody_elses_status_or_link_on_a_person(shift: Shift) -> None:
    one, other = shift.record({**RAW_PERSON, "full_name": "Nguyễn Văn Thứ", "phones": []}), with_status(shift)
    board, alice, officer = shift.board, shift.viewer("alice"), shift.viewer("registry")
    lead_id = shift.tip()
    from hotline import links

    done = links.mention(board, alice, lead_id, shift.claim("alice", lead_id), other, "tên khớp")
    with reading(shift.db) as session:
        link = session.scalars(select(Link.id).where(Link.record_id == other)).one()
    links.confirm(board, alice, lead_id, done.version, link, "rõ")
    with reading(shift.db) as session:
        approval = session.scalars(select(Link.approval_id).where(Link.id == link)).one()
    assert approval is not None
    links.decide(board, shift.viewer("super"), approval, approve=True)

    registry.merge(board, officer, one, version(shift, one), other, version(shift, other), "trùng")
    view = registry.open_record(board, shift.viewer("super2"), one)
    assert [period.in_force for period in view.periods] == [False]
    assert [line.verdict for line in view.leads] == ["mention"]


def test_outside_the_desk_a_record_does_not_tell_the_minute_of_a_tip(shift: Shift) -> None:
    shift.clock.now += 1_234
    hotspot, lead_id = shift.record(RAW_HOTSPOT), shift.tip()
    board, alice = shift.board, shift.viewer("alice")
    from hotline import links

    done = links.mention(board, alice, lead_id, shift.claim("alice", lead_id), hotspot)
    with reading(shift.db) as session:
        link = session.scalars(select(Link.id).where(Link.record_id == hotspot)).one()
    links.confirm(board, alice, lead_id, done.version, link, "rõ")
    (exact,) = registry.open_record(board, alice, hotspot).leads
    (told,) = registry.open_record(board, shift.viewer("registry"), hotspot).leads
    assert told.opened_at == coarse(exact.opened_at) != exact.opened_at


def test_a_retired_record_is_suggested_no_more_and_comes_back(shift: Shift) -> None:
    record = shift.record(RAW_HOTSPOT)
    lead_id = shift.tip()

    def suggested() -> list[int]:
        with reading(shift.db) as session:
            found: tuple[linking.Suggestion, ...] = suggesting.of_lead(session, lead_id, "hotspot")
            return [one.record_id for one in found]

    assert suggested() == [record]
    done = registry.retire(shift.board, shift.viewer("registry"), record, version(shift, record), "đã đóng cửa")
    assert suggested() == []
    registry.undo(shift.board, shift.viewer("registry"), done.decision_id)
    assert suggested() == [record]


def test_an_edit_is_a_new_version_and_the_old_words_stay(shift: Shift) -> None:
    record = shift.record(RAW_PERSON)
    seen = version(shift, record)
    edited = {**RAW_PERSON, "hamlet": "TDP 9"}
    registry.edit(shift.board, shift.viewer("registry"), record, seen, edited, "chuyển nhà")

    view = registry.open_record(shift.board, shift.viewer("super"), record)
    assert view.words.hamlet == "TDP 9"
    assert view.history[-1].words == "chuyển nhà"
    with reading(shift.db) as session:
        versions = select(Item).where(Item.owner_id == record, Item.kind == "record")
        assert len(session.scalars(versions).all()) == 2
    with pytest.raises(Conflict):
        registry.edit(shift.board, shift.viewer("registry"), record, seen, edited, "x")


@pytest.mark.parametrize(
    "fields, told",
    [
        ({"full_name": ""}, "full_name:missing"),
        ({"born": "1890"}, "born:year"),
        ({"born": "năm nay"}, "born:year"),
        ({"commune": "99999"}, "commune:unknown"),
        ({"sex": "x"}, "sex:unknown"),
        ({"phones": ["abc"]}, "phones:phone"),
        ({"note": "=1+1"}, "formula"),
        ({"note": "x" * 5000}, "note:too_long"),
        ({"aliases": [str(n) for n in range(21)]}, "aliases:too_many"),
        ({"colour": "red"}, "colour:column"),
        ({"status": "user"}, "document_ref:missing"),
        ({"status": "king", "document_ref": "1"}, "status:unknown"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_nothing_is_kept(shift: Shift, fields: dict[str, object], told: str) -> None:
    with pytest.raises(Refused) as error:
        registry.add(shift.board, shift.viewer("registry"), {**RAW_PERSON, **fields})

    assert told in str(error.value.params["troubles"])
    assert shift.count(Record) == 0


@settings(max_examples=8, stateful_step_count=14, suppress_health_check=list(HealthCheck), deadline=None)
class Statuses(RuleBasedStateMachine):
    """Any sequence of calls by any officers: a period is in force only by a document and two different people."""

    people = st.sampled_from([spec.login for spec in PEOPLE])

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        engine = make_engine(f"sqlite:///{self.folder}/x.db")
        upgrade(engine)
        self.shift = Shift(Database(engine), self.folder / "rings")
        self.records = [self.shift.record(RAW_PERSON)]
        self.approvals: list[int] = [0]
        self.lead_id = self.shift.tip()

    def attempt(self, act: object) -> None:
        try:
            found = act()  # type: ignore[operator]  # a lambda of the rule below
        except HotlineError:
            return
        approval = found if isinstance(found, int) else getattr(found, "approval_id", 0)
        if approval:
            self.approvals.append(approval)
        record = getattr(found, "record_id", 0)
        if record and record not in self.records:
            self.records.append(record)

    @rule(who=people, status=st.sampled_from(["user", "addict", "complex"]), paper=st.sampled_from(["", " ", "QĐ 1"]),
          kind=st.sampled_from(["test", "tip", ""]), at=st.integers(0, 5))  # fmt: skip
    def ask(self, who: str, status: str, paper: str, kind: str, at: int) -> None:
        record = self.records[at % len(self.records)]
        wanted, seen = Status(status, None, kind, paper), version(self.shift, record)
        viewer, board = self.shift.viewer(who), self.shift.board
        self.attempt(lambda: registry.propose_period(board, viewer, record, seen, wanted, "giấy"))

    @rule(who=people, yes=st.booleans(), at=st.integers(0, 9))
    def decide(self, who: str, yes: bool, at: int) -> None:
        approval, viewer = self.approvals[at % len(self.approvals)], self.shift.viewer(who)
        self.attempt(lambda: registry.decide(self.shift.board, viewer, approval, approve=yes) and None)

    @rule(who=people, status=st.sampled_from(["", "user"]), paper=st.sampled_from(["", "QĐ 2"]))
    def add(self, who: str, status: str, paper: str) -> None:
        raw = {**RAW_PERSON, "status": status, "document_ref": paper}
        self.attempt(lambda: registry.add(self.shift.board, self.shift.viewer(who), raw))

    @rule(who=people, at=st.integers(0, 5))
    def edit(self, who: str, at: int) -> None:
        record = self.records[at % len(self.records)]
        raw, seen = {**RAW_PERSON, "status": "addict", "document_ref": "x"}, version(self.shift, record)
        self.attempt(lambda: registry.edit(self.shift.board, self.shift.viewer(who), record, seen, raw, "sửa"))

    @rule(who=people, at=st.integers(0, 5))
    def complain(self, who: str, at: int) -> None:
        record = self.records[at % len(self.records)]
        self.attempt(lambda: registry.complain(self.shift.board, self.shift.viewer(who), record, "khiếu nại"))

    @rule(who=people, one=st.integers(0, 5), other=st.integers(0, 5))
    def merge(self, who: str, one: int, other: int) -> None:
        a, b = self.records[one % len(self.records)], self.records[other % len(self.records)]
        viewer, versions = self.shift.viewer(who), (version(self.shift, a), version(self.shift, b))
        self.attempt(lambda: registry.merge(self.shift.board, viewer, a, versions[0], b, versions[1], "trùng"))

    @invariant()
    def every_period_rests_on_a_paper_and_two_people(self) -> None:
        if not hasattr(self, "shift"):
            return
        with reading(self.shift.db) as session:
            for period in session.scalars(select(Period)):
                approval = session.get_one(Approval, period.approval_id)
                document = session.get_one(Item, period.document_item)
                assert (document.kind, approval.verdict) == ("document", "approved")
                assert approval.decided_by not in (None, approval.proposed_by)

    def teardown(self) -> None:
        if hasattr(self, "shift"):
            self.shift.db.engine.dispose()
            shutil.rmtree(self.folder)


TestStatuses = Statuses.TestCase


def test_an_approval_of_another_kind_opens_no_status(shift: Shift) -> None:
    from hotline.db.engine import writing
    from hotline.registry import periods, store

    record = shift.record(RAW_PERSON)
    with writing(shift.board.db) as session:
        approval = second.propose(session, shift.viewer("registry"), "status", record, shift.clock.now)

    with writing(shift.board.db) as session:
        desk = store.Desk.of(session, shift.board, shift.viewer("registry"))
        with pytest.raises(Refused) as told:
            periods.begin(desk, approval)
        assert told.value.code == "period.approval"
