"""Reading of data files: TOML tables and CSV rows with the line of what is wrong. Builds nothing."""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from config.errors import ConfigError

CONFIG = Path(__file__).resolve().parent.parent
_TOML_LINE = re.compile(r"\(at line (\d{1,9}),")


class BadData(ConfigError):
    """A data file is wrong: `file` (its name), `line` (1-based, 0 when the whole file is meant) and `reason`."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")
        self.file, self.line, self.reason = file, line, reason


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed TOML file that can say on which line a key stands."""

    path: Path
    text: str
    data: dict[str, object]

    def refuse(self, reason: str, key: str = "") -> NoReturn:
        """Raise BadData at the line where `key` is first written."""
        raise BadData(self.path.name, self.line_of(key), reason)

    def line_of(self, key: str) -> int:
        """The 1-based line that begins with the key (bare, quoted or as a table), else 0."""
        starts = (f"{key} =", f"{key}=", f'"{key}" =', f'"{key}"=', f"[{key}]", f"[[{key}]]", f"[{key}.", f'[["{key}')
        for number, line in enumerate(self.text.splitlines(), 1):
            if key and line.lstrip().startswith(starts):
                return number
        return 0

    def table(self, name: str) -> dict[str, object]:
        """The table of that name; refused when absent or not a table."""
        found = self.data.get(name)
        if not isinstance(found, dict):
            self.refuse(f"the table [{name}] is missing", name)
        return found

    def words(self, name: str) -> dict[str, str]:
        """A table of text to text, both non-empty and NFC."""
        table = self.table(name)
        for key, value in table.items():
            if not isinstance(value, str) or not value.strip() or not key.strip():
                self.refuse(f"[{name}] {key!r} must be a text that is not empty", key)
            if unicodedata.normalize("NFC", key + value) != key + value:
                self.refuse(f"[{name}] {key!r} is not in Unicode form NFC", key)
        return {key: str(value) for key, value in table.items()}

    def texts(self, table: dict[str, object], name: str) -> tuple[str, ...]:
        """The list of non-empty texts called `name` in the table; refused when it is anything else."""
        found = table.get(name)
        if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
            self.refuse(f"{name} must be a list of texts that are not empty", name)
        return tuple(unicodedata.normalize("NFC", one) for one in found)


def read_toml(path: Path) -> TomlFile:
    """Parse a TOML file; a missing, unreadable or malformed one is refused."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadData(path.name, 0, f"cannot be read ({type(error).__name__})") from None
    try:
        return TomlFile(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        at = _TOML_LINE.search(str(error))
        raise BadData(path.name, int(at[1]) if at else len(text.splitlines()), "is not valid TOML") from None


def read_csv(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows as (line number, column to text); the header must be exactly `columns`, every row as long as it."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadData(path.name, 0, f"cannot be read ({type(error).__name__})") from None
    reader = csv.reader(lines, strict=True)
    try:
        if next(reader, None) != list(columns):
            raise BadData(path.name, 1, f"the header must be {','.join(columns)}")
        for row in reader:
            if len(row) != len(columns):
                raise BadData(path.name, reader.line_num, f"has {len(row)} fields, {len(columns)} are wanted")
            yield reader.line_num, dict(zip(columns, row, strict=True))
    except csv.Error:
        raise BadData(path.name, reader.line_num, "is not valid CSV") from None
