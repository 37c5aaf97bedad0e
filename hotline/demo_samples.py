"""The demo's invented tips as values; the worker-less half of the demo, so that channels/ may read it."""

import tomllib
from dataclasses import dataclass
from typing import Any

from config.catalog.files import CONFIG

SAMPLES = CONFIG / "demo"


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the demo's tips: who (an invented letter), by which channel, how many minutes ago, what."""

    sender: str
    channel: str
    ago: int
    text: str


def samples() -> list[Sample]:
    """The sample tips, oldest first."""
    rows: list[dict[str, Any]] = tomllib.loads((SAMPLES / "tips.toml").read_text(encoding="utf-8"))["tip"]
    made = [Sample(row["from"], row.get("channel", "sms"), row["ago"], row["text"]) for row in rows]
    return sorted(made, key=lambda sample: -sample.ago)
