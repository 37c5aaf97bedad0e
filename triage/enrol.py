"""A new officer's way in: one-time link, password, second factor, and the code that he reads to a colleague.

The link's token stands behind a `#`, which no browser sends: it reaches no server log; the form carries it in its body.
"""

import io
import json

import segno
from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline import accounts, factors, officers, passwords, sessions
from hotline.db.engine import reading
from hotline.errors import NotFound, Refused
from hotline.sessions import Entered
from triage import session
from triage.access import PENDING, PUBLIC, allowed
from triage.messages import sentence
from triage.signin import origin
from triage.state import the_board

pages = Blueprint("enrol", __name__)


@pages.get("/enrol")
@allowed(PUBLIC)
def begin() -> str:
    """The form for link and password."""
    return render_template("signin/enrol.html", shortest=passwords.SHORTEST)


@pages.post("/enrol")
@allowed(PUBLIC)
def begin_post() -> ResponseReturnValue:
    """Uses the link up and begins the first session."""
    password = request.form.get("password", "")[:1000]
    try:
        if password != request.form.get("again", ""):
            raise Refused("password.differs")
        entered = sessions.enrol(the_board(), request.form.get("token", "").strip()[:200], password)
    except (Refused, NotFound) as refused:
        page = render_template("signin/enrol.html", shortest=passwords.SHORTEST, said=sentence(refused))
        return make_response(page, 422)
    return session.go(url_for("enrol.factor" if entered.state == "pending" else "enrol.waiting"), entered)


def qr(text: str) -> str:
    """A QR code as SVG text without styles or scripts of its own."""
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, scale=5, border=4, svgclass=None, lineclass=None, light="#fff",
        dark="#000", title=None, omitsize=False,
    )  # fmt: skip
    return out.getvalue().decode()


@pages.get("/enrol/factor")
@allowed(PENDING)
def factor() -> ResponseReturnValue:
    """Offers a time code's secret and a security key; a further factor only shortly after showing the first."""
    signed = session.signed()
    if signed.has_factor and signed.state == "pending":
        return redirect(url_for("signin.second"), 303)
    if signed.has_factor and not signed.strong(the_board().clock()):
        return redirect(url_for("signin.step_up", next=url_for("enrol.factor")), 303)
    return _offer()


def _offer(said: str = "", status: int = 200) -> Response:
    signed, board = session.signed(), the_board()
    secret = factors.new_secret(signed)
    options = factors.registration_options(signed, origin()[0], factors.handles(board, signed.officer_id))
    page = render_template(
        "signin/factor.html", said=said, signed=signed, secret=factors.secret_text(secret),
        picture=qr(factors.uri(signed.login, secret)), options=json.dumps(options),
    )  # fmt: skip
    return make_response(page, status)


@pages.post("/enrol/factor")
@allowed(PENDING)
def factor_post() -> ResponseReturnValue:
    """Keeps the factor once it has been shown to work."""
    try:
        entered = _added()
    except Refused as refused:
        return _offer(sentence(refused), 422)
    done = "profile.own" if session.signed().account == "active" else "enrol.waiting"
    return session.go(url_for(done), entered)


def _added() -> Entered:
    board, signed = the_board(), session.signed()
    if request.form.get("answer"):
        return factors.register(board, signed, request.form["answer"], *origin())
    return factors.add_totp(board, signed, request.form.get("code", ""))


@pages.get("/enrol/waiting")
@allowed(PENDING)
def waiting() -> ResponseReturnValue:
    """Shows the 8 characters to read to a colleague, until he has granted the unit's key."""
    if g.get("viewer") is not None:
        return redirect("/board/", 303)
    if session.signed().state == "pending":
        return redirect(url_for("signin.second"), 303)
    with reading(the_board().db) as reads:
        officer = officers.get(reads, session.signed().officer_id)
    return render_template("signin/waiting.html", code=accounts.code_of(officer.public or b""), name=officer.name)
