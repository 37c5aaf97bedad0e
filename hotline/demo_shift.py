"""The demo's shift before ours: sample officers act on the older sample leads by the same use cases as the board.

So the demo opens on a desk at work: some leads sent, one released to its commune, some on watch, some closed.
"""

from dataclasses import dataclass, field, replace

from sqlalchemy import select

from hotline import leads, links, officers, releases, suggesting
from hotline.bootstrap import Raised
from hotline.clock import HOUR, MINUTE
from hotline.db.engine import reading
from hotline.db.tables import Approval, Lead, Unit
from hotline.errors import Refused
from hotline.officers import Viewer
from hotline.runtime import Board

THINKS = 12 * MINUTE  # how long after its tip a lead was taken up
OURS = 9 * HOUR  # younger leads are for whoever opens the demo


@dataclass
class Shift:
    """The duty officer and the shift lead of the last two days, on a clock that the samples move."""

    board: Board
    raised: Raised
    start: int
    seen: set[int] = field(default_factory=set)

    def until(self, moment: int) -> None:
        """Acts on what came up to shortly before a moment (epoch seconds), as if it were that moment."""
        board = replace(self.board, clock=lambda: moment)
        older = (Lead.opened_at <= moment - THINKS) & (Lead.opened_at < self.start - OURS)
        with reading(board.db) as session:
            due = list(session.scalars(select(Lead).where(older, Lead.state == "new")))
        for lead in due:
            if lead.id not in self.seen:
                self.seen.add(lead.id)
                self._act(board, lead)

    def _viewer(self, login: str) -> Viewer:
        with reading(self.board.db) as session:
            return officers.viewer(session, officers.named(session, login), self.raised.keys[login])

    def _act(self, board: Board, lead: Lead) -> None:
        duty = self._viewer("trucban")
        if lead.category == "treatment":
            return  # these stay for the visitor
        version = leads.claim(board, duty, lead.id, lead.version).version
        if lead.category == "irrelevant":
            leads.close(board, duty, lead.id, version, "spam" if lead.lane == "quarantine" else "out_of_scope")
            return
        version = leads.confirm(board, duty, lead.id, version).version
        version = self._mention(board, duty, lead.id, version)
        try:
            self._send(board, duty, lead, version)
        except Refused:
            leads.hold(board, duty, lead.id, version)

    def _mention(self, board: Board, duty: Viewer, lead_id: int, version: int) -> int:
        """Notes the first hotspot that is suggested; persons are left to the visitor."""
        with reading(board.db) as session:
            found = suggesting.of_lead(session, lead_id, "hotspot")
        if not found:
            return version
        return links.mention(board, duty, lead_id, version, found[0].record_id).version

    def _send(self, board: Board, duty: Viewer, lead: Lead, version: int) -> None:
        """To the commune by a release that the shift lead lets pass, to the command for dealers, else on watch."""
        with reading(board.db) as session:
            local = session.scalar(select(Unit.id).where(Unit.kind == "commune", Unit.commune == lead.commune))
            command = session.scalar(select(Unit.id).where(Unit.kind == "supervision"))
        if local is not None:
            wording = releases.draft(board, duty, lead.id).wording
            releases.propose(board, duty, lead.id, version, local, wording, marked_seen=True)
            self._let_pass(board)
        elif lead.category in ("trafficking", "retail") and command is not None:
            leads.send(board, duty, lead.id, version, command)
        else:
            leads.hold(board, duty, lead.id, version)

    def _let_pass(self, board: Board) -> None:
        with reading(board.db) as session:
            waiting = session.scalars(select(Approval.id).where(Approval.verdict == "open", Approval.kind == "release"))
            approvals = list(waiting)
        for approval_id in approvals:
            releases.decide(board, self._viewer("truongca"), approval_id, approve=True)
