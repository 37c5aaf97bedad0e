"""Loader of config/taxonomy.toml: the codes of the hotline with their Vietnamese and English labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.catalog.files import CONFIG, TomlFile, read_toml

FILE = CONFIG / "taxonomy.toml"
KINDS = (
    "category", "urgency", "basis", "outcome", "drug", "hotspot_kind", "hotspot_level", "person_status", "handling",
    "lead_state", "source_grade", "conduct",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The labels of one code."""

    vi: str
    en: str

    def in_(self, language: str) -> str:
        """The label in a language ("vi" or "en"); anything else reads Vietnamese."""
        return self.en if language.startswith("en") else self.vi


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All codes by kind, in the order of the file."""

    kinds: Mapping[str, Mapping[str, Words]]

    def codes(self, kind: str) -> tuple[str, ...]:
        """The codes of a kind; KeyError for a kind that does not exist."""
        return tuple(self.kinds[kind])

    def label(self, kind: str, code: str, language: str = "vi") -> str:
        """The label of a code; the code itself when it is not known (an old record)."""
        words = self.kinds[kind].get(code)
        return words.in_(language) if words else code

    def __contains__(self, pair: tuple[str, str]) -> bool:
        kind, code = pair
        return code in self.kinds.get(kind, {})


def load_taxonomy(path: Path = FILE) -> Taxonomy:
    """Read the taxonomy; raises BadData with file, line and reason."""
    file = read_toml(path)
    unknown = set(file.data) - set(KINDS)
    if unknown:
        file.refuse(f"unknown kind {min(unknown)!r}", min(unknown))
    return Taxonomy({kind: _kind(file, kind) for kind in KINDS})


def _kind(file: TomlFile, kind: str) -> dict[str, Words]:
    table = file.table(kind)
    if not table:
        file.refuse(f"[{kind}] is empty", kind)
    return {code: _words(file, kind, code, value) for code, value in table.items()}


def _words(file: TomlFile, kind: str, code: str, value: object) -> Words:
    if not isinstance(value, dict) or set(value) != {"vi", "en"}:
        file.refuse(f'[{kind}] {code!r} must be {{ vi = "…", en = "…" }}', code)
    vi, en = value["vi"], value["en"]
    if not (isinstance(vi, str) and isinstance(en, str) and vi.strip() and en.strip()):
        file.refuse(f"[{kind}] {code!r} has an empty label", code)
    return Words(vi, en)
