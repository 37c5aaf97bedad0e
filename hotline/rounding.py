"""Times in the history's codes: what a decision replaced holds when a lead was due or opened, to the second.

They are rounded like the columns that they came from; undo compares them as rounded (design 2, times).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hotline.clock import coarse
from hotline.db.engine import Database, writing
from hotline.db.tables import LeadEvent
from hotline.workflow import LEAD_TIMES

SIDES = ("before", "after")


def same(name: str, one: object, other: object) -> bool:
    """Whether two values of a lead's field are one; a time that was rounded since is still the same time."""
    if name in LEAD_TIMES and isinstance(one, int) and isinstance(other, int):
        return coarse(one) == coarse(other)
    return one == other


def rounded(codes: Mapping[str, Any]) -> dict[str, Any]:
    """The codes of a history line with every time of its lead rounded down to six hours."""
    found = dict(codes)
    for side in SIDES:
        if isinstance(found.get(side), dict):
            found[side] = {name: _rounded(name, value) for name, value in found[side].items()}
    return found


def _rounded(name: str, value: object) -> object:
    return coarse(value) if name in LEAD_TIMES and isinstance(value, int) else value


def round_codes(db: Database, since: int, before: int) -> int:
    """Rounds the codes of the history lines of a stretch of time; returns how many lines changed."""
    changed = 0
    with writing(db) as session:
        lines = select(LeadEvent).where(LeadEvent.at > since, LeadEvent.at <= before)
        for line in session.scalars(lines.execution_options(yield_per=500)):
            fresh = rounded(line.codes or {})
            if fresh != line.codes:
                line.codes = fresh
                changed += 1
    return changed
