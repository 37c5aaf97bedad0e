"""What the log says: a sentence for every code of the audit chain, and words for what it was done to and how.

A lead's and a record's own history have their words in triage/labels.py; the log uses the same ones.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from triage.labels import LABELS, label

FAMILIES: Mapping[str, Any] = {
    "lead": _l("Leads"),
    "tip": _l("Tips"),
    "entry": _l("Typed in"),
    "release": _l("Releases"),
    "approval": _l("Second officer"),
    "search": _l("Search"),
    "record": _l("Registry"),
    "registry": _l("Whole registry"),
    "keeping": _l("How long it is kept"),
    "handover": _l("Handover"),
    "officer": _l("Officers and sign-ins"),
    "factor": _l("Second factors"),
    "unit": _l("Units"),
    "report": _l("Reports"),
    "audit": _l("The log itself"),
    "sweep": _l("Destruction on time"),
    "key": _l("Server keys"),
    "recovery": _l("Recovery"),
    "backup": _l("Backup"),
    "index": _l("Search index"),
    "item": _l("Sealed content"),
}
ACTS: Mapping[str, Mapping[str, Any]] = {
    "lead": {"read": _l("Lead opened and read")},
    "tip": {
        "tip": _l("Tip received"),
        "part": _l("New part"),
        "picture": _l("Picture of a tip kept or opened"),
        "unmask": _l("Hidden words of a tip shown"),
    },
    "entry": {"kept": _l("Tip typed in by an officer")},
    "release": {"read": _l("Release opened and read")},
    "approval": {
        "proposed": _l("Proposed to a second officer"),
        "approved": _l("Approved as second officer"),
        "refused": _l("Refused as second officer"),
        "withdrawn": _l("Proposal withdrawn"),
        "listed": _l("List of proposals looked at"),
    },
    "search": {"": _l("Searched")},
    "record": {"read": _l("Record opened and read"), "listed": _l("List of records looked at")},
    "registry": {
        "imported": _l("Records imported"),
        "exported": _l("Registry exported"),
        "batch": _l("Imported records decided"),
    },
    "keeping": {
        "hold": _l("Kept from destruction"),
        "unhold": _l("No longer kept from destruction"),
        "renew": _l("Kept a year longer"),
    },
    "handover": {
        "given": _l("Shift handed over"),
        "acknowledged": _l("Line of a handover taken over"),
        "taken": _l("Handover taken over"),
    },
    "officer": {
        "sign_in": _l("Signed in"),
        "sign_out": _l("Signed out"),
        "refused": _l("Sign-in refused"),
        "step_up": _l("Confirmed identity again"),
        "password": _l("Password changed"),
        "invited": _l("Officer invited"),
        "enrolled": _l("Account set up"),
        "granted": _l("Unit's key handed over"),
        "moved": _l("Role or unit changed"),
        "reset": _l("Account reset"),
        "revoked": _l("Account revoked"),
    },
    "factor": {"added": _l("Second factor added"), "removed": _l("Second factor removed")},
    "unit": {
        "born": _l("Unit set up"),
        "rotated": _l("Unit's key renewed"),
        "resealed": _l("Unit's content sealed to the new key"),
    },
    "report": {"read": _l("Report looked at"), "exported": _l("Report exported")},
    "audit": {
        "read": _l("Log looked at"),
        "verified": _l("Chain verified"),
        "insiders": _l("Looks without assignment looked at"),
        "key": _l("Key of the log renewed"),
        "checkpoint": _l("Oldest months closed with a checkpoint"),
    },
    "sweep": {
        "leads": _l("Expired leads destroyed"),
        "records": _l("Expired records destroyed"),
        "words": _l("Expired reasons and searches destroyed"),
        "done": _l("Destruction on time finished"),
    },
    "key": {"rotated": _l("Server key renewed"), "passing": _l("Passing key renewed")},
    "recovery": {"rehearsed": _l("Recovery rehearsed"), "used": _l("Recovery key used")},
    "backup": {"restored": _l("Backup restored")},
    "index": {"rebuilt": _l("Search index rebuilt")},
    "item": {"sealed": _l("Content sealed")},
}
# Families whose acts are lines of a history as well, and where those have their words.
HISTORIES = {"lead": "event", "record": "record_event"}
FACTORS: Mapping[str, Any] = {"totp": _l("time code"), "key": _l("security key")}
VERDICTS: Mapping[str, Any] = {"approved": _l("approved"), "refused": _l("refused"), "withdrawn": _l("withdrawn")}
THINGS: Mapping[str, Any] = {
    "lead": _l("lead"),
    "tip": _l("tip"),
    "entry": _l("typed tip"),
    "release": _l("release"),
    "approval": _l("proposal"),
    "record": _l("record"),
    "person": _l("person"),
    "hotspot": _l("hotspot"),
    "handover": _l("handover"),
    "officer": _l("officer"),
    "unit": _l("unit"),
    "report": _l("report"),
    "audit": _l("log"),
    "sweep": _l("destruction"),
    "key": _l("key"),
    "recovery": _l("recovery"),
    "backup": _l("backup"),
    "index": _l("index"),
    "item": _l("content"),
}
# What stands beside an act: how its value is said. Ids and MACs are left to whoever reads the chain itself.
CODES: Mapping[str, Any] = {
    "role": lambda value: label("role", value),
    "kind": lambda value: _first(value, LABELS["approval"], LABELS["unit_kind"], FACTORS),
    "why": lambda value: label("why", value),
    "verdict": lambda value: _first(value, VERDICTS),
    "hits": lambda value: gettext("%(n)s found", n=value),
    "problems": lambda value: gettext("%(n)s problems", n=value),
    "count": lambda value: gettext("%(n)s in all", n=value),
    "rows": lambda value: gettext("%(n)s lines", n=value),
    "destroyed": lambda value: gettext("%(n)s destroyed again", n=value),
    "units": lambda value: gettext("%(n)s units", n=value),
    "again": lambda value: gettext("once more"),
    "others": lambda value: gettext("on other machines"),
    "factor": lambda value: _first(value, FACTORS),
}


def known(action: str) -> Any | None:
    """The sentence for a code such as "lead.claim", or None where nobody has given it words."""
    family, _, rest = action.partition(".")
    return ACTS.get(family, {}).get(rest) or LABELS.get(HISTORIES.get(family, ""), {}).get(rest)


def act(action: str) -> str:
    """The same for a page: never nothing."""
    return str(known(action) or action)


def details(codes: Mapping[str, Any]) -> list[str]:
    """What the codes beside an act say, in words; those that are only numbers of rows are left out."""
    said = [CODES[name](value) for name, value in sorted(codes.items()) if name in CODES and value not in (None, "")]
    return [one for one in said if one]


def thing(kind: str) -> str:
    """What an act was done to."""
    return _first(kind, THINGS)


def _first(code: object, *tables: Mapping[str, Any]) -> str:
    """The words of the first table that has the code; the code itself where none has."""
    return next((str(table[str(code)]) for table in tables if str(code) in table), str(code))


def choices() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """For the log's filter: every family with the beginnings of its codes, the whole family first."""
    for family, words in FAMILIES.items():
        codes = {**ACTS[family], **LABELS.get(HISTORIES.get(family, ""), {})}
        single = sorted((str(said), f"{family}.{code}") for code, said in codes.items() if code)
        yield str(words), [(family, gettext("%(family)s: all", family=words)), *((code, said) for said, code in single)]
