"""What every page shows around its content: where one can go, who one is, and the lists that forms choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext as _l

from hotline import asking, leads
from triage import show
from triage.access import permission_of
from triage.labels import label
from triage.state import state

# (endpoint, words, whose kind of unit it is for; "" is an administrator)
PAGES = (
    ("queue.desk", _l("Queue"), ("desk", "supervision", "audit")),
    ("releases.inbox", _l("Releases"), ("commune",)),
    ("search.find", _l("Search"), ("desk", "supervision", "registry", "commune")),
    ("registry.records", _l("Registry"), ("desk", "supervision", "registry", "commune")),
    ("approvals.waiting", _l("Second officer"), ("desk", "supervision", "registry")),
    ("entry.form", _l("Type in"), ("desk", "supervision")),
    ("handover.sheets", _l("Handover"), ("desk", "supervision")),
    ("reports.overview", _l("Reports"), ("desk", "supervision", "commune")),
    ("officers.people", _l("Officers"), ("desk", "supervision", "")),
    ("audit.events", _l("Log"), ("supervision", "audit", "")),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the navigation."""

    url: str
    text: str
    here: bool
    count: int = 0


def install(app: Flask) -> None:
    """Makes the functions below known to templates."""
    app.jinja_env.globals.update(
        navigation=navigation,
        officer_name=officer_name,
        communes=communes,
        canned_questions=asking.canned,
        sender_choices=sender_choices,
    )


def navigation() -> list[Item]:
    """The pages that this officer's role and kind of unit have."""
    group = (request.endpoint or "").partition(".")[0]
    found = []
    for endpoint, words, kinds in PAGES:
        if g.viewer.unit_kind in kinds and _open(endpoint):
            here = endpoint.partition(".")[0] == group or (group in ("lead", "actions") and endpoint == "queue.desk")
            found.append(Item(url_for(endpoint), str(words), here))
    return found


def _open(endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    permission = permission_of(view) if view is not None else None
    return permission is not None and (permission == "signed_in" or g.viewer.may(permission))


def officer_name() -> str:
    """The signed-in officer's name."""
    name: str = g.viewer.name
    return name


def communes() -> list[tuple[str, str]]:
    """(code, name) of the province's communes, by name without its kind."""
    found = show.communes(state().settings.province)
    return sorted(found.items(), key=lambda pair: pair[1].partition(" ")[2])


def sender_choices(ways: Sequence[leads.Way]) -> list[tuple[int, str]]:
    """Tips whose sender can be asked, named by channel and age."""
    return [(way.tip_id, f"{label('channel', way.channel)}, {show.ago(way.at)}") for way in ways]
