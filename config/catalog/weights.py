"""Loader of config/weights.toml: what evidence is worth, in bits. Plain values, refused with file, line and reason."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config.catalog.files import CONFIG, TomlFile, read_toml

FILE = CONFIG / "weights.toml"
USUAL = CONFIG / "usual_words.toml"
_TABLES = {
    "join": ("same", "irrelevant", "nameless", "namesake", "nowhere", "drawn", "maybe", "ahead", "groups"),
    "strong": ("person", "hotspot", "ahead", "ahead_hotspot", "groups"),
    "rarity": (
        "weight", "commune", "hamlet", "road", "landmark", "full", "given", "alias", "conduct", "drug", "category",
    ),
    "place": ("commune_other", "commune_reading", "hamlet_other", "part", "part_other", "road_other"),
    "landmark": ("sound", "part", "kind", "other_name", "near_name", "other_kind", "said", "said_share", "bare"),
    "person": (
        "tone", "tone_other", "sound", "edit", "short", "given_tone_other", "other_full", "other_given", "other_alias",
        "born", "born_near", "born_other", "sex_other", "kin", "said",
    ),
    "identity": ("least", "nothing_shared"),
    "contact": ("same", "near", "other_phone", "other_plate", "vehicle", "sender", "follows", "follows_hours"),
    "conduct": (
        "most", "other", "telling", "danger", "danger_other", "category_other", "drug_other", "hour", "hour_other",
    ),
    "wording": ("most", "least", "usual", "slope", "short", "copied", "copied_share"),
    "brigading": ("tips", "hours"),
    "time": ("beyond",),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """All numbers by table and name, the steps of closeness in time (hours, bits), and the table's version.

    One is told from another as an object, so that what follows from all its numbers can be kept beside it.
    """

    version: int
    numbers: dict[tuple[str, str], float]
    time: tuple[tuple[float, float], ...]
    conducts: dict[str, float]  # by the taxonomy's word
    habits: dict[str, float]
    categories: dict[str, float]
    drugs: dict[str, float]

    def __call__(self, table: str, name: str) -> float:
        """One number."""
        return self.numbers[table, name]


def load_weights(path: Path = FILE) -> Weights:
    """Reads the file; every number must be there and known. Raises BadData with line and reason."""
    file = read_toml(path)
    version = file.data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        file.refuse("version must be a whole number of 1 or more", "version")
    numbers = {
        (table, name): value for table, names in _TABLES.items() for name, value in _numbers(file, table, names).items()
    }
    words = [_table(file, f"{name}_bits") for name in ("conduct", "habit", "category", "drug")]
    return Weights(version, numbers, _steps(file), *words)


def _table(file: TomlFile, name: str) -> dict[str, float]:
    """A table of bits by word, each from 0 to 7.5."""
    found: dict[str, float] = {}
    for key, value in file.table(name).items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 7.5:
            file.refuse(f"[{name}] {key} must be a number from 0 to 7.5", key)
        found[key] = float(value)
    return found


def _numbers(file: TomlFile, name: str, wanted: tuple[str, ...]) -> dict[str, float]:
    table = file.table(name)
    for key in table:
        if key not in wanted and (name, key) not in (("time", "hours"), ("time", "bits")):
            file.refuse(f"[{name}] {key} is not known", key)
    found: dict[str, float] = {}
    for key in wanted:
        value = table.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            file.refuse(f"[{name}] {key} must be a number", key if key in table else name)
        found[key] = float(value)
    return found


def _steps(file: TomlFile) -> tuple[tuple[float, float], ...]:
    hours, bits = file.table("time").get("hours"), file.table("time").get("bits")
    if not isinstance(hours, list) or not isinstance(bits, list) or len(hours) != len(bits) or hours != sorted(hours):
        file.refuse("[time] hours and bits must be lists of the same length, hours rising", "hours")
    return tuple((float(hour), float(bit)) for hour, bit in zip(hours, bits, strict=True))


@dataclass(frozen=True, slots=True)
class WordBits:
    """How many bits a syllable counts that two tips share: the usual ones few, all others `rest`."""

    rest: float
    number: float
    usual: dict[str, float]

    def __call__(self, word: str) -> float:
        """The bits of one folded syllable."""
        return self.number if word.isdigit() else self.usual.get(word, self.rest)


def load_word_bits(path: Path = USUAL) -> WordBits:
    """Reads the usual syllables, grouped by their bits. Raises BadData with line and reason."""
    file = read_toml(path)
    rest, number = _worth(file, "rest"), _worth(file, "number")
    usual: dict[str, float] = {}
    for bits, words in file.words("bits").items():
        try:
            worth = float(bits)
        except ValueError:
            file.refuse(f"[bits] {bits} must be a number", bits)
        if not 0 <= worth <= rest:
            file.refuse(f"[bits] {bits} must be a number from 0 to rest", bits)
        usual |= dict.fromkeys(words.split(), worth)
    return WordBits(rest, number, usual)


def _worth(file: TomlFile, name: str) -> float:
    value = file.data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 7.5:
        file.refuse(f"{name} must be a number from 0 to 7.5", name)
    return float(value)


@lru_cache(maxsize=1)
def word_bits() -> WordBits:
    """The usual syllables of this deployment, read once."""
    return load_word_bits()


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights of this deployment, read once."""
    return load_weights()
