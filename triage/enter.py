"""What Enter will do with a lead, said before it does it. It never links, names or releases a person."""

from dataclasses import dataclass

from flask_babel import gettext

from hotline import leads
from hotline.officers import Viewer
from triage.evidence import Beside
from triage.labels import label
from triage.show import commune


@dataclass(frozen=True, slots=True)
class Intent:
    """`act` is an act of triage/actions.py, or "" when Enter only opens the panel whose id is `panel`."""

    says: str
    act: str = ""
    panel: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def intent_of(lead: leads.LeadView, viewer: Viewer, beside: Beside) -> Intent:
    """The stated action for this officer in this state."""
    row = lead.row
    if row.holder is not None and row.holder != viewer.officer_id:
        return Intent(gettext("leave it to %(name)s and go on", name=row.holder_name), "skip")
    if row.state == "review" and "approve" in lead.acts and lead.verified_by != viewer.officer_id:
        return Intent(gettext("approve “%(outcome)s” and close", outcome=label("outcome", row.outcome)), "approve")
    if row.state in ("new", "triaging") and not lead.mine and "claim" in lead.acts:
        return Intent(gettext("take this lead in hand"), "claim")
    if row.state in ("new", "triaging") and lead.mine:
        return _triage(lead, beside)
    if row.state in ("waiting", "watch") and "wake" in lead.acts:
        return Intent(gettext("take it up again"), "wake")
    return Intent(gettext("go on to the next lead"), "skip")


def _triage(lead: leads.LeadView, beside: Beside) -> Intent:
    row = lead.row
    if any(one.state == "proposed" for one in lead.releases):
        return Intent(gettext("go on: the release waits for a second officer"), "skip")
    if row.lane == "quarantine":
        return Intent(gettext("close as spam"), "close", fields=(("outcome", "spam"),))
    if row.category == "irrelevant":
        return Intent(gettext("choose how to close it"), panel="close-panel")
    if row.commune is None and not lead.no_place:
        return Intent(gettext("choose the place"), panel="commune-pick")
    if beside.unit is not None:
        return Intent(gettext("write the release for %(unit)s", unit=beside.unit.name), panel="release-panel")
    if row.guessed:
        return Intent(gettext("confirm: %(fields)s", fields=_guesses(lead)), "confirm")
    return Intent(gettext("choose the unit that verifies it"), panel="release-panel")


def _guesses(lead: leads.LeadView) -> str:
    row = lead.row
    words = {
        "category": label("category", row.category),
        "urgency": label("urgency", row.urgency),
        "commune": commune(row.commune),
        "basis": label("basis", lead.basis),
    }
    return ", ".join(words[name] for name in row.guessed if words.get(name))
