"""A call: a loop of listening without recording; every utterance is kept, the code is spelled twice."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert
from werkzeug.test import TestResponse

from channels.spelling import KEYS
from config.catalog.replies import load_replies
from hotline.db.engine import writing
from hotline.db.tables import ReceiptRow
from hotline.tags import code_term, receipt_code
from hotline.tips import Kind
from tests.channels.builders import ACCOUNT, NUMBER, Bare, sid, twilio_post

REPLIES = load_replies()
CODE = receipt_code(b"e" * 32, b"another conversation")
KEYS_OF = {char: key for key, chars in KEYS.items() for char in chars}


@dataclass
class Caller:
    """Somebody on the line: hears TwiML, answers to where it says."""

    client: FlaskClient
    sender: str = "+84900000202"
    call: str = field(default_factory=lambda: sid("CA"))
    heard: list[str] = field(default_factory=list)
    action: str = ""
    partial: str = ""
    over: bool = False
    languages: set[str] = field(default_factory=set)

    def ring(self) -> "Caller":
        """Begins the call."""
        self._post("/hooks/twilio/voice", {})
        return self

    def say(self, words: str = "", keys: str = "", confidence: str = "0.93") -> str:
        """Speaks, presses keys or stays silent; what is heard then."""
        said = {"Digits": keys} if keys else {"SpeechResult": words, "Confidence": confidence} if words else {}
        before = len(self.heard)
        self._post(self.action, said)
        return " ".join(self.heard[before:])

    def mutter(self, words: str, number: int) -> int:
        """A partial result; the status of its webhook."""
        return self._send(self.partial, {"StableSpeechResult": words, "SequenceNumber": str(number)}).status_code

    def _post(self, address: str, fields: dict[str, str]) -> None:
        response = self._send(address, fields)
        assert response.status_code == 200
        self.action = self.partial = ""
        for node in Xml.fromstring(response.get_data(as_text=True)).iter():
            assert node.tag not in ("Record", "Dial", "Redirect")
            if node.tag == "Say":
                self.heard.append(node.text or "")
                self.languages.add(node.get("language", ""))
            elif node.tag == "Gather":
                self.action, self.partial = node.get("action", ""), node.get("partialResultCallback", "")
            self.over = self.over or node.tag == "Hangup"

    def _send(self, address: str, fields: dict[str, str]) -> TestResponse:
        parts = urlsplit(address)
        common = {
            "CallSid": self.call, "AccountSid": ACCOUNT, "From": self.sender, "To": NUMBER, "Caller": self.sender,
            "CallStatus": "in-progress", "Direction": "inbound", "CallerName": "NGUYEN VAN GIA", "FromCity": "VINH",
            "ApiVersion": "2010-04-01",
        }  # fmt: skip
        return twilio_post(self.client, parts.path, common | fields, query=parts.query)


@pytest.fixture
def caller(public: FlaskClient) -> Caller:
    """Somebody who has just called."""
    return Caller(public).ring()


def test_the_greeting_tells_of_danger_recognition_and_consent(caller: Caller) -> None:
    greeting = caller.heard[0]
    for phrase in ("1 1 3", "không được ghi âm", "đồng ý", "chuyển thành chữ"):
        assert phrase in greeting
    assert {"vi-VN", "en-US"} <= caller.languages
    assert caller.action.startswith("https://tin.example.vn/hooks/twilio/voice/said")


def test_two_utterances_are_two_parts_and_the_code_is_spelled_twice(caller: Caller, bare: Bare) -> None:
    assert caller.say("Ở xóm ba có người bán ma tuý.") == REPLIES.text("voice", "vi", "more")
    caller.say("Nó tên Tuấn sẹo.")
    farewell = caller.say("Hết rồi.")
    assert caller.over
    assert bare.texts() == ["", "Nó tên Tuấn sẹo.", "Ở xóm ba có người bán ma tuý."]
    spelled = re.findall(r"(?:Mã của bạn là|Xin nhắc lại): ([^:]+?)\.(?= Xin| Hãy)", farewell)
    assert len(spelled) == 2
    assert spelled[0] == spelled[1]
    assert {text.kind for text, _ in bare.kept()} == {Kind.TIP, Kind.DONE}


def test_the_name_and_place_of_the_caller_go_nowhere(caller: Caller, bare: Bare) -> None:
    caller.say("Có tụ điểm")
    [(text, address)] = bare.kept()
    assert "GIA" not in text.to_bytes().decode() + address.to_bytes().decode()
    assert "VINH" not in address.to_bytes().decode()
    assert caller.call not in text.to_bytes().decode()


def test_an_unclear_utterance_is_kept_with_its_confidence_and_asked_for_again(caller: Caller, bare: Bare) -> None:
    assert caller.say("xom ba gi do", confidence="0.21") == REPLIES.text("voice", "vi", "again")
    assert [text.confidence for text, _ in bare.kept()] == [0.21]


def test_a_silent_call_ends_kindly_and_keeps_nothing(caller: Caller, bare: Bare) -> None:
    assert caller.say() == REPLIES.text("voice", "vi", "silent")
    assert caller.say() == REPLIES.text("voice", "vi", "nothing")
    assert caller.over
    assert bare.kept() == []


def test_silence_after_words_ends_with_the_code(caller: Caller) -> None:
    caller.say("Có người bán")
    caller.say()
    assert "Mã của bạn là" in caller.say()
    assert caller.over


def test_what_was_said_before_a_hang_up_is_kept(caller: Caller, bare: Bare) -> None:
    for number, words in enumerate(("ở xóm", "ở xóm ba có", "ở xóm ba có người bán")):
        assert caller.mutter(words, number) == 200
    drafts = [text for text, _ in bare.kept()]
    assert sorted(text.draft for text in drafts) == [1, 2, 3]
    assert len({text.utterance for text in drafts}) == 1


def test_a_repeated_step_is_kept_once(caller: Caller, bare: Bare) -> None:
    action = caller.action
    caller.say("Một tin")
    caller.action = action
    caller.say("Một tin")
    assert bare.texts() == ["Một tin"]


def test_english_is_one_key_away(caller: Caller) -> None:
    assert caller.say(keys="2") == REPLIES.text("voice", "en", "prompt")
    assert "Noted" in caller.say("They sell drugs near the market")


@pytest.fixture
def known_code(bare: Bare) -> str:
    """A code whose report was passed on."""
    with writing(bare.db) as session:
        session.execute(insert(ReceiptRow).values(code=code_term(b"e" * 32, CODE), tip_id=1, status="passed_on"))
    return CODE


def test_a_code_may_be_keyed_and_added_to(caller: Caller, bare: Bare, known_code: str) -> None:
    caller.say(keys="*")
    answer = caller.say(keys="".join(KEYS_OF[char] for char in known_code.replace("-", "")))
    assert REPLIES.text("voice", "vi", "status_passed_on") in answer
    assert known_code not in caller.action
    assert caller.say("Nó vừa đổi xe") == REPLIES.text("voice", "vi", "added")
    [(text, _)] = bare.kept()
    assert (text.kind, text.code_term) == (Kind.ADD, code_term(b"e" * 32, known_code).hex())
    caller.say(keys="#")
    assert caller.over


def test_a_code_may_be_spoken(caller: Caller, known_code: str) -> None:
    caller.say(keys="*")
    letters = ", ".join(REPLIES.letters.get(char, char) for char in known_code.replace("-", ""))
    assert REPLIES.text("voice", "vi", "status_passed_on") in caller.say(f"Mã là {letters}.")


def test_wrong_codes_get_one_answer_and_then_a_rest(caller: Caller) -> None:
    caller.say(keys="*")
    for _ in range(2):
        assert REPLIES.text("voice", "vi", "status_unknown") in caller.say(keys="11111111")
    caller.say(keys="11111111")
    assert caller.over


def test_a_hidden_caller_is_nobody_and_still_gets_a_code(public: FlaskClient, bare: Bare) -> None:
    caller = Caller(public, sender="+266696687").ring()
    caller.say("Có người bán ở chợ")
    assert "Mã của bạn là" in caller.say(keys="#")
    assert all((address.sender, address.replyable) == ("", False) for _, address in bare.kept())


def test_the_end_of_a_call_and_the_fate_of_a_message_are_told_to_the_worker(public: FlaskClient, bare: Bare) -> None:
    end = {"CallSid": sid("CA"), "CallStatus": "completed", "From": "+84900000202", "AccountSid": ACCOUNT}
    assert twilio_post(public, "/hooks/twilio/status", end).status_code == 204
    message = {"MessageSid": sid(), "MessageStatus": "undelivered", "ErrorCode": "30005", "To": "+84900000202"}
    assert twilio_post(public, "/hooks/twilio/status", message, query="letter=77").status_code == 204
    assert (
        twilio_post(public, "/hooks/twilio/status", message | {"MessageStatus": "sent"}, query="letter=77").status_code
        == 204
    )
    assert twilio_post(public, "/hooks/twilio/status", {}).status_code == 400
    kinds = {(text.kind, text.text, text.topic) for text, _ in bare.kept()}
    assert kinds == {(Kind.DONE, "", ""), (Kind.REPORT, "lost", "77")}
