"""Tells the operators' own address (HOTLINE_ALERT_URL) when something is wrong: codes and counts, never content.

A trouble is told once when it begins and once when it has gone; what was told last stands in `schedule`.
"""

import json
import logging
import urllib.request

from sqlalchemy import select

from config.settings import Settings
from hotline import status
from hotline.clock import HOUR, MINUTE
from hotline.db.engine import Database, reading
from hotline.db.tables import Schedule

log = logging.getLogger(__name__)
NAME = "alerts"
TIMEOUT = 5
STUCK = 10 * MINUTE
COPIES_OVERDUE = 24 * HOUR
NO_UNIT = ("unit.mac", "unit.none")


def troubles(found: status.Status) -> list[str]:
    """What an operator must hear of at once, as codes; pure."""
    signs = {
        "database_unreachable": not found.database,
        "redis_unreachable": not found.queue,
        "messages_set_aside": bool(found.failed),
        "queue_stuck": (found.oldest_waiting or 0) > STUCK,
        "sealing_stopped": any(why in found.delayed_because for why in NO_UNIT),
        "provider_copies_overdue": (found.oldest_copy or 0) > COPIES_OVERDUE,
    }
    return [name for name, wrong in signs.items() if wrong]


def tell(db: Database, settings: Settings, now: int) -> str:
    """Posts the troubles if they differ from those told last; returns them, to be remembered."""
    found = ",".join(troubles(status.look(db, now, settings.redis_url))) or "none"
    with reading(db) as session:
        told = session.scalar(select(Schedule.last_result).where(Schedule.name == NAME)) or "none"
    if found == told or settings.alert_url is None:
        return found
    return found if _post(settings.alert_url, found, now) else told


def _post(url: str, found: str, now: int) -> bool:
    body = json.dumps({"source": "hotline", "troubles": [] if found == "none" else found.split(","), "at": now})
    request = urllib.request.Request(  # noqa: S310 - settings allow http and https only
        url, data=body.encode(), headers={"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310 - as above
            return True
    except OSError as error:
        log.warning("alert not delivered", extra={"error": type(error).__name__})
        return False
