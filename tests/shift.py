"""A whole police desk for tests of the board's use cases: officers, worker, tips that come through the real intake."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import func, select

from hotline import audit, intake, leads, registry, work
from hotline.db.engine import Database, reading
from hotline.db.tables import Lead, LeadEvent, Tip
from hotline.intake import Edge
from hotline.keyring import PassingPublic
from hotline.leads import LeadView
from hotline.runtime import Board, Worker
from hotline.sender import Sender
from tests.builders import CHEAP, Station
from tests.world import message, readers

RAW_PERSON = {
    "kind": "person",
    "full_name": "Nguyễn Văn Thử",
    "aliases": ["Thử còi"],
    "sex": "nam",
    "born": 1990,
    "commune": "18073",
    "hamlet": "TDP 3",
    "phones": ["0912000111"],
}
RAW_HOTSPOT = {"kind": "hotspot", "name": "quán karaoke Ánh Trăng", "place_kind": "quán karaoke", "commune": "18073"}
RETAIL = "o quan karaoke Anh Trang phuong Thanh Sen co nguoi ban ma tuy da, toi nao cung co"
OTHER = "xom 4 xa Cam Binh co thanh nien tu tap chich hut trong nha hoang canh kenh"


@dataclass
class Shift(Station):
    """A Station with edge, worker and board on its clock."""

    senders: dict[str, Sender] = field(default_factory=dict)
    rung: list[int] = field(default_factory=list)

    @cached_property
    def edge(self) -> Edge:
        """The public side."""
        ring = self.ring("intake")
        passing = PassingPublic(self.directory, ring)
        return Edge(
            Database(self.db.engine), lambda: ring().current("edge").secret, passing, self.rung.append, self.clock
        )

    @cached_property
    def worker(self) -> Worker:
        """The worker."""
        ring = self.ring("worker")
        return Worker(
            db=Database(self.db.engine, audit.appender(ring, self.clock)),
            ring=ring,
            passing_ring=self.ring("worker-passing"),
            passing=PassingPublic(self.directory, ring),
            readers=readers(),
            senders=self.senders,
            clock=self.clock,
        )

    @cached_property
    def board(self) -> Board:
        """The board."""
        front = self.front
        return Board(front.db, front.ring, self.edge, readers(), self.clock, CHEAP, False)

    def tip(self, text: str = RETAIL, sender: str = "+84900000001") -> int:
        """Takes a tip through intake and worker; returns its lead's id."""
        intake.keep(self.edge, message(text, sender=sender))
        work.step(self.worker)
        with reading(self.db) as session:
            newest = select(LeadEvent.lead_id).order_by(LeadEvent.seq.desc()).limit(1)
            lead_id = session.scalar(newest)
        assert lead_id is not None
        return lead_id

    def open(self, login: str, lead_id: int) -> LeadView:
        """A lead as an officer sees it."""
        return leads.open_lead(self.board, self.viewer(login), lead_id)

    def lead(self, lead_id: int) -> Lead:
        """The lead's row."""
        with reading(self.db) as session:
            return session.get_one(Lead, lead_id)

    def tips(self, lead_id: int) -> list[int]:
        """The lead's tips, oldest first."""
        return [tip.id for tip in self.open("super", lead_id).tips]

    def count(self, table: type) -> int:
        """Rows of a table."""
        with reading(self.db) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def claim(self, login: str, lead_id: int) -> int:
        """Claims a lead; returns its version."""
        return leads.claim(self.board, self.viewer(login), lead_id, self.lead(lead_id).version).version

    def record(self, raw: Mapping[str, object] | None = None) -> int:
        """A record that a second officer has approved."""
        kept = registry.add(self.board, self.viewer("registry"), raw or RAW_HOTSPOT)
        registry.decide(self.board, self.viewer("super2"), kept.approval_id, approve=True)
        return kept.record_id

    def tip_rows(self) -> int:
        """How many tips there are."""
        return self.count(Tip)
