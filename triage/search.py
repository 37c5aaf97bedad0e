"""Search over tips and records. What is typed travels in the form's body, never in an address, and is logged sealed."""

from flask import Blueprint, Response, make_response, render_template, request

from hotline import search
from hotline.errors import Refused
from hotline.leads import Filters
from triage import cards
from triage.access import allowed, current_viewer
from triage.messages import sentence
from triage.state import the_board

pages = Blueprint("search", __name__)
SCOPES = ("tip", "person", "hotspot")


@pages.get("/search")
@allowed("search")
def find() -> Response:
    """The empty form."""
    return _page("", "tip")


@pages.post("/search")
@allowed("search")
def found() -> Response:
    """One page of hits; a query that cannot be understood says why."""
    text, scope = request.form.get("q", ""), request.form.get("scope", "tip")
    scope = scope if scope in SCOPES else "tip"
    board, viewer = the_board(), current_viewer()
    try:
        if scope == "tip":
            tips = search.search(board, viewer, text, _filters(), request.form.get("after", ""))
            return _page(text, scope, tips=tips)
        hits = search.find_records(board, viewer, text, scope)
        return _page(text, scope, records=cards.of_hits(board, viewer, hits))
    except Refused as refused:
        return _page(text, scope, said=sentence(refused), status=422)


def _filters() -> Filters:
    return Filters(
        category=request.form.get("only_category", ""),
        commune=request.form.get("only_commune", ""),
        state=request.form.get("only_state", ""),
    )


def _page(text: str, scope: str, *, status: int = 200, **context: object) -> Response:
    page = render_template("search.html", text=text, scope=scope, filters=_filters(), **context)
    return make_response(page, status)
