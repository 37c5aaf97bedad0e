"""Two leads that the software joined: an officer takes it back without loss, and the software does not try again."""

import pytest
from sqlalchemy import select

from hotline import leads, merging
from hotline.db.engine import reading, writing
from hotline.db.tables import LeadEvent, Membership, Tip
from hotline.ids import new_id
from tests.leads.test_undo import facts, homes
from tests.shift import Shift

NAMED = "Trần Đức Long (Long béo) sinh năm 1993 ở xóm 3 xã Kỳ Hoa bán ma túy đá cho học sinh"
VENUE = "quán karaoke Ruby thôn Yên Lạc xã Kỳ Hoa cho thanh niên vào đập đá suốt đêm"
BOTH = "Trần Đức Long sinh 1993 bán ma túy đá ở quán karaoke Ruby thôn Yên Lạc xã Kỳ Hoa, thanh niên vào đập đá"
AGAIN = "công an kiểm tra karaoke Ruby thôn Yên Lạc Kỳ Hoa, ông Trần Đức Long 1993 bán đá cho thanh niên vào đập"
STATES = ("state", "outcome", "commune", "unit_id", "routed")  # the newcomer may change what kind it is


def states(shift: Shift, *lead_ids: int) -> list[tuple[object, ...]]:
    return [tuple(getattr(shift.lead(lead_id), name) for name in STATES) for lead_id in lead_ids]


def joined(shift: Shift) -> tuple[int, int, int]:
    """Two leads, and a third tip that made them one: (lead that stayed, lead that went, decision)."""
    shift.tip(NAMED, "+84900000001")
    shift.tip(VENUE, "+84900000002")
    shift.tip(BOTH, "+84900000003")
    with reading(shift.db) as session:
        went = session.scalars(select(LeadEvent).where(LeadEvent.action == "merged")).one()
        stayed = session.scalars(select(LeadEvent).where(LeadEvent.action == "merge")).one()
        assert went.decision_id == stayed.decision_id
        assert went.officer_id is None
        assert went.decision_id is not None
        return stayed.lead_id, went.lead_id, went.decision_id


def edges(shift: Shift) -> set[tuple[object, ...]]:
    """Every living judgement that a tip belongs to a lead, with what it rests on."""
    with reading(shift.db) as session:
        live = select(Membership).where(Membership.verdict == "same", Membership.undone_at.is_(None))
        return {
            (row.tip_id, row.lead_id, row.why, row.bits, row.weights, tuple(row.groups or ()), row.independent)
            for row in session.scalars(live)
        }


@pytest.mark.parametrize("login", ["alice", "super"])
def test_a_merge_by_software_is_undone_without_loss(anywhere: Shift, login: str) -> None:
    one, two = anywhere.tip(NAMED, "+84900000001"), anywhere.tip(VENUE, "+84900000002")
    before, apart, rests = homes(anywhere), states(anywhere, one, two), edges(anywhere)
    anywhere.tip(BOTH, "+84900000003")
    assert len(set(homes(anywhere).values())) == 1
    with reading(anywhere.db) as session:
        decision = session.scalars(select(LeadEvent.decision_id).where(LeadEvent.action == "merge")).one()
    assert decision is not None

    leads.undo(anywhere.board, anywhere.viewer(login), decision)

    assert before.items() <= homes(anywhere).items()  # the tip that proved it stays where it was put
    assert rests <= edges(anywhere)
    assert states(anywhere, one, two) == apart
    assert sorted((anywhere.lead(one).tips, anywhere.lead(two).tips)) == [1, 2]


def test_every_row_of_it_stays_to_be_read(shift: Shift) -> None:
    stayed, went, decision = joined(shift)
    leads.undo(shift.board, shift.viewer("alice"), decision)
    with reading(shift.db) as session:
        acts = select(LeadEvent.lead_id, LeadEvent.action).where(LeadEvent.decision_id == decision)
        told = {(lead_id, action) for lead_id, action in session.execute(acts)}
        ended = session.scalars(select(Membership).where(Membership.undone_at.is_not(None))).all()
    assert {(stayed, "merge"), (went, "merged"), (stayed, "undo"), (went, "undo")} <= told
    assert {row.undone_by for row in ended} == {None, shift.viewer("alice").officer_id}


def test_what_was_undone_is_not_joined_again_by_the_next_tip(shift: Shift) -> None:
    stayed, went, decision = joined(shift)
    leads.undo(shift.board, shift.viewer("alice"), decision)
    before = homes(shift)

    shift.tip(AGAIN, "+84900000004")

    after = homes(shift)
    assert before.items() <= after.items()
    assert len(after) == 4
    assert set(after.values()) == {stayed, went}


def test_undone_and_joined_by_an_officer_it_is_one_lead_again(shift: Shift) -> None:
    stayed, went, decision = joined(shift)
    whole = facts(shift, stayed)
    leads.undo(shift.board, shift.viewer("alice"), decision)
    version = shift.claim("alice", stayed)
    leads.merge(shift.board, shift.viewer("alice"), stayed, version, went, shift.lead(went).version)
    assert set(homes(shift).values()) == {stayed}
    assert [one[5:7] for one in facts(shift, stayed)] == [one[5:7] for one in whole]


def test_not_the_same_after_a_merge_by_software_silences_the_tip_for_good(shift: Shift) -> None:
    stayed, _went, _decision = joined(shift)
    with reading(shift.db) as session:
        venue = session.scalars(select(Tip.id).order_by(Tip.received_at, Tip.id)).all()[1]
    _done, born = leads.not_same(shift.board, shift.viewer("alice"), stayed, shift.claim("alice", stayed), venue)
    for number in range(4, 7):
        shift.tip(f"{AGAIN}, lần {number}", f"+8490000000{number}")
    found = homes(shift)
    assert found[venue] == born
    assert stayed not in {lead_id for tip, lead_id in found.items() if tip == venue}


def test_copied_words_count_once_when_the_software_merges_them(shift: Shift) -> None:
    text = (
        "cho hoi lam can cuoc cong dan o Thanh Sen thi can giay to gi"  # of no drug matter: software leaves them apart
    )
    one, other = shift.tip(text), shift.tip(text, "+84900000002")
    assert one != other
    with writing(shift.board.db) as session:
        merging.merge(session, other, one, new_id(), shift.clock.now)

    assert sorted(bool(edge[-1]) for edge in edges(shift)) == [False, True]
