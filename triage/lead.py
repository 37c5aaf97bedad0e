"""One lead: shown to one officer, its pictures, its unmasking. What is done with it is in triage/actions.py."""

import io

from flask import Blueprint, Response, make_response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from hotline import leads
from hotline.ids import read_number
from triage import desk as desks
from triage import marks
from triage.access import allowed, current_viewer
from triage.session import fresh
from triage.show import is_htmx
from triage.state import the_board

pages = Blueprint("lead", __name__)


@pages.get("/leads/<int:lead_id>")
@allowed("leads.read")
def show(lead_id: int) -> ResponseReturnValue:
    """The screen with this lead open, a long one at the page asked for; opening is logged as reading."""
    from_tip, before = read_number(request.args.get("tips", "")), read_number(request.args.get("history", ""))
    view = leads.open_lead(the_board(), current_viewer(), lead_id, from_tip, before)
    return desks.render(desks.screen(desks.place(), view))


@pages.post("/leads/<int:lead_id>/tips/<int:tip_id>/unmask")
@allowed("tips.unmask")
@fresh
def unmask(lead_id: int, tip_id: int) -> Response:
    """One tip with the sender's own words shown, for a stated reason that is kept and logged."""
    tip = leads.unmask(the_board(), current_viewer(), lead_id, tip_id, request.form.get("reason", ""))
    if is_htmx():
        return make_response(render_template("desk/tip_words.html", tip=tip, marked=marks.marked))
    return make_response(render_template("desk/unmasked.html", tip=tip, lead_id=lead_id, marked=marks.marked))


@pages.get("/leads/<int:lead_id>/pictures/<int:item_id>")
@allowed("tips.read")
def picture(lead_id: int, item_id: int) -> Response:
    """An image of a tip, as it was re-encoded from pixels."""
    content = leads.picture(the_board(), current_viewer(), lead_id, item_id)
    kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    return send_file(io.BytesIO(content), mimetype=kind, max_age=0)
