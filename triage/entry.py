"""Manual entry: what somebody said on the old line, wrote in a letter or came to say; as anonymous as any other tip."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, render_template, request

from hotline import entry
from hotline.errors import Refused
from triage.access import allowed, current_viewer
from triage.language import ZONE
from triage.messages import sentence
from triage.state import the_board

pages = Blueprint("entry", __name__)


@pages.get("/entry")
@allowed("entry.write")
def form() -> Response:
    """The empty form, with a token of its own: sending it twice keeps it once."""
    return _page()


@pages.post("/entry")
@allowed("entry.write")
def keep() -> Response:
    """Keeps the words and shows the receipt code, for the citizen if he is still there."""
    typed = request.form
    kind, text, token = typed.get("kind", ""), typed.get("text", ""), typed.get("form", "")
    try:
        receipt = entry.enter(the_board(), current_viewer(), kind, text, form=token, at=_moment(typed.get("at")))
    except Refused as refused:
        return _page(said=sentence(refused), status=422)
    return make_response(render_template("entry/kept.html", receipt=receipt))


def _moment(text: str | None) -> int | None:
    """A local date and time of the form in epoch seconds; None when it was left empty."""
    if not text:
        return None
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp())
    except ValueError:
        raise Refused("entry.time") from None


def _page(said: str = "", status: int = 200) -> Response:
    token = request.form.get("form") or secrets.token_urlsafe(18)
    return make_response(render_template("entry/form.html", said=said, token=token, typed=request.form), status)
