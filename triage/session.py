"""The officer's cookie: read before every view, set at sign-in and step-up, deleted at sign-out. No key outlives it.

`g.signed` is the living session, `g.viewer` the officer once it is open and his account active, `g.pending` otherwise.
On the demo's plain http the cookies have names of their own and no Secure flag; everywhere else they are `__Host-`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline import sessions
from hotline.sessions import Entered, Signed
from triage.state import now, state, the_board

View = TypeVar("View", bound=Callable[..., Any])
DEVICE_LIFE = 400 * 86_400
QUIET = "/board/api/"  # live updates, polling and heartbeats: they keep no session alive


def install(app: Flask) -> None:
    """Loads the session before every view; called before the guard is set."""
    app.before_request(_load)


def cookie_name() -> str:
    """The name of the session's cookie."""
    return "hotline-demo" if state().settings.demo else "__Host-hotline"


def device_name() -> str:
    """The name of the device's cookie, which tells nothing but that somebody has signed in here before."""
    return "hotline-demo-device" if state().settings.demo else "__Host-hotline-device"


def _load() -> None:
    if request.path.startswith("/board/static/"):
        return
    g.signed = sessions.load(
        the_board(), request.cookies.get(cookie_name(), ""), renew=not request.path.startswith(QUIET)
    )
    if g.signed is None:
        return
    ready = g.signed.state == "open" and g.signed.account == "active"
    g.viewer, g.pending = (g.signed.viewer, False) if ready else (None, True)


def signed() -> Signed:
    """The living session of this request. Only for views that the guard has let through."""
    found: Signed = g.signed
    return found


def enter(response: Response, entered: Entered) -> Response:
    """Sets the cookies of a session that has begun or gone on."""
    secure = not state().settings.demo
    fixed: dict[str, Any] = {"secure": secure, "httponly": True, "samesite": "Strict", "path": "/"}
    response.set_cookie(cookie_name(), entered.cookie, **fixed)
    if entered.device:
        response.set_cookie(device_name(), entered.device, max_age=DEVICE_LIFE, **fixed)
    return response


def leave(response: Response) -> Response:
    """Deletes the session's cookie."""
    response.delete_cookie(cookie_name(), path="/", secure=not state().settings.demo, httponly=True, samesite="Strict")
    return response


def go(target: str, entered: Entered | None = None) -> Response:
    """Sends the browser on with 303, with new cookies if there are any."""
    response = make_response(redirect(target, 303))
    return enter(response, entered) if entered else response


def own_path(path: str) -> str:
    """A path of the board to go on to; anything else is the queue, so that no link can send officers elsewhere."""
    inside = path.startswith("/board/") and not set(path) & set("\\\r\n\t") and "//" not in path
    return path if inside else "/board/"


class FactorWanted(Exception):
    """An act that wants a factor shown within the last minutes; answered in triage/signin.py, which keeps the form."""


def fresh(view: View) -> View:
    """A view that also wants a factor shown within the last minutes: asks for it and comes back."""

    @wraps(view)
    def checked(*args: Any, **values: Any) -> ResponseReturnValue:
        if signed().strong(now()):
            answer: ResponseReturnValue = view(*args, **values)
            return answer
        if request.method == "POST":
            raise FactorWanted
        target = url_for("signin.step_up", next=own_path(request.full_path.rstrip("?")))
        return redirect(target, 303)

    return checked  # type: ignore[return-value]  # same signature, kept by wraps
