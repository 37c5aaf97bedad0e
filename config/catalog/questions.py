"""Loader of config/questions.toml: what may be asked of a sender without a second officer."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config.catalog.files import CONFIG, TomlFile, read_toml

FILE = CONFIG / "questions.toml"
SEGMENT = 160
_KEY = re.compile(r"[a-z_]{2,24}")
_FORBIDDEN = re.compile(r"(?<!\d)(?!113(?!\d))\d|://|www\.|@")


@dataclass(frozen=True, slots=True)
class CannedQuestion:
    """One question in its three forms; `splits` names what its answer would tell apart."""

    key: str
    splits: str
    vi: str
    sms: str
    en: str


def load_questions(path: Path = FILE) -> dict[str, CannedQuestion]:
    """Read the file; refused are unknown fields, numbers but 113, links, and an SMS longer than one GSM-7 segment."""
    file = read_toml(path)
    rows = file.data.get("question")
    if not isinstance(rows, list) or not rows:
        file.refuse("there must be at least one [[question]]", "question")
    found: dict[str, CannedQuestion] = {}
    for row in rows:
        one = _question(file, row)
        if one.key in found:
            file.refuse(f"{one.key} stands twice", "key")
        found[one.key] = one
    return found


def _question(file: TomlFile, row: object) -> CannedQuestion:
    names = ("key", "splits", "vi", "sms", "en")
    whole = isinstance(row, dict) and set(row) == set(names)
    if not isinstance(row, dict) or not whole or not all(isinstance(row[n], str) and row[n] for n in names):
        file.refuse("a question has exactly key, splits, vi, sms, en, none of them empty", "question")
    one = CannedQuestion(**row)
    if not _KEY.fullmatch(one.key):
        file.refuse("a key is 2 to 24 small letters or _", "key")
    if any(_FORBIDDEN.search(text) for text in (one.vi, one.sms, one.en)):
        file.refuse(f"{one.key} holds a number or a link", "question")
    if len(one.sms) > SEGMENT or not one.sms.isascii():
        file.refuse(f"{one.key}: sms must be {SEGMENT} signs without diacritics at most", "question")
    return one


@lru_cache(maxsize=1)
def questions() -> dict[str, CannedQuestion]:
    """The questions of this deployment, read once."""
    return load_questions()
