"""What a worker looks up of a sender before it reads: the open conversation, what he was asked, his earlier tips."""

from hotline import conversation
from hotline.db.engine import Database, writing
from hotline.db.ready import put
from hotline.db.tables import Conversation

ME, ME_BEFORE, OTHER = b"me", b"me under the key before", b"somebody else"


def talk(number: int, sender: bytes | None, **given: object) -> dict[str, object]:
    row = {"id": number, "thread": bytes([number]), "sender": sender, "tip_id": 100 + number, "channel": "sms"}
    times = {"opened_at": number, "last_at": number, "closes_at": number, "until": number}
    return {**row, "lang": "vi", "asked_lead": None, **times, **given}


def test_the_conversation_of_the_thread_comes_first_and_then_the_senders_latest(database: Database) -> None:
    with writing(database) as session:
        put(session, Conversation, [talk(1, None), talk(2, ME), talk(3, ME_BEFORE), talk(4, OTHER)])
        near = conversation.nearby(session, bytes([1]), [ME, ME_BEFORE])()
        nobody = conversation.nearby(session, bytes([1]))()
    assert [(one.id, one.tip_id, one.here) for one in near] == [(1, 101, True), (3, 103, False), (2, 102, False)]
    assert [one.id for one in nobody] == [1]


def test_a_question_is_found_however_often_its_sender_has_written_since(database: Database) -> None:
    with writing(database) as session:
        put(session, Conversation, [talk(1, ME, asked_lead=7)])
        put(session, Conversation, [talk(number, ME) for number in range(2, 3 + conversation.OWN)])
        near = conversation.nearby(session, b"new", [ME])()
    assert len(near) == conversation.OWN
    assert [one.asked_lead for one in near if one.asked_lead is not None] == [7]
