"""The worker's periodic work: every job runs on both databases, and none of them can stop the queue."""

import pytest
from pydantic import SecretStr

from config.settings import Settings
from hotline import intake, schedule, work
from hotline.db.engine import reading
from hotline.db.tables import Schedule
from hotline.jobs import worker_jobs
from tests.world import PASSPHRASE, World, message


@pytest.fixture
def settings(world: World) -> Settings:
    url = world.db.engine.url.render_as_string(hide_password=False)
    return Settings(mode="demo", database_url=url, keyring=world.directory, keyring_passphrase=SecretStr(PASSPHRASE))


def test_every_job_runs_and_says_what_it_did(world: World, settings: Settings) -> None:
    intake.keep(world.edge, message("Thang coi o xom 4 xa Thach Khe ban hang trang"))
    jobs = worker_jobs(world.worker, settings)
    work.step(world.worker, jobs)
    world.clock.now += 31 * 60
    work.step(world.worker, jobs)
    with reading(world.db) as session:
        results = {row.name: row.last_result for row in session.query(Schedule)}
    assert set(results) >= {job.name for job in jobs}
    assert {name: told for name, told in results.items() if not told or told.startswith("failed")} == {}


def test_a_job_that_explodes_stops_neither_the_others_nor_the_queue(world: World) -> None:
    def explode(_now: int) -> str:
        raise ZeroDivisionError

    intake.keep(world.edge, message("xom 3 co nguoi ban ma tuy"))
    ran: list[int] = []

    def count(now: int) -> str:
        ran.append(now)
        return "counted"

    took = work.step(world.worker, [schedule.Job("bad", 60, explode), schedule.Job("good", 60, count)])
    with reading(world.db) as session:
        assert session.get_one(Schedule, "bad").last_result == "failed: ZeroDivisionError"
    assert (took, len(ran)) == (1, 1)
