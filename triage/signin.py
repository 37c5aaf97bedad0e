"""Sign-in, second factor, step-up, sign-out. Every wrong answer looks the same; every form carries its token."""

import json
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline import factors, sessions
from hotline.db.engine import writing
from hotline.errors import Refused
from hotline.sessions import Entered
from triage import failures, session
from triage.access import PENDING, PUBLIC, SIGNED_IN, allowed
from triage.messages import sentence
from triage.state import state, the_board

pages = Blueprint("signin", __name__)
KEPT = "kept."  # before the names of what waits for a factor, so that they meet none of this form's own


def origin() -> tuple[str, str]:
    """Host name and origin that a security key is bound to: those of the public address, else of this request."""
    base = state().settings.public_base_url or request.host_url.rstrip("/")
    url = urlsplit(base)
    return url.hostname or "localhost", f"{url.scheme}://{url.netloc}"


def _wanted() -> str:
    return session.own_path(request.values.get("next", ""))


@pages.get("/sign-in")
@allowed(PUBLIC)
def sign_in() -> ResponseReturnValue:
    """The form; whoever is signed in goes on."""
    if g.get("viewer") is not None:
        return redirect(_wanted(), 303)
    if g.get("pending"):
        return redirect(_after(session.signed().state), 303)
    return render_template("signin/sign_in.html", wanted=_wanted())


@pages.post("/sign-in")
@allowed(PUBLIC)
def sign_in_post() -> ResponseReturnValue:
    """Takes login and password. A session that was there before is another's business and stays as it is."""
    try:
        entered = sessions.sign_in(
            the_board(),
            request.form.get("login", "")[:200],
            request.form.get("password", "")[:1000],
            request.cookies.get(session.device_name(), ""),
        )
    except Refused as refused:
        page = render_template("signin/sign_in.html", wanted=_wanted(), said=sentence(refused))
        return make_response(page, 429 if refused.code == "signin.wait" else 422)
    return session.go(_after(entered.state), entered)


def _after(state_: str) -> str:
    """Where a session goes next: the second factor, the wait for a colleague's grant, or the page asked for."""
    if state_ == "pending":
        return url_for("signin.second", next=_wanted())
    if g.get("pending"):
        return url_for("enrol.waiting")
    return _wanted()


@pages.get("/second-factor")
@allowed(PENDING)
def second() -> ResponseReturnValue:
    """Asks for the factors that the officer has; without any he makes his first one."""
    if session.signed().state == "open":
        return redirect(url_for("enrol.waiting") if g.get("pending") else _wanted(), 303)
    if not session.signed().has_factor:
        return redirect(url_for("enrol.factor"), 303)
    return _ask("signin/second.html")


def _ask(template: str, *, said: str = "", status: int = 200, then: str = "") -> Response:
    """The page that asks for a factor. With `then`, an act waits for it: what was typed for it goes along, hidden."""
    options = {}
    if session.signed().has_keys:
        options = factors.authentication_options(the_board(), session.signed(), origin()[0])
    page = render_template(
        template,
        wanted=_wanted(),
        said=said,
        signed=session.signed(),
        options=json.dumps(options),
        then=then,
        kept=_kept() if then else [],
    )
    return make_response(page, status)


@pages.app_errorhandler(session.FactorWanted)
def factor_first(_wanted: Exception) -> Response:
    """Asks for the factor on a page that keeps what was typed; htmx is told to send its form as a page of its own."""
    if request.headers.get("HX-Request"):
        response = make_response("", 401)
        response.headers["HX-Trigger"] = "send-as-page"
        return response
    return _ask("signin/step_up.html", then=request.path, status=401)


def _kept() -> list[tuple[str, str]]:
    """What was typed for the act, by its own names: from the act's form, or from the page that carried it."""
    if request.endpoint != "signin.step_up_post":
        return failures.typed()
    carried = request.form.items(multi=True)
    return [(name.removeprefix(KEPT), value) for name, value in carried if name.startswith(KEPT)]


@pages.post("/second-factor")
@allowed(PENDING)
def second_post() -> ResponseReturnValue:
    """Takes a time code or a security key's answer."""
    return _prove("signin/second.html")


@pages.get("/step-up")
@allowed(SIGNED_IN)
def step_up() -> Response:
    """Asks for a factor again before something grave."""
    return _ask("signin/step_up.html")


@pages.post("/step-up")
@allowed(SIGNED_IN)
def step_up_post() -> ResponseReturnValue:
    """Takes a factor; in the demo, where an officer has none, the password."""
    return _prove("signin/step_up.html")


def _prove(template: str) -> ResponseReturnValue:
    then = session.own_path(request.form["then"]) if request.form.get("then") else ""
    try:
        entered = _proven()
    except Refused as refused:
        return _ask(template, said=sentence(refused), status=429 if refused.code == "signin.wait" else 422, then=then)
    if then:
        page = make_response(render_template("signin/go_on.html", then=then, kept=_kept()))
        return session.enter(page, entered)
    target = url_for("enrol.waiting") if session.signed().account != "active" else _wanted()
    return session.go(target, entered)


def _proven() -> Entered:
    board, signed = the_board(), session.signed()
    if request.form.get("answer"):
        return factors.check_key(board, signed, request.form["answer"], *origin())
    if signed.has_totp:
        return factors.check_totp(board, signed, request.form.get("code", ""))
    return sessions.step_up_by_password(board, signed, request.form.get("password", "")[:1000])


@pages.post("/sign-out")
@allowed(PENDING)
def sign_out() -> Response:
    """Ends this session."""
    with writing(the_board().db) as writes:
        sessions.end(writes, session.signed().officer_id, session.signed().id_hash)
    return session.leave(session.go(url_for("signin.sign_in")))
