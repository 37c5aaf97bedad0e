"""Loader of config/timers.toml: how long things may take. Plain values."""

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from config.catalog.files import CONFIG, read_toml

FILE = CONFIG / "timers.toml"


@dataclass(frozen=True, slots=True)
class Timers:
    """Durations in seconds; the file says what each means."""

    lease: int = 90
    presence: int = 45
    undo: int = 10
    alarm: int = 120
    first_triage: int = 900
    urgency_now: int = 300
    accept: int = 14_400
    verify: int = 604_800
    review: int = 86_400
    answer: int = 86_400
    watch: int = 2_592_000
    mention: int = 31_536_000
    suspected: int = 15_552_000
    status_review: int = 31_536_000


def load_timers(path: Path = FILE) -> Timers:
    """Read the file; every name must be there, known, a whole number above 0. Raises BadData with line and reason."""
    file = read_toml(path)
    table = file.table("seconds")
    names = {field.name for field in fields(Timers)}
    found: dict[str, int] = {}
    for name, value in table.items():
        if name not in names:
            file.refuse(f"{name} is not a known duration", name)
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            file.refuse(f"{name} must be a whole number of seconds above 0", name)
        found[name] = value
    for name in sorted(names - found.keys()):
        file.refuse(f"{name} is missing", "seconds")
    return Timers(**found)


@lru_cache(maxsize=1)
def timers() -> Timers:
    """The durations of this deployment, read once."""
    return load_timers()
