"""The doorbell: a Redis queue that carries ids and wakes workers. The table is the truth (decision 0005).

If Redis is down the message is kept all the same: a worker finds it at its next look at the table.
"""

import logging
from collections.abc import Callable

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import DequeueTimeout
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import BaseDeathPenalty

QUEUE = "hotline"
log = logging.getLogger(__name__)


def silent(_row_id: int) -> None:
    """The doorbell of a hotline without Redis: the worker polls."""


def rung(row_id: int) -> int:
    """The job itself: its id. The worker drains the table when it sees the job; the job does nothing."""
    return row_id


def redis_from(url: str) -> Redis:
    """A connection that gives up soon, so that a dead Redis never holds up a webhook."""
    return Redis.from_url(url, socket_connect_timeout=1, socket_timeout=10)


class Bell:
    """Rings the queue for one id; swallows what Redis says, because nothing depends on it."""

    def __init__(self, url: str) -> None:
        self._queue = Queue(QUEUE, connection=redis_from(url), serializer=JSONSerializer)

    def __call__(self, row_id: int) -> None:
        """Rings. Never raises for a Redis that does not answer."""
        try:
            self._queue.enqueue(rung, row_id, result_ttl=0, failure_ttl=60, ttl=600, description="inbound")
        except RedisError:
            log.warning("doorbell did not ring")


class NoPenalty(BaseDeathPenalty):
    """Jobs are not timed: the claim in the table ends by itself."""

    def setup_death_penalty(self) -> None:
        """Sets no alarm."""

    def cancel_death_penalty(self) -> None:
        """Has none to cancel."""


class Listener(SimpleWorker):
    """RQ's worker in this process. A job means: look at this id, then drain what waits."""

    death_penalty_class = NoPenalty

    def __init__(self, connection: Redis, act: Callable[[int], object], stopping: Callable[[], bool]) -> None:
        super().__init__([QUEUE], connection=connection, serializer=JSONSerializer, log_job_description=False)
        self._act, self._stopping = act, stopping

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Drains, then lets RQ note that the job is done."""
        self._act(int(job.args[0]))
        super().execute_job(job, queue)

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, Queue] | None:
        """One wait of at most `max_idle_time` seconds; RQ's own would retry a dead Redis and forget the table."""
        self.heartbeat()
        if self._stopping():
            return None
        try:
            return self.queue_class.dequeue_any(
                self._ordered_queues,
                max_idle_time or timeout,
                connection=self.connection,
                job_class=self.job_class,
                serializer=self.serializer,
                death_penalty_class=self.death_penalty_class,
            )
        except DequeueTimeout:
            return None

    def _install_signal_handlers(self) -> None:
        """None: the loop around this worker has its own, which lets the message in hand finish."""
