"""The worker's loop: RQ's doorbell if a Redis URL is set, the table's poller if not; both drain the same table.

A signal lets the message in hand finish. Nothing here knows what a message says.
"""

import gc
import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from redis.exceptions import RedisError

from hotline import doorbell, pipeline
from hotline.drain import drain
from hotline.errors import Unavailable
from hotline.runtime import Worker
from hotline.schedule import Job, tick

log = logging.getLogger(__name__)
LOOK = 5  # seconds between looks at the table when nobody rings
BATCH = 50  # messages between looks at the periodic work
PAUSE = 1.0


def run(worker: Worker, jobs: Sequence[Job], redis_url: str | None) -> None:
    """Works until SIGTERM or SIGINT."""
    # Lexicons and rules live as long as the process: looking through them for what can go costs a tip 80 ms at times.
    gc.collect()
    gc.freeze()
    with _stopping() as stop:
        while not stop.is_set():
            try:
                _round(worker, jobs, redis_url, stop)
            except Unavailable as error:
                log.warning("%s: trying again", error.code)
                stop.wait(PAUSE)


def step(worker: Worker, jobs: Sequence[Job] = (), *, first: int = 0, limit: int = BATCH) -> int:
    """One look at the periodic work and the table; returns how many messages it took."""
    tick(worker.db, worker.clock, jobs)
    return drain(worker.db, worker.clock, lambda row: pipeline.process(worker, row), first=first, limit=limit)


def _round(worker: Worker, jobs: Sequence[Job], redis_url: str | None, stop: threading.Event) -> None:
    took = step(worker, jobs)
    if took >= BATCH or stop.is_set():
        return
    if redis_url is None:
        stop.wait(PAUSE if not took else 0)
        return
    try:
        _listen(redis_url, lambda row_id: step(worker, jobs, first=row_id), stop)
    except RedisError:
        log.warning("redis does not answer: polling the table")
        stop.wait(PAUSE)


def _listen(redis_url: str, act: Callable[[int], object], stop: threading.Event) -> None:
    """Waits for the doorbell for at most one look's time."""
    listener = doorbell.Listener(doorbell.redis_from(redis_url), act, stop.is_set)
    listener.work(max_idle_time=LOOK, logging_level="ERROR")


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, where this is the main thread."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
