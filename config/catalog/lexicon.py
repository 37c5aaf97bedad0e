"""Loaders of config/lexicon/: teencode, dialect, places, landmarks, names. Plain values, no matching."""

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


@dataclass(frozen=True, slots=True)
class PlacesData:
    """places.toml: what stands around the names of units and hamlets."""

    prefixes: dict[str, str]
    short_prefixes: dict[str, str]
    before: tuple[str, ...]
    person: tuple[str, ...]
    everyday: tuple[str, ...]
    hamlet_kinds: tuple[tuple[str, str], ...]  # as written, folded kind
    hamlet_careful: tuple[str, ...]
    hamlet_names: tuple[str, ...]
    hamlet_stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LandmarkKind:
    """One kind of venue or spot; `short` kinds are everyday words without marks, `named` ones may bear a name."""

    kind: str
    sort: str
    words: tuple[str, ...]
    short: bool
    named: bool = False


@dataclass(frozen=True, slots=True)
class LandmarksData:
    """landmarks.toml."""

    kinds: tuple[LandmarkKind, ...]
    near: tuple[str, ...]
    traits: tuple[str, ...]
    names: tuple[str, ...]
    stops: tuple[str, ...]
    heard: dict[str, str]


@dataclass(frozen=True, slots=True)
class NamesData:
    """names.toml."""

    families: tuple[str, ...]
    weak_families: tuple[str, ...]
    middles: tuple[str, ...]
    givens: tuple[str, ...]
    weak_givens: tuple[str, ...]
    titles: dict[str, str]
    nicknames: tuple[str, ...]
    weak_nicknames: tuple[str, ...]
    also: tuple[str, ...]
    compounds: tuple[str, ...]
    kin: tuple[str, ...]


def load_places(folder: Path = FOLDER) -> PlacesData:
    """Read places.toml; raises BadData."""
    file = read_toml(folder / "places.toml")
    context, hamlets, prefixes = file.table("context"), file.table("hamlets"), file.words("prefixes")
    for key, value in (prefixes | file.words("short_prefixes")).items():
        if value not in ("commune", "town", "district", "province"):
            file.refuse(f"{key!r} must mean commune, town, district or province", key)
    kinds = hamlets.get("kinds")
    if not isinstance(kinds, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in kinds):
        file.refuse("kinds must be a list of pairs: as written, folded kind", "kinds")
    return PlacesData(
        prefixes, file.words("short_prefixes"), file.texts(context, "before"), file.texts(context, "person"),
        file.texts(context, "everyday"), tuple((str(a), str(b)) for a, b in kinds), file.texts(hamlets, "careful"),
        file.texts(hamlets, "names"), file.texts(hamlets, "stops"),
    )  # fmt: skip


def load_landmarks(folder: Path = FOLDER) -> LandmarksData:
    """Read landmarks.toml; raises BadData."""
    file = read_toml(folder / "landmarks.toml")
    listed, words = file.data.get("kind"), file.table("words")
    if not isinstance(listed, list):
        file.refuse("at least one [[kind]] is wanted", "kind")
    kinds = []
    for entry in listed:
        name, sort = entry.get("kind"), entry.get("sort")
        if not isinstance(name, str) or sort not in ("venue", "spot", "object", "house"):
            file.refuse("a [[kind]] needs kind, and sort: venue, spot, object or house", "kind")
        short, named = bool(entry.get("short", False)), bool(entry.get("named", False))
        kinds.append(LandmarkKind(name, sort, file.texts(entry, "words"), short, named))
    return LandmarksData(
        tuple(kinds), file.texts(words, "near"), file.texts(words, "traits"), file.texts(words, "names"),
        file.texts(words, "stops"), file.words("heard"),
    )  # fmt: skip


def load_names(folder: Path = FOLDER) -> NamesData:
    """Read names.toml; raises BadData."""
    file = read_toml(folder / "names.toml")
    lists = {name: file.table(name) for name in ("families", "middles", "givens", "nicknames", "kin")}
    titles = {key: value for key, value in file.table("titles").items() if isinstance(value, str)}
    for key, sex in titles.items():
        if sex not in ("nam", "nữ", ""):
            file.refuse(f"the sex of the title {key!r} must be nam, nữ or empty", key)
    return NamesData(
        file.texts(lists["families"], "common"), file.texts(lists["families"], "weak"),
        file.texts(lists["middles"], "common"), file.texts(lists["givens"], "common"), file.texts(lists["givens"],
            "weak"),
        titles, file.texts(lists["nicknames"], "common"), file.texts(lists["nicknames"], "weak"),
        file.texts(lists["nicknames"], "also"),
        file.texts(lists["families"], "compounds"), file.texts(lists["kin"], "common"),
    )  # fmt: skip


def load_hours(folder: Path = FOLDER) -> dict[str, str]:
    """hours.toml: a phrase → a window "4-5" or a habit; raises BadData."""
    file = read_toml(folder / "hours.toml")
    named = file.words("named")
    for key, value in named.items():
        ends = value.split("-")
        window = len(ends) == 2 and all(end.isdigit() and int(end) <= 24 for end in ends)
        if not window and value not in ("weekend", "nightly", "daily", "lately"):
            file.refuse(f"{key!r} must be a window like 22-2, or weekend, nightly, daily, lately", key)
    return named


def load_vehicles(folder: Path = FOLDER) -> tuple[dict[str, str], dict[str, str]]:
    """vehicles.toml: models and colours as said → folded; raises BadData."""
    file = read_toml(folder / "vehicles.toml")
    return file.words("models"), file.words("colours")
