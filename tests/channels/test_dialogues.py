"""A whole dialogue in each channel, tip, question, answer, status, deletion; afterwards nothing of it lies anywhere.

Real webhooks, doorbell, worker, officers and senders, providers that answer as documented, on both databases.
"""

import logging
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import flask
import psycopg
import pytest
from flask import Flask, Response
from redis import Redis
from rq import Queue
from sqlalchemy import select, update

from channels.app import create_public
from channels.senders import build_senders
from hotline import asking, doorbell, entry, leads
from hotline.conversation import RETURN_WINDOW
from hotline.db.engine import Database, make_engine, reading, writing
from hotline.db.migrate import upgrade
from hotline.db.tables import ReceiptRow, Thread, Tip
from hotline.doorbell import Bell
from hotline.errors import Refused
from tests import servers
from tests.channels.builders import said, settings_for, sid, text_message, twilio_post
from tests.channels.desk import ANSWER, MARKS, NAME, PHONE, QUESTION, TIP, Desk
from tests.channels.test_gateway import push, told
from tests.channels.test_telegram import hook
from tests.channels.test_twilio_sms import code_in
from tests.channels.test_twilio_voice import Caller
from tests.channels.traces import Listening, Marks
from tests.channels.updates import CHAT, message
from tests.fake_bot_api import FakeBotApi
from tests.fake_twilio import FakeTwilio
from tests.moment import START
from tests.shift import Shift

Served = Callable[..., str]
both = pytest.mark.parametrize("desk", ["sqlite", "own_postgres"], indirect=True)


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[str]:
    """A PostgreSQL of these tests' own, since its files are searched."""
    with servers.postgres() as url:
        yield url


@pytest.fixture
def own_postgres(own_cluster: str) -> Iterator[Database]:
    """A migrated database there."""
    name = f"dialogue_{token_hex(6)}"
    with psycopg.connect(own_cluster.replace("+psycopg", ""), autocommit=True) as control:
        control.execute(f"CREATE DATABASE {name}".encode())
    engine = make_engine(own_cluster.replace("/postgres?", f"/{name}?"))
    upgrade(engine)
    yield Database(engine)
    engine.dispose()


@pytest.fixture
def desk(
    request: pytest.FixtureRequest,
    redis_url: str,
    served: Served,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    """A hotline with every provider, whose traces lie in a few folders, one Redis and one log."""
    database: Database = request.getfixturevalue(getattr(request, "param", "sqlite"))
    home = () if database.is_sqlite else (Path(str(database.engine.url.query["host"])),)
    caplog.set_level(logging.DEBUG)
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    twilio, bot_api, box, sent = FakeTwilio(), FakeBotApi(), Flask("box"), []

    @box.post("/send")
    def take() -> Response:
        sent.append(flask.request.get_json())
        return Response(status=200)

    settings = settings_for(
        twilio_api_url=served(twilio.app()),
        telegram_api_url=served(bot_api.app()),
        gateway_send_url=f"{served(box)}/send",
    )
    listening = Listening(redis_url)
    shift = Shift(database, tmp_path / "rings", senders=dict(build_senders(settings)))
    shift.edge = replace(shift.edge, doorbell=Bell(redis_url))
    public = create_public(shift.edge, settings).test_client(use_cookies=False)
    yield Desk(shift, public, twilio, bot_api, redis_url, listening, (tmp_path, *home), caplog, sent)
    listening.close()


@both
def test_text_messages(desk: Desk) -> None:
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
    assert said(text_message(desk.public, f"TRA {code}"))[0].startswith("Tin cua ban da")
    report = {"MessageSid": desk.twilio.sent[0]["sid"], "MessageStatus": "delivered"}
    twilio_post(desk.public, "/hooks/twilio/status", report, query=f"letter={row}")
    text_message(desk.public, "XOA")
    desk.work()
    assert (desk.state(row), desk.addresses()) == ("sent", 0)
    assert desk.forgotten()
    desk.nothing_lies_about(first, code, report["MessageSid"])


@both
def test_the_gateway(desk: Desk) -> None:
    first = "gateway-canary-0001"
    code = code_in(push(desk.public, told(TIP, id=first, **{"from": PHONE})).get_json()["text"])
    desk.work()
    desk.later()
    row = desk.ask()
    assert [(sent["to"], sent["text"]) for sent in desk.box] == [(PHONE, QUESTION)]
    stamp = str(desk.shift.clock.now)
    push(desk.public, told(ANSWER, id="2", **{"from": PHONE}), stamp)
    desk.work()
    assert (desk.leads(), desk.whys()) == (1, ["answer", "first"])
    assert "Tin cua ban da" in push(desk.public, told(f"TRA {code}", id="3"), stamp).get_json()["text"]
    push(desk.public, told("XOA", id="4", **{"from": PHONE}), stamp)
    desk.work()
    assert (desk.state(row), desk.addresses()) == ("sent", 0)
    desk.nothing_lies_about(first, code)


@both
def test_telegram(desk: Desk) -> None:
    code = code_in(hook(desk.public, message(text=TIP)).get_json()["text"])
    desk.work()
    desk.later()
    row = desk.ask()
    assert [(sent["chat_id"], sent["text"]) for sent in desk.bot_api.sent] == [(str(CHAT), QUESTION)]
    hook(desk.public, message(text=ANSWER))
    desk.work()
    assert (desk.leads(), desk.whys()) == (1, ["answer", "first"])
    assert "Tin của bạn" in hook(desk.public, message(text=f"/trangthai {code}")).get_json()["text"]
    hook(desk.public, message(text="/xoa"))
    desk.work()
    assert (desk.state(row), desk.addresses()) == ("sent", 0)
    desk.nothing_lies_about(code)


@both
def test_calls(desk: Desk) -> None:
    caller = Caller(desk.public, sender=PHONE).ring()
    desk.twilio.held[caller.call] = {"sid": caller.call}
    caller.say(TIP)
    caller.mutter("canarythree chua noi xong", 0)
    assert "Mã của bạn là" in caller.say(keys="#")
    desk.work()
    with reading(desk.shift.db) as session:
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
    assert desk.forgotten()
    desk.nothing_lies_about(caller.call)


@both
def test_a_walk_in_that_an_officer_typed(desk: Desk) -> None:
    board, alice = desk.shift.board, desk.shift.viewer("alice")
    code = entry.enter(board, alice, "walk_in", TIP, form="form-canary-0001").code
    desk.work()
    [row] = leads.queue(board, alice).rows
    with pytest.raises(Refused, match=r"ask\.no_way_back"):
        asking.ask(
            board, alice, row.lead_id, desk.shift.claim("alice", row.lead_id), desk.shift.tips(row.lead_id)[0], "when"
        )
    answer = hook(desk.public, message(text=f"/them {code} {ANSWER}")).get_json()["text"]
    assert answer.startswith(f"Đã nhận phần bổ sung. Mã: {code}")
    desk.work()
    assert (desk.leads(), desk.whys(), desk.addresses()) == (1, ["addition", "first"], 0)
    assert said(text_message(desk.public, f"TRA {code}", From=PHONE))[0].startswith("Tin cua ban da")
    text_message(desk.public, "XOA", From=PHONE)
    desk.work()
    desk.nothing_lies_about("form-canary-0001", code)


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
    with reading(desk.shift.db) as session:
        assert session.scalars(select(Tip)).one().parts == 12


def test_silent_calls_and_their_records_leave_nothing(desk: Desk) -> None:
    call = sid("CA")
    desk.twilio.held[call] = {"sid": call}
    end = {"CallSid": call, "CallStatus": "completed", "From": PHONE}
    assert twilio_post(desk.public, "/hooks/twilio/status", end).status_code == 204
    desk.work()
    assert desk.forgotten()
    assert desk.leads() == 0


def test_the_way_back_ends_by_itself(desk: Desk) -> None:
    text_message(desk.public, TIP)
    desk.work()
    desk.later(RETURN_WINDOW + 1)
    assert desk.addresses() == 0
    assert desk.shift.clock.now > START


def plant_in_a_column(desk: Desk) -> None:
    with writing(desk.shift.db) as session:
        session.execute(update(Thread).values(root=f"cho {PHONE[3:]}".encode()))


def plant_in_a_file(desk: Desk) -> None:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write("x CÀ NA RY canary".replace("CÀ NA RY", "Nguyễn Thị Cà Na Ry").encode("utf-16-le"))


def plant_for_a_moment_in_redis(desk: Desk) -> None:
    with Redis.from_url(desk.redis_url) as redis:
        redis.set("rq:job:1", b64encode(b"?" + PHONE.encode() + b"?"), ex=60)
        redis.delete("rq:job:1")


def plant_in_a_job(desk: Desk) -> None:
    """It is gone when the search begins: only the command that brought it tells, and that holds it compressed."""
    job = Queue("hotline", connection=doorbell.redis_from(desk.redis_url)).enqueue(doorbell.rung, PHONE)
    job.delete()


def plant_in_the_log(desk: Desk) -> None:
    logging.getLogger("hotline.relay").debug("sent to %s", "0900 000 123")


def plant_in_a_librarys_log(desk: Desk) -> None:
    logging.getLogger("gunicorn.error").warning("worker canaryone")


@pytest.mark.parametrize(
    "plant",
    [
        plant_in_a_column, plant_in_a_file, plant_for_a_moment_in_redis, plant_in_a_job, plant_in_the_log,
        plant_in_a_librarys_log,
    ],
)  # fmt: skip
def test_the_search_finds_what_is_planted(desk: Desk, plant: Callable[[Desk], None]) -> None:
    text_message(desk.public, TIP)
    desk.work()
    assert Marks(MARKS).found(desk.places()) == set()
    plant(desk)
    assert Marks(MARKS).found(desk.places()) != set()


@pytest.mark.parametrize("desk", ["own_postgres"], indirect=True)  # the last on that cluster: its files keep the mark
def test_the_search_finds_what_is_planted_in_postgresql_where_it_is_and_in_its_files(desk: Desk) -> None:
    text_message(desk.public, TIP)
    plant_in_a_column(desk)
    places = {place for place, _ in Marks(MARKS).found(desk.places())}
    assert "thread.root" in places
    assert any("/pg_wal/" in place for place in places)
    assert any("/base/" in place for place in places)


@pytest.mark.parametrize(
    "form",
    ["0900000123", "0900.000.123", "84900000123", "nguyen thi ca na ry", "nguyenthicanary", "KzgxNDkwMDAwMDEyMw",
     "2b3834393030303030313233"],
)  # fmt: skip
def test_a_mark_is_found_in_each_of_its_forms(form: str) -> None:
    wanted = b64encode(f"..{PHONE}".encode()).decode() if form.startswith("Kzg") else form
    assert Marks((PHONE, NAME)).within(f"before {wanted} after".encode())
    assert not Marks((PHONE, NAME)).within(b"nothing of it 0900000124")
