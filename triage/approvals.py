"""What waits for a second officer: releases, questions, links to persons, records, statuses. Nobody decides his own."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline import asking, links, proposals, registry, releases
from hotline.errors import Conflict, Refused
from hotline.officers import Viewer
from hotline.proposals import ABOUT_RECORDS
from hotline.runtime import Board
from triage.access import allowed, current_viewer
from triage.actions import number
from triage.messages import sentence
from triage.state import the_board

pages = Blueprint("approvals", __name__)


@pages.get("/approvals")
@allowed("approvals.read")
def waiting() -> Response:
    """The list; words in it were opened with this officer's keys."""
    return _page()


def _page(said: str = "", status: int = 200) -> Response:
    found = proposals.waiting(the_board(), current_viewer())
    return make_response(render_template("approvals.html", waiting=found, said=said), status)


def _decide(board: Board, viewer: Viewer, approval_id: int, kind: str) -> None:
    approve, why = request.form.get("verdict") == "approve", request.form.get("reason", "")
    seen = number(request.form.get("version")) if kind == "person_link" or kind in ABOUT_RECORDS else 0
    if kind == "release":
        releases.decide(board, viewer, approval_id, approve=approve, words=why)
    elif kind == "question":
        asking.decide(board, viewer, approval_id, approve=approve, words=why)
    elif kind == "person_link":
        links.decide(board, viewer, approval_id, approve=approve, reason=why, seen=seen)
    elif kind in ABOUT_RECORDS:
        registry.decide(board, viewer, approval_id, approve=approve, reason=why, seen=seen)
    else:
        raise Refused("approval.kind")


@pages.post("/approvals/<int:approval_id>")
@allowed("approvals.read")
def decide(approval_id: int) -> ResponseReturnValue:
    """The second officer's word, from his own session; what the rules refuse is said on the page."""
    board, viewer = the_board(), current_viewer()
    try:
        _decide(board, viewer, approval_id, request.form.get("kind", ""))
    except Refused as refused:
        return _page(sentence(refused), 409 if isinstance(refused, Conflict) else 422)
    return redirect(url_for("approvals.waiting"), 303)
