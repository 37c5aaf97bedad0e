"""Merge, split, not the same, and undo: nothing is lost or forgotten, and what has left the house stays out."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from config.retention import periods
from hotline import leads, links, sweep, timers
from hotline.clock import DAY
from hotline.db.engine import reading
from hotline.db.tables import Link, Membership, Tip
from hotline.errors import Conflict, Refused
from tests.shift import OTHER, RAW_PERSON, Shift

FACTS = ("state", "category", "urgency", "commune", "outcome", "tips", "independent", "unit_id", "routed", "rank")


def facts(shift: Shift, *lead_ids: int) -> list[tuple[object, ...]]:
    """What a lead is, without version and times."""
    rows = [shift.lead(lead_id) for lead_id in lead_ids]
    return [tuple(getattr(row, name) for name in FACTS) for row in rows]


def homes(shift: Shift) -> dict[int, int]:
    with reading(shift.db) as session:
        cache = {row.id: row.lead_id for row in session.scalars(select(Tip))}
        live = select(Membership).where(Membership.verdict == "same", Membership.undone_at.is_(None))
        assert {row.tip_id: row.lead_id for row in session.scalars(live)} == cache
    return cache


def two(shift: Shift) -> tuple[int, int]:
    return shift.tip(), shift.tip(OTHER, "+84900000002")


def merged(shift: Shift, one: int, other: int, login: str = "alice") -> leads.Done:
    version = shift.claim(login, one)
    return leads.merge(shift.board, shift.viewer(login), one, version, other, shift.lead(other).version)


def test_merge_then_undo_equals_before(anywhere: Shift) -> None:
    one, other = two(anywhere)
    version = anywhere.claim("alice", one)
    before, where = facts(anywhere, one, other), homes(anywhere)

    alice = anywhere.viewer("alice")
    done = leads.merge(anywhere.board, alice, one, version, other, anywhere.lead(other).version)
    assert set(homes(anywhere).values()) == {one}
    assert (anywhere.lead(one).tips, anywhere.lead(other).outcome) == (2, "duplicate")

    leads.undo(anywhere.board, alice, done.decision_id)
    assert (facts(anywhere, one, other), homes(anywhere)) == (before, where)


def test_a_decision_is_undone_once(shift: Shift) -> None:
    one, other = two(shift)
    done = merged(shift, one, other)
    leads.undo(shift.board, shift.viewer("alice"), done.decision_id)

    with pytest.raises(Refused) as told:
        leads.undo(shift.board, shift.viewer("alice"), done.decision_id)
    assert told.value.code == "undo.already"


def test_another_officers_decision_is_undone_by_a_senior(shift: Shift) -> None:
    done = merged(shift, *two(shift))

    with pytest.raises(Refused):
        leads.undo(shift.board, shift.viewer("bob"), done.decision_id)
    leads.undo(shift.board, shift.viewer("lead"), done.decision_id)


def test_undo_refuses_when_somebody_has_changed_the_same_since(shift: Shift) -> None:
    lead_id = shift.tip()
    alice = shift.viewer("alice")
    first = leads.change(shift.board, alice, lead_id, shift.claim("alice", lead_id), {"category": "use"})
    leads.change(shift.board, alice, lead_id, first.version, {"category": "trafficking"})

    with pytest.raises(Conflict) as told:
        leads.undo(shift.board, alice, first.decision_id)
    assert told.value.code == "undo.overtaken"


def test_closing_is_undone_years_later(shift: Shift) -> None:
    lead_id = shift.tip()
    alice = shift.viewer("alice")
    version = shift.claim("alice", lead_id)
    before = facts(shift, lead_id)
    done = leads.close(shift.board, alice, lead_id, version, "spam")
    shift.clock.now += 2 * 366 * 86_400

    leads.undo(shift.board, alice, done.decision_id)

    assert facts(shift, lead_id) == before
    assert [entry.undone for entry in shift.open("alice", lead_id).history] == [False, False, True, False]


@pytest.mark.parametrize("login", ["alice", "lead"])
def test_an_act_is_undone_after_its_officer_went_away_and_the_lease_ended(shift: Shift, login: str) -> None:
    lead_id, alice = shift.tip(), shift.viewer("alice")
    before = facts(shift, lead_id)
    done = leads.change(shift.board, alice, lead_id, shift.lead(lead_id).version, {"category": "use"})
    shift.clock.now += 3_600
    timers.escalate(shift.worker.db, shift.clock.now)
    assert shift.lead(lead_id).state == "new"

    leads.undo(shift.board, shift.viewer(login), done.decision_id)
    assert facts(shift, lead_id) == before


def test_taking_up_again_is_undone_after_the_lease_ended(shift: Shift) -> None:
    lead_id, alice = shift.tip(), shift.viewer("alice")
    held = leads.hold(shift.board, alice, lead_id, shift.claim("alice", lead_id))
    before = facts(shift, lead_id)
    done = leads.wake(shift.board, alice, lead_id, held.version)
    shift.clock.now += 3_600
    timers.escalate(shift.worker.db, shift.clock.now)

    leads.undo(shift.board, alice, done.decision_id)
    assert facts(shift, lead_id) == before


def test_a_split_lead_can_be_brought_together_again(shift: Shift) -> None:
    one, other = two(shift)
    done = merged(shift, one, other)
    moved = shift.tips(one)[1]

    split, born = leads.split(shift.board, shift.viewer("alice"), one, done.version, [moved])
    assert (homes(shift)[moved], shift.lead(born).state, shift.lead(one).tips) == (born, "new", 1)

    leads.undo(shift.board, shift.viewer("alice"), split.decision_id)
    assert (homes(shift)[moved], shift.lead(born).state) == (one, "closed")


def test_a_lead_is_never_split_empty(shift: Shift) -> None:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)

    for wrong in ([], shift.tips(lead_id), [1]):
        with pytest.raises(Refused):
            leads.split(shift.board, shift.viewer("alice"), lead_id, version, wrong)


def test_not_the_same_silences_the_pair_until_it_is_undone(shift: Shift) -> None:
    one, other = two(shift)
    done = merged(shift, one, other)
    tip = shift.tips(one)[1]
    apart, _born = leads.not_same(shift.board, shift.viewer("alice"), one, done.version, tip)

    def silenced() -> int:
        with reading(shift.db) as session:
            rows = select(Membership).where(Membership.verdict == "not_same", Membership.undone_at.is_(None))
            return len([row for row in session.scalars(rows) if (row.tip_id, row.lead_id) == (tip, one)])

    assert silenced() == 1
    leads.undo(shift.board, shift.viewer("alice"), apart.decision_id)
    assert silenced() == 0


def test_one_decision_for_all_tips_but_those_that_are_left_out(shift: Shift) -> None:
    one, other = two(shift)
    done = merged(shift, one, other)
    left = shift.tips(one)[1]

    leads.close(shift.board, shift.viewer("alice"), one, done.version, "spam", without=[left])

    home = homes(shift)[left]
    assert home != one
    assert (shift.lead(one).outcome, shift.lead(home).state) == ("spam", "new")


def test_two_tips_of_one_sender_count_once_however_they_are_merged(shift: Shift) -> None:
    one = shift.tip()
    shift.clock.now += 3 * 3600
    other = shift.tip(OTHER)
    assert one != other

    merged(shift, one, other)

    assert shift.lead(one).independent == 1


def test_undo_still_works_after_the_times_were_rounded(shift: Shift) -> None:
    lead_id = shift.tip()
    alice = shift.viewer("alice")
    done = leads.hold(shift.board, alice, lead_id, shift.claim("alice", lead_id))
    shift.clock.now += 200 * DAY
    sweep.round_times(shift.front.db, shift.clock.now, periods())
    leads.undo(shift.board, alice, done.decision_id)
    assert shift.lead(lead_id).state != "watch"


@pytest.mark.parametrize(
    "text", ["cho hoi lam can cuoc cong dan o Thanh Sen thi can giay to gi", "cho hoi lam can cuoc"]
)
def test_copied_words_of_two_senders_count_once_when_an_officer_merges_them(shift: Shift, text: str) -> None:
    one, other = shift.tip(text), shift.tip(text, "+84900000002")
    assert one != other

    merged(shift, one, other)

    assert (shift.lead(one).tips, shift.lead(one).independent) == (2, 1)


def test_two_senders_in_words_of_their_own_count_twice_when_an_officer_merges_them(shift: Shift) -> None:
    one, other = two(shift)
    merged(shift, one, other)
    assert shift.lead(one).independent == 2


TEXTS = (
    "thang Thu ban da o Thanh Sen to 3",
    "xom 4 xa Cam Binh co thanh nien chich hut trong nha hoang",
    "nha nghi Hoa Mai o Ky Hoa cho khach dap da suot dem",
)


@settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    judged=st.dictionaries(st.integers(0, 2), st.sampled_from(["mention", "rejected"])),
    steps=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 2)), min_size=1, max_size=4),
)
def test_any_merges_undone_from_the_last_one_equal_before(
    shift: Shift, judged: dict[int, str], steps: list[tuple[int, int]]
) -> None:
    board, alice, record = shift.board, shift.viewer("alice"), shift.record(RAW_PERSON)
    found = [shift.tip(text, f"+8490000000{n}") for n, text in enumerate(TEXTS)]
    for number, verdict in judged.items():
        act = links.mention if verdict == "mention" else links.reject
        act(board, alice, found[number], shift.claim("alice", found[number]), record, "khớp")

    def all_facts() -> tuple[object, ...]:
        with reading(shift.db) as session:
            live = select(Link.lead_id, Link.verdict, Link.outcome).where(
                Link.record_id == record, Link.undone_at.is_(None)
            )
            linked = sorted(tuple(row) for row in session.execute(live))
        return facts(shift, *found), homes(shift), linked

    kept = []
    for into, apart in steps:
        before, one, other = all_facts(), found[into], found[(into + apart) % 3]
        try:
            done = leads.merge(board, alice, one, shift.lead(one).version, other, shift.lead(other).version)
        except Refused:
            assert all_facts() == before
        else:
            kept.append((done, before))
    for done, before in reversed(kept):
        leads.undo(board, alice, done.decision_id)
        assert all_facts() == before
