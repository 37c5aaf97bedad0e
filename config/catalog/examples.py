"""Texts of our own with what their writers meant: the examples that hotline.text.judgement learns from."""

import json
from dataclasses import dataclass
from pathlib import Path

from config.catalog.cues import CATEGORIES as TOLD
from config.catalog.files import CONFIG, BadData

CATEGORIES = (*TOLD, "irrelevant")
LEARNT = "learnt.json"  # made by hotline.text.learning when the package is built
CHANNELS = ("sms", "voice", "telegram")


@dataclass(frozen=True, slots=True)
class Example:
    """One text, how it came, its category, and whether somebody's life or body is in danger."""

    channel: str
    category: str
    urgent: bool
    text: str


def load_examples(folder: Path = CONFIG / "examples") -> tuple[Example, ...]:
    """Every example of every file, in order of name. Raises BadData with file, line and reason."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise BadData(folder.name, 0, "holds no examples")
    return tuple(example for path in files for example in _read(path))


def _read(path: Path) -> list[Example]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError:
        raise BadData(path.name, 0, "is not UTF-8") from None
    return [_example(path.name, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _example(file: str, number: int, line: str) -> Example:
    try:
        row = json.loads(line)
        found = Example(str(row["channel"]), str(row["category"]), bool(row["urgent"]), str(row["text"]))
    except (ValueError, KeyError, TypeError):
        raise BadData(file, number, "is no JSON object with channel, category, urgent and text") from None
    if not isinstance(row["urgent"], bool):
        raise BadData(file, number, "urgent must be true or false")
    if found.category not in CATEGORIES:
        raise BadData(file, number, f"category must be one of {', '.join(CATEGORIES)}")
    if found.channel not in CHANNELS:
        raise BadData(file, number, f"channel must be one of {', '.join(CHANNELS)}")
    return found


def load_learnt(folder: Path = CONFIG / "examples") -> tuple[tuple[int, ...], dict[str, tuple[int, ...]]]:
    """What was learnt from the examples: how many there were, and each mark's counts. Raises BadData without it."""
    try:
        content = json.loads((folder / LEARNT).read_text(encoding="utf-8"))
        marks = {str(mark): tuple(map(int, counts)) for mark, counts in content["marks"].items()}
        examples = tuple(map(int, content["examples"]))
        if {len(counts) for counts in (examples, *marks.values())} != {len(CATEGORIES) + 1}:
            raise ValueError("a column is missing")
        return examples, marks
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BadData(LEARNT, 0, "cannot be read: `make parts` makes it of config/examples") from None
