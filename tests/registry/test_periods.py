"""A status is a period with a document and two officers; it is followed, expires, and a complaint freezes it."""

from collections.abc import Callable
from functools import partial

import pytest

from hotline import links, registry, second, timers
from hotline.db.engine import writing
from hotline.errors import Refused
from hotline.registry import Status, periods, store
from tests.registry.acting import PAPER, statuses, version, with_status
from tests.shift import RAW_PERSON, Shift


def test_a_status_is_a_period_with_its_document_and_both_officers(shift: Shift) -> None:
    record = with_status(shift)

    period = registry.open_record(shift.board, shift.viewer("super"), record).periods[0]
    assert (period.status, period.in_force, period.document) == ("user", True, ("test", "KQXN 12/2026", "dương tính"))
    assert (period.proposed_by, period.decided_by) == ("Hồ", "Sáu")


@pytest.mark.parametrize(
    "status",
    [
        Status("user", None, "test", ""),
        Status("user", None, "test", "  "),
        Status("user", None, "tip", "tin báo 12"),
        Status("user", None, "", "12"),
        Status("complex", None, "test", "12"),
        Status("user", 10**6, "test", "12"),
    ],
)
def test_what_is_no_document_gives_no_status(shift: Shift, status: Status) -> None:
    record = shift.record(RAW_PERSON)

    with pytest.raises(Refused):
        registry.propose_period(shift.board, shift.viewer("registry"), record, version(shift, record), status, "")
    assert statuses(shift, record) == ()


def test_a_new_status_follows_the_old_one_and_overwrites_nothing(shift: Shift) -> None:
    record = with_status(shift)
    shift.clock.now += 90 * 86_400
    board, officer = shift.board, shift.viewer("registry")
    later = Status("post_rehab", None, "decision", "QĐ 5/2026")
    approval = registry.propose_period(board, officer, record, version(shift, record), later, "")
    registry.decide(board, shift.viewer("super"), approval, approve=True)

    periods = registry.open_record(board, shift.viewer("super"), record).periods
    assert [(one.status, one.in_force, one.reason) for one in periods] == [
        ("user", False, "followed"),
        ("post_rehab", True, None),
    ]


def test_a_suspected_status_ends_by_itself(shift: Shift) -> None:
    record = with_status(shift, Status("suspected_user", None, "verification", "BB 3/2026"))
    shift.clock.now += 181 * 86_400
    timers.escalate(shift.worker.db, shift.clock.now)

    assert statuses(shift, record) == ()
    assert registry.open_record(shift.board, shift.viewer("super"), record).periods[0].reason == "expired"


def test_a_complaint_freezes_the_status_until_somebody_new_decides(shift: Shift) -> None:
    record = with_status(shift)
    approval = registry.complain(shift.board, shift.viewer("alice"), record, "đương sự khiếu nại")
    assert statuses(shift, record) == ()

    with pytest.raises(Refused) as told:
        registry.decide(shift.board, shift.viewer("super"), approval, approve=True)
    assert told.value.code == "approval.acted_before"
    registry.decide(shift.board, shift.viewer("super2"), approval, approve=True)

    assert registry.open_record(shift.board, shift.viewer("super"), record).periods[0].reason == "complaint"


ADDICT = Status("addict", None, "decision", "QĐ 9/2026")


def asked(shift: Shift, record: int, status: Status = ADDICT) -> int:
    return registry.propose_period(shift.board, shift.viewer("registry"), record, version(shift, record), status, "")


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as told:
        act()
    return told.value.code


def test_while_a_complaint_is_open_nothing_new_comes_into_force(shift: Shift) -> None:
    board, second = shift.board, shift.viewer("super")
    record = with_status(shift)
    before = asked(shift, record)
    complaint = registry.complain(board, shift.viewer("alice"), record, "khiếu nại")

    assert refused(lambda: registry.decide(board, second, before, approve=True)) == "period.complaint"
    assert refused(lambda: asked(shift, record)) == "period.complaint"
    period = registry.open_record(board, second, record).periods[0].id
    registry.end_period(board, shift.viewer("registry"), period, "corrected", "ghi nhầm")
    assert refused(lambda: asked(shift, record, PAPER)) == "period.complaint"
    assert statuses(shift, record) == ()

    registry.decide(board, shift.viewer("super2"), complaint, approve=False)
    registry.decide(board, second, before, approve=True)
    assert statuses(shift, record) == ("addict",)


def test_a_complaint_holds_for_the_record_that_its_own_was_joined_to(shift: Shift) -> None:
    board, officer = shift.board, shift.viewer("registry")
    record, other = with_status(shift), shift.record(RAW_PERSON)
    registry.complain(board, shift.viewer("alice"), record, "khiếu nại")
    registry.merge(board, officer, other, version(shift, other), record, version(shift, record), "trùng")

    assert refused(lambda: asked(shift, other)) == "period.complaint"


def test_of_two_complaints_the_second_goes_on_freezing(shift: Shift) -> None:
    board, record = shift.board, with_status(shift)
    first, second = (registry.complain(board, shift.viewer(one), record, "khiếu nại") for one in ("alice", "bob"))

    registry.decide(board, shift.viewer("super2"), first, approve=False)
    assert statuses(shift, record) == ()
    registry.decide(board, shift.viewer("super2"), second, approve=False)
    assert statuses(shift, record) == ("user",)


def test_a_complaint_is_not_taken_back_by_whoever_took_it_down(shift: Shift) -> None:
    record, taker = with_status(shift), shift.viewer("super2")
    complaint = registry.complain(shift.board, taker, record, "khiếu nại")

    decide = partial(registry.decide, shift.board, taker, complaint)
    assert [refused(partial(decide, approve=yes)) for yes in (True, False)] == ["complaint.own"] * 2
    assert statuses(shift, record) == ()


def test_a_complaint_is_not_refused_by_whoever_acted_on_a_lead_of_it(shift: Shift) -> None:
    record, lead_id = with_status(shift), shift.tip()
    links.mention(shift.board, shift.viewer("lead"), lead_id, shift.claim("lead", lead_id), record, "tên khớp")
    complaint = registry.complain(shift.board, shift.viewer("alice"), record, "khiếu nại")

    decide = partial(registry.decide, shift.board, shift.viewer("lead"), complaint)
    assert [refused(partial(decide, approve=yes)) for yes in (True, False)] == ["approval.acted_before"] * 2
    assert statuses(shift, record) == ()


def test_an_approval_of_another_kind_opens_no_status(shift: Shift) -> None:
    record = shift.record(RAW_PERSON)
    with writing(shift.board.db) as session:
        approval = second.propose(session, shift.viewer("registry"), "status", record, shift.clock.now)

    with writing(shift.board.db) as session:
        desk = store.Desk.of(session, shift.board, shift.viewer("registry"))
        with pytest.raises(Refused) as told:
            periods.begin(desk, approval)
        assert told.value.code == "period.approval"
