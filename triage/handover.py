"""Shift handover: what is open, given by one shift and acknowledged line by line by the next; a page for paper too."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline import handover
from hotline.errors import Refused
from triage.access import allowed, current_viewer
from triage.messages import sentence
from triage.state import the_board

pages = Blueprint("handover", __name__)


@pages.get("/handover")
@allowed("handover")
def sheets() -> Response:
    """What is open now, and the last handover."""
    board, viewer = the_board(), current_viewer()
    return make_response(
        render_template(
            "handover/now.html",
            open=handover.whats_open(board, viewer),
            sheet=handover.newest(board, viewer),
            earlier=handover.recent(board, viewer)[1:],
        )
    )


@pages.post("/handover")
@allowed("handover")
def give() -> ResponseReturnValue:
    """Ends the shift with what is open now."""
    given = handover.give(the_board(), current_viewer(), request.form.get("note", ""))
    return redirect(url_for("handover.sheet", handover_id=given), 303)


@pages.get("/handover/<int:handover_id>")
@allowed("handover")
def sheet(handover_id: int) -> Response:
    """One handover, for the screen and for paper."""
    return _sheet(handover_id)


def _sheet(handover_id: int, said: str = "", status: int = 200) -> Response:
    found = handover.sheet(the_board(), current_viewer(), handover_id)
    return make_response(render_template("handover/sheet.html", sheet=found, said=said), status)


@pages.post("/handover/<int:handover_id>/lines/<int:line_id>")
@allowed("handover")
def acknowledge(handover_id: int, line_id: int) -> ResponseReturnValue:
    """Takes one line over by name."""
    try:
        handover.acknowledge(the_board(), current_viewer(), line_id)
    except Refused as refused:
        return _sheet(handover_id, sentence(refused), 422)
    return redirect(url_for("handover.sheet", handover_id=handover_id), 303)


@pages.post("/handover/<int:handover_id>/take")
@allowed("handover")
def take(handover_id: int) -> ResponseReturnValue:
    """Takes over a handover on which nothing was open."""
    try:
        handover.take(the_board(), current_viewer(), handover_id)
    except Refused as refused:
        return _sheet(handover_id, sentence(refused), 422)
    return redirect(url_for("handover.sheet", handover_id=handover_id), 303)
