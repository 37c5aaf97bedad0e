"""The board's application: `create_board(board, settings)`. Nothing is built at import.

A page group is a module with a Blueprint `pages` under /board; every view is marked by `access.allowed`.
"""

from datetime import timedelta

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import IntegerConverter, Map

from config.settings import Settings
from hotline.feed import Hub
from hotline.runtime import Board
from triage import (
    access,
    actions,
    approvals,
    audit,
    enrol,
    entry,
    failures,
    handover,
    headers,
    keeping,
    language,
    lead,
    live,
    metrics,
    navigation,
    officers,
    preferences,
    profile,
    queue,
    registry,
    releases,
    search,
    session,
    show,
    signin,
)
from triage.state import KEY, State

# One module a page group.
GROUPS = (
    signin, enrol, profile, officers, audit, preferences, queue, lead, actions, live, releases, approvals, search,
    registry, entry, handover, keeping, metrics,
)  # fmt: skip
LARGEST_BODY = 512 * 1024  # a form; a view that takes a file says its own limit
LONGEST_SESSION = timedelta(hours=12)


def create_board(board: Board, settings: Settings) -> Flask:
    """The officers' application. Raises ConfigError without a secret key, RuntimeError for an unmarked view."""
    app = Flask("triage", static_folder=None, template_folder="templates")
    app.url_map.converters["int"] = Id
    app.extensions[KEY] = State(board, settings, Hub(board.db))
    _configure(app, settings)
    CSRFProtect(app)
    language.install(app, settings)
    show.install(app)
    navigation.install(app)
    failures.install(app)
    headers.install(app, settings.trusted_proxies, https=not settings.demo)
    session.install(app)
    access.install(app)
    for group in GROUPS:
        app.register_blueprint(group.pages, url_prefix="/board")
    access.check_views(app)
    return app


class Id(IntegerConverter):
    """A number in an address that fits a BIGINT; a larger one is no address at all."""

    def __init__(self, url_map: Map, *_: object, **__: object) -> None:
        super().__init__(url_map, max=2**63 - 1)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret("secret_key"),
        # Flask's own cookie holds nothing but the token against forged requests; the officer's session is another.
        SESSION_COOKIE_NAME="hotline-form" if settings.demo else "__Host-hotline-form",
        SESSION_COOKIE_SECURE=not settings.demo,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=LONGEST_SESSION,
        WTF_CSRF_TIME_LIMIT=int(LONGEST_SESSION.total_seconds()),
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=1_000,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.autoescape = True
