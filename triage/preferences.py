"""How the officer likes his screen, and the page that explains the keys."""

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from hotline import preferences
from hotline.db.engine import writing
from triage.access import allowed, current_viewer
from triage.language import code
from triage.show import preferences as present
from triage.state import the_board

pages = Blueprint("preferences", __name__)


@pages.post("/preferences")
@allowed("signed_in")
def save() -> ResponseReturnValue:
    """Keeps the one preference whose button was pressed, and goes back to where it was pressed."""
    kept = present()
    wanted = replace(kept, language=request.form.get("language") or kept.language or code())
    wanted = replace(wanted, theme=request.form.get("theme") or kept.theme)
    wanted = replace(wanted, keys={"on": True, "off": False}.get(request.form.get("keys", ""), kept.keys))
    with writing(the_board().db) as session:
        preferences.keep(session, current_viewer().officer_id, wanted)
    return redirect(own_page(request.form.get("back", "")), 303)


def own_page(path: str) -> str:
    """A path of the board to go back to; anything else is the queue, so that no form can send officers elsewhere."""
    inside = path.startswith("/board/") and not set(path) & set("\\\r\n\t") and "//" not in path
    return path if inside else "/board/"


@pages.get("/help")
@allowed("signed_in")
def help_page() -> Response:
    """The keyboard map and what the words on the board mean."""
    return make_response(render_template("help.html"))
