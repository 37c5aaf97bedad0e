"""Periodic work: due, claimed by one, done again after a crash, its failure told and not fatal."""

from hotline import schedule
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Schedule
from hotline.errors import Unavailable
from tests.moment import Moment


def job(ran: list[int], every: int = 60) -> schedule.Job:
    def run(now: int) -> str:
        ran.append(now)
        return "done"

    return schedule.Job("work", every, run)


def test_work_comes_round_when_it_is_due_and_not_before(database: Database) -> None:
    ran: list[int] = []
    clock = Moment(1_000)
    for moment in (1_000, 1_030, 1_060, 1_061):
        clock.now = moment
        schedule.tick(database, clock, [job(ran)])
    assert ran == [1_000, 1_060]


def test_work_in_another_workers_hands_is_left_alone_until_its_claim_ends(database: Database) -> None:
    ran: list[int] = []
    with writing(database) as session:
        session.add(Schedule(name="work", due_at=0, claimed_until=2_000))
    assert schedule.tick(database, Moment(1_000), [job(ran)]) == 0
    assert schedule.tick(database, Moment(2_000), [job(ran)]) == 1


def test_a_failure_is_noted_and_the_work_comes_round_again(database: Database) -> None:
    def fail(_now: int) -> str:
        raise Unavailable("database.unavailable")

    schedule.tick(database, Moment(1_000), [schedule.Job("work", 60, fail)])
    with reading(database) as session:
        row = session.get_one(Schedule, "work")
    assert (row.last_result, row.due_at, row.claimed_until) == ("failed: database.unavailable", 1_060, 0)
