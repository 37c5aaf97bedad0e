"""Words for codes: states, categories, urgencies, outcomes, roles. Words of the taxonomy's codes come from config."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

LABELS: Mapping[str, Mapping[str, Any]] = {
    "state": {
        "new": _l("new"),
        "triaging": _l("in triage"),
        "waiting": _l("waiting for an answer"),
        "watch": _l("under watch"),
        "assigned": _l("sent to a unit"),
        "verifying": _l("being verified"),
        "review": _l("in review"),
        "closed": _l("closed"),
    },
    "category": {
        "retail": _l("Retail dealing"),
        "harbouring": _l("Harbouring use"),
        "use": _l("Drug use"),
        "trafficking": _l("Trafficking"),
        "psychosis": _l("Drug psychosis"),
        "treatment": _l("Treatment request"),
        "irrelevant": _l("Not about drugs"),
    },
    "urgency": {
        "danger": _l("Life in danger"),
        "now": _l("Happening now"),
        "timebound": _l("Time-bound"),
        "normal": _l("Normal"),
    },
    "basis": {
        "saw": _l("saw it"),
        "took_part": _l("took part"),
        "heard": _l("heard of it"),
        "inferred": _l("inferred it"),
        "unknown": _l("not said"),
    },
    "channel": {
        "sms": _l("SMS"),
        "voice": _l("Call"),
        "telegram": _l("Telegram"),
        "gateway": _l("SMS"),
        "manual": _l("Typed by an officer"),
    },
    "source_grade": {
        "untested": _l("untested"),
        "reliable": _l("reliable before"),
        "mixed": _l("mixed before"),
        "unreliable": _l("unreliable before"),
    },
    "outcome": {
        "case_opened": _l("Case opened"),
        "fined": _l("Fined"),
        "positive_test": _l("Positive test"),
        "hotspot_cleared": _l("Hotspot cleared"),
        "drugs_seized": _l("Drugs seized"),
        "voluntary_treatment": _l("Voluntary treatment"),
        "compulsory_treatment": _l("Compulsory treatment file"),
        "warned": _l("Warned"),
        "partly": _l("Partly substantiated"),
        "insufficient": _l("Not enough to go on"),
        "unfounded": _l("Unfounded (cleared)"),
        "malicious": _l("Malicious"),
        "already_known": _l("Already known"),
        "duplicate": _l("Duplicate"),
        "out_of_scope": _l("Out of scope"),
        "spam": _l("Spam"),
        "no_information": _l("No information"),
    },
    "role": {
        "duty_officer": _l("Duty officer"),
        "shift_lead": _l("Shift lead"),
        "supervisor": _l("Supervisor"),
        "registry_officer": _l("Registry officer"),
        "commune_officer": _l("Commune officer"),
        "auditor": _l("Auditor"),
        "administrator": _l("Administrator"),
    },
    "unit_kind": {
        "desk": _l("Duty desk"),
        "supervision": _l("Supervision"),
        "registry": _l("Registry"),
        "commune": _l("Commune police"),
        "audit": _l("Audit"),
    },
    "status": {
        "addict": _l("Addict"),
        "user": _l("User"),
        "post_rehab": _l("After rehabilitation"),
        "psychosis_risk": _l("Psychosis risk"),
        "suspected_user": _l("Suspected user"),
        "suspected_addict": _l("Suspected addict"),
        "retail_dealer": _l("Retail dealer"),
        "at_risk": _l("At risk"),
        "complex": _l("Complex"),
        "cleared": _l("Cleared"),
    },
    "evidence": {
        "place": _l("place"),
        "landmark": _l("venue"),
        "person": _l("person"),
        "contact": _l("phone or plate"),
        "conduct": _l("conduct"),
        "wording": _l("wording"),
        "time": _l("time"),
        "source": _l("same sender"),
    },
}


def label(kind: str, code: str | None) -> str:
    """The words for a code, or the code itself with spaces where nobody has given it words."""
    if not code:
        return ""
    found = LABELS.get(kind, {}).get(code)
    return str(found) if found is not None else code.replace("_", " ")


def options(kind: str) -> list[tuple[str, str]]:
    """(code, words) of a kind, in the order of the tables above."""
    return [(code, str(words)) for code, words in LABELS[kind].items()]
