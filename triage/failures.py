"""Pages for what went wrong, in the officer's language: what happened, what he can do, and never lost typing."""

import secrets
from collections.abc import Iterable, Sequence

import structlog
from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from config.logs import places
from hotline.errors import Conflict, HotlineError, NotFound, Refused, Unavailable
from hotline.leads import Entry
from triage.messages import sentence

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
UNSAID = {"csrf_token", "password", "code", "new_password", "again", "totp"}  # never shown back
log = structlog.get_logger("triage")


def install(app: Flask) -> None:
    """Registers the handlers."""
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, lambda error: page(404))
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(Refused, lambda error: page(422, said=sentence(error)))
    app.register_error_handler(Unavailable, lambda error: page(503))
    app.register_error_handler(HotlineError, _broken)
    app.register_error_handler(Exception, _broken)


def page(status: int, **context: object) -> Response:
    """An error page; htmx gets only its block, to show where the answer would have been."""
    known = (401, 403, 404, 409, 413, 422, 500, 503)
    template = f"errors/{status if status in known else 400}.html"
    partial = bool(request.headers.get("HX-Request"))
    response = make_response(
        render_template(template, status=status, partial=partial, typed=typed(), **context), status
    )
    if partial:
        response.headers["HX-Retarget"] = "#notice"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def typed() -> list[tuple[str, str]]:
    """What the refused form held, to be shown and sent again; passwords and codes are left out."""
    if request.method != "POST":
        return []
    return [(name, value) for name, value in _fields() if name not in UNSAID]


def _fields() -> Iterable[tuple[str, str]]:
    try:
        return list(request.form.items(multi=True))
    except HTTPException:  # the body was too large to be read
        return []


def _stale(error: CSRFError) -> Response:
    return page(401, said=gettext("This form was too old, or did not come from this page."))


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    return page(error.code or 500, reference=_reference(error) if (error.code or 500) >= 500 else "")


def _conflict(error: Conflict) -> Response:
    return page(409, said=sentence(error), params=error.params)


def overtaken(error: Conflict, changes: Sequence[Entry], lead_url: str, redo: int) -> Response:
    """The page of an act on a lead that has changed meanwhile: what happened since, and the offer to redo."""
    return page(409, said=sentence(error), changes=changes, lead_url=lead_url, redo=redo)


def _broken(error: Exception) -> Response:
    return page(500, reference=_reference(error))


def _reference(error: Exception) -> str:
    """A number that the officer can read out and that stands beside the place of the fault in the log."""
    reference = "".join(secrets.choice(ALPHABET) for _ in range(8))
    log.error("failed", reference=reference, where=places(error))
    return reference
