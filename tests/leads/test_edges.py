"""Any sequence of merges, splits, moves and undos: a tip has one home, counts are right, and all of it comes back."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from hotline import leads
from hotline.db.engine import Database, make_engine, reading
from hotline.db.migrate import upgrade
from hotline.db.tables import Lead, Membership, Tip
from hotline.errors import HotlineError
from tests.shift import OTHER, RETAIL, Shift

THIRD = "gan cau Ho Do xa Ho Do co nhom cho hang trang bang xe tai vao ban dem"
LIVE = (Membership.verdict == "same") & Membership.undone_at.is_(None)


@settings(
    max_examples=5,
    stateful_step_count=8,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take minutes: each step is a database
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
class Edges(RuleBasedStateMachine):
    """An officer who groups and regroups three tips."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        engine = make_engine(f"sqlite:///{self.folder}/x.db")
        upgrade(engine)
        self.shift = Shift(Database(engine), self.folder / "rings")
        for number, text in enumerate((RETAIL, OTHER, THIRD)):
            self.shift.tip(text, f"+8490000001{number}")
        self.viewer = self.shift.viewer("lead")
        self.decisions: list[int] = []
        self.start = self.homes()

    def homes(self) -> dict[int, int]:
        with reading(self.shift.db) as session:
            return dict(session.execute(select(Membership.tip_id, Membership.lead_id).where(LIVE)).all())

    def pick(self, at: int) -> Lead:
        with reading(self.shift.db) as session:
            return session.scalars(select(Lead).order_by(Lead.id)).all()[at % self.shift.count(Lead)]

    def keep(self, done: leads.Done) -> None:
        self.decisions.append(done.decision_id)

    @rule(one=st.integers(0, 9), other=st.integers(0, 9))
    def merge(self, one: int, other: int) -> None:
        a, b = self.pick(one), self.pick(other)
        try:
            self.keep(leads.merge(self.shift.board, self.viewer, a.id, a.version, b.id, b.version))
        except HotlineError:
            return

    @rule(one=st.integers(0, 9), tip=st.integers(0, 2), silence=st.booleans())
    def split(self, one: int, tip: int, silence: bool) -> None:
        lead, tip_id = self.pick(one), sorted(self.start)[tip]
        board, viewer = self.shift.board, self.viewer
        try:
            if silence:
                self.keep(leads.not_same(board, viewer, lead.id, lead.version, tip_id)[0])
            else:
                self.keep(leads.split(board, viewer, lead.id, lead.version, [tip_id])[0])
        except HotlineError:
            return

    @rule(one=st.integers(0, 9), tip=st.integers(0, 2))
    def bring(self, one: int, tip: int) -> None:
        lead, tip_id = self.pick(one), sorted(self.start)[tip]
        source = self.shift.lead(self.homes()[tip_id])
        try:
            self.keep(leads.bring(self.shift.board, self.viewer, lead.id, lead.version, [tip_id], source.version))
        except HotlineError:
            return

    @rule()
    def undo_the_last(self) -> None:
        if self.decisions:
            leads.undo(self.shift.board, self.viewer, self.decisions.pop())

    @invariant()
    def every_tip_has_one_home_and_every_count_is_right(self) -> None:
        if not hasattr(self, "start"):
            return
        homes = self.homes()
        with reading(self.shift.db) as session:
            assert {tip.id: tip.lead_id for tip in session.scalars(select(Tip))} == homes
            assert (session.scalar(select(func.count()).select_from(Membership).where(LIVE)) or 0) == len(homes)
            for lead in session.scalars(select(Lead).where(Lead.state != "closed")):
                assert lead.tips == sum(home == lead.id for home in homes.values()) > 0

    def teardown(self) -> None:
        if hasattr(self, "start"):
            while self.decisions:
                leads.undo(self.shift.board, self.viewer, self.decisions.pop())
            assert self.homes() == self.start
            self.shift.db.engine.dispose()
            shutil.rmtree(self.folder)


TestEdges = Edges.TestCase
