"""The queue: the board's first page, its tabs, and the pieces that live changes replace."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline import handover, leads
from triage import desk as desks
from triage.access import allowed, current_viewer
from triage.show import is_htmx
from triage.state import the_board

pages = Blueprint("queue", __name__)
HOME = {"commune": "releases.inbox", "registry": "registry.records", "audit": "audit.events", "": "officers.people"}


@pages.get("/")
@allowed("signed_in")
def desk() -> ResponseReturnValue:
    """The screen without a lead: nothing is opened, and logged as read, before the officer asks for it."""
    home = HOME.get(current_viewer().unit_kind)
    if home is not None:
        return redirect(url_for(home), 303)
    return desks.render(desks.screen(desks.place()))


@pages.post("/next")
@allowed("leads.read")
def next_one() -> ResponseReturnValue:
    """Opens the next lead that nobody holds."""
    at = desks.place()
    return answer(desks.open_next(at))


@pages.get("/queue")
@allowed("leads.read")
def block() -> Response:
    """The queue alone, for live changes: rows, tabs and alarms as they are now."""
    at, board, viewer = desks.place(), the_board(), current_viewer()
    found = desks.Desk(
        tab=at.tab,
        page=leads.queue(board, viewer, at.tab, at.after, at.filters),
        counts=leads.counts(board, viewer),
        alarms=leads.alarms(board, viewer),
        filters=at.filters,
        views=desks.views(),
    )
    return make_response(render_template("desk/live.html", desk=found, address=desks.address))


@pages.post("/views")
@allowed("leads.read")
def save_view() -> ResponseReturnValue:
    """Keeps the present tab and filters under a name, sealed to the officer's unit."""
    terms = {name: request.form[name] for name in desks.VIEW_TERMS if request.form.get(name)}
    handover.save_filter(the_board(), current_viewer(), request.form.get("name", ""), terms)
    return answer(desks.screen(desks.place()))


@pages.post("/views/<int:view_id>/drop")
@allowed("leads.read")
def drop_view(view_id: int) -> ResponseReturnValue:
    """Forgets one of the officer's saved views."""
    handover.drop_filter(the_board(), current_viewer(), view_id)
    return answer(desks.screen(desks.place()))


def answer(desk: desks.Desk) -> ResponseReturnValue:
    """What follows an act: the block for htmx, a redirect to the same screen without JavaScript."""
    if is_htmx():
        return desks.render(desk)
    return redirect(desks.address(desk), 303)
