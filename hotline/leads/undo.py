"""Taking a decision back: inverse rows under the same decision_id. What has left the house is withdrawn, not undone."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from config.catalog.timers import timers
from hotline import cards, carrying, joining, rounding, second, workflow
from hotline.db.engine import writing
from hotline.db.queries import matters
from hotline.db.queries.writes import affected, ungrant
from hotline.db.tables import Approval, Lead, LeadEvent, Link, Membership, Outbox, Release, Tip
from hotline.errors import Conflict, NotFound, Refused
from hotline.ids import new_id
from hotline.leads import deed as deeds
from hotline.leads.deed import Deed
from hotline.leads.values import Done
from hotline.officers import Viewer
from hotline.runtime import Board

FINAL = frozenset({"acknowledge", "claim", "take_over", "undo", "remark", "rerouted"})
IN_HAND = frozenset({"new", "triaging"})
RECEIPTS = {"assigned": "passed_on", "verifying": "passed_on", "review": "passed_on", "closed": "closed"}


def undo(board: Board, viewer: Viewer, decision_id: int) -> Done:
    """Takes back a whole decision, at once or years later; by its officer, or by a shift lead or supervisor.

    Raises NotFound; Refused when it was undone already, cannot be undone or has left the house; Conflict when somebody
    has since changed what it changed.
    """
    with writing(board.db) as session:
        joining.lock(session)
        events = list(
            session.scalars(select(LeadEvent).where(LeadEvent.decision_id == decision_id).order_by(LeadEvent.seq))
        )
        main = _main(events, viewer)
        found: dict[int, Deed] = {}
        for event in events:
            if event.lead_id not in found:
                lead = deeds.load(session, viewer, event.lead_id, lock=True)
                found[event.lead_id] = Deed(session, board, viewer, lead, decision_id, board.clock())
        for event in reversed(events):
            _take_back(found[event.lead_id], event, {one.action for one in events})
        return _finish(session, found, events, main)


def _main(events: list[LeadEvent], viewer: Viewer) -> LeadEvent:
    """The line that stands for the decision: the one of the lead that it was made on."""
    if not events:
        raise NotFound("decision.absent")
    if any(event.action == "undo" for event in events):
        raise Refused("undo.already")
    if all(event.action in FINAL for event in events):
        raise Refused("undo.final")
    mine = all(event.officer_id in (viewer.officer_id, None) for event in events)  # what software did, anybody may undo
    if viewer.role not in (workflow.TRIAGERS if mine else workflow.SENIORS):
        raise Refused("workflow.role", act="undo")
    return next((event for event in events if event.action not in ("merged", "born", "tip_left")), events[-1])


def _take_back(deed: Deed, event: LeadEvent, actions: set[str]) -> None:
    before: dict[str, Any] = event.codes.get("before", {})
    after: dict[str, Any] = event.codes.get("after", {})
    if not all(_stands(name, getattr(deed.lead, name), value) for name, value in after.items()):
        raise Conflict("undo.overtaken", version=deed.lead.version)
    past = {"before": dict(after), "state": deed.lead.state}
    deeds.apply(deed.lead, before)
    if "state" in before:
        word = RECEIPTS.get(deed.lead.state, "looked_at")
        deeds.tell(deed.session, deed.lead.id, word, everywhere=True)
        matters.travel(deed.session, deed.lead, {"state": past["state"]})
    _unlink(deed, event)
    _unsend(deed, event)
    if event.codes.get("moved"):
        _move_back(deed, event.codes["moved"], event.codes.get("born") or event.lead_id)
    carrying.back(deed.session, "lead_id", event.codes.get("links", ()), deed.viewer.officer_id, deed.now)
    if event.action == "not_same":
        _end(deed, Membership.verdict == "not_same")


def _stands(name: str, present: Any, value: Any) -> bool:
    """Whether a value is still what the decision made it; a lease that ends turns triaging to new, by no decision."""
    if name == "state" and {present, value} <= IN_HAND:
        return True
    return rounding.same(name, present, value)


def _end(deed: Deed, *conditions: Any) -> None:
    """Undoes this decision's living judgements."""
    deed.session.execute(
        update(Membership)
        .where(Membership.decision_id == deed.decision_id, Membership.undone_at.is_(None), *conditions)
        .values(undone_by=deed.viewer.officer_id, undone_at=deed.now)
        .execution_options(synchronize_session=False)
    )


def _move_back(deed: Deed, moved: Iterable[list[int]], put: int) -> None:
    """Tips return to where they came from, if they are still in the lead where this decision `put` them."""
    session, came = deed.session, {pair[0]: pair[1] for pair in moved}
    # Not by decision: the undo of a later one has put a row of its own in the place of ours.
    query = select(Membership).where(Membership.lead_id == put, cards.LIVE, Membership.tip_id.in_(list(came)))
    rows = list(session.scalars(query))
    if len(rows) != len(came):
        raise Conflict("undo.overtaken", version=deed.lead.version)
    earlier = _earlier(session, came, deed.decision_id)
    for row in rows:
        row.undone_by, row.undone_at = deed.viewer.officer_id, deed.now
    session.flush()
    for tip_id, lead_id in came.items():
        old = earlier[tip_id]
        session.add(
            Membership(
                id=new_id(),
                tip_id=tip_id,
                lead_id=lead_id,
                verdict="same",
                why=old.why,
                bits=old.bits,
                weights=old.weights,
                groups=list(old.groups or ()),
                independent=old.independent,
                evidence_item=old.evidence_item,
                decision_id=deed.decision_id,
                by=old.by,
                at=old.at,
            )
        )
        session.execute(update(Tip).where(Tip.id == tip_id).values(lead_id=lead_id))
    session.flush()


def _earlier(session: Session, came: dict[int, int], decision_id: int) -> dict[int, Membership]:
    """The judgement that held before the decision, by tip: the last one that ended in the lead it came from."""
    query = select(Membership).where(
        Membership.tip_id.in_(list(came)),
        Membership.verdict == "same",
        Membership.decision_id != decision_id,
        Membership.undone_at.is_not(None),
    )
    found: dict[int, Membership] = {}
    for row in session.scalars(query.order_by(Membership.undone_at, Membership.at)):
        if came[row.tip_id] == row.lead_id:
            found[row.tip_id] = row
    return found


def _unlink(deed: Deed, event: LeadEvent) -> None:
    """Links of the decision end, wherever a merge has brought them; there those come back that it ended."""
    session = deed.session
    if event.action not in ("link", "unlink"):
        return
    place: dict[str, Any] = {}
    for link in session.scalars(select(Link).where(Link.decision_id == deed.decision_id, carrying.LIVING)):
        place = {name: getattr(link, name) for name in ("lead_id", "record_id", "outcome")}
        second.lapse(session, deed.viewer.officer_id, Approval.id == link.approval_id)
        link.undone_by, link.undone_at = deed.viewer.officer_id, deed.now
    _withdraw(session, event.codes.get("approval"), deed)
    for link_id in event.codes.get("ended", ()):
        carrying.again(session, carrying.values_of(session.get_one(Link, link_id)) | place, deed.now)


def _unsend(deed: Deed, event: LeadEvent) -> None:
    """What waits to leave is taken out of the way; what has left refuses the undo."""
    session, codes = deed.session, event.codes
    unsent = delete(Outbox).where(Outbox.id == codes.get("outbox"), Outbox.state == "waiting")
    if codes.get("outbox") and affected(session, unsent) != 1:
        raise Refused("undo.sent")
    _withdraw(session, codes.get("approval"), deed)
    if codes.get("release"):
        release = session.get_one(Release, codes["release"], with_for_update=True)
        if release.state == "released" and (release.released_at or 0) + timers().undo <= deed.now:
            raise Refused("undo.left_house")
        if release.state == "released":
            ungrant(session, release.subject_id, release.unit_id)
        release.state, release.ended_at = "withdrawn", deed.now


def _withdraw(session: Session, approval_id: int | None, deed: Deed) -> None:
    """An undecided proposal of the decision is withdrawn with it."""
    if approval_id:
        session.execute(
            update(Approval).where(Approval.id == approval_id, Approval.verdict == "open").values(verdict="withdrawn")
        )


def _finish(session: Session, found: dict[int, Deed], events: list[LeadEvent], main: LeadEvent) -> Done:
    """Counts the cards anew, closes a lead that was born of the decision, and writes "undo" into each history."""
    born = {event.codes["born"] for event in events if event.codes.get("born")}
    for lead_id in [one for one in found if one in born]:
        _close_empty(session, found[lead_id])
    regrouped = any(event.codes.get("moved") for event in events)
    done = None
    for lead_id, deed in found.items():
        if regrouped and lead_id not in born:
            _recount(session, deed)
        answer = deeds.finish(deed, "undo", {"undid": main.action})
        done = answer if lead_id == main.lead_id else done
    if done is None:
        raise NotFound("decision.absent")
    return done


def _close_empty(session: Session, deed: Deed) -> None:
    lead: Lead = deed.lead
    lead.state, lead.outcome, lead.closed_at, lead.tips, lead.due_at = "closed", "duplicate", deed.now, 0, None


def _recount(session: Session, deed: Deed) -> None:
    version = deed.lead.version
    cards.refresh(session, deed.lead.id, deed.now)
    deed.lead.version = version
