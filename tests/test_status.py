"""What the state says: counts, and whether an operator is needed."""

from pathlib import Path

import pytest
from sqlalchemy import update

from hotline import intake, status
from hotline.db.engine import Database, make_engine, writing
from hotline.db.tables import Inbound
from tests.shift import Shift
from tests.world import message


@pytest.fixture
def shift(database: Database, tmp_path: Path) -> Shift:
    return Shift(database, tmp_path / "rings")


def test_waiting_and_failed_messages_are_counted(shift: Shift) -> None:
    shift.tip()
    intake.keep(shift.edge, message("mot tin khac", sender="+84900000077"))
    found = status.look(shift.db, shift.clock.now + 30)
    assert (found.waiting, found.oldest_waiting, found.leads, found.well) == (1, 30, {"new": 1}, True)
    assert list(found.accepted.values()) == [2]

    with writing(shift.db) as session:
        session.execute(update(Inbound).values(state="aside", why="attempts"))
    found = status.look(shift.db, shift.clock.now)

    assert (found.waiting, found.failed, found.failed_because, found.well) == (0, 1, {"attempts": 1}, False)


def test_a_database_that_does_not_answer_is_told_and_not_raised() -> None:
    db = Database(make_engine("postgresql://nobody@127.0.0.1:1/none"))

    assert status.look(db, 0).as_dict()["database"] is False


def test_a_redis_that_does_not_answer_is_told(sqlite: Database) -> None:
    found = status.look(sqlite, 0, "redis://127.0.0.1:1/0")

    assert (found.queue, found.well) == (False, False)


def test_a_redis_that_answers_is_told(sqlite: Database, redis_url: str) -> None:
    assert status.look(sqlite, 0, redis_url).queue
