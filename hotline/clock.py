"""Time as UTC epoch seconds, and the rounding that keeps a citizen's act from being told by its minute."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], int]

MINUTE, HOUR, DAY = 60, 3_600, 86_400
COARSE = 6 * HOUR
VIETNAM = 7 * HOUR  # ahead of UTC all year: there is no summer time


def now() -> int:
    """The present moment in whole epoch seconds."""
    return int(time.time())


def coarse(moment: int) -> int:
    """The moment rounded down to six hours (design 2, times)."""
    return moment - moment % COARSE


def day_of(moment: int) -> int:
    """The number of whole days since the epoch, UTC."""
    return moment // DAY


def local_day(moment: int) -> int:
    """The day in Vietnam, as the officers' calendar has it: between midnight and 07:00 the UTC day is yesterday."""
    return (moment + VIETNAM) // DAY


def local_year(moment: int) -> int:
    """The year in Vietnam: it begins seven hours before that of UTC."""
    return datetime.fromtimestamp(moment + VIETNAM, UTC).year
