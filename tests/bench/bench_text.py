"""How long the reading of one tip takes, over the development set and over a hundred thousand hostile letters."""

import json
import statistics
import time
from pathlib import Path

from hotline.text.understand import understand
from tests.world import readers

DEV = Path(__file__).parent.parent / "data" / "eval" / "dev" / "tips.jsonl"
HOSTILE = ("ma túy ", "Nguyễn ", "không ", "\u202ea\u0301\u0302 ", "38B1-", "a" * 50)
AT = 1_780_000_000


def spent(text: str, channel: str) -> float:
    """Milliseconds of processor time."""
    began = time.process_time()
    understand(text, channel=channel, at=AT, readers=readers())
    return (time.process_time() - began) * 1000


def test_one_tip_is_read_within_five_milliseconds() -> None:
    tips = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    times = [statistics.median(spent(tip["text"], tip["channel"]) for _ in range(5)) for tip in tips]
    print(f"\nunderstanding: median {statistics.median(times):.1f} ms, longest {max(times):.1f} ms a tip")
    assert statistics.median(times) <= 5


def test_a_hundred_thousand_hostile_letters_take_time_in_proportion() -> None:
    for unit in HOSTILE:
        part, whole = (min(spent((unit * size)[:size], "sms") for _ in range(3)) for size in (10_000, 100_000))
        print(f"{unit[:8]!r}: {part:.0f} ms at 10 kB, {whole:.0f} ms at 100 kB")
        assert whole <= 20 * max(part, 5)
