"""What a commune's officers see: the releases made for their unit, and what they found. Never a tip, never a lead."""

import base64

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline import leads, releases, workflow
from hotline.errors import Refused
from triage.access import allowed, current_viewer
from triage.actions import number
from triage.state import the_board

pages = Blueprint("releases", __name__)
ACTS = ("accept", "return", "submit")


@pages.get("/releases")
@allowed("leads.verify")
def inbox() -> Response:
    """What was released to this officer's commune, newest first."""
    rows, after = releases.for_unit(the_board(), current_viewer(), request.args.get("after", ""))
    return make_response(render_template("releases/inbox.html", rows=rows, after=after))


@pages.get("/releases/<int:release_id>")
@allowed("leads.verify")
def show(release_id: int) -> Response:
    """One release, opened with the unit's key; the reading is logged."""
    found = releases.read(the_board(), current_viewer(), release_id)
    pictures = [f"data:image/{_kind(one)};base64,{base64.b64encode(one).decode()}" for one in found.pictures]
    page = render_template(
        "releases/release.html",
        release=found,
        row=found.row,
        pictures=pictures,
        outcomes=sorted(workflow.AFTER_VERIFYING),
    )
    return make_response(page)


def _kind(content: bytes) -> str:
    return "png" if content.startswith(b"\x89PNG") else "jpeg"


@pages.post("/releases/<int:release_id>/<any('accept','return','submit'):act>")
@allowed("leads.verify")
def do(release_id: int, act: str) -> ResponseReturnValue:
    """Accepts the matter, returns it with a reason, or submits what was found."""
    board, viewer, form = the_board(), current_viewer(), request.form
    lead_id, version = releases.read(board, viewer, release_id).row.lead_id, number(form.get("version"))
    if act == "accept":
        leads.accept(board, viewer, lead_id, version)
    elif act == "return":
        leads.give_back(board, viewer, lead_id, version, form.get("reason", ""), form.get("words", ""))
    else:
        amount = _milligrams(form.get("grams"))
        outcome, words = form.get("outcome", ""), form.get("words", "")
        leads.submit(board, viewer, lead_id, version, outcome, words, amount_mg=amount)
    target = url_for("releases.inbox") if act == "return" else url_for("releases.show", release_id=release_id)
    return redirect(target, 303)


def _milligrams(grams: str | None) -> int | None:
    """An amount typed in grams, with comma or point, as milligrams; None when nothing was typed."""
    if not grams or not grams.strip():
        return None
    try:
        return round(float(grams.strip().replace(",", ".")) * 1000)
    except (ValueError, OverflowError):
        raise Refused("lead.amount") from None
