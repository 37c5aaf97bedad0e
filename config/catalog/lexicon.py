"""Loader of config/lexicon/: how people write (teencode.toml), dialect. Plain values, no matching."""

from dataclasses import dataclass
from pathlib import Path

from config.catalog.files import CONFIG, read_toml

FOLDER = CONFIG / "lexicon"


@dataclass(frozen=True, slots=True)
class LexiconData:
    """The tables as written: keys are lower case, values are toned Vietnamese."""

    teencode: dict[str, str]  # teencode and abbreviations
    after_number: dict[str, str]
    keep: frozenset[str]  # foreign words that no letter rule touches
    phrases: dict[str, str]  # several words, matched without marks
    dialect_marked: dict[str, str]
    dialect_plain: dict[str, str]
    dialect_phrases: dict[str, str]  # matched with their marks


def load_lexicon(folder: Path = FOLDER) -> LexiconData:
    """Read teencode.toml and dialect.toml; raises BadData with file, line and reason."""
    teencode, dialect = read_toml(folder / "teencode.toml"), read_toml(folder / "dialect.toml")
    words = teencode.words("words")
    for key in words:
        if key != key.lower():
            teencode.refuse(f"[words] {key!r} must be lower case", key)
    return LexiconData(
        teencode=words,
        after_number=teencode.words("after_number"),
        keep=frozenset(teencode.texts(teencode.table("keep"), "words")),
        phrases=teencode.words("phrases"),
        dialect_marked=dialect.words("marked"),
        dialect_plain=dialect.words("plain"),
        dialect_phrases=dialect.words("phrases"),
    )
