"""Release, not grant: a commune reads a wording after a second officer's yes, and never a tip."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from hotline import leads, releases, roster, second
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Approval, Grant, Item, Officer
from hotline.errors import Conflict, NotFound, Refused
from tests.shift import Shift

WORDING = "Tại quán karaoke Ánh Trăng có dấu hiệu mua bán ma tuý vào buổi tối."


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


def unit(shift: Shift) -> int:
    return shift.raised.units["Phường Thành Sen"]


def proposed(shift: Shift, lead_id: int, wording: str = WORDING, login: str = "alice", **more: object) -> int:
    version = shift.claim(login, lead_id)
    releases.propose(shift.board, shift.viewer(login), lead_id, version, unit(shift), wording, **more)  # type: ignore[arg-type]
    with reading(shift.db) as session:
        return session.scalars(select(Approval.id).where(Approval.verdict == "open")).one()


def released(shift: Shift, lead_id: int) -> int:
    approval = proposed(shift, lead_id)
    releases.decide(shift.board, shift.viewer("lead"), approval, approve=True)
    shift.clock.now += 11
    return releases.for_unit(shift.board, shift.viewer("commune"))[0][0].release_id


def test_a_commune_reads_the_wording_and_nothing_of_the_tip(shift: Shift) -> None:
    lead_id = shift.tip()
    release_id = released(shift, lead_id)
    commune = shift.viewer("commune")

    found = releases.read(shift.board, commune, release_id)
    assert (found.wording, found.row.state) == (WORDING, "assigned")
    assert found.acts == ("accept", "return")
    with reading(shift.db) as session:
        kinds = select(Item.kind).join(Grant, Grant.subject_id == Item.subject_id).where(Grant.unit_id == unit(shift))
        assert set(session.scalars(kinds)) == {"release"}
    with pytest.raises(NotFound):
        leads.open_lead(shift.board, commune, lead_id)


def test_nobody_releases_alone(shift: Shift) -> None:
    approval = proposed(shift, shift.tip(), login="lead")

    with pytest.raises(Refused) as told:
        releases.decide(shift.board, shift.viewer("lead"), approval, approve=True)
    assert told.value.code == "approval.own"
    with pytest.raises(Refused):
        releases.decide(shift.board, shift.viewer("alice"), approval, approve=True)
    assert releases.for_unit(shift.board, shift.viewer("commune"))[0] == ()


def test_the_second_word_is_said_once(shift: Shift) -> None:
    approval = proposed(shift, shift.tip())
    releases.decide(shift.board, shift.viewer("lead"), approval, approve=False)

    with pytest.raises((Conflict, NotFound)):
        releases.decide(shift.board, shift.viewer("super"), approval, approve=True)


def test_another_commune_finds_nothing(shift: Shift) -> None:
    release_id = released(shift, shift.tip())
    charlie = shift.viewer("charlie")

    assert releases.for_unit(shift.board, charlie)[0] == ()
    with pytest.raises(NotFound):
        releases.read(shift.board, charlie, release_id)


def test_a_unit_sees_a_release_only_when_it_can_no_longer_be_undone(shift: Shift) -> None:
    lead_id = shift.tip()
    done = releases.decide(shift.board, shift.viewer("lead"), proposed(shift, lead_id), approve=True)
    assert releases.for_unit(shift.board, shift.viewer("commune"))[0] == ()

    leads.undo(shift.board, shift.viewer("lead"), done.decision_id)

    shift.clock.now += 60
    assert releases.for_unit(shift.board, shift.viewer("commune"))[0] == ()
    assert shift.lead(lead_id).state == "triaging"


def test_what_has_left_the_house_is_withdrawn_and_not_undone(shift: Shift) -> None:
    lead_id = shift.tip()
    done = releases.decide(shift.board, shift.viewer("lead"), proposed(shift, lead_id), approve=True)
    shift.clock.now += 11
    with pytest.raises(Refused) as told:
        leads.undo(shift.board, shift.viewer("lead"), done.decision_id)
    assert told.value.code == "undo.left_house"

    release_id = releases.for_unit(shift.board, shift.viewer("commune"))[0][0].release_id
    releases.withdraw(shift.board, shift.viewer("alice"), release_id, "sai địa bàn")

    with pytest.raises(NotFound):
        releases.read(shift.board, shift.viewer("commune"), release_id)
    with reading(shift.db) as session:
        assert session.scalars(select(Grant).where(Grant.unit_id == unit(shift))).all() == []
    assert shift.lead(lead_id).state == "triaging"


def test_the_senders_own_words_are_marked_and_his_number_never_passes(shift: Shift) -> None:
    lead_id = shift.tip("nha toi o sat quan karaoke Anh Trang phuong Thanh Sen, goi toi so 0912000333, ho ban da")
    draft = releases.draft(shift.board, shift.viewer("alice"), lead_id)
    assert draft.marked
    assert "0912000333" not in draft.wording

    with pytest.raises(Refused) as told:
        proposed(shift, lead_id, "Người báo tin số 0912.000.333 cho biết có mua bán ma tuý.", marked_seen=True)
    assert told.value.code == "release.senders_contact"


def test_a_marked_phrase_passes_only_when_the_officer_has_seen_it(shift: Shift) -> None:
    lead_id = shift.tip("nha toi o sat quan karaoke Anh Trang phuong Thanh Sen, ho ban ma tuy da o do")
    phrase = releases.draft(shift.board, shift.viewer("alice"), lead_id).marked[0]

    with pytest.raises(Refused) as told:
        proposed(shift, lead_id, f"Nguồn tin: {phrase}, có mua bán ma tuý.")
    assert told.value.code == "release.marked"
    assert proposed(shift, lead_id, f"Nguồn tin: {phrase}, có mua bán ma tuý.", marked_seen=True)


def test_the_unit_accepts_verifies_and_submits_from_the_release(shift: Shift) -> None:
    release_id = released(shift, shift.tip())
    board, commune = shift.board, shift.viewer("commune")
    row = releases.read(board, commune, release_id).row

    done = leads.accept(board, commune, row.lead_id, row.version)
    done = leads.submit(board, commune, row.lead_id, done.version, "fined", "đã xử phạt")

    assert done.state == "review"
    done = leads.approve(board, shift.viewer("super"), row.lead_id, done.version)
    assert shift.lead(row.lead_id).outcome == "fined"


def test_a_lead_that_names_a_units_people_is_not_released_to_that_unit(shift: Shift) -> None:
    officer = shift.raised.officers["commune"]
    with writing(shift.db) as session:
        roster.enter(session, shift.ring("board")().current("index").secret, officer, "Sen", ["0912000444"])
    lead_id = shift.tip("can bo so 0912000444 bao ke quan karaoke Anh Trang phuong Thanh Sen ban ma tuy da")

    with pytest.raises(Refused) as told:
        proposed(shift, lead_id)
    assert told.value.code == "release.conflict"


def test_the_makers_of_each_others_accounts_are_not_each_others_second(shift: Shift) -> None:
    alice, lead = shift.raised.officers["alice"], shift.viewer("lead")
    with writing(shift.db) as session:
        session.execute(update(Officer).where(Officer.id == alice).values(created_by=lead.officer_id))
    with reading(shift.db) as session, pytest.raises(Refused) as told:
        second.independent(session, lead, alice, [])
    assert told.value.code == "approval.made_account"
