"""A question goes out without anybody seeing to whom, and says nothing that the sender did not say."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from config.catalog.questions import questions
from hotline import asking, conversation, leads
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Approval, Conversation, Outbox
from hotline.envelope import Context
from hotline.errors import Refused
from tests.shift import Shift


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


def words(shift: Shift) -> str:
    """What the worker would send."""
    with reading(shift.db) as session:
        row = session.scalars(select(Outbox).where(Outbox.kind == "question")).one()
    key = conversation.private_key(shift.worker.passing_ring(), "intake", row.body)
    return key.open(row.body, Context("outbox", "outbox", row.id, "body")).decode()


def asked(shift: Shift, key: str = "when") -> tuple[int, leads.Done]:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)
    tip = shift.tips(lead_id)[0]
    return lead_id, asking.ask(shift.board, shift.viewer("alice"), lead_id, version, tip, key)


def test_a_canned_question_waits_sealed_to_the_worker(shift: Shift) -> None:
    lead_id, done = asked(shift)

    assert done.state == "waiting"
    assert words(shift) == questions()["when"].sms
    question = shift.open("alice", lead_id).questions[0]
    assert (question.state, question.canned, question.by_name) == ("waiting", "when", "Alice")
    with reading(shift.db) as session:
        row = session.scalars(select(Outbox)).one()
        assert row.not_before >= shift.clock.now + 10
        assert session.scalars(select(Conversation.asked_lead)).one() == lead_id


def test_a_question_can_be_taken_back_while_it_waits(shift: Shift) -> None:
    lead_id, done = asked(shift)
    leads.undo(shift.board, shift.viewer("alice"), done.decision_id)
    assert (shift.count(Outbox), shift.lead(lead_id).state) == (0, "triaging")


def test_a_question_that_is_being_sent_cannot_be_taken_back(shift: Shift) -> None:
    _lead, done = asked(shift)
    with writing(shift.db) as session:
        session.execute(update(Outbox).values(state="sending"))

    with pytest.raises(Refused) as told:
        leads.undo(shift.board, shift.viewer("alice"), done.decision_id)
    assert told.value.code == "undo.sent"


def test_without_a_way_back_nobody_is_asked(shift: Shift) -> None:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)
    with writing(shift.db) as session:
        session.execute(update(Conversation).values(address=None))

    assert asking.ways(shift.board, shift.viewer("alice"), lead_id) == ()
    assert not shift.open("alice", lead_id).way_back
    with pytest.raises(Refused) as told:
        asking.ask(shift.board, shift.viewer("alice"), lead_id, version, shift.tips(lead_id)[0], "when")
    assert told.value.code == "ask.no_way_back"


def test_free_words_go_out_after_a_second_officers_yes(shift: Shift) -> None:
    lead_id = shift.tip()
    version, tip = shift.claim("alice", lead_id), shift.tips(lead_id)[0]
    asking.propose(shift.board, shift.viewer("alice"), lead_id, version, tip, "Quán có mấy tầng, cửa sau ở đâu?")
    assert (shift.count(Outbox), shift.open("bob", lead_id).questions[0].state) == (0, "proposed")
    with reading(shift.db) as session:
        approval = session.scalars(select(Approval.id)).one()

    for wrong in ("alice", "bob"):
        with pytest.raises(Refused):
            asking.decide(shift.board, shift.viewer(wrong), approval, approve=True)
    done = asking.decide(shift.board, shift.viewer("lead"), approval, approve=True)

    assert (done.state, words(shift)) == ("waiting", "Quan co may tang, cua sau o dau?")
    assert [one.state for one in shift.open("alice", lead_id).questions] == ["waiting"]


@pytest.mark.parametrize(
    "text, code",
    [
        ("Bạn vào http://vidu.vn trả lời nhé", "ask.link"),
        ("Xem tại vidu.com", "ask.link"),
        ("Gọi số 0912000999 được không?", "ask.number"),
        ("Nhà số 12 phải không?", "ask.number"),
        ("Có phải Nguyễn Văn Thử không?", "ask.name"),
        ("co phai NGUYEN VAN THU khong?", "ask.name"),
        ("Đang nguy hiểm thì gọi 113 ngay nhé", ""),
        ("Quán số 7 có mấy cửa?", ""),
    ],
)
def test_only_what_the_sender_wrote_may_be_in_a_question(text: str, code: str) -> None:
    assert asking.trouble_of(text, "quan so 7 o cho", ["nguyen van thu"]) == code


def test_a_name_that_the_sender_wrote_may_be_asked_about() -> None:
    assert asking.trouble_of("Anh Thử còi ở đâu?", "co ong Thử còi ban hang", ["thu coi"]) == ""


def test_the_question_that_splits_the_tie_group_best_is_found() -> None:
    tied = [{"born": 1990, "hamlet": "xóm 1"}, {"born": 1990, "hamlet": "xóm 2"}, {"born": 1991, "hamlet": "xóm 3"}]

    assert asking.splitting(tied) == "hamlet"
    assert asking.splitting([{"born": 1990}, {"born": 1990}]) == ""
    assert asking.splitting([]) == ""
