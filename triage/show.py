"""How values look in templates: times in Vietnam's zone and the officer's language, words for codes, communes."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from flask import Flask, g, request
from flask_babel import format_date, format_datetime, format_decimal, format_timedelta, gettext

from config.catalog.gazetteer import load_gazetteer
from hotline import leads
from hotline.db.engine import reading
from hotline.preferences import Preferences, of
from triage import wording
from triage.labels import label, options
from triage.reasons import reason
from triage.state import now, state

DAY = "dd/MM/yyyy"


def install(app: Flask) -> None:
    """Registers filters and globals, and the loading of preferences for a signed-in officer."""
    app.jinja_env.filters.update(
        ago=ago, moment=moment, day=day, clock=clock, span=span, iso=iso, number=format_decimal,
        words=wording.plain, commune=commune, code=leads.short,
    )  # fmt: skip
    app.jinja_env.globals["reason"] = reason
    app.jinja_env.globals.update(
        label=label, options=options, preferences=preferences, now=now, is_htmx=is_htmx, demo=is_demo
    )


def is_htmx() -> bool:
    """Whether the page asks for a block only."""
    return request.headers.get("HX-Request") == "true"


def is_demo() -> bool:
    """Whether this is the demonstration, which says so on every page."""
    return state().settings.demo


def preferences() -> Preferences:
    """The signed-in officer's preferences, read once a request; the defaults for anybody else."""
    if g.get("preferences") is None and g.get("viewer") is not None:
        with reading(state().board.db) as session:
            g.preferences = of(session, g.viewer.officer_id)
    return g.get("preferences") or Preferences()


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def iso(at: int) -> str:
    """The moment for a `datetime` attribute."""
    return _local(at).isoformat().replace("+00:00", "Z")


def moment(at: int | None) -> str:
    """Day and time, "22/11/2026 13:05" in both languages: with the month first 5/6 would be another day in each."""
    return "" if at is None else format_datetime(_local(at), DAY + " HH:mm")


def clock(at: int | None) -> str:
    """The time of day."""
    return "" if at is None else format_datetime(_local(at), "HH:mm")


def day(at: int | None) -> str:
    """The day. Takes epoch seconds, or a number of days since the epoch as periods use it."""
    if at is None:
        return ""
    return format_date(_local(at if at > 1_000_000 else at * 86_400), DAY)


def span(seconds: int) -> str:
    """A length of time in words: "12 minutes"."""
    return format_timedelta(timedelta(seconds=max(0, seconds)), threshold=1.2)


def ago(at: int | None) -> str:
    """How long ago, or in how long: "14 minutes ago", "in 3 minutes"."""
    if at is None:
        return ""
    seconds = at - now()
    if abs(seconds) < 45:
        return gettext("just now")
    return format_timedelta(timedelta(seconds=seconds), granularity="minute", add_direction=True, threshold=1.2)


@lru_cache(maxsize=4)
def communes(province: str) -> dict[str, str]:
    """Name of every commune by code, e.g. "xã Cẩm Xuyên"."""
    return {unit.code: f"{unit.kind} {unit.name}" for unit in load_gazetteer(province) if unit.level == "new"}


def commune(code: str | None) -> str:
    """A commune's name in the province of the settings; "" for none."""
    return communes(state().settings.province).get(code, code) if code else ""
