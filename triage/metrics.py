"""/board/metrics for Prometheus: the same counts as `hotline status`, by token, without any id, name or word."""

import hmac

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from hotline import alerts, status
from hotline.status import Status
from triage import access
from triage.state import state

pages = Blueprint("metrics", __name__)

PLAIN = {
    "waiting": "messages that wait for a worker",
    "processing": "messages in a worker's hands",
    "failed": "messages set aside",
    "alarms": "alarms that nobody has acknowledged",
    "overdue": "leads past their time",
    "approvals": "acts that wait for a second officer",
    "provider_copies": "copies that providers still hold",
}


@pages.get("/metrics")
@access.allowed(access.PUBLIC)
def metrics() -> ResponseReturnValue:
    """Answers only with the token of HOTLINE_METRICS_TOKEN; without that setting there is no such page."""
    here = state()
    if here.settings.metrics_token is None:
        abort(404)
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), here.settings.secret("metrics_token").encode()):
        abort(403)
    found = status.look(here.board.db, here.board.clock(), here.settings.redis_url)
    return exposition(found), 200, {"Content-Type": CONTENT_TYPE_LATEST}


def exposition(found: Status) -> bytes:
    """The status in Prometheus' text format; a registry of its own, so that nothing of the process leaks in."""
    registry = CollectorRegistry()
    Gauge("hotline_up", "1 when database and queue answer", registry=registry).set(found.database and found.queue)
    for name, meaning in PLAIN.items():
        Gauge(f"hotline_{name}", meaning, registry=registry).set(getattr(found, name))
    Gauge("hotline_oldest_waiting_seconds", "age of the oldest waiting message", registry=registry).set(
        found.oldest_waiting or 0
    )
    leads = Gauge("hotline_leads", "leads by state", ["state"], registry=registry)
    for name, count in found.leads.items():
        leads.labels(name).set(count)
    wrong = Gauge("hotline_trouble", "1 for what an operator must hear of", ["kind"], registry=registry)
    for kind in alerts.troubles(found):
        wrong.labels(kind).set(1)
    return generate_latest(registry)
