"""The officer's language and clock: Vietnamese unless he chose English, and always the time of Vietnam."""

from pathlib import Path

from flask import Flask, request, session
from flask_babel import Babel, get_locale

from config.settings import Settings
from triage.show import preferences

LANGUAGES = ("vi", "en")
ZONE = "Asia/Ho_Chi_Minh"
CATALOGUES = Path(__file__).resolve().parent.parent / "config" / "locale"


def install(app: Flask, settings: Settings) -> None:
    """Sets up Flask-Babel. Before sign-in `?lang=en` is kept in the form cookie; afterwards it is a preference."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    default = settings.language

    def chosen() -> str:
        asked = preferences().language or session.get("lang")
        return asked if asked in LANGUAGES else default

    Babel(app, default_locale=default, default_timezone=ZONE, locale_selector=chosen, timezone_selector=lambda: ZONE)
    app.before_request(_remember)
    app.jinja_env.globals["language"] = code


def _remember() -> None:
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        session["lang"] = asked


def code() -> str:
    """The present language: vi or en."""
    locale = get_locale()
    return locale.language if locale is not None else LANGUAGES[0]
