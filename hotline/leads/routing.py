"""A wrong match with the police's own people, undone by supervision: the lead goes to the desk (design 2)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from config.catalog.timers import timers
from hotline import units, vault, workflow
from hotline.clock import coarse
from hotline.db.engine import writing
from hotline.db.queries import matters
from hotline.db.tables import Grant, Tip, Unit
from hotline.errors import Refused
from hotline.leads import deed as deeds
from hotline.leads.deed import Deed
from hotline.leads.values import Done
from hotline.leads.words import required
from hotline.officers import Viewer
from hotline.runtime import Board


def to_the_desk(board: Board, viewer: Viewer, lead_id: int, version: int, reason: str) -> Done:
    """Opens a lead that was kept from the desk to it: every tip's key is sealed to the desk's units by this officer's.

    Raises Refused unless a supervisor does it, or when the lead is the desk's already. It cannot be undone: what the
    desk has read it has read.
    """
    why = required(reason)
    deeds.require(viewer, "supervisor")
    with writing(board.db) as session:
        deed = deeds.begin(session, board, viewer, lead_id, version)
        if deed.lead.routed != "supervision" and not deed.lead.conflict:
            raise Refused("route.desk")
        tips = [tip for tip, _edge in matters.tips(session, lead_id)]
        if deed.lead.routed == "supervision":
            _share(deed, tips)
        values: Mapping[str, Any] = {"routed": "desk", "conflict": False}
        deeds.apply(deed.lead, values)
        deed.lead.due_at = workflow.first_due(deed.lead.urgency, deed.now, timers())
        deeds.lease(deed, keep=False)
        return deeds.finish(deed, "rerouted", {"tips": len(tips)}, why)


def _share(deed: Deed, tips: list[Tip]) -> None:
    session, stamp = deed.session, coarse(deed.now)
    desk = units.sealing_keys(session, deed.board.ring().current("roster").secret, ("desk",))
    items = matters.items(session, "tip", [tip.id for tip in tips])
    wanted = {item.subject_id for item in items}
    held = set(
        session.scalars(
            select(Grant.subject_id)
            .join(Unit, Unit.id == Grant.unit_id)
            .where(Grant.subject_id.in_(wanted), Unit.kind == "desk")
        )
    )
    for subject in vault.subjects_of(session, deed.viewer.holder, wanted - held).values():
        vault.grant(session, subject, desk, granted_by=deed.viewer.officer_id, at=stamp)
    for tip in tips:
        tip.routed = "desk"
    session.flush()
