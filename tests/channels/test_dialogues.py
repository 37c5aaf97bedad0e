"""A whole dialogue in each channel, tip, question, answer, status, deletion; afterwards nothing of it lies anywhere.

Real webhooks, real worker, real senders, providers that answer as documented. The canaries are words, number and chat.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from channels.app import create_public
from channels.senders import build_senders
from hotline import conversation, ledger, relay, work
from hotline.conversation import RETURN_WINDOW
from hotline.db.engine import reading, writing
from hotline.db.tables import Conversation, Lead, Membership, Outbox, ReceiptRow, Tip
from tests.channels.builders import said, settings_for, sid, text_message, twilio_post
from tests.channels.test_gateway import push, told
from tests.channels.test_telegram import hook
from tests.channels.test_twilio_sms import code_in
from tests.channels.test_twilio_voice import Caller
from tests.channels.updates import CHAT, message
from tests.fake_bot_api import FakeBotApi
from tests.fake_twilio import FakeTwilio
from tests.moment import START
from tests.world import World

Served = Callable[..., str]
PHONE = "+84900000123"
TIP = "Toi thay canaryone o xom 4 xa Thach Khe co nguoi ban ma tuy da"
QUESTION = "Ho ban vao gio nao canarytwo?"
ANSWER = "Tu 22h canarythree den sang"
CANARIES = ("canaryone", "canarytwo", "canarythree", PHONE, PHONE[3:], str(CHAT))


@dataclass
class Desk:
    """The hotline with its providers' fakes, and what a citizen and the desk do."""

    world: World
    public: FlaskClient
    twilio: FakeTwilio
    bot_api: FakeBotApi
    box: list[dict[str, Any]] = field(default_factory=list)

    def work(self) -> None:
        """The worker's turn."""
        work.step(self.world.worker)

    def ask(self, words: str = QUESTION) -> int:
        """An officer's question to the only conversation that has a way back; sent at once."""
        with writing(self.world.db) as session:
            talk = session.scalars(select(Conversation).where(Conversation.address.is_not(None))).one()
            lead = session.get_one(Tip, talk.tip_id).lead_id
            row = relay.put(self.world.edge.passing, session, talk.id, "question", words, not_before=0, lead_id=lead)
            session.execute(update(Conversation).where(Conversation.id == talk.id).values(asked_lead=lead))
        relay.send_due(self.world.worker, self.world.clock.now)
        return row

    def state(self, row: int) -> str:
        """How a question fared."""
        with reading(self.world.db) as session:
            return session.get_one(Outbox, row).state

    def later(self, seconds: int = 3_600) -> None:
        """Time passes; the conversation closes."""
        self.world.clock.now += seconds
        with writing(self.world.db) as session:
            conversation.close_finished(session, self.world.clock.now)

    def leads(self) -> int:
        """How many matters there are."""
        with reading(self.world.db) as session:
            return len(session.scalars(select(Lead)).all())

    def whys(self) -> list[str]:
        """For what reasons tips belong to their leads."""
        with reading(self.world.db) as session:
            return sorted(session.scalars(select(Membership.why)))

    def addresses(self) -> int:
        """How many return addresses there are."""
        with reading(self.world.db) as session:
            return len(session.scalars(select(Conversation).where(Conversation.address.is_not(None))).all())


@pytest.fixture
def desk(sqlite_world: World, served: Served) -> Desk:
    twilio, bot_api, box = FakeTwilio(), FakeBotApi(), Flask("box")
    sent: list[dict[str, Any]] = []

    @box.post("/send")
    def take() -> Response:
        sent.append(request.get_json())
        return Response(status=200)

    settings = settings_for(
        twilio_api_url=served(twilio.app()),
        telegram_api_url=served(bot_api.app()),
        gateway_send_url=f"{served(box)}/send",
    )
    sqlite_world.senders.update(build_senders(settings))
    public = create_public(sqlite_world.edge, settings).test_client(use_cookies=False)
    return Desk(sqlite_world, public, twilio, bot_api, sent)


def nothing_lies_about(desk: Desk, tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    """Searches database, write-ahead log, temporary files and log lines for every canary."""
    with desk.world.db.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(PASSIVE)"))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    ours = (record for record in log.records if not record.name.startswith("werkzeug"))
    lines = "\n".join(record.getMessage() for record in ours)
    for canary in CANARIES:
        assert canary not in lines
        assert [path.name for path in files if canary.encode() in path.read_bytes()] == []


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level("DEBUG")
    return caplog


def test_text_messages(desk: Desk, tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    first = sid()
    desk.twilio.held[first] = {"sid": first}
    code = code_in(said(text_message(desk.public, TIP, MessageSid=first))[0])
    desk.work()
    desk.later()
    row = desk.ask()
    assert [sent["Body"] for sent in desk.twilio.sent] == [QUESTION]
    text_message(desk.public, ANSWER)
    desk.work()
    assert (desk.leads(), desk.whys()) == (1, ["answer", "first"])
    assert said(text_message(desk.public, f"TRA {code}"))[0].startswith("Tin cua ban da duoc tiep nhan")
    report = {"MessageSid": desk.twilio.sent[0]["sid"], "MessageStatus": "delivered"}
    twilio_post(desk.public, "/hooks/twilio/status", report, query=f"letter={row}")
    text_message(desk.public, "XOA")
    desk.work()
    assert (desk.state(row), desk.addresses()) == ("sent", 0)
    for _ in range(3):
        desk.world.clock.now += 600
        ledger.settle(desk.world.worker, desk.world.clock.now)
    assert desk.twilio.held == {}
    nothing_lies_about(desk, tmp_path, log)


def test_the_gateway(desk: Desk, tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    code = code_in(push(desk.public, told(TIP, id="1", **{"from": PHONE})).get_json()["text"])
    desk.work()
    desk.later()
    row = desk.ask()
    assert [(sent["to"], sent["text"]) for sent in desk.box] == [(PHONE, QUESTION)]
    stamp = str(desk.world.clock.now)
    push(desk.public, told(ANSWER, id="2", **{"from": PHONE}), stamp)
    desk.work()
    assert (desk.leads(), desk.whys()) == (1, ["answer", "first"])
    assert "tiep nhan" in push(desk.public, told(f"TRA {code}", id="3"), stamp).get_json()["text"]
    push(desk.public, told("XOA", id="4", **{"from": PHONE}), stamp)
    desk.work()
    assert (desk.state(row), desk.addresses()) == ("sent", 0)
    nothing_lies_about(desk, tmp_path, log)


def test_telegram(desk: Desk, tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    code = code_in(hook(desk.public, message(text=TIP)).get_json()["text"])
    desk.work()
    desk.later()
    row = desk.ask()
    assert [(sent["chat_id"], sent["text"]) for sent in desk.bot_api.sent] == [(str(CHAT), QUESTION)]
    hook(desk.public, message(text=ANSWER))
    desk.work()
    assert (desk.leads(), desk.whys()) == (1, ["answer", "first"])
    assert "tiếp nhận" in hook(desk.public, message(text=f"/trangthai {code}")).get_json()["text"]
    hook(desk.public, message(text="/xoa"))
    desk.work()
    assert (desk.state(row), desk.addresses()) == ("sent", 0)
    nothing_lies_about(desk, tmp_path, log)


def test_calls(desk: Desk, tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    caller = Caller(desk.public, sender=PHONE).ring()
    desk.twilio.held[caller.call] = {"sid": caller.call}
    caller.say(TIP)
    caller.mutter("canarythree chua noi xong", 0)
    assert "Mã của bạn là" in caller.say(keys="#")
    desk.work()
    with reading(desk.world.db) as session:
        assert session.scalars(select(ReceiptRow)).one().status == "received"
    desk.later()
    row = desk.ask()
    assert [(sent["To"], sent["Body"]) for sent in desk.twilio.sent] == [(PHONE, QUESTION)]
    text_message(desk.public, ANSWER, From=PHONE)
    desk.work()
    assert (desk.leads(), desk.whys()) == (1, ["answer", "first"])
    assert "đang được xoá" in Caller(desk.public, sender=PHONE).ring().say("Xoá.")
    desk.work()
    assert (desk.state(row), desk.addresses()) == ("sent", 0)
    for _ in range(3):
        desk.world.clock.now += 600
        ledger.settle(desk.world.worker, desk.world.clock.now)
    assert desk.twilio.held == {}
    nothing_lies_about(desk, tmp_path, log)


def test_a_code_adds_from_any_channel_and_gets_nothing_of_the_dialogue(desk: Desk) -> None:
    code = code_in(said(text_message(desk.public, TIP))[0])
    desk.work()
    desk.later()
    answer = hook(desk.public, message(text=f"/them {code} no vua doi sang xe mau do")).get_json()["text"]
    assert answer.startswith(f"Đã nhận phần bổ sung. Mã: {code}")
    desk.work()
    assert (desk.leads(), desk.whys(), desk.addresses()) == (1, ["addition", "first"], 1)
    desk.ask()
    assert (len(desk.twilio.sent), desk.bot_api.sent) == (1, [])


def test_an_unknown_code_makes_a_report_of_its_own(desk: Desk) -> None:
    wrong = "0000-0000"
    [answer] = said(text_message(desk.public, f"THEM {wrong} co nguoi ban ma tuy o xom 9 xa Cam Binh"))
    assert answer.startswith("Khong thay ma ban ghi")
    desk.work()
    assert (desk.leads(), desk.whys()) == (1, ["first"])
    assert said(text_message(desk.public, f"TRA {code_in(answer)}"))[0].startswith("Tin cua ban da duoc tiep nhan")


def test_two_robots_fall_silent(desk: Desk) -> None:
    answers = [said(text_message(desk.public, f"Tra loi tu dong so {number}")) for number in range(12)]
    assert [len(answer) for answer in answers] == [1] * 8 + [0] * 4
    desk.work()
    with reading(desk.world.db) as session:
        assert session.scalars(select(Tip)).one().parts == 12


def test_silent_calls_and_their_records_leave_nothing(desk: Desk) -> None:
    call = sid("CA")
    desk.twilio.held[call] = {"sid": call}
    end = {"CallSid": call, "CallStatus": "completed", "From": PHONE}
    assert twilio_post(desk.public, "/hooks/twilio/status", end).status_code == 204
    desk.work()
    for _ in range(3):
        desk.world.clock.now += 600
        ledger.settle(desk.world.worker, desk.world.clock.now)
    assert (desk.twilio.held, desk.leads()) == ({}, 0)


def test_the_way_back_ends_by_itself(desk: Desk) -> None:
    text_message(desk.public, TIP)
    desk.work()
    desk.later(RETURN_WINDOW + 1)
    assert desk.addresses() == 0
    assert desk.world.clock.now > START
