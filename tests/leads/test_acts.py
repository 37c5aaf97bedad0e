"""What officers do with a lead, through real intake, worker, keys and database."""

import pytest
from sqlalchemy import select

from hotline import leads
from hotline.db.engine import reading
from hotline.db.tables import ReceiptRow
from hotline.errors import Conflict, NotFound, Refused
from tests.shift import Shift


def receipt(shift: Shift) -> str:
    with reading(shift.db) as session:
        return session.scalars(select(ReceiptRow.status)).one()


def test_a_tip_is_claimed_classified_and_closed(anywhere: Shift) -> None:
    lead_id = anywhere.tip()
    alice = anywhere.viewer("alice")
    assert receipt(anywhere) == "received"

    version = anywhere.claim("alice", lead_id)
    assert receipt(anywhere) == "looked_at"
    done = leads.change(anywhere.board, alice, lead_id, version, {"category": "harbouring", "information": 3})
    done = leads.close(anywhere.board, alice, lead_id, done.version, "out_of_scope", "chuyển cơ quan khác")

    row = anywhere.lead(lead_id)
    assert (row.state, row.category, row.information, row.outcome) == ("closed", "harbouring", 3, "out_of_scope")
    assert "category" not in row.guessed
    assert receipt(anywhere) == "closed"
    history = anywhere.open("bob", lead_id).history
    assert [entry.action for entry in history] == ["tip", "claim", "change", "close"]
    assert history[-1].words == "chuyển cơ quan khác"


def test_an_act_on_an_old_version_says_what_changed_and_by_whom(shift: Shift) -> None:
    lead_id = shift.tip()
    seen = shift.lead(lead_id).version
    shift.claim("alice", lead_id)

    with pytest.raises(Conflict) as told:
        leads.change(shift.board, shift.viewer("bob"), lead_id, seen, {"category": "use"})
    assert told.value.code == "lead.changed"
    assert told.value.params["officer"] == shift.viewer("alice").officer_id
    assert told.value.params["actions"] == "claim"


def test_a_colleagues_lead_is_his_until_the_lease_ends(shift: Shift) -> None:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)
    bob = shift.viewer("bob")

    with pytest.raises(Conflict) as told:
        leads.claim(shift.board, bob, lead_id, version)
    assert told.value.code == "lead.leased"

    shift.clock.now += 91
    assert leads.claim(shift.board, bob, lead_id, version).version == version + 1


def test_a_heartbeat_keeps_the_lease_and_taking_over_ends_it(shift: Shift) -> None:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)
    shift.clock.now += 60
    assert leads.heartbeat(shift.board, shift.viewer("alice"), lead_id)
    shift.clock.now += 60
    assert shift.open("bob", lead_id).row.holder_name == "Alice"

    leads.take_over(shift.board, shift.viewer("bob"), lead_id, version)

    assert not leads.heartbeat(shift.board, shift.viewer("alice"), lead_id)
    assert shift.open("alice", lead_id).history[-1].codes == {"from": shift.viewer("alice").officer_id}


@pytest.mark.parametrize("login", ["registry", "commune", "auditor", "admin"])
def test_others_do_not_find_a_lead_of_the_desk(shift: Shift, login: str) -> None:
    lead_id = shift.tip()
    viewer = shift.viewer(login)

    with pytest.raises(NotFound):
        leads.open_lead(shift.board, viewer, lead_id)
    with pytest.raises(NotFound):
        leads.claim(shift.board, viewer, lead_id, 1)


def test_sending_needs_a_place_or_the_word_that_there_is_none(shift: Shift) -> None:
    lead_id = shift.tip("co nguoi ban ma tuy da")
    alice, desk = shift.viewer("alice"), shift.raised.units["Trực ban"]
    version = shift.claim("alice", lead_id)

    with pytest.raises(Refused) as told:
        leads.send(shift.board, alice, lead_id, version, desk)
    assert told.value.code == "lead.no_place"

    done = leads.change(shift.board, alice, lead_id, version, {"no_place": True})
    assert leads.send(shift.board, alice, lead_id, done.version, desk).state == "assigned"


def test_a_commune_gets_a_release_and_never_a_lead(shift: Shift) -> None:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)

    with pytest.raises(Refused) as told:
        leads.send(shift.board, shift.viewer("alice"), lead_id, version, shift.raised.units["Phường Thành Sen"])
    assert told.value.code == "lead.needs_release"


def test_a_substantiated_lead_is_closed_by_a_supervisor_who_did_not_verify_it(shift: Shift) -> None:
    lead_id = shift.tip()
    board, alice, desk = shift.board, shift.viewer("alice"), shift.raised.units["Trực ban"]
    version = leads.send(board, alice, lead_id, shift.claim("alice", lead_id), desk).version
    version = leads.accept(board, alice, lead_id, version).version
    version = leads.submit(board, alice, lead_id, version, "drugs_seized", "thu giữ", amount_mg=1500).version

    with pytest.raises(Refused) as told:
        leads.approve(board, shift.viewer("lead"), lead_id, version)
    assert told.value.code == "lead.needs_supervisor"
    leads.approve(board, shift.viewer("super"), lead_id, version)

    assert shift.lead(lead_id).outcome == "drugs_seized"
    assert shift.open("alice", lead_id).history[-2].codes["amount_mg"] == 1500


def test_what_a_unit_returns_is_the_desks_again(shift: Shift) -> None:
    lead_id = shift.tip()
    board, alice = shift.board, shift.viewer("alice")
    version = leads.send(board, alice, lead_id, shift.claim("alice", lead_id), shift.raised.units["Trực ban"]).version

    done = leads.give_back(board, alice, lead_id, version, "not_our_area")

    assert (done.state, shift.lead(lead_id).unit_id) == ("triaging", None)


def test_a_held_lead_has_a_review_date_in_the_future(shift: Shift) -> None:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)

    with pytest.raises(Refused):
        leads.hold(shift.board, shift.viewer("alice"), lead_id, version, shift.clock.now - 1)
    done = leads.hold(shift.board, shift.viewer("alice"), lead_id, version, shift.clock.now + 86_400)
    assert (done.state, shift.lead(lead_id).review_at) == ("watch", shift.clock.now + 86_400)


def test_a_danger_raised_by_hand_rings_until_somebody_answers_by_name(shift: Shift) -> None:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)
    leads.change(shift.board, shift.viewer("alice"), lead_id, version, {"urgency": "danger"})
    assert [alarm.lead_id for alarm in leads.alarms(shift.board, shift.viewer("bob"))] == [lead_id]

    leads.acknowledge(shift.board, shift.viewer("bob"), lead_id)

    assert leads.alarms(shift.board, shift.viewer("bob")) == ()
    with pytest.raises(Conflict):
        leads.acknowledge(shift.board, shift.viewer("alice"), lead_id)


@pytest.mark.parametrize(
    "fields",
    [{}, {"state": "closed"}, {"category": "gossip"}, {"information": 6}, {"information": True}, {"commune": "x'"}],
)
def test_a_field_that_is_none_changes_nothing(shift: Shift, fields: dict[str, object]) -> None:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)

    with pytest.raises(Refused):
        leads.change(shift.board, shift.viewer("alice"), lead_id, version, fields)
    assert shift.lead(lead_id).version == version
