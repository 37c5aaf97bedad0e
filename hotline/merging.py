"""Two leads that a newcomer proved to be one matter: the software joins them, and an officer can take it back.

It writes the rows that an officer's merge writes (edges and history under one decision), so that the same undo works.
"""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.catalog.weights import weights
from hotline import carrying, grouping
from hotline.cards import LIVE
from hotline.db.tables import Lead, LeadEvent, Membership, Tip
from hotline.grouping import Member
from hotline.ids import new_id
from hotline.sketch import Facts

COUNTED = LIVE & Membership.independent.is_(True)


def merge(session: Session, other_id: int, lead_id: int, decision: int, now: int) -> None:
    """Brings the tips of another lead here; leads of different routes or lanes stay apart."""
    other, lead = session.get_one(Lead, other_id, with_for_update=True), session.get_one(Lead, lead_id)
    if other.routed != lead.routed or other.lane != lead.lane:
        return
    rows = list(session.scalars(select(Membership).where(Membership.lead_id == other_id, LIVE)))
    for row in rows:
        row.undone_at = now
    session.flush()
    told = told_apart(session, rows, lead_id)
    for row in rows:
        session.add(
            Membership(
                id=new_id(), tip_id=row.tip_id, lead_id=lead_id, verdict="same", why="same_matter", bits=row.bits,
                weights=row.weights, groups=list(row.groups or ()), independent=row.tip_id in told,
                decision_id=decision, at=now,
            )
        )  # fmt: skip
    moved = [[row.tip_id, other_id] for row in rows]
    session.execute(update(Tip).where(Tip.id.in_([row.tip_id for row in rows])).values(lead_id=lead_id))
    brought = carrying.to_lead(session, other_id, lead_id, None, now)
    before = close_as_duplicate(session, other, now)
    after = {"state": "closed", "outcome": "duplicate", "closed_at": now}
    _note(session, other, "merged", {"before": before, "after": after, "into": lead_id}, decision, now)
    _note(session, lead, "merge", {"moved": moved, "from": other_id, "links": brought}, decision, now)
    session.flush()


def told_apart(session: Session, rows: Sequence[Membership], lead_id: int) -> set[int]:
    """Those of the arriving tips that count as senders of their own beside the tips that are in the lead already.

    A common key must tell the sender from every counted one, and the words must not be taken from any tip there:
    the same is asked of a tip that arrives by itself (`grouping.is_independent`).
    """
    said = select(Tip).join(Membership, (Membership.tip_id == Tip.id) & LIVE).where(Membership.lead_id == lead_id)
    counted = set(session.scalars(select(Membership.tip_id).where(COUNTED, Membership.lead_id == lead_id)))
    there = [_member(tip, counted=tip.id in counted) for tip in session.scalars(said)]
    arriving = select(Tip).where(Tip.id.in_([row.tip_id for row in rows if row.independent]))
    found: set[int] = set()
    for tip in session.scalars(arriving.order_by(Tip.received_at, Tip.id)):
        newcomer = _member(tip, counted=True)
        if grouping.is_independent(newcomer, there, weights()):
            found.add(tip.id)
            there.append(newcomer)
    return found


def _member(tip: Tip, *, counted: bool) -> Member:
    sources = ((tip.period, tip.source),) if tip.period is not None and tip.source is not None else ()
    return Member(tip.id, Facts(tip.sketch or b""), tip.received_at, tip.category, sources, counted)


def close_as_duplicate(session: Session, lead: Lead, now: int) -> dict[str, object]:
    """Takes an emptied lead off the board; returns what it was, for an undo."""
    before: dict[str, object] = {"state": lead.state, "outcome": lead.outcome, "closed_at": lead.closed_at}
    lead.state, lead.outcome, lead.closed_at = "closed", "duplicate", now
    lead.version += 1
    session.flush()
    return before


def _note(session: Session, lead: Lead, action: str, codes: dict[str, object], decision: int, now: int) -> None:
    session.add(
        LeadEvent(
            lead_id=lead.id, unit_id=lead.unit_id, action=action, version=lead.version, codes=codes,
            decision_id=decision, at=now,
        )
    )  # fmt: skip
