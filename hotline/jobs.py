"""The worker's periodic work, by name: what closes, sends, deletes and counts without anybody asking."""

from config.retention import periods
from config.settings import Settings
from hotline import alerts, conversation, ledger, relay, resealing, sweep, timers
from hotline.clock import DAY, HOUR, MINUTE
from hotline.db.engine import writing
from hotline.db.queries import index as postings
from hotline.runtime import Worker
from hotline.schedule import Job

COUNTED = ("tip", "person", "hotspot")  # the roster is small


def worker_jobs(worker: Worker, settings: Settings) -> list[Job]:
    """Every job of the worker; each is idempotent and may be run by any worker."""

    def close(now: int) -> str:
        with writing(worker.db) as session:
            return f"closed {conversation.close_finished(session, now)}"

    def common(now: int) -> str:
        with writing(worker.db) as session:
            return f"common {sum(postings.refresh_common(session, scope, now) for scope in COUNTED)}"

    return [
        Job("conversations", MINUTE, close),
        Job("relay", 5, lambda now: f"sent {relay.send_due(worker, now)}"),
        Job("ledger", MINUTE, lambda now: f"deleted {ledger.settle(worker, now)}"),
        Job(alerts.NAME, MINUTE, lambda now: alerts.tell(worker.db, settings, now)),
        Job("timers", 15, lambda now: f"escalated {timers.escalate(worker.db, now)}"),
        Job("common_terms", HOUR, common),
        Job("passing_keys", HOUR, lambda now: resealing.run_scheduled(worker.db, settings, now)),
        Job("rounding", HOUR, lambda now: f"rounded {sweep.round_times(worker.db, now, periods())}"),
        Job("sweep", DAY, lambda now: sweep.run_scheduled(worker.db, settings, now)),
    ]
