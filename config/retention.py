"""Typed loader of retention.toml: how long things are kept. hotline/retention.py decides what has expired."""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from config.catalog.files import CONFIG, TomlFile, read_toml

MINUTE, HOUR, DAY = 60, 3_600, 86_400
LONGEST = 36_500 * DAY


@dataclass(frozen=True, slots=True)
class Periods:
    """Every period in seconds, named `<table>_<key>` after the file, without the key's unit."""

    conversation_part: int
    conversation_whole: int
    conversation_address: int
    conversation_address_longest: int
    conversation_delivery: int
    times_exact: int
    times_round: int
    lead_spam: int
    lead_unfounded: int
    lead_insufficient: int
    lead_insufficient_review: int
    lead_substantiated: int
    lead_substantiated_renew: int
    person_suspected: int
    person_suspected_review: int
    words_typed: int
    words_auditor_grant: int
    words_undo: int
    words_grace: int
    keeping_logs: int
    keeping_backups: int
    keeping_audit: int


UNITS = {"_seconds": 1, "_minutes": MINUTE, "_hours": HOUR, "_days": DAY}
# A review that comes after the end would never happen.
ORDERED = (
    ("conversation_part", "conversation_whole"),
    ("conversation_address", "conversation_address_longest"),
    ("times_round", "times_exact"),
    ("lead_insufficient_review", "lead_insufficient"),
    ("lead_substantiated_renew", "lead_substantiated"),
    ("person_suspected_review", "person_suspected"),
)


@cache
def periods(path: Path = CONFIG / "retention.toml") -> Periods:
    """The periods in force. Raises BadData: a name unknown or missing, a value that is no positive whole number."""
    file = read_toml(path)
    found: dict[str, int] = {}
    lines: dict[str, str] = {}
    for table in file.data:
        for key, value in file.table(table).items():
            name, seconds = _period(file, table, key, value)
            found[name], lines[name] = seconds, key
    wanted = {field.name for field in fields(Periods)}
    for name in sorted(set(found) ^ wanted):
        file.refuse(f"{name} is {'not known' if name in found else 'missing'}", lines.get(name, name.split("_")[0]))
    for earlier, later in ORDERED:
        if found[earlier] > found[later]:
            file.refuse(f"{earlier} must not be longer than {later}", lines[earlier])
    return Periods(**found)


def _period(file: TomlFile, table: str, key: str, value: object) -> tuple[str, int]:
    unit = next((unit for unit in UNITS if key.endswith(unit)), "")
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        file.refuse(f"{key} must be a positive whole number", key)
    seconds = value * UNITS.get(unit, DAY)
    if seconds > LONGEST:
        file.refuse(f"{key} is longer than a hundred years", key)
    return f"{table}_{key.removesuffix(unit)}", seconds
