"""A supervisor's acts against the daily sweep, from a lead's or record's page: hold, end a hold, keep a year longer."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from config.retention import periods
from hotline import keeping, leads, retention
from triage.access import allowed, current_viewer
from triage.state import now, the_board

pages = Blueprint("keeping", __name__)


@pages.post("/leads/<int:lead_id>/keep/<any('hold','unhold','renew'):act>")
@allowed("retention.keep")
def lead(lead_id: int, act: str) -> ResponseReturnValue:
    """A lead: for a stated reason, which audit and supervision can read; then the same page anew."""
    board, viewer, why = the_board(), current_viewer(), request.form.get("reason", "")
    roster = board.ring().current("roster").secret
    if act == "renew":
        keeping.renew(board.db, roster, viewer, lead_id, why, now(), periods())
    else:
        keeping.hold(board.db, roster, viewer, "lead", lead_id, why, now(), on=act == "hold")
    return redirect(url_for("lead.show", lead_id=lead_id), 303)


@pages.post("/registry/<int:record_id>/keep/<any('hold','unhold'):act>")
@allowed("retention.keep")
def record(record_id: int, act: str) -> ResponseReturnValue:
    """A record, likewise."""
    board, why = the_board(), request.form.get("reason", "")
    roster = board.ring().current("roster").secret
    keeping.hold(board.db, roster, current_viewer(), "record", record_id, why, now(), on=act == "hold")
    return redirect(url_for("registry.record", record_id=record_id), 303)


def renewable(lead: leads.LeadView) -> bool:
    """Whether the lead is of the kind that may be kept a year longer."""
    outcome = lead.row.outcome
    return lead.row.state == "closed" and outcome is not None and retention.KEPT_AS[outcome] == "lead_substantiated"
