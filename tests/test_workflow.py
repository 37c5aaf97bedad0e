"""The state machine alone: no act outside its states, no guard walked around, no outcome without its officer."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalog.timers import Timers
from hotline import workflow
from hotline.db.tables.matters import OUTCOMES, STATES
from hotline.errors import Refused
from hotline.workflow import RULES, Matter, Who, step

TIMERS = Timers()
NOW = 1_780_000_000
DUTY = Who(1, "duty_officer", 10, "desk")
LEADER = Who(2, "shift_lead", 10, "desk")
SUPER = Who(3, "supervisor", 11, "supervision")
COMMUNE = Who(4, "commune_officer", 20, "commune")
STRANGERS = [Who(5, role, 30, "x") for role in ("registry_officer", "auditor", "administrator", "commune_officer")]


def matter(state: str, **fields: object) -> Matter:
    values = {"category": "use", "urgency": "normal", "commune": "18073", "no_place": False, **fields}
    return Matter(state, **values)  # type: ignore[arg-type]  # a builder's free fields


def wish(act: str) -> dict[str, Any]:
    wishes: dict[str, dict[str, Any]] = {
        "send": {"unit_id": 20}, "return": {"reason": "not_our_area"}, "submit": {"outcome": "insufficient"},
        "approve": {"outcome": "insufficient"}, "close": {"outcome": "spam"}, "reopen": {"reason": "mistake"},
        "change": {"category": "use"},
    }  # fmt: skip
    return wishes.get(act, {})


@pytest.mark.parametrize("act", RULES)
@pytest.mark.parametrize("state", STATES)
def test_an_act_happens_in_its_states_only(act: str, state: str) -> None:
    who = Who(3, "supervisor", 20, "supervision")
    subject = matter(state, unit_id=20, verifier=9)

    if state in RULES[act].sources:
        values = step(subject, act, who, NOW, TIMERS, wish(act)).values
        stays = "triaging" if state == "new" else state
        assert values.get("state", state) == (RULES[act].target or stays)
    else:
        with pytest.raises(Refused) as told:
            step(subject, act, who, NOW, TIMERS, wish(act))
        assert told.value.code == "workflow.state"


@pytest.mark.parametrize("who", STRANGERS, ids=lambda who: who.role)
@pytest.mark.parametrize("act", RULES)
def test_whoever_does_not_work_on_leads_acts_on_none(act: str, who: Who) -> None:
    for state in RULES[act].sources:
        with pytest.raises(Refused):
            step(matter(state, unit_id=20), act, who, NOW, TIMERS, wish(act))


def test_a_commune_acts_on_what_was_sent_to_it_and_nothing_else() -> None:
    acts = {act for act in RULES for state in STATES if workflow.may(matter(state, unit_id=20), act, COMMUNE)}

    assert acts == {"accept", "return", "submit"}


@given(
    outcome=st.sampled_from(OUTCOMES),
    who=st.sampled_from([DUTY, LEADER, SUPER]),
    verifier=st.sampled_from([None, 1, 2, 3]),
)
def test_no_outcome_is_given_by_whom_it_may_not_be_given(outcome: str, who: Who, verifier: int | None) -> None:
    for act, state in (("close", "triaging"), ("approve", "review")):
        try:
            values = step(matter(state, verifier=verifier), act, who, NOW, TIMERS, {"outcome": outcome}).values
        except Refused:
            continue
        assert values["outcome"] == outcome
        assert verifier != who.officer_id
        assert outcome not in workflow.SUPERVISED or who is SUPER
        assert outcome not in workflow.SUBSTANTIATED or act == "approve"


def test_what_software_guessed_is_confirmed_by_sending_it() -> None:
    guessed = matter("triaging", guessed=("category", "commune"))
    values = step(guessed, "send", DUTY, NOW, TIMERS, {"unit_id": 20}).values

    assert (values["state"], values["unit_id"], values["guessed"]) == ("assigned", 20, [])
    assert values["due_at"] == NOW + TIMERS.accept


def test_a_place_and_no_place_exclude_each_other() -> None:
    without = matter("new", commune=None, no_place=True)
    set_place = step(without, "change", DUTY, NOW, TIMERS, {"commune": "18073"}).values
    no_place = step(matter("new"), "change", DUTY, NOW, TIMERS, {"no_place": True}).values

    assert (set_place["commune"], set_place["no_place"]) == ("18073", False)
    assert (no_place["commune"], no_place["no_place"]) == (None, True)


@pytest.mark.parametrize("state", STATES)
def test_software_wakes_and_reopens_and_does_nothing_else(state: str) -> None:
    done = {act for act in RULES if workflow.may(matter(state), act, workflow.SOFTWARE)}

    assert done <= {"wake", "reopen"}


def test_danger_is_due_first() -> None:
    moments = [workflow.first_due(urgency, NOW, TIMERS) for urgency in ("danger", "now", "timebound", "normal")]

    assert moments == sorted(moments)
    assert moments[0] == NOW + 120
