"""Loader of the cue lexicons: drugs, roles, conduct, urgency, basis, spam in config/lexicon. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from config.catalog.files import CONFIG, BadData, TomlFile, read_toml

FOLDER = CONFIG / "lexicon"
FILES = ("drugs.toml", "roles.toml", "conduct.toml", "urgency.toml", "basis.toml", "spam.toml")
DERIVED = (
    "drug",
    "likely",
    "slang",
    "neutral",
    "substance",
)  # come from the kinds of drugs and from [neutral]; likely: `marked` without; substance: a drug that is no act of use
CATEGORIES = ("retail", "harbouring", "use", "trafficking", "psychosis", "treatment")
_MAX_GAP = 40


@dataclass(frozen=True, slots=True)
class Frame:
    """Classes in a row. `steps` are alternatives of classes; `gaps[i]` syllables may stand between step i and i + 1.

    `unordered[i]`: step i + 1 may stand on either side of step i.
    """

    steps: tuple[tuple[str, ...], ...]
    gaps: tuple[int, ...]
    unordered: tuple[bool, ...]
    conduct: str = ""
    category: str = ""
    danger: str = ""
    weight: float = 1.0
    shows: float = 0.0
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()  # anywhere in the text
    firm: bool = False  # a word read without its marks does not count here


@dataclass(frozen=True, slots=True)
class DrugKind:
    """What a drug is called: sure names, names that are sure only with marks, and slang."""

    names: tuple[str, ...]
    marked: tuple[str, ...]
    slang: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CueData:
    """All cue lexicons together, as written (NFC, lower case, with marks)."""

    kinds: Mapping[str, DrugKind]
    classes: Mapping[str, tuple[str, ...]]
    neutral: tuple[str, ...]
    topics: tuple[str, ...]  # neutral phrases that take their slang out of play in the whole text
    plain: frozenset[str]  # single syllables that need no marks
    never: frozenset[str]  # single syllables without marks that mean nothing in a text without marks
    loose: frozenset[str]  # classes whose single syllables need no marks
    masks: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    frames: tuple[Frame, ...]


@dataclass(slots=True)
class _Draft:
    kinds: dict[str, DrugKind] = field(default_factory=dict)
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    neutral: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    plain: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    masks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    frames: list[tuple[TomlFile, Frame, int]] = field(default_factory=list)
    spoken: list[tuple[TomlFile, str, tuple[str, ...]]] = field(default_factory=list)  # names to check at the end


def load_cues(folder: Path = FOLDER) -> CueData:
    """Read the six files; raises BadData with file, line and reason."""
    draft = _Draft()
    for name in FILES:
        _read(read_toml(folder / name), draft)
    known = {*draft.classes, *DERIVED}
    for file, frame, line in draft.frames:
        for one in (
            *(name for step in frame.steps for name in step),
            *frame.not_before,
            *frame.not_after,
            *frame.unless,
        ):
            if one not in known:
                _refuse(file, line, f"a frame speaks of the class {one!r}, which does not exist")
    _check_names(draft, known)
    return CueData(
        draft.kinds, draft.classes, draft.neutral, draft.topics, draft.plain, draft.never, draft.loose, draft.masks,
        draft.weights, tuple(frame for _, frame, _ in draft.frames),
    )  # fmt: skip


def _check_names(draft: _Draft, known: set[str]) -> None:
    """Masks and weights speak of classes that exist."""
    for file, name, spoken in draft.spoken:
        for one in spoken:
            if one not in known:
                file.refuse(f"{name} speaks of the class {one!r}, which does not exist", name)


def _read(file: TomlFile, draft: _Draft) -> None:
    unknown = set(file.data) - {"kinds", "classes", "neutral", "plain", "masks", "weights", "frames"}
    if unknown:
        file.refuse(f"unknown table {min(unknown)!r}", min(unknown))
    for name in _tables(file, "kinds"):
        draft.kinds[name] = _kind(file, name)
    for name in _tables(file, "classes"):
        if name in draft.classes or name in DERIVED:
            file.refuse(f"the class {name!r} is defined twice", name)
        draft.classes[name] = _phrases(file, file.table("classes"), name)
    if "neutral" in file.data:
        draft.neutral = _phrases(file, file.table("neutral"), "words")
        draft.topics = _phrases(file, file.table("neutral"), "topics")
    if "plain" in file.data:
        draft.plain = frozenset(_phrases(file, file.table("plain"), "words"))
        draft.never = frozenset(_phrases(file, file.table("plain"), "never"))
        draft.loose = frozenset(_phrases(file, file.table("plain"), "classes"))
    for name in _tables(file, "masks"):
        draft.masks[name] = file.texts(file.table("masks"), name)
        draft.spoken.append((file, name, (name, *draft.masks[name])))
    for name, weight in _tables(file, "weights").items():
        draft.weights[name] = _number(file, weight, name)
        draft.spoken.append((file, name, (name,)))
    frames = file.data.get("frames", [])
    if not isinstance(frames, list):
        file.refuse("frames must be written [[frames]]", "frames")
    lines = [at for at, text in enumerate(file.text.splitlines(), 1) if text.strip() == "[[frames]]"]
    for line, table in zip(lines, frames, strict=True):
        draft.frames.append((file, _frame(file, line, table), line))


def _refuse(file: TomlFile, line: int, reason: str) -> NoReturn:
    raise BadData(file.path.name, line, reason)


def _tables(file: TomlFile, name: str) -> dict[str, object]:
    return file.table(name) if name in file.data else {}


def _kind(file: TomlFile, name: str) -> DrugKind:
    table = file.table("kinds")[name]
    if not isinstance(table, dict):
        file.refuse(f"[kinds.{name}] must be a table", f"kinds.{name}")
    return DrugKind(*(_phrases(file, table, part) for part in ("names", "marked", "slang")))


def _phrases(file: TomlFile, table: dict[str, object], name: str) -> tuple[str, ...]:
    found = file.texts(table, name)
    seen: set[str] = set()
    for phrase in found:
        if phrase != phrase.lower() or phrase != " ".join(phrase.split()):
            file.refuse(f"{phrase!r} must be lower case, its words parted by single spaces", name)
        if phrase in seen:
            file.refuse(f"{phrase!r} stands twice in {name}", name)
        seen.add(phrase)
    return found


def _number(file: TomlFile, value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10:
        file.refuse(f"{name} must be a number from 0 to 10", name)
    return float(value)


def _frame(file: TomlFile, line: int, table: object) -> Frame:
    if not isinstance(table, dict) or not isinstance(table.get("match"), str):
        _refuse(file, line, 'a frame needs match = "class gap class"')
    known = {"match", "conduct", "category", "danger", "weight", "shows", "not_before", "not_after", "unless", "firm"}
    if set(table) - known:
        _refuse(file, line, f"a frame has no field {min(set(table) - known)!r}")
    if table.get("category", "use") not in CATEGORIES:
        _refuse(file, line, f"category must be one of {', '.join(CATEGORIES)}")
    steps, gaps, unordered = _pattern(file, line, table["match"])
    return Frame(
        steps, gaps, unordered,
        conduct=str(table.get("conduct", "")),
        category=str(table.get("category", "")),
        danger=str(table.get("danger", "")),
        weight=_number(file, table.get("weight", 1.0), "weight"),
        shows=_number(file, table.get("shows", 0.0), "shows"),
        not_before=file.texts(table, "not_before") if "not_before" in table else (),
        not_after=file.texts(table, "not_after") if "not_after" in table else (),
        unless=file.texts(table, "unless") if "unless" in table else (),
        firm=table.get("firm") is True,
    )  # fmt: skip


def _pattern(
    file: TomlFile, line: int, match: str
) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...], tuple[bool, ...]]:
    """ "sell 3 drug|slang" → steps, gaps, and whether each gap may be crossed in either order (~)."""
    parts = match.split()
    numbers = parts[1::2]
    if len(parts) % 2 == 0 or not all(
        gap.removeprefix("~").isascii() and gap.removeprefix("~").isdigit() for gap in numbers
    ):
        _refuse(file, line, "match must be classes with numbers between them")
    gaps = tuple(int(gap.removeprefix("~")) for gap in numbers)
    if any(gap > _MAX_GAP for gap in gaps):
        _refuse(file, line, f"a gap is at most {_MAX_GAP} syllables")
    return tuple(tuple(step.split("|")) for step in parts[::2]), gaps, tuple(gap.startswith("~") for gap in numbers)
