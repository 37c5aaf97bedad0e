"""Keeping a message: replay, thread, code, two envelopes, nothing of it in the clear."""

import threading
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text

from hotline import conversation, intake, tags
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Delivery, Inbound, Thread
from hotline.errors import Unavailable
from hotline.tips import Kind
from tests.world import World, message

NUMBER = "+84900000777"
WORDS = "canary quanh nha van hoa"


def rows(world: World) -> list[Inbound]:
    with reading(world.db) as session:
        return list(session.scalars(select(Inbound).order_by(Inbound.at, Inbound.id)))


def test_a_message_is_kept_sealed_and_the_doorbell_rings_after_the_commit(world: World) -> None:
    receipt = intake.keep(world.edge, message(WORDS, sender=NUMBER))
    (row,) = rows(world)
    assert world.rung == [row.id]
    assert tags.read_code(receipt.code) == receipt.code
    assert WORDS.encode() not in row.text and NUMBER.encode() not in row.address
    text, address = conversation.open_inbound(world.ring("worker-passing")(), row.id, row.text, row.address)
    assert (text.text, address.sender) == (WORDS, NUMBER)


def test_a_repeated_delivery_is_kept_once_and_gets_the_same_answer(world: World) -> None:
    sent = message(WORDS)
    first, again = intake.keep(world.edge, sent), intake.keep(world.edge, sent)
    assert len(rows(world)) == 1
    assert (first.code, first.first) == (again.code, again.first)
    assert again.known and not first.known


def test_parts_within_half_an_hour_share_a_code_and_later_ones_do_not(world: World) -> None:
    first = intake.keep(world.edge, message("mot"))
    world.clock.now += 29 * 60
    second = intake.keep(world.edge, message("hai"))
    world.clock.now += 31 * 60
    third = intake.keep(world.edge, message("ba"))
    assert first.code == second.code != third.code
    assert [first.first, second.first, third.first] == [True, False, True]


def test_a_conversation_ends_after_two_hours_however_busy(world: World) -> None:
    codes = set()
    for _ in range(6):
        codes.add(intake.keep(world.edge, message("them")).code)
        world.clock.now += 29 * 60
    assert len(codes) == 2


def test_done_ends_the_thread_at_once(world: World) -> None:
    first = intake.keep(world.edge, message("mot"))
    done = intake.keep(world.edge, message("", kind=Kind.DONE))
    after = intake.keep(world.edge, message("moi"))
    assert first.code == done.code != after.code


def test_nobody_is_a_thread_of_his_own_call(world: World) -> None:
    one = intake.keep(world.edge, message("mot", sender="", conversation="CA1"))
    same = intake.keep(world.edge, message("hai", sender="", conversation="CA1"))
    other = intake.keep(world.edge, message("ba", sender="", conversation="CA2"))
    assert one.code == same.code != other.code


def test_a_message_is_kept_over_a_connection_that_died_with_a_restarted_database(
    postgres: Database, postgres_url: str, tmp_path: Path
) -> None:
    world = World(postgres, tmp_path / "rings")
    intake.keep(world.edge, message("mot"))
    everybody = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as operator:
        assert operator.execute(f"SELECT pg_terminate_backend(pid) {everybody}".encode()).fetchall()
    assert not intake.keep(world.edge, message("hai")).known
    assert len(rows(world)) == 2


def test_what_cannot_be_kept_raises_and_keeps_nothing(world: World) -> None:
    with writing(world.db) as session:
        session.execute(text("ALTER TABLE inbound RENAME TO elsewhere"))
    with pytest.raises((Unavailable, psycopg.errors.UndefinedTable)):
        intake.keep(world.edge, message("mot"))
    with reading(world.db) as session:
        assert session.scalars(select(Delivery.day)).all() == []
    assert world.rung == []


def test_two_deliveries_at_once_keep_one_row_and_one_thread(postgres: Database, tmp_path: Path) -> None:
    world = World(postgres, tmp_path / "rings")
    sent = [message("cung luc", sender=NUMBER) for _ in range(4)] * 2
    threads = [threading.Thread(target=intake.keep, args=(world.edge, one)) for one in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(world)) == 4
    assert len({row.thread for row in rows(world)}) == 1
    with reading(world.db) as session:
        assert session.scalars(select(Thread.parts)).all() == [4]
