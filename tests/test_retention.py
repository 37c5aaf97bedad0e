"""How long things are kept, as pure decisions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.retention import periods
from hotline import retention
from hotline.clock import DAY
from hotline.db.tables.matters import OUTCOMES

KEPT = periods()


def test_every_outcome_says_how_long_a_lead_is_kept() -> None:
    assert set(retention.KEPT_AS) == set(OUTCOMES)
    assert all(retention.lead_expires(outcome, 0, KEPT) >= 30 * DAY for outcome in OUTCOMES)


@pytest.mark.parametrize(
    ("after", "hold", "stage"),
    [
        (-1, False, "kept"),
        (0, False, "bin"),
        (7 * DAY - 1, False, "bin"),
        (7 * DAY, False, "gone"),
        (90 * DAY, True, "held"),
    ],
)
def test_what_expires_lies_in_the_grace_bin_first(after: int, hold: bool, stage: str) -> None:
    assert retention.stage(1_000, 1_000 + after, KEPT, hold=hold) == stage


def test_what_never_expires_is_kept() -> None:
    assert retention.stage(None, 2**40, KEPT, hold=False) == "kept"


@pytest.mark.parametrize(
    ("last", "now", "jumped"),
    [(0, 5, False), (100, 99, True), (100, 100, False), (100, 100 + 3 * DAY, False), (100, 101 + 3 * DAY, True)],
)
def test_a_clock_that_jumped_is_not_believed(last: int, now: int, jumped: bool) -> None:
    assert retention.clock_jumped(last, now) is jumped


@given(st.integers(min_value=2_000_000_000, max_value=4_000_000_000))
def test_only_whole_months_leave(now: int) -> None:
    begin = retention.month_begin(now, KEPT.keeping_audit)
    assert begin <= now - KEPT.keeping_audit < begin + 31 * DAY
    assert begin % DAY == 0
