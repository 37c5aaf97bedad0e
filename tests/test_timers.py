"""What happens when nobody acts: told once, by a history line without an officer."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from config.catalog.files import BadData
from config.catalog.timers import load_timers
from hotline import asking, leads, timers
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Lead, LeadEvent
from tests.shift import Shift


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


def tick(shift: Shift, seconds: int) -> list[str]:
    """Lets time pass; returns the actions that software wrote in all histories, but for the tips' arrival."""
    shift.clock.now += seconds
    timers.escalate(shift.worker.db, shift.clock.now)
    timers.escalate(shift.worker.db, shift.clock.now)
    query = select(LeadEvent.action).where(LeadEvent.officer_id.is_(None), LeadEvent.action.not_in(("tip", "part")))
    with reading(shift.db) as session:
        return list(session.scalars(query.order_by(LeadEvent.seq)))


def test_a_lead_nobody_looks_at_goes_up_to_the_shift_lead_once(shift: Shift) -> None:
    shift.tip()
    assert tick(shift, 10) == []
    assert tick(shift, 900) == ["overdue"]
    assert leads.queue(shift.board, shift.viewer("lead"), "overdue").rows[0].overdue


def test_an_alarm_nobody_acknowledges_escalates(shift: Shift) -> None:
    shift.tip()
    with writing(shift.db) as session:
        session.execute(update(Lead).values(alarm_at=shift.clock.now))
    assert tick(shift, 121) == ["alarm_escalated"]
    assert leads.alarms(shift.board, shift.viewer("lead"))[0].escalated


def test_a_lease_that_ended_makes_the_lead_new_again(shift: Shift) -> None:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)
    tick(shift, 91)

    assert (shift.lead(lead_id).state, shift.lead(lead_id).version) == ("new", version)
    leads.change(shift.board, shift.viewer("alice"), lead_id, version, {"category": "use"})
    assert shift.lead(lead_id).state in ("new", "triaging")


def test_a_question_without_an_answer_wakes_the_lead_after_a_day(shift: Shift) -> None:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)
    asking.ask(shift.board, shift.viewer("alice"), lead_id, version, shift.tips(lead_id)[0], "when")

    assert "wake" in tick(shift, 86_401)
    assert shift.lead(lead_id).state in ("new", "triaging")


def test_a_watched_lead_comes_back_on_its_day(shift: Shift) -> None:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)
    leads.hold(shift.board, shift.viewer("alice"), lead_id, version, shift.clock.now + 1000)

    tick(shift, 999)
    assert shift.lead(lead_id).state == "watch"
    tick(shift, 2)
    assert shift.lead(lead_id).state in ("new", "triaging")


@pytest.mark.parametrize(
    "state, why, after",
    [
        ("waiting", "answer", "triaging"), ("waiting", "new_tip", "waiting"), ("watch", "new_tip", "triaging"),
        ("closed", "new_tip", "triaging"), ("closed", "complaint", "triaging"), ("assigned", "new_tip", "assigned"),
    ],
)  # fmt: skip
def test_what_reaches_a_lead_wakes_or_reopens_it(shift: Shift, state: str, why: str, after: str) -> None:
    lead_id = shift.tip()
    with writing(shift.worker.db) as session:
        session.execute(update(Lead).values(state=state, outcome="insufficient" if state == "closed" else None))
        session.flush()
        timers.reached(session, session.get_one(Lead, lead_id), why, shift.clock.now)

    assert (shift.lead(lead_id).state, shift.lead(lead_id).outcome) == (after, None)


def test_a_second_tip_of_the_matter_wakes_a_watched_lead(shift: Shift) -> None:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)
    leads.hold(shift.board, shift.viewer("alice"), lead_id, version)

    other = shift.tip(sender="+84900000009")

    assert other == lead_id
    assert shift.lead(lead_id).state == "triaging"


def test_spam_stays_closed(shift: Shift) -> None:
    lead_id = shift.tip()
    with writing(shift.worker.db) as session:
        session.execute(update(Lead).values(state="closed", outcome="spam"))
        session.flush()
        timers.reached(session, session.get_one(Lead, lead_id), "new_tip", shift.clock.now)

    assert shift.lead(lead_id).state == "closed"


@pytest.mark.parametrize(
    "text", ["", "[seconds]\nlease = 0", "[seconds]\nlease = 'x'", "[seconds]\nfoo = 1", "[seconds]\nlease = true"]
)
def test_wrong_durations_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "timers.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadData):
        load_timers(path)
