"""Retention periods: the file in force, and what a wrong one is refused for."""

from pathlib import Path

import pytest

from config.catalog.files import BadData
from config.retention import DAY, periods

TEXT = Path("config/retention.toml").read_text(encoding="utf-8")


def written(folder: Path, text: str) -> Path:
    path = folder / "retention.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_in_force_says_what_the_public_text_promises() -> None:
    found = periods()

    assert found.conversation_address == 30 * DAY
    assert found.lead_spam == 30 * DAY
    assert found.lead_unfounded == 90 * DAY
    assert found.person_suspected == 365 * DAY
    assert found.words_typed == 730 * DAY
    assert (found.keeping_logs, found.keeping_backups) == (14 * DAY, 30 * DAY)


@pytest.mark.parametrize(
    "old, new, reason",
    [
        ("spam = 30", "spam = 0", "spam must be a positive whole number"),
        ("spam = 30", "spam = true", "spam must be a positive whole number"),
        ("spam = 30", 'spam = "30"', "spam must be a positive whole number"),
        ("spam = 30", "spma = 30", "lead_spam is missing"),
        ("spam = 30", "spam = 30\nham = 3", "lead_ham is not known"),
        ("spam = 30", "spam = 40000", "longer than a hundred years"),
        ("part_minutes = 30", "part_minutes = 300", "conversation_part must not be longer"),
        ("spam = 30", "spam = ", "is not valid TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_reason(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in TEXT

    with pytest.raises(BadData, match=reason) as caught:
        periods(written(tmp_path, TEXT.replace(old, new, 1)))

    assert caught.value.line > 0
