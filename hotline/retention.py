"""How long things are kept: pure decisions over codes and moments. hotline/sweep.py acts on them.

Nothing is destroyed at the moment it expires: it lies in the grace bin first, where a hold saves it (design 2).
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from config.retention import Periods
from hotline.clock import DAY

# What a closed lead's outcome says about how long it is kept.
KEPT_AS: Mapping[str, str] = {
    "spam": "lead_spam",
    "unfounded": "lead_unfounded",
    "malicious": "lead_unfounded",
    "no_information": "lead_unfounded",
    "out_of_scope": "lead_unfounded",
    "duplicate": "lead_unfounded",
    "insufficient": "lead_insufficient",
    "already_known": "lead_insufficient",
    "partly": "lead_insufficient",
    "case_opened": "lead_substantiated",
    "fined": "lead_substantiated",
    "positive_test": "lead_substantiated",
    "hotspot_cleared": "lead_substantiated",
    "drugs_seized": "lead_substantiated",
    "voluntary_treatment": "lead_substantiated",
    "compulsory_treatment": "lead_substantiated",
    "warned": "lead_substantiated",
}
SUSPECTED = ("suspected_user", "suspected_addict")
FARTHEST = 3 * DAY  # a clock that says more since the last good sweep has jumped, or nobody was here: a person decides


def lead_expires(outcome: str, closed_at: int, periods: Periods) -> int:
    """When a lead that was closed with this outcome expires."""
    kept: int = getattr(periods, KEPT_AS[outcome])
    return closed_at + kept


def stage(expires_at: int | None, now: int, periods: Periods, *, hold: bool) -> str:
    """kept · held (expired, but a hold says why not) · bin (expired, still to be saved) · gone (to be destroyed)."""
    if expires_at is None or now < expires_at:
        return "kept"
    if hold:
        return "held"
    return "bin" if now < expires_at + periods.words_grace else "gone"


def clock_jumped(last_good: int, now: int) -> bool:
    """Whether the moment is not to be trusted: before the last good sweep, or too long after it."""
    return bool(last_good) and not last_good <= now <= last_good + FARTHEST


def suspected_until(from_day: int, periods: Periods) -> int:
    """The day (since the epoch) on which a person's record expires that says no more than a suspicion of `from_day`."""
    return from_day + periods.person_suspected // DAY


def month_begin(now: int, kept: int) -> int:
    """The beginning (UTC) of the month in which `now - kept` falls: what is older leaves, whole months only."""
    at = datetime.fromtimestamp(now - kept, UTC)
    return int(datetime(at.year, at.month, 1, tzinfo=UTC).timestamp())
