"""The auditor's pages: events with filters, verification of the chain, looks without assignment, requests to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline import audit, second, trail
from hotline.clock import DAY
from hotline.db.engine import reading, writing
from hotline.ids import read_number
from triage import acts
from triage.access import allowed, current_viewer
from triage.language import ZONE
from triage.session import fresh, go
from triage.state import now, the_board

pages = Blueprint("audit", __name__)
INSIDER_DAYS = 30


@dataclass(frozen=True, slots=True)
class Form:
    """The filters as typed, and as the core takes them."""

    actor: int | None = None
    action: str = ""
    object_id: int | None = None
    since_day: str = ""
    until_day: str = ""
    before: int | None = None

    def wanted(self) -> trail.Filters:
        """The core's filters; a day that is none counts as not given."""
        until = _moment(self.until_day)
        return trail.Filters(
            self.actor, self.action, self.object_id, _moment(self.since_day), until and until + DAY, self.before
        )

    def fields(self) -> Iterator[tuple[str, str]]:
        """Names and values to send again with "older ones"."""
        yield from (("actor", str(self.actor or "")), ("action", self.action), ("object_id", str(self.object_id or "")))
        yield from (("since", self.since_day), ("until", self.until_day))


def _moment(day: str) -> int | None:
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return int(datetime.combine(found, datetime.min.time(), ZoneInfo(ZONE)).timestamp())


def _number(name: str) -> int | None:
    return read_number(request.form.get(name, "").strip())


def _page(form: Form, verified: audit.Verified | None = None) -> Response:
    viewer = current_viewer()
    with reading(the_board().db) as session:
        rows = trail.page(session, viewer, form.wanted())
        everybody = trail.names(session)
        values: dict[str, Any] = {
            "rows": rows[: trail.PAGE],
            "more": len(rows) > trail.PAGE,
            "reasons": trail.reasons(session, viewer, rows),
            "names": everybody,
            "people": [{"id": officer_id, "name": name} for officer_id, name in everybody.items()],
            "head": audit.head(session),
            "requests": second.open_ones(session, ["auditor"]) if viewer.may("audit.grant") else [],
            "asked": trail.waiting(session, viewer) if viewer.may("audit.ask") else {},
            "readable": trail.readable(session, viewer, now()) if viewer.may("audit.ask") else set(),
        }
    shown = [row.seq for row in values["rows"]]
    if shown:
        # Looking at the trail leaves one too: which numbers were shown, not what they say.
        audit.seen(the_board().db, viewer.officer_id, "audit.read", "audit", [shown[-1], shown[0]])
    values |= {"scope": trail.scope(viewer), "filters": form, "verified": verified, "acts": acts}
    page = render_template("audit/events.html", **values)
    return make_response(page)


@pages.get("/audit")
@allowed("audit.read")
def events() -> ResponseReturnValue:
    """The newest events that the officer may see."""
    return _page(Form())


@pages.post("/audit")
@allowed("audit.read")
def find() -> ResponseReturnValue:
    """The same, filtered; filters travel in the body."""
    form = request.form
    return _page(
        Form(
            _number("actor"),
            form.get("action", "").strip()[:40],
            _number("object_id"),
            form.get("since", "")[:10],
            form.get("until", "")[:10],
            _number("before"),
        )
    )


@pages.post("/audit/verify")
@allowed("audit.verify")
def check() -> ResponseReturnValue:
    """Walks the whole chain."""
    board = the_board()
    with reading(board.db) as session:
        found = audit.verify(session, board.ring().all("audit"))
    audit.seen(board.db, current_viewer().officer_id, "audit.verified", "audit", [], problems=found.count)
    return _page(Form(), found)


@pages.get("/audit/looks")
@allowed("audit.all")
def insiders() -> ResponseReturnValue:
    """Who looked at what without acting on it."""
    with reading(the_board().db) as session:
        rows = trail.insiders(session, now() - INSIDER_DAYS * DAY)
        names = trail.names(session)
    audit.seen(the_board().db, current_viewer().officer_id, "audit.insiders", "audit", [])
    return render_template("audit/insiders.html", rows=rows, names=names, days=INSIDER_DAYS)


@pages.post("/audit/leads/<int:lead_id>/ask")
@allowed("audit.ask")
def ask(lead_id: int) -> ResponseReturnValue:
    """An auditor asks to read a lead's tips."""
    with writing(the_board().db) as session:
        trail.ask(session, current_viewer(), lead_id, now())
    return go(url_for("audit.events"))


@pages.post("/audit/requests/<int:approval_id>")
@allowed("audit.grant")
@fresh
def decide(approval_id: int) -> ResponseReturnValue:
    """A supervisor grants for 7 days, or refuses."""
    board, approve = the_board(), request.form.get("verdict") == "approve"
    with writing(board.db) as session:
        roster = board.ring().current("roster").secret
        trail.answer(session, current_viewer(), roster, approval_id, now(), approve=approve)
    return go(url_for("audit.events"))
