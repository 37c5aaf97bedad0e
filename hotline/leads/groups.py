"""Which tips are one matter: merge, split, move, "not the same". Edges with a decision, never moves of data.

Every act writes which tip came from which lead, so that undo can put inverse rows beside them (decision 0001).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.catalog.timers import timers
from hotline import cards, carrying, joining, merging, workflow
from hotline.db.engine import writing
from hotline.db.queries import matters
from hotline.db.tables import Lead, Membership, Tip
from hotline.errors import Refused
from hotline.ids import new_id
from hotline.leads import deed as deeds
from hotline.leads.deed import Also, Deed
from hotline.leads.values import Done
from hotline.leads.words import clean
from hotline.officers import Viewer
from hotline.runtime import Board

MOST = 500
COPIED = (
    "routed", "lane", "category", "urgency", "commune", "no_place", "basis", "information", "source_grade", "handling",
    "rank", "opened_at",
)  # fmt: skip


def merge(
    board: Board, viewer: Viewer, lead_id: int, version: int, other_id: int, other_version: int, words: str = ""
) -> Done:
    """Brings all tips of another lead here; the other closes as a duplicate. Undo gives both back as they were."""
    kept = clean(words)
    if lead_id == other_id:
        raise Refused("group.itself")
    with writing(board.db) as session:
        deed = _begin(session, board, viewer, lead_id, version)
        other = deeds.begin(session, board, viewer, other_id, other_version)
        other.decision_id = deed.decision_id
        if other.lead.routed != deed.lead.routed:
            raise Refused("group.routes")
        moved = move(deed, _tips(session, other_id), lead_id)
        brought = carrying.to_lead(session, other_id, lead_id, viewer.officer_id, deed.now)
        closing = {"state": "closed", "outcome": "duplicate", "closed_at": deed.now, "due_at": None, "review_at": None}
        before = deeds.apply(other.lead, closing)
        after = {name: closing[name] for name in before}
        other.lead.lease_until = 0
        matters.travel(session, other.lead, before)
        deeds.finish(other, "merged", {"before": before, "after": after, "into": lead_id})
        return _recounted(deed, "merge", {"moved": moved, "from": other_id, "links": brought}, kept)


def split(
    board: Board, viewer: Viewer, lead_id: int, version: int, tip_ids: Sequence[int], words: str = ""
) -> tuple[Done, int]:
    """Makes tips of a lead a lead of their own, its fields guesses again; returns Done and the new lead's id."""
    kept = clean(words)
    with writing(board.db) as session:
        deed = _begin(session, board, viewer, lead_id, version)
        born, moved = _apart(deed, tip_ids)
        return _recounted(deed, "split", {"moved": moved, "born": born}, kept), born


def not_same(board: Board, viewer: Viewer, lead_id: int, version: int, tip_id: int) -> tuple[Done, int]:
    """Says that a tip does not belong here: it goes on alone, and this pair is silenced for good (until undone)."""
    with writing(board.db) as session:
        deed = _begin(session, board, viewer, lead_id, version)
        born, moved = _apart(deed, [tip_id])
        _judge(deed, tip_id, lead_id, "not_same")
        return _recounted(deed, "not_same", {"moved": moved, "born": born, "tip": tip_id}, ""), born


def reject_candidate(board: Board, viewer: Viewer, lead_id: int, version: int, tip_id: int) -> Done:
    """Silences a "perhaps the same" between this lead and a tip of another lead."""
    with writing(board.db) as session:
        deed = _begin(session, board, viewer, lead_id, version)
        if session.scalar(select(Tip.lead_id).where(Tip.id == tip_id)) in (None, lead_id):
            raise Refused("group.tips")
        _judge(deed, tip_id, lead_id, "not_same")
        deeds.lease(deed, keep=True)
        return deeds.finish(deed, "not_same", {"tip": tip_id})


def bring(board: Board, viewer: Viewer, lead_id: int, version: int, tip_ids: Sequence[int], from_version: int) -> Done:
    """Moves tips of one other lead here; a lead's last tip is never moved: the whole lead is joined instead."""
    with writing(board.db) as session:
        deed = _begin(session, board, viewer, lead_id, version)
        homes = set(session.scalars(select(Tip.lead_id).where(Tip.id.in_(list(tip_ids)))))
        from_id = homes.pop() if len(homes) == 1 else lead_id
        if from_id == lead_id:
            raise Refused("group.tips")
        other = deeds.begin(session, board, viewer, from_id, from_version)
        other.decision_id = deed.decision_id
        if other.lead.routed != deed.lead.routed:
            raise Refused("group.routes")
        if other.lead.tips <= len(set(tip_ids)):
            raise Refused("group.last_tip")
        moved = move(deed, tip_ids, lead_id)
        cards.refresh(session, from_id, deed.now)
        deeds.note(other, other.lead, "tip_left", {"into": lead_id, "tips": [pair[0] for pair in moved]})
        return _recounted(deed, "bring", {"moved": moved, "from": from_id}, "")


def opting_out(without: Sequence[int]) -> Also:
    """For group mode: the act is for all tips of the lead but these, which go on as a lead of their own."""

    def also(deed: Deed) -> Mapping[str, Any]:
        if not without:
            return {}
        born, moved = _apart(deed, without)
        version = deed.lead.version
        cards.refresh(deed.session, deed.lead.id, deed.now)
        deed.lead.version = version  # one act, one version
        return {"moved": moved, "born": born}

    return also


def move(deed: Deed, tip_ids: Sequence[int], lead_id: int) -> list[list[int]]:
    """Ends the tips' present membership and begins one in `lead_id`; returns [tip, lead before] pairs."""
    session = deed.session
    query = select(Membership).where(Membership.tip_id.in_(list(tip_ids)), cards.LIVE).with_for_update()
    rows = list(session.scalars(query.order_by(Membership.tip_id)))
    if len(rows) != len(set(tip_ids)):
        raise Refused("group.tips")
    came = [[row.tip_id, row.lead_id] for row in rows]
    for row in rows:
        row.undone_by, row.undone_at = deed.viewer.officer_id, deed.now
    session.flush()
    apart = merging.told_apart(session, rows, lead_id)
    for row in rows:
        session.add(
            Membership(
                id=new_id(),
                tip_id=row.tip_id,
                lead_id=lead_id,
                verdict="same",
                why="officer",
                bits=row.bits,
                weights=row.weights,
                groups=list(row.groups or ()),
                independent=row.tip_id in apart,
                decision_id=deed.decision_id,
                by=deed.viewer.officer_id,
                at=deed.now,
            )
        )
    session.execute(update(Tip).where(Tip.id.in_(list(tip_ids))).values(lead_id=lead_id))
    session.flush()
    return came


def _begin(session: Session, board: Board, viewer: Viewer, lead_id: int, version: int) -> Deed:
    """Before any lead is locked, the grouping lock: the worker takes the two in this order as well."""
    deeds.require(viewer, *sorted(workflow.TRIAGERS))
    joining.lock(session)
    deed = deeds.begin(session, board, viewer, lead_id, version)
    if deed.lead.state == "closed":
        raise Refused("workflow.state", act="group", state="closed")
    return deed


def _tips(session: Session, lead_id: int) -> list[int]:
    query = select(Membership.tip_id).where(Membership.lead_id == lead_id, cards.LIVE)
    found = list(session.scalars(query.limit(MOST + 1)))
    if not 0 < len(found) <= MOST:
        raise Refused("group.tips")
    return found


def _apart(deed: Deed, tip_ids: Sequence[int]) -> tuple[int, list[list[int]]]:
    """A new lead for these tips of the deed's lead; never for all of them."""
    wanted, here = set(tip_ids), set(_tips(deed.session, deed.lead.id))
    if not wanted or not wanted < here:
        raise Refused("group.tips")
    fields = {name: getattr(deed.lead, name) for name in COPIED}
    born = Lead(
        id=new_id(), state="new", version=0, guessed=list(cards.GUESSABLE), touched_at=deed.now, tips=len(wanted),
        due_at=workflow.first_due(deed.lead.urgency, deed.now, timers()), **fields,
    )  # fmt: skip
    deed.session.add(born)
    deed.session.flush()
    moved = move(deed, sorted(wanted), born.id)
    cards.refresh(deed.session, born.id, deed.now)
    deeds.note(deed, born, "born", {"from": deed.lead.id})
    return born.id, moved


def _judge(deed: Deed, tip_id: int, lead_id: int, verdict: str) -> None:
    deed.session.add(
        Membership(
            id=new_id(), tip_id=tip_id, lead_id=lead_id, verdict=verdict, why="officer", decision_id=deed.decision_id,
            by=deed.viewer.officer_id, at=deed.now,
        )
    )  # fmt: skip


def _recounted(deed: Deed, action: str, codes: Mapping[str, Any], words: str) -> Done:
    """Counts the lead's card anew after tips came or went, and finishes."""
    version = deed.lead.version
    cards.refresh(deed.session, deed.lead.id, deed.now)
    deed.lead.version = version
    deeds.lease(deed, keep=True)
    return deeds.finish(deed, action, codes, words)
