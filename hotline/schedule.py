"""Periodic work as rows: due when its time has come, claimed by one worker, done again if that worker dies.

`Job.run` gets the worker's moment and returns a short text without any message's value for `hotline status`.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from hotline.clock import MINUTE
from hotline.db.engine import Database, reading, writing
from hotline.db.queries.writes import affected
from hotline.db.tables import Schedule
from hotline.errors import HotlineError

log = logging.getLogger(__name__)
LEASE = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class Job:
    """Work that comes round every `every` seconds."""

    name: str
    every: int
    run: Callable[[int], str]


def tick(db: Database, clock: Callable[[], int], jobs: Sequence[Job]) -> int:
    """Runs what is due and is not in another worker's hands; returns how many ran."""
    if not jobs:
        return 0
    now = clock()
    with reading(db) as session:
        rows = {row.name: (row.due_at, row.claimed_until) for row in session.scalars(select(Schedule))}
    ran = 0
    for job in jobs:
        due_at, claimed_until = rows.get(job.name, (0, 0))
        if due_at <= now and claimed_until <= now and _claim(db, job, now, known=job.name in rows):
            ran += 1
            _run(db, job, now)
    return ran


def _claim(db: Database, job: Job, now: int, *, known: bool) -> bool:
    with writing(db) as session:
        if not known and session.get(Schedule, job.name) is None:
            session.add(Schedule(name=job.name, due_at=now, claimed_until=now + LEASE))
            return True
        claimed = affected(
            session,
            update(Schedule)
            .where(Schedule.name == job.name, Schedule.due_at <= now, Schedule.claimed_until <= now)
            .values(claimed_until=now + LEASE),
        )
        return claimed == 1


def _run(db: Database, job: Job, now: int) -> None:
    try:
        result = job.run(now)
    except HotlineError as error:
        log.warning("periodic work %s: %s", job.name, error.code)
        result = f"failed: {error.code}"
    except Exception as error:  # noqa: BLE001 - one job's fault must stop neither the queue nor the other jobs
        log.error("periodic work %s: %s", job.name, type(error).__name__)
        result = f"failed: {type(error).__name__}"
    with writing(db) as session:
        session.execute(
            update(Schedule)
            .where(Schedule.name == job.name)
            .values(due_at=now + job.every, claimed_until=0, last_at=now, last_result=result[:120])
        )
