"""The claim loop: every message once, in order; what fails climbs the ladder or is set aside, never dropped."""

import threading

import pytest
from sqlalchemy import delete, select

from hotline import drain
from hotline.db.engine import Database, reading, writing
from hotline.db.queries.writes import affected
from hotline.db.tables import Inbound
from hotline.errors import Unreadable, Untrusted
from hotline.ids import new_id
from tests.moment import Moment

SECRET = "canary-words-of-a-message"


def waiting(db: Database, count: int, at: int = 100) -> list[int]:
    ids = [new_id() for _ in range(count)]
    with writing(db) as session:
        for number, row_id in enumerate(ids):
            session.add(
                Inbound(id=row_id, channel="sms", text=b"t", address=b"a", thread=b"x", code=b"c", at=at + number)
            )
    return ids


def row(db: Database, row_id: int) -> Inbound | None:
    with reading(db) as session:
        return session.get(Inbound, row_id)


class Taker:
    """Takes a message as the pipeline does: deletes the row with its claim and remembers the id."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.taken: list[int] = []

    def __call__(self, claimed: drain.Claimed) -> None:
        with writing(self.db) as session:
            mine = delete(Inbound).where(Inbound.id == claimed.id, Inbound.claim == claimed.claim)
            assert affected(session, mine) == 1
        self.taken.append(claimed.id)


def test_everything_that_waits_is_taken_once_oldest_first(database: Database) -> None:
    ids, take = waiting(database, 5), Taker(database)
    assert drain.drain(database, Moment(1_000), take) == 5
    assert take.taken == ids


def test_the_rung_id_is_looked_at_first(database: Database) -> None:
    ids, take = waiting(database, 3), Taker(database)
    drain.drain(database, Moment(1_000), take, first=ids[2])
    assert take.taken == [ids[2], ids[0], ids[1]]


def test_a_row_that_is_not_due_or_claimed_waits(database: Database) -> None:
    (row_id,) = waiting(database, 1)
    assert drain.claim_next(database, 1_000) is not None
    assert drain.claim_next(database, 1_001) is None
    assert drain.claim_next(database, 1_001 + drain.LEASE) is not None
    found = row(database, row_id)
    assert found is not None and found.attempts == 2


@pytest.mark.filterwarnings("ignore")
def test_a_poison_message_is_set_aside_with_a_reason_without_its_text(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    (row_id,), clock = waiting(database, 1), Moment(1_000)

    def explode(_claimed: drain.Claimed) -> None:
        raise ValueError(SECRET)

    for _ in range(drain.ATTEMPTS + 1):
        drain.drain(database, clock, explode)
        clock.now += 10_000
    found = row(database, row_id)
    assert found is not None and (found.state, found.why) == ("aside", "ValueError")
    assert SECRET not in caplog.text


def test_a_message_that_kills_its_worker_is_not_tried_for_ever(database: Database) -> None:
    (row_id,), now = waiting(database, 1), 1_000
    for _ in range(drain.ATTEMPTS + 1):
        drain.claim_next(database, now)
        now += drain.LEASE + 1
    found = row(database, row_id)
    assert found is not None and (found.state, found.why) == ("aside", "attempts")


def test_what_can_pass_never_sets_a_message_aside(database: Database) -> None:
    (row_id,), clock = waiting(database, 1), Moment(1_000)

    def no_unit(_claimed: drain.Claimed) -> None:
        raise Untrusted("unit.none")

    for _ in range(20):
        drain.drain(database, clock, no_unit)
        clock.now += 60
    found = row(database, row_id)
    assert found is not None and (found.state, found.attempts) == ("waiting", 0)


def test_an_envelope_that_does_not_open_is_aside_at_once_and_can_be_put_back(database: Database) -> None:
    (row_id,) = waiting(database, 1)

    def closed(_claimed: drain.Claimed) -> None:
        raise Unreadable("envelope.closed")

    drain.drain(database, Moment(1_000), closed)
    assert (found := row(database, row_id)) is not None and found.state == "aside"
    assert drain.release_aside(database, 2_000) == 1
    assert drain.drain(database, Moment(2_000), Taker(database)) == 1


def test_workers_at_once_take_each_message_once(postgres: Database) -> None:
    ids, takers = waiting(postgres, 40), [Taker(postgres) for _ in range(4)]
    threads = [threading.Thread(target=drain.drain, args=(postgres, Moment(1_000), take)) for take in takers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [row_id for take in takers for row_id in take.taken]
    assert sorted(taken) == sorted(ids)
    with reading(postgres) as session:
        assert session.scalars(select(Inbound.id)).all() == []
