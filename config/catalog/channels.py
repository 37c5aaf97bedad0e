"""Loader of config/channels.toml: limits and habits of the channels, typed; a wrong value is refused with its line."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config.catalog.files import CONFIG, TomlFile, read_toml

HOURS = 24
TURNED_TO_TEXT = ("auto",)


@dataclass(frozen=True, slots=True)
class Voice:
    """The speaking loop: seconds, counts, and the provider's names of voices and languages by ours."""

    speech_timeout: str
    timeout: int
    silences: int
    utterances: int
    low_confidence: float
    partial_every: int
    names: dict[str, str]
    languages: dict[str, str]


@dataclass(frozen=True, slots=True)
class RelayRules:
    """When an officer's question goes out: quiet hours (local), random delay and the ladder of retries, in seconds."""

    quiet_from: int
    quiet_until: int
    utc_offset_hours: int
    delay_least: int
    delay_most: int
    ladder: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImageRules:
    """How large a picture may be at the provider (bytes, pixels) and is stored (longer side in pixels)."""

    largest: int
    pixels: int
    side: int
    thumb: int


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """Everything of config/channels.toml."""

    bodies: dict[str, int]
    replies_per_conversation: int
    wrong_per_sender: int
    wrong_for_all: int
    messages_per_sender: int
    messages_for_all: int
    gateway_window: int
    media_hosts: tuple[str, ...]
    media_most: int
    voice: Voice
    relay: RelayRules
    ledger_first: int
    ledger_ladder: tuple[int, ...]
    images: ImageRules


@lru_cache(maxsize=4)
def load_channels(path: Path = CONFIG / "channels.toml") -> ChannelRules:
    """The rules of the file. Raises BadData with file, line and reason."""
    file = read_toml(path)
    bodies = file.table("bodies")
    twilio = file.table("twilio")
    return ChannelRules(
        bodies={name: _count(file, bodies, name) for name in bodies},
        replies_per_conversation=_count(file, file.table("replies"), "per_conversation"),
        wrong_per_sender=_count(file, file.table("codes"), "wrong_per_sender"),
        wrong_for_all=_count(file, file.table("codes"), "wrong_for_all"),
        messages_per_sender=_count(file, file.table("lanes"), "messages_per_sender"),
        messages_for_all=_count(file, file.table("lanes"), "messages_for_all"),
        gateway_window=_count(file, file.table("gateway"), "window"),
        media_hosts=file.texts(twilio, "media_hosts"),
        media_most=_count(file, twilio, "media_most"),
        voice=_voice(file),
        relay=_relay(file),
        ledger_first=_count(file, file.table("ledger"), "first"),
        ledger_ladder=_ladder(file, file.table("ledger")),
        images=_images(file),
    )


def _count(file: TomlFile, table: dict[str, object], name: str, least: int = 1) -> int:
    found = table.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or found < least:
        file.refuse(f"{name} must be a whole number, {least} or more", name)
    return found


def _ladder(file: TomlFile, table: dict[str, object]) -> tuple[int, ...]:
    found = table.get("ladder")
    if not isinstance(found, list) or not found or not all(isinstance(step, int) and step > 0 for step in found):
        file.refuse("ladder must be a list of whole seconds", "ladder")
    return tuple(found)


def _hour(file: TomlFile, table: dict[str, object], name: str) -> int:
    found = _count(file, table, name, 0)
    if found >= HOURS:
        file.refuse(f"{name} must be an hour, 0 to 23", name)
    return found


def _voice(file: TomlFile) -> Voice:
    table = file.table("voice")
    names, languages, confidence = table.get("names"), table.get("languages"), table.get("low_confidence")
    if not isinstance(names, dict) or not isinstance(languages, dict) or set(names) != {"vi", "en"} != set(languages):
        file.refuse("[voice.names] and [voice.languages] must name vi and en", "voice")
    if not isinstance(confidence, float) or not 0 <= confidence <= 1:
        file.refuse("low_confidence must be between 0 and 1", "low_confidence")
    speech = table.get("speech_timeout")
    if not isinstance(speech, str) or not (speech in TURNED_TO_TEXT or speech.isdecimal()):
        file.refuse('speech_timeout must be "auto" or seconds', "speech_timeout")
    counts = {name: _count(file, table, name) for name in ("timeout", "silences", "utterances", "partial_every")}
    return Voice(
        speech_timeout=speech,
        low_confidence=confidence,
        names={key: str(value) for key, value in names.items()},
        languages={key: str(value) for key, value in languages.items()},
        **counts,
    )


def _relay(file: TomlFile) -> RelayRules:
    table = file.table("relay")
    least, most = _count(file, table, "delay_least"), _count(file, table, "delay_most")
    if least > most:
        file.refuse("delay_least is more than delay_most", "delay_least")
    return RelayRules(
        quiet_from=_hour(file, table, "quiet_from"),
        quiet_until=_hour(file, table, "quiet_until"),
        utc_offset_hours=_count(file, table, "utc_offset_hours", -12),
        delay_least=least,
        delay_most=most,
        ladder=_ladder(file, table),
    )


def _images(file: TomlFile) -> ImageRules:
    table = file.table("images")
    return ImageRules(**{name: _count(file, table, name) for name in ("largest", "pixels", "side", "thumb")})
