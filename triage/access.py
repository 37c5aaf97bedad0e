"""Who may see which page: every view names a permission; an application with a view that names none does not start.

triage/session.py puts the signed-in officer into `g.viewer` before the guard runs; a session whose second factor is
still missing leaves `g.viewer` empty and sets `g.pending`. Roles decide pages here; what a page may show is decided
again in hotline/, by keys and in queries.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline import permissions
from hotline.officers import Viewer

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"  # anybody: sign-in, enrolment by link, static files
PENDING = "pending"  # a right password, before the second factor
SIGNED_IN = "signed_in"  # every officer


def allowed(permission: str) -> Callable[[View], View]:
    """Marks a view with the permission it needs: a key of hotline.permissions, PUBLIC, PENDING or SIGNED_IN."""
    if permission not in permissions.PERMISSIONS and permission not in (PUBLIC, PENDING, SIGNED_IN):
        raise KeyError(permission)

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # read again by `permission_of`
        return view

    return mark


def permission_of(view: Callable[..., Any]) -> str | None:
    """The permission that a view was marked with."""
    found: str | None = getattr(view, "permission", None)
    return found


def current_viewer() -> Viewer:
    """The signed-in officer of this request. Only for views that the guard has let through."""
    viewer: Viewer | None = g.get("viewer")
    if viewer is None:
        abort(401)
    return viewer


def may(permission: str) -> bool:
    """Whether the signed-in officer's role has a permission; for templates, which show only what works."""
    viewer: Viewer | None = g.get("viewer")
    return viewer is not None and permissions.may(viewer.role, permission)


def guard() -> ResponseReturnValue | None:
    """Runs before every view: lets it go on (None), sends to the sign-in, or refuses with 401 or 403."""
    if request.endpoint is None:
        return None
    permission = permission_of(_view(request.endpoint))
    if permission == PUBLIC:
        return None
    if g.get("viewer") is None:
        return None if permission == PENDING and g.get("pending") else _sign_in()
    if permission in (PENDING, SIGNED_IN) or permissions.may(g.viewer.role, str(permission)):
        return None
    return abort(403)


def _view(endpoint: str) -> Callable[..., Any]:
    return current_app.view_functions[endpoint]


def _sign_in() -> ResponseReturnValue:
    """A page that was asked for waits behind the sign-in; what was sent is shown again by the 401 page."""
    if request.method == "GET" and not request.headers.get("HX-Request") and not request.path.startswith("/board/api/"):
        return redirect(url_for("signin.sign_in", next=request.full_path.rstrip("?")), 303)
    if request.method == "GET" and request.headers.get("HX-Request"):
        response = make_response("", 401)
        response.headers["HX-Redirect"] = url_for("signin.sign_in")
        return response
    return abort(401)


def check_views(app: Flask) -> None:
    """Refuses to start when a view was not marked: a forgotten decorator must not open a page to everybody."""
    unmarked = sorted(name for name, view in app.view_functions.items() if permission_of(view) is None)
    if unmarked:
        raise RuntimeError(f"views without a permission: {', '.join(unmarked)}")


def install(app: Flask) -> None:
    """Sets the guard; called by `create_board` after the session loader and before the pages."""
    app.before_request(guard)
    app.jinja_env.globals["may"] = may
