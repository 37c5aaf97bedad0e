"""No status without a document and a second officer, whatever is called in whatever order by whomever."""

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from hotline import registry, registry_io, vault
from hotline.db.engine import Database, make_engine, reading
from hotline.db.migrate import upgrade
from hotline.db.tables import Approval, Item, Period, PeriodProposal, Record
from hotline.errors import HotlineError
from hotline.registry import DOCUMENTS, Status
from hotline.registry.reading import opened
from hotline.registry.words import Words, same_one
from tests.registry.acting import EDITED, give, version
from tests.shift import RAW_PERSON, Shift

PEOPLE = st.sampled_from(["registry", "super", "super2", "lead", "alice"])
EDITORS, DECIDERS = st.sampled_from(["registry", "super"]), st.sampled_from(["super", "super2", "lead"])
STATUS = st.sampled_from(["user", "addict", "post_rehab", "retail_dealer"])
PAPERS = st.sampled_from([("test", "KQ 1"), ("decision", "QĐ 1")])
NO_PAPERS = st.sampled_from([("tip", "TB 1"), ("test", " "), ("", "")])
NAMES = st.sampled_from(["Nguyễn Văn Thử", "Lê Văn Khác"])
PLACE = st.integers(0, 2)
OTHER = {**RAW_PERSON, "full_name": "Lê Văn Khác", "phones": []}


@settings(max_examples=20, stateful_step_count=16, suppress_health_check=list(HealthCheck), deadline=None)
class Statuses(RuleBasedStateMachine):
    """Any calls by any officers: a period rests on a paper and two people, and stays with whom it was given to."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        engine = make_engine(f"sqlite:///{self.folder}/x.db")
        upgrade(engine)
        self.shift = Shift(Database(engine), self.folder / "rings")
        self.records = [give(self.shift, self.shift.record(RAW_PERSON)), self.shift.record(OTHER)]
        self.approvals: list[int] = [0]
        self.decisions: list[int] = [0]
        self.wanted: dict[tuple[int, int], Words] = {}  # by approval and record: who was meant when asked
        with reading(self.shift.db) as session:
            for period in session.scalars(select(Period)):
                self.wanted[period.approval_id, period.record_id] = self.meant(period.record_id)

    def record(self, at: int) -> int:
        return self.records[at % len(self.records)]

    def attempt(self, act: Callable[[], object]) -> None:
        try:
            found = act()
        except HotlineError:
            return
        approval = found if isinstance(found, int) else getattr(found, "approval_id", 0)
        self.approvals += [approval] if approval else []
        self.decisions += [found.decision_id] if isinstance(found, registry.Kept) else []
        record = found.record_id if isinstance(found, registry.Kept) else 0
        with reading(self.shift.db) as session:
            if record and record not in self.records and session.get(Record, record) is not None:
                self.records.append(record)
            asked = session.scalars(select(PeriodProposal).where(PeriodProposal.approval_id == approval)).all()
        for one in asked:
            self.records += [] if one.record_id in self.records else [one.record_id]
            self.wanted.setdefault((approval, one.record_id), self.meant(one.record_id))

    def meant(self, record: int) -> Words:
        viewer = self.shift.viewer("super")
        with reading(self.shift.db) as session:
            return opened(session, viewer, [session.get_one(Record, record)])[record]

    def asked(self, who: str, at: int, status: str, document: tuple[str, str]) -> None:
        record, viewer = self.record(at), self.shift.viewer(who)
        wanted, seen = Status(status, None, *document), version(self.shift, record)
        self.attempt(lambda: registry.propose_period(self.shift.board, viewer, record, seen, wanted, "giấy"))

    def decided(self, who: str, approval: int, yes: bool) -> None:
        viewer = self.shift.viewer(who)
        self.attempt(lambda: registry.decide(self.shift.board, viewer, approval, approve=yes) and None)

    @rule(who=PEOPLE, at=PLACE, status=STATUS, document=PAPERS)
    def ask(self, who: str, at: int, status: str, document: tuple[str, str]) -> None:
        self.asked(who, at, status, document)

    @rule(who=PEOPLE, yes=st.booleans(), back=PLACE)
    def decide(self, who: str, yes: bool, back: int) -> None:
        self.decided(who, self.approvals[-1 - back % len(self.approvals)], yes)

    @rule(who=EDITORS, other=DECIDERS, yes=st.booleans(), at=PLACE, status=STATUS, document=PAPERS)
    def ask_and_decide(self, who: str, other: str, yes: bool, at: int, status: str, document: tuple[str, str]) -> None:
        self.asked(who, at, status, document)
        self.decided(other, self.approvals[-1], yes)

    @rule(who=EDITORS, other=DECIDERS, at=PLACE, status=STATUS, document=PAPERS, name=NAMES)
    def edit_before_it_is_decided(
        self, who: str, other: str, at: int, status: str, document: tuple[str, str], name: str
    ) -> None:
        self.asked(who, at, status, document)
        self.edit(who, at, name)
        self.decided(other, self.approvals[-1], True)

    @rule(who=EDITORS, at=PLACE, ending=st.sampled_from(["corrected", "court"]))
    def end_period(self, who: str, at: int, ending: str) -> None:
        viewer, record = self.shift.viewer(who), self.record(at)
        with reading(self.shift.db) as session:
            standing = session.scalars(select(Period.id).where(Period.record_id == record, Period.to_day.is_(None)))
            period = next(iter(standing), 0)
        self.attempt(lambda: registry.end_period(self.shift.board, viewer, period, ending, "đã xong"))

    @rule(who=EDITORS, one=PLACE, apart=st.integers(1, 2))
    def not_same(self, who: str, one: int, apart: int) -> None:
        a, b = self.record(one), self.record(one + apart)
        viewer, seen = self.shift.viewer(who), version(self.shift, a)
        self.attempt(lambda: registry.not_same(self.shift.board, viewer, a, seen, b))

    @rule(who=EDITORS, other=DECIDERS, at=PLACE, status=STATUS, document=NO_PAPERS)
    def ask_without_a_document(self, who: str, other: str, at: int, status: str, document: tuple[str, str]) -> None:
        self.asked(who, at, status, document)
        self.decided(other, self.approvals[-1], True)

    @rule(who=PEOPLE, status=st.sampled_from(["", "user"]), paper=st.sampled_from(["", "QĐ 2"]))
    def add(self, who: str, status: str, paper: str) -> None:
        raw = {**RAW_PERSON, "status": status, "document_ref": paper}
        self.attempt(lambda: registry.add(self.shift.board, self.shift.viewer(who), raw))

    @rule(who=PEOPLE, status=st.sampled_from(["", "user"]), paper=st.sampled_from(["", "QĐ 3"]))
    def import_one(self, who: str, status: str, paper: str) -> None:
        data = json.dumps({**RAW_PERSON, "status": status, "document_ref": paper}).encode()
        viewer = self.shift.viewer(who)
        self.attempt(lambda: registry_io.import_file(self.shift.board, viewer, data, "x.jsonl", duplicates=True))

    @rule(who=EDITORS, at=PLACE, name=NAMES, born=st.sampled_from([1990, None]))
    def edit(self, who: str, at: int, name: str, born: int | None = 1990) -> None:
        record, raw = self.record(at), {**EDITED, "full_name": name, "born": born, "status": "addict"}
        viewer, seen = self.shift.viewer(who), version(self.shift, record)
        self.attempt(lambda: registry.edit(self.shift.board, viewer, record, seen, raw, "sửa"))

    @rule(who=PEOPLE, at=PLACE)
    def complain(self, who: str, at: int) -> None:
        viewer, record = self.shift.viewer(who), self.record(at)
        self.attempt(lambda: registry.complain(self.shift.board, viewer, record, "khiếu nại"))

    @rule(who=EDITORS, at=PLACE)
    def retire(self, who: str, at: int) -> None:
        viewer, record = self.shift.viewer(who), self.record(at)
        seen = version(self.shift, record)
        self.attempt(lambda: registry.retire(self.shift.board, viewer, record, seen, "đã đi"))

    @rule(who=EDITORS, one=PLACE, apart=st.integers(1, 2))
    def merge(self, who: str, one: int, apart: int) -> None:
        a, b = self.record(one), self.record(one + apart)
        viewer, versions = self.shift.viewer(who), (version(self.shift, a), version(self.shift, b))
        self.attempt(lambda: registry.merge(self.shift.board, viewer, a, versions[0], b, versions[1], "trùng"))

    @rule(who=PEOPLE, one=PLACE, apart=st.integers(0, 2))
    def tell_apart(self, who: str, one: int, apart: int) -> None:
        a, b = self.record(one), self.record(one + apart)
        viewer, seen = self.shift.viewer(who), version(self.shift, a)
        self.attempt(lambda: registry.not_same(self.shift.board, viewer, a, seen, b))

    @rule(who=EDITORS, back=PLACE)
    def undo(self, who: str, back: int) -> None:
        decision, viewer = self.decisions[-1 - back % len(self.decisions)], self.shift.viewer(who)
        self.attempt(lambda: registry.undo(self.shift.board, viewer, decision) and None)

    @invariant()
    def every_period_rests_on_a_paper_and_two_people(self) -> None:
        if not hasattr(self, "shift"):
            return
        viewer = self.shift.viewer("super")
        with reading(self.shift.db) as session:
            for period in session.scalars(select(Period)).all():
                approval = session.get_one(Approval, period.approval_id)
                paper = vault.read(session, viewer.holder, [session.get_one(Item, period.document_item)])
                kind, reference = paper[period.document_item].decode().split("\n")[:2]
                assert kind in DOCUMENTS
                assert reference.strip()
                assert approval.verdict == "approved"
                assert approval.decided_by not in (None, approval.proposed_by)
                if period.to_day is None:
                    words = opened(session, viewer, [session.get_one(Record, period.record_id)])
                    asked = self.wanted[period.approval_id, period.record_id]
                    assert same_one(asked, words[period.record_id])

    @invariant()
    def a_status_is_in_force_on_a_record_in_use(self) -> None:
        if not hasattr(self, "shift"):
            return
        viewer = self.shift.viewer("super")
        for record in self.records:
            row = registry.open_record(self.shift.board, viewer, record).row
            assert row.state == "active" or row.statuses == ()
        with reading(self.shift.db) as session:
            standing = select(Record.state).join(Period, Period.record_id == Record.id).where(Period.to_day.is_(None))
            assert "proposed" not in set(session.scalars(standing))

    @invariant()
    def while_a_complaint_is_open_nothing_is_in_force(self) -> None:
        if not hasattr(self, "shift"):
            return
        contested = select(Approval.subject_id).where(Approval.kind == "complaint", Approval.verdict == "open")
        with reading(self.shift.db) as session:
            standing = select(Period.id).where(Period.to_day.is_(None), Period.frozen.is_(False))
            assert list(session.scalars(standing.where(Period.record_id.in_(contested)))) == []

    def teardown(self) -> None:
        if hasattr(self, "shift"):
            self.shift.db.engine.dispose()
            shutil.rmtree(self.folder)


TestStatuses = Statuses.TestCase
