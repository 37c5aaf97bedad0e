"""After a leaked index key: nothing is found under the new one until a supervisor has indexed everything again."""

from pathlib import Path

import pytest
from sqlalchemy import select

from hotline import reindexing, roster, rotation, search
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Posting
from hotline.errors import Refused
from tests.builders import CHEAP
from tests.shift import OTHER, RETAIL, Shift
from tests.world import PASSPHRASE, readers


@pytest.fixture
def shift(database: Database, tmp_path: Path) -> Shift:
    """A desk on SQLite and on PostgreSQL."""
    return Shift(database, tmp_path / "rings")


def found(shift: Shift, query: str) -> int:
    """How many tips a duty officer's search finds."""
    return len(search.search(shift.board, shift.viewer("alice"), query).hits)


def renew(shift: Shift) -> None:
    """A new index key in every ring that holds one."""
    shift.clock.now += 60
    rotation.rotate(rotation.Rings(shift.directory, PASSPHRASE, CHEAP), "index", shift.clock.now)


def run(shift: Shift, login: str, **more: object) -> tuple[int, int]:
    key = shift.ring("board")().current("index")
    return reindexing.run(shift.board.db, key, shift.viewer(login), readers(), **more)  # type: ignore[arg-type]  # passed on


def test_everything_is_found_again_under_the_new_key(shift: Shift) -> None:
    shift.tip(RETAIL)
    shift.tip(OTHER, sender="+84900000002")
    shift.record()
    assert (found(shift, "karaoke"), found(shift, "chich hut")) == (1, 1)
    renew(shift)
    assert (found(shift, "karaoke"), found(shift, "chich hut")) == (0, 0)
    assert run(shift, "super") == (3, 0)
    assert (found(shift, "karaoke"), found(shift, "chich hut")) == (1, 1)


def test_nothing_of_the_old_key_stays(shift: Shift) -> None:
    shift.tip(RETAIL)
    with reading(shift.db) as session:
        before = set(session.scalars(select(Posting.term).where(Posting.scope == "tip")))
    renew(shift)
    run(shift, "super")
    with reading(shift.db) as session:
        after = set(session.scalars(select(Posting.term).where(Posting.scope == "tip")))
    assert len(after) == len(before)
    assert before & after == set()


def test_a_run_that_was_stopped_goes_on_where_it_was(shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, words in enumerate((RETAIL, OTHER)):
        shift.tip(words, sender=f"+8490000000{number}")
    renew(shift)
    monkeypatch.setattr(reindexing, "BATCH", 1)

    def stop(_seen: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(shift, "super", tick=stop)
    assert run(shift, "super") == (1, 0)
    assert found(shift, "karaoke") == found(shift, "chich hut") == 1


def test_a_duty_officer_may_not(shift: Shift) -> None:
    with pytest.raises(Refused):
        run(shift, "alice")


def test_whose_telephones_a_new_key_loses_is_told(shift: Shift) -> None:
    index = shift.ring("board")().current("index").secret
    with writing(shift.board.db) as session:
        for login in ("bob", "alice"):
            roster.enter(session, index, shift.raised.officers[login], login, ["0912 000 111"])
    with reading(shift.db) as session:
        assert reindexing.with_telephones(session) == ["alice", "bob"]

    renew(shift)
    run(shift, "super")
    with reading(shift.db) as session:
        assert reindexing.with_telephones(session) == []
