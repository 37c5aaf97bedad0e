"""Words for codes. What the taxonomy knows comes from config/taxonomy.toml; the rest, the board's own, stands here."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from config.catalog.taxonomy import Taxonomy, load_taxonomy
from triage import histories

# What templates call a kind, and the tables of the taxonomy that hold its codes.
TAXONOMY = {
    "category": ("category",),
    "urgency": ("urgency",),
    "basis": ("basis",),
    "outcome": ("outcome",),
    "drug": ("drug",),
    "conduct": ("conduct",),
    "handling": ("handling",),
    "state": ("lead_state",),
    "source_grade": ("source_grade",),
    "status": ("person_status", "hotspot_level"),
    "hotspot_kind": ("hotspot_kind",),
    "level": ("hotspot_level",),
    "person_status": ("person_status",),
}
LABELS: Mapping[str, Mapping[str, Any]] = {
    "tab": {
        "new": _l("New"),
        "mine": _l("Mine"),
        "waiting": _l("Waiting"),
        "watch": _l("Watch"),
        "sent": _l("Sent"),
        "review": _l("Review"),
        "overdue": _l("Overdue"),
        "quarantine": _l("Quarantine"),
        "closed": _l("Closed"),
    },
    "channel": {
        "sms": _l("SMS"),
        "voice": _l("Call"),
        "telegram": _l("Telegram"),
        "gateway": _l("SMS"),
        "manual": _l("Typed by an officer"),
    },
    "entry": {
        "citizen": _l("from a citizen"),
        "officer": _l("typed by an officer"),
        "added": _l("added by somebody who knew the code"),
    },
    "why": {
        "first": _l("first tip"),
        "repeat": _l("the same words from the same sender"),
        "same_matter": _l("joined as the same matter"),
        "addition": _l("added with the code"),
        "answer": _l("answer to a question"),
        "officer": _l("joined by an officer"),
    },
    "information": {
        "1": _l("1 – confirmed by others"),
        "2": _l("2 – probably true"),
        "3": _l("3 – possibly true"),
        "4": _l("4 – doubtful"),
        "5": _l("5 – improbable"),
    },
    "return_reason": {
        "not_our_area": _l("not in our area"),
        "not_our_matter": _l("not our matter"),
        "not_enough": _l("not enough to go on"),
        "known_already": _l("known already"),
        "other": _l("another reason"),
    },
    "reopen_reason": {
        "new_tip": _l("a new tip"),
        "answer": _l("an answer"),
        "complaint": _l("a complaint"),
        "mistake": _l("closed by mistake"),
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
    "officer_state": {
        "invited": _l("invited"),
        "enrolled": _l("waits for the unit's key"),
        "active": _l("active"),
        "revoked": _l("revoked"),
    },
    "unit_kind": {
        "desk": _l("Duty desk"),
        "supervision": _l("Supervision"),
        "registry": _l("Registry"),
        "commune": _l("Commune police"),
        "audit": _l("Audit"),
    },
    "cue": {
        "hour": _l("hour of the day"),
        "vehicle": _l("vehicle"),
        "quantity": _l("quantity"),
    },
    "record": {
        "person": _l("Person"),
        "hotspot": _l("Hotspot"),
    },
    "record_state": {
        "proposed": _l("proposed"),
        "active": _l("in use"),
        "retired": _l("retired"),
        "merged": _l("merged"),
    },
    "field": {
        "full_name": _l("Full name"),
        "aliases": _l("Nicknames"),
        "sex": _l("Sex"),
        "born": _l("Year of birth"),
        "kin": _l("Relatives"),
        "commune": _l("Commune"),
        "hamlet": _l("Hamlet"),
        "address": _l("Address"),
        "phones": _l("Phone numbers"),
        "plates": _l("Number plates"),
        "accounts": _l("Accounts"),
        "note": _l("Note"),
        "name": _l("Name"),
        "place_kind": _l("Kind of place"),
        "times": _l("Times"),
        "modus": _l("How it works"),
    },
    "typed": {  # fields of forms whose words are shown back when the form could not be taken
        "text": _l("In the words that were used"),
        "wording": _l("Wording"),
        "words": _l("In your words"),
        "reason": _l("Reason"),
        "remark": _l("Note for the history"),
        "question": _l("Question"),
        "document": _l("What it says (optional)"),
        "evidence": _l("Why it was suggested"),
        "q": _l("Search"),
    },
    "trouble": {
        "missing": _l("missing"),
        "too_long": _l("too long"),
        "too_many": _l("too many"),
        "lines": _l("more than one line"),
        "type": _l("not a text"),
        "unknown": _l("not known"),
        "range": _l("outside of what is possible"),
        "date": _l("not a date"),
        "year": _l("not a year"),
        "number": _l("not a number"),
    },
    "document": {
        "test": _l("test"),
        "decision": _l("decision"),
        "verification": _l("record of verification"),
        "other_authority": _l("record of another authority"),
    },
    "ending": {
        "corrected": _l("corrected"),
        "court": _l("by a court"),
        "moved_away": _l("moved away"),
        "died": _l("died"),
        "treated": _l("treated"),
        "followed": _l("followed by another"),
        "complaint": _l("after a complaint"),
        "expired": _l("expired"),
    },
    "record_event": histories.RECORD_EVENT,
    "verdict": {
        "mention": _l("mention"),
        "confirmed": _l("confirmed"),
        "rejected": _l("not the same"),
    },
    "release_state": {
        "proposed": _l("waits for a second officer"),
        "released": _l("released"),
        "withdrawn": _l("withdrawn"),
        "refused": _l("refused"),
    },
    "question_state": {
        "proposed": _l("waits for a second officer"),
        "waiting": _l("will be sent"),
        "sending": _l("being sent"),
        "sent": _l("sent"),
        "uncertain": _l("perhaps sent"),
        "failed": _l("did not arrive"),
        "refused": _l("refused by the second officer"),
        "withdrawn": _l("withdrawn"),
    },
    "event": histories.EVENT,
    "line": {
        "alarm": _l("Alarm"),
        "lease": _l("In hand"),
        "waiting": _l("Waiting for an answer"),
        "overdue": _l("Overdue"),
        "approval": _l("Waits for a second officer"),
        "review": _l("In review"),
    },
    "approval": {
        "release": _l("Release to a commune"),
        "question": _l("Question to a sender"),
        "person_link": _l("Link to a person"),
        "status": _l("Status or level"),
        "import": _l("Imported records"),
        "record": _l("New record"),
        "complaint": _l("Complaint"),
        "reset": _l("Reset of an account"),
        "auditor": _l("Auditor's request"),
    },
}


@lru_cache(maxsize=1)
def taxonomy() -> Taxonomy:
    """The taxonomy, read once a process."""
    return load_taxonomy()


def _language() -> str:
    locale = get_locale()
    return locale.language if locale is not None else "vi"


def label(kind: str, code: Any) -> str:
    """The words for a code, or the code itself with spaces where nobody has given it words."""
    if code is None or code == "":
        return ""
    for table in TAXONOMY.get(kind, ()):
        if (table, str(code)) in taxonomy():
            return taxonomy().label(table, str(code), _language())
    found = LABELS.get(kind, {}).get(str(code))
    return str(found) if found is not None else str(code).replace("_", " ")


def options(kind: str) -> list[tuple[str, str]]:
    """(code, words) of a kind, in the order of its table."""
    if kind in TAXONOMY:
        return [(code, label(kind, code)) for table in TAXONOMY[kind] for code in taxonomy().codes(table)]
    return [(code, str(words)) for code, words in LABELS[kind].items()]
