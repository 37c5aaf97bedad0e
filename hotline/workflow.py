"""The state machine of a lead (design 5): which act leads where, who may, what it needs. Pure: values in, values out.

Knows neither database nor clock; the caller passes the moment. Refusals carry a code for the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from config.catalog.timers import Timers
from hotline.errors import Refused

RANKS = {"danger": 0, "now": 20, "timebound": 30, "normal": 50}
SUBSTANTIATED = frozenset(
    {
        "case_opened", "fined", "positive_test", "hotspot_cleared", "drugs_seized", "voluntary_treatment",
        "compulsory_treatment", "warned",
    }
)  # fmt: skip
SUPERVISED = SUBSTANTIATED | {"malicious"}
CLEARED = frozenset({"unfounded", "malicious"})  # counts against nobody from that moment
AT_THE_DESK = frozenset({"spam", "duplicate", "out_of_scope", "no_information", "already_known", "malicious"})
AFTER_VERIFYING = SUPERVISED | {"partly", "insufficient", "unfounded", "already_known", "duplicate", "out_of_scope"}
TRIAGERS = frozenset({"duty_officer", "shift_lead", "supervisor"})
SENIORS = frozenset({"shift_lead", "supervisor"})
RETURN_REASONS = frozenset({"not_our_area", "not_our_matter", "not_enough", "known_already", "other"})
REOPEN_REASONS = frozenset({"new_tip", "answer", "complaint", "mistake"})
HANDLING = frozenset({"normal", "protect_source", "no_visit", "medical", "minor_involved"})
SOURCE_GRADES = frozenset({"untested", "reliable", "mostly_reliable", "doubtful", "unreliable"})
OPEN = frozenset({"new", "triaging", "waiting", "watch", "assigned", "verifying", "review"})
DESK = frozenset({"new", "triaging", "waiting", "watch"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One act: the states it starts from, the one it leads to (None = stays), who may, what the citizen's code says."""

    sources: frozenset[str]
    target: str | None
    roles: frozenset[str]
    receipt: str | None = None
    keeps_lease: bool = False


RULES: Mapping[str, Rule] = {
    "claim": Rule(frozenset({"new", "triaging"}), "triaging", TRIAGERS, "looked_at", keeps_lease=True),
    "change": Rule(OPEN, None, TRIAGERS, "looked_at", keeps_lease=True),
    "confirm": Rule(OPEN, None, TRIAGERS, "looked_at", keeps_lease=True),
    "ask": Rule(frozenset({"new", "triaging", "waiting"}), "waiting", TRIAGERS, "looked_at"),
    "hold": Rule(DESK, "watch", TRIAGERS, "looked_at"),
    "wake": Rule(frozenset({"waiting", "watch"}), "triaging", TRIAGERS, keeps_lease=True),
    "send": Rule(DESK, "assigned", TRIAGERS, "passed_on"),
    "recall": Rule(frozenset({"assigned"}), "triaging", TRIAGERS, "looked_at"),
    "accept": Rule(frozenset({"assigned"}), "verifying", TRIAGERS | {"commune_officer"}),
    "return": Rule(frozenset({"assigned", "verifying"}), "triaging", TRIAGERS | {"commune_officer"}, "looked_at"),
    "submit": Rule(frozenset({"verifying"}), "review", TRIAGERS | {"commune_officer"}),
    "reject": Rule(frozenset({"review"}), "verifying", SENIORS),
    "approve": Rule(frozenset({"review"}), "closed", SENIORS, "closed"),
    "close": Rule(DESK, "closed", TRIAGERS, "closed"),
    "reopen": Rule(frozenset({"closed"}), "triaging", SENIORS, "looked_at"),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What the rules look at: the lead's codes as they are now. `verifier` is who submitted the last result."""

    state: str
    category: str
    urgency: str
    commune: str | None
    no_place: bool
    unit_id: int | None = None
    guessed: tuple[str, ...] = ()
    verifier: int | None = None
    outcome: str | None = None


class LeadLike(Protocol):
    """What a lead's row offers to the rules."""

    state: Any
    category: Any
    urgency: Any
    commune: Any
    no_place: Any
    unit_id: Any
    guessed: Any
    verified_by: Any
    outcome: Any


def matter(lead: LeadLike) -> Matter:
    """A lead's row as the rules see it."""
    return Matter(
        state=lead.state,
        category=lead.category,
        urgency=lead.urgency,
        commune=lead.commune,
        no_place=lead.no_place,
        unit_id=lead.unit_id,
        guessed=tuple(lead.guessed or ()),
        verifier=lead.verified_by,
        outcome=lead.outcome,
    )


@dataclass(frozen=True, slots=True)
class Who:
    """The officer as the rules see him; `officer_id` 0 is the software itself (timers, new tips)."""

    officer_id: int
    role: str
    unit_id: int | None
    unit_kind: str


SOFTWARE = Who(0, "software", None, "software")


@dataclass(frozen=True, slots=True)
class Step:
    """What an act changes: column values, the word that the receipt code says, whether the lease stays."""

    values: dict[str, Any] = field(default_factory=dict)
    receipt: str | None = None
    keeps_lease: bool = False


def may(matter: Matter, act: str, who: Who) -> bool:
    """Whether an act is open to this officer in this state; for showing what a key would do, not instead of `step`."""
    rule = RULES[act]
    return matter.state in rule.sources and _entitled(rule, matter, act, who)


def step(matter: Matter, act: str, who: Who, now: int, timers: Timers, wish: Mapping[str, Any] | None = None) -> Step:
    """The new values of an act. `wish` holds what the officer gave (outcome, unit_id, review_at, fields).

    Raises Refused: `workflow.state`, `workflow.role`, or the code of the guard that did not hold.
    """
    rule, wish = RULES[act], wish or {}
    if matter.state not in rule.sources:
        raise Refused("workflow.state", act=act, state=matter.state)
    if not _entitled(rule, matter, act, who):
        raise Refused("workflow.role", act=act)
    values = _SPECIAL[act](matter, who, now, timers, wish) if act in _SPECIAL else {}
    target = rule.target or ("triaging" if matter.state == "new" else None)  # whoever works on a new lead has taken it
    if target is not None:
        values = {"state": target, "due_at": due(target, now, timers), **values}
    return Step(values, rule.receipt, rule.keeps_lease)


def due(state: str, now: int, timers: Timers) -> int | None:
    """When a lead that enters a state now is overdue in it; None where nothing is waited for."""
    spans = {
        "assigned": timers.accept, "verifying": timers.verify, "review": timers.review, "waiting": timers.answer,
        "triaging": timers.first_triage,
    }  # fmt: skip
    return now + spans[state] if state in spans else None


def first_due(urgency: str, now: int, timers: Timers) -> int:
    """When a new lead must have had its first act."""
    spans = {"danger": timers.alarm, "now": timers.urgency_now}
    return now + spans.get(urgency, timers.first_triage)


def _entitled(rule: Rule, matter: Matter, act: str, who: Who) -> bool:
    if who is SOFTWARE:
        return act in ("wake", "reopen")
    if who.role not in rule.roles:
        return False
    if act in ("accept", "submit") or who.role == "commune_officer":
        return who.unit_id is not None and who.unit_id == matter.unit_id
    return True


def _change(matter: Matter, who: Who, now: int, timers: Timers, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Fields that an officer sets; each stops being a guess. A danger raised by hand raises the alarm."""
    if not wish or wish.keys() - CHANGEABLE.keys():
        raise Refused("lead.field")
    for name, value in wish.items():
        if not CHANGEABLE[name](value):
            raise Refused("lead.value", field=name)
    values = dict(wish)
    if wish.get("commune"):
        values["no_place"] = False
    if wish.get("no_place"):
        values["commune"] = None
    values["guessed"] = [name for name in matter.guessed if name not in values]
    if "urgency" in wish:
        values["rank"] = RANKS[wish["urgency"]]
        if wish["urgency"] == "danger" and matter.urgency != "danger":
            values.update(alarm_at=now, alarm_ack_by=None, alarm_ack_at=None)
    return values


def _confirm(matter: Matter, who: Who, now: int, timers: Timers, wish: Mapping[str, Any]) -> dict[str, Any]:
    return {"guessed": []}


def _hold(matter: Matter, who: Who, now: int, timers: Timers, wish: Mapping[str, Any]) -> dict[str, Any]:
    review_at = wish.get("review_at") or now + timers.watch
    if not now < review_at <= now + 366 * 86_400:
        raise Refused("lead.review_date")
    return {"review_at": review_at, "due_at": review_at}


def _send(matter: Matter, who: Who, now: int, timers: Timers, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Sending needs urgency, category and place or "no place"; what was guessed counts as confirmed by sending it."""
    if not matter.category or not matter.urgency:
        raise Refused("lead.not_classified")
    if matter.commune is None and not matter.no_place:
        raise Refused("lead.no_place")
    if not wish.get("unit_id"):
        raise Refused("lead.no_unit")
    return {"unit_id": wish["unit_id"], "guessed": []}


def _return(matter: Matter, who: Who, now: int, timers: Timers, wish: Mapping[str, Any]) -> dict[str, Any]:
    if wish.get("reason") not in RETURN_REASONS:
        raise Refused("lead.reason")
    return {"unit_id": None}


def _submit(matter: Matter, who: Who, now: int, timers: Timers, wish: Mapping[str, Any]) -> dict[str, Any]:
    if wish.get("outcome") not in AFTER_VERIFYING:
        raise Refused("lead.outcome")
    return {"outcome": wish["outcome"], "verified_by": who.officer_id}


def _approve(matter: Matter, who: Who, now: int, timers: Timers, wish: Mapping[str, Any]) -> dict[str, Any]:
    outcome = wish.get("outcome") or matter.outcome
    if outcome not in AFTER_VERIFYING:
        raise Refused("lead.outcome")
    if who.officer_id == matter.verifier:
        raise Refused("lead.own_result")
    _supervised(outcome, who)
    return _closed(outcome, now)


def _close(matter: Matter, who: Who, now: int, timers: Timers, wish: Mapping[str, Any]) -> dict[str, Any]:
    outcome = wish.get("outcome")
    if outcome not in AT_THE_DESK:
        raise Refused("lead.outcome" if outcome not in AFTER_VERIFYING else "lead.not_verified")
    if who.officer_id == matter.verifier:
        raise Refused("lead.own_result")
    _supervised(outcome, who)
    return _closed(outcome, now)


def _supervised(outcome: str, who: Who) -> None:
    if outcome in SUPERVISED and who.role != "supervisor":
        raise Refused("lead.needs_supervisor")


def _closed(outcome: str, now: int) -> dict[str, Any]:
    return {"outcome": outcome, "closed_at": now, "due_at": None, "review_at": None}


def _reopen(matter: Matter, who: Who, now: int, timers: Timers, wish: Mapping[str, Any]) -> dict[str, Any]:
    if wish.get("reason") not in REOPEN_REASONS:
        raise Refused("lead.reason")
    return {"outcome": None, "closed_at": None, "unit_id": None, "verified_by": None}


def _recall(matter: Matter, who: Who, now: int, timers: Timers, wish: Mapping[str, Any]) -> dict[str, Any]:
    return {"unit_id": None}


def _reject(matter: Matter, who: Who, now: int, timers: Timers, wish: Mapping[str, Any]) -> dict[str, Any]:
    return {"outcome": None}


def _one_of(*allowed: str) -> Any:
    return frozenset(allowed).__contains__


LEAD_TIMES = frozenset({"opened_at", "touched_at", "due_at", "review_at", "alarm_at", "escalated_at", "closed_at"})
CHANGEABLE: Mapping[str, Any] = {
    "category": _one_of("retail", "harbouring", "use", "trafficking", "psychosis", "treatment", "irrelevant"),
    "urgency": RANKS.__contains__,
    "commune": lambda code: isinstance(code, str) and code.isascii() and code.isdigit() and len(code) <= 8,
    "no_place": lambda value: value is True,
    "basis": _one_of("saw", "took_part", "heard", "inferred", "unknown"),
    "information": lambda grade: isinstance(grade, int) and not isinstance(grade, bool) and 1 <= grade <= 5,
    "source_grade": SOURCE_GRADES.__contains__,
    "handling": HANDLING.__contains__,
}
_SPECIAL = {
    "change": _change, "confirm": _confirm, "hold": _hold, "send": _send, "return": _return, "submit": _submit,
    "approve": _approve, "close": _close, "reopen": _reopen, "recall": _recall, "reject": _reject,
}  # fmt: skip
