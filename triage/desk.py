"""The one screen: queue, lead, evidence, alarms and undo, put together for a request and rendered as page or block."""

from dataclasses import dataclass, field
from typing import Any

from flask import Response, make_response, render_template, request, session, url_for

from hotline import handover, leads, releases, sanitise
from hotline.errors import Conflict, NotFound, Refused
from hotline.officers import Viewer
from triage import evidence, keeping, marks
from triage.access import current_viewer
from triage.enter import Intent, intent_of
from triage.show import is_htmx
from triage.state import now, state, the_board

MOST_SKIPPED = 40
VIEW_TERMS = ("tab", "only_category", "only_urgency", "only_commune")
TABS = ("new", "mine", "waiting", "watch", "sent", "review", "overdue", "quarantine", "closed")
EVENTS = {
    "release": "release_proposed", "reject-candidate": "not_same", "reject-link": "reject_link",
    "confirm-link": "confirm_proposed", "join": "merge", "move": "bring",
}  # fmt: skip
CLAIMED_BY_ITSELF = ("new", "overdue", "quarantine", "mine")  # working through these tabs takes each lead in hand


@dataclass(frozen=True, slots=True)
class View:
    """A saved view of the queue: its name, as this officer's keys open it, and its address, which holds codes only."""

    id: int
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the screen shows."""

    tab: str
    page: leads.Page
    counts: dict[str, int]
    alarms: tuple[leads.Alarm, ...]
    lead: leads.LeadView | None = None
    beside: evidence.Beside = field(default_factory=evidence.Beside)
    intent: Intent | None = None
    filters: leads.Filters = field(default_factory=leads.Filters)
    after: str = ""  # the cursor of the queue's page that is shown
    since: str = ""  # the place in the live feed before all this was read
    views: tuple[View, ...] = ()
    draft: str = ""  # a first wording for the release
    said: str = ""  # for the live region
    nothing_left: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the queue an officer is: the tab, and what narrows it."""

    tab: str = "new"
    filters: leads.Filters = field(default_factory=leads.Filters)
    after: str = ""


def place() -> Place:
    """The place that the request names in its form or query; an unknown tab is the first one."""
    tab = request.values.get("tab", "new")
    found = leads.Filters(
        category=request.values.get("only_category", ""),
        urgency=request.values.get("only_urgency", ""),
        commune=request.values.get("only_commune", ""),
    )
    return Place(tab if tab in TABS else "new", found, request.values.get("after", ""))


def screen(at: Place, lead: leads.LeadView | None = None, said: str = "", *, nothing_left: bool = False) -> Desk:
    """Gathers the screen; opens no lead by itself."""
    board, viewer, since = the_board(), current_viewer(), state().hub.place()
    beside = evidence.beside(board, viewer, lead) if lead is not None else evidence.Beside()
    return Desk(
        tab=at.tab,
        page=leads.queue(board, viewer, at.tab, at.after, at.filters),
        counts=leads.counts(board, viewer),
        alarms=leads.alarms(board, viewer),
        lead=lead,
        beside=beside,
        intent=intent_of(lead, viewer, beside) if lead is not None else None,
        draft=_draft(lead),
        filters=at.filters,
        after=at.after,
        since=since,
        views=views(),
        said=said,
        nothing_left=nothing_left,
    )


def views() -> tuple[View, ...]:
    """This officer's saved views, in the order in which he saved them."""
    found = handover.saved_filters(the_board(), current_viewer())
    return tuple(View(id_, name, url_for("queue.desk", **_known(terms))) for id_, name, terms in found)


def _known(terms: dict[str, str]) -> dict[str, Any]:
    return {name: terms[name] for name in VIEW_TERMS if terms.get(name)}


def _draft(lead: leads.LeadView | None) -> str:
    """A first wording of a release from what is open already: the tips without their masked stretches."""
    if lead is None or not lead.mine or "send" not in lead.acts:
        return ""
    tips = [tip for tip in lead.tips if tip.readable]
    wordings = [sanitise.without(tip.text, tip.masks) for tip in tips]
    return "\n\n".join(one for one in wordings if one)[: releases.LONGEST]


def render(desk: Desk, status: int = 200) -> Response:
    """The whole page, or for htmx the block `#desk` with the address it belongs to."""
    template = "desk/block.html" if is_htmx() else "desk/page.html"
    context: dict[str, Any] = {"desk": desk, "done": last_done(), "marked": marks.marked, "address": address}
    context["renewable"] = keeping.renewable
    response = make_response(render_template(template, **context), status)
    if is_htmx():
        response.headers["HX-Push-Url"] = address(desk)
    return response


def address(desk: Desk, lead_id: int | None = None) -> str:
    """The screen's address: tab and filters are codes; nothing of a tip is ever in it."""
    chosen = lead_id or (desk.lead.row.lead_id if desk.lead else None)
    query: dict[str, Any] = {"tab": desk.tab if desk.tab != "new" else None, **_query(desk.filters)}
    if lead_id is None and desk.lead is not None and desk.lead.stretch.earlier is not None:
        query["tips"] = desk.lead.tips[0].id
    if chosen is None:
        return url_for("queue.desk", **query)
    return url_for("lead.show", lead_id=chosen, **query)


def _query(filters: leads.Filters) -> dict[str, str | None]:
    return {
        "only_category": filters.category or None,
        "only_urgency": filters.urgency or None,
        "only_commune": filters.commune or None,
    }


def open_next(at: Place, said: str = "", done_with: int | None = None) -> Desk:
    """The screen with the next lead that no colleague holds, taken in hand where the tab is worked through."""
    board, viewer = the_board(), current_viewer()
    passed = list(session.get("skipped", []))
    tried = [done_with] if done_with is not None else []
    for _attempt in range(5):
        found = leads.next_lead(board, viewer, at.tab, filters=at.filters, skip=[*passed, *tried])
        if found is None and passed:
            passed = []
            session.pop("skipped", None)
            continue
        if found is None:
            break
        if at.tab in CLAIMED_BY_ITSELF and not _take(viewer, found):
            tried.append(found)
            continue
        return screen(at, leads.open_lead(board, viewer, found), said)
    return screen(at, None, said, nothing_left=True)


def _take(viewer: Viewer, lead_id: int) -> bool:
    """Takes a lead in hand; False when a colleague was faster. A lead that cannot be claimed is only opened."""
    board = the_board()
    try:
        row = leads.row_of(board, viewer, lead_id)
        if row.holder == viewer.officer_id or row.state not in ("new", "triaging") or viewer.unit_kind == "audit":
            return True
        leads.claim(board, viewer, lead_id, row.version)
    except (Conflict, NotFound):
        return False
    except Refused:
        return True
    return True


def skip(lead_id: int) -> None:
    """Remembers that this officer passed a lead over, so that "next" does not bring it back at once."""
    skipped = [one for one in session.get("skipped", []) if one != lead_id]
    session["skipped"] = [*skipped, lead_id][-MOST_SKIPPED:]


def remember(done: leads.Done, act: str, code: str = "") -> None:
    """Keeps the last decision for the undo bar: ids and a code, in the signed form cookie."""
    session["done"] = [done.lead_id, done.decision_id, done.undo_until, EVENTS.get(act, act.replace("-", "_")), code]


def forget_done() -> None:
    """Empties the undo bar."""
    session.pop("done", None)


@dataclass(frozen=True, slots=True)
class LastDone:
    """What the undo bar shows; `left` is how many seconds the quick undo still stands."""

    lead_id: int
    decision_id: int
    act: str
    code: str
    left: int


def last_done() -> LastDone | None:
    """This officer's last decision, for as long as its quick undo stands."""
    kept = session.get("done")
    if not kept or len(kept) != 5 or kept[2] <= now():
        return None
    return LastDone(kept[0], kept[1], kept[3], kept[4], kept[2] - now())
