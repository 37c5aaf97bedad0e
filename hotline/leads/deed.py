"""One officer's act on one lead: entitlement, version, lease, rules, new values, history, audit, in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.catalog.timers import timers
from hotline import audit, joining, workflow
from hotline.clock import MINUTE
from hotline.db.engine import writing
from hotline.db.queries import matters
from hotline.db.tables import Lead, LeadEvent, ReceiptRow, Release, Tip
from hotline.errors import Conflict, NotFound, Refused
from hotline.ids import new_id
from hotline.leads import words as officers_words
from hotline.leads.values import Done
from hotline.officers import Viewer
from hotline.runtime import Board

LEASE_FIELDS = ("lease_by", "lease_until")
QUARTER = 15 * MINUTE
BACKWARDS = frozenset({"reopen", "recall", "return"})


@dataclass(slots=True)
class Deed:
    """An act under way: the locked lead and who acts on it. `codes` go into the history, `moved` beside them."""

    session: Session
    board: Board
    viewer: Viewer
    lead: Lead
    decision_id: int
    now: int


Also = Callable[[Deed], Mapping[str, Any]]


def who(viewer: Viewer) -> workflow.Who:
    """The viewer as the rules see him."""
    return workflow.Who(viewer.officer_id, viewer.role, viewer.unit_id, viewer.unit_kind)


def load(session: Session, viewer: Viewer, lead_id: int, *, lock: bool = False) -> Lead:
    """The lead, if this officer may see it: by his unit's route, or by a release to his commune. Raises NotFound."""
    if viewer.role == "administrator":
        raise NotFound("lead.absent")
    lead = matters.one(session, lead_id, viewer.unit_kind, viewer.unit_id, lock=lock)
    if lead is None and viewer.unit_kind == "commune":
        lead = _released_to(session, viewer, lead_id, lock=lock)
    if lead is None:
        raise NotFound("lead.absent")
    return lead


def _released_to(session: Session, viewer: Viewer, lead_id: int, *, lock: bool) -> Lead | None:
    released = select(Release.id).where(
        Release.lead_id == lead_id, Release.unit_id == viewer.unit_id, Release.state == "released"
    )
    query = select(Lead).where(Lead.id == lead_id, Lead.unit_id == viewer.unit_id, released.exists())
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def begin(session: Session, board: Board, viewer: Viewer, lead_id: int, version: int) -> Deed:
    """Locks the lead and checks version and lease. Raises NotFound, or Conflict that says what changed and who did."""
    lead, now = load(session, viewer, lead_id, lock=True), board.clock()
    if lead.version != version:
        raise changed(session, lead, version)
    if lead.lease_by not in (None, viewer.officer_id) and lead.lease_until > now:
        raise Conflict("lead.leased", officer=lead.lease_by)
    return Deed(session, board, viewer, lead, new_id(), now)


def changed(session: Session, lead: Lead, version: int) -> Conflict:
    """The error for an act made on an old version: the present one, the last officer, the actions in between."""
    since = matters.events_since(session, lead.id, version)
    officers = [event.officer_id for event in since if event.officer_id is not None]
    actions = ",".join(dict.fromkeys(event.action for event in since))
    return Conflict("lead.changed", version=lead.version, officer=officers[-1] if officers else 0, actions=actions)


def act(
    board: Board,
    viewer: Viewer,
    lead_id: int,
    version: int,
    name: str,
    wish: Mapping[str, Any] | None = None,
    *,
    words: str = "",
    codes: Mapping[str, Any] | None = None,
    also: Also | None = None,
    regroups: bool = False,
) -> Done:
    """Carries out an act of `workflow.RULES` that was made on `version` of the lead.

    `words` are kept sealed beside the history line; `also` does what else belongs to the decision and returns codes;
    `regroups` says that it moves tips, which takes the grouping lock before any lead's.
    Raises NotFound, Conflict (somebody was faster) or Refused (a rule of the workflow).
    """
    kept = officers_words.clean(words)
    with writing(board.db) as session:
        if regroups:
            joining.lock(session)
        deed = begin(session, board, viewer, lead_id, version)
        return carry_out(deed, name, wish, words=kept, codes=codes, also=also)


def carry_out(
    deed: Deed,
    name: str,
    wish: Mapping[str, Any] | None = None,
    *,
    words: str = "",
    codes: Mapping[str, Any] | None = None,
    also: Also | None = None,
    item_id: int | None = None,
) -> Done:
    """The act itself within the caller's transaction; `words` must be clean already."""
    step = workflow.step(workflow.matter(deed.lead), name, who(deed.viewer), deed.now, timers(), wish)
    more = dict(codes or {}) | dict(also(deed) if also is not None else {})
    before = apply(deed.lead, step.values)
    lease(deed, keep=step.keeps_lease)
    if step.receipt is not None:
        tell(deed.session, deed.lead.id, step.receipt, everywhere=name in BACKWARDS)
    matters.travel(deed.session, deed.lead, before)
    written = {"before": before, "after": {key: step.values[key] for key in before}, **more}
    return finish(deed, name, written, words, item_id=item_id)


def apply(lead: Lead, values: Mapping[str, Any]) -> dict[str, Any]:
    """Writes the values that differ and returns what they replaced."""
    before = {name: getattr(lead, name) for name in values if getattr(lead, name) != values[name]}
    for name in before:
        setattr(lead, name, values[name])
    return before


def lease(deed: Deed, *, keep: bool) -> None:
    """An act renews its officer's lease, or ends it; `lease_by` stays: who worked on it last."""
    if deed.viewer.unit_kind == "commune":
        return
    deed.lead.lease_by = deed.viewer.officer_id
    deed.lead.lease_until = deed.now + timers().lease if keep else 0


def tell(session: Session, lead_id: int, word: str, *, everywhere: bool = False) -> None:
    """What the receipt codes of the lead's tips say from now on; "looked at" takes no later word back by itself."""
    tips = select(Tip.id).where(Tip.lead_id == lead_id)
    statement = update(ReceiptRow).where(ReceiptRow.tip_id.in_(tips))
    if word == "looked_at" and not everywhere:
        statement = statement.where(ReceiptRow.status == "received")
    session.execute(statement.values(status=word).execution_options(synchronize_session=False))


def finish(deed: Deed, action: str, codes: Mapping[str, Any], words: str = "", *, item_id: int | None = None) -> Done:
    """Counts the version up, writes history and audit, and answers."""
    lead, now = deed.lead, deed.now
    lead.version += 1
    lead.touched_at = now
    if lead.first_action_s is None:
        # Beside the exact time of this act the exact duration would tell for good when the first citizen wrote.
        lead.first_action_s = -(-max(0, now - lead.opened_at) // QUARTER) * QUARTER
    if words:
        item_id = officers_words.keep(deed.session, deed.board, lead, words, by=deed.viewer.officer_id, at=now)
    note(deed, lead, action, codes, item_id)
    return Done(lead.id, lead.version, lead.state, deed.decision_id, now + timers().undo)


def note(deed: Deed, lead: Lead, action: str, codes: Mapping[str, Any], item_id: int | None = None) -> None:
    """One line of history and one audit event."""
    deed.session.add(
        LeadEvent(
            lead_id=lead.id,
            unit_id=lead.unit_id,
            officer_id=deed.viewer.officer_id,
            action=action,
            version=lead.version,
            codes=dict(codes),
            item_id=item_id,
            decision_id=deed.decision_id,
            at=deed.now,
        )
    )
    deed.session.flush()
    audit.record(
        deed.session,
        actor=deed.viewer.officer_id,
        action=f"lead.{action}",
        object="lead",
        ids=[lead.id],
        codes={"decision": deed.decision_id},
    )


def require(viewer: Viewer, *roles: str) -> None:
    """Raises Refused unless the officer has one of the roles."""
    if viewer.role not in roles:
        raise Refused("workflow.role", act=roles[0])
