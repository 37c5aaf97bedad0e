"""Loader of config/replies.toml: every answer to a citizen, in each style and language, measured and checked.

A text that is missing, too long for one plain text message, or that lacks the code, 113 or the request to delete it is
refused with file, line and reason.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from config.catalog.files import CONFIG, BadData, TomlFile, read_toml
from config.catalog.gsm7 import one_segment

LANGUAGES = ("vi", "en")
SAMPLE_CODE = "XXXX-XXXX"
LONGEST_CHAT = 1_000
LONGEST_SPOKEN = 600
MUST_SAY = {"vi": ("nguy hiem: goi 113", "xoa tin nay"), "en": ("in danger: call 113", "delete this message")}
ACKNOWLEDGEMENTS = ("first", "more", "added", "added_new", "correction", "done")
STATES = ("received", "looked_at", "passed_on", "closed", "unknown", "later")
STATUSES = tuple(f"status_{state}" for state in STATES)
NOTICES = ("status_ask", "erased", "support", "help", "welcome", "unsupported", "forward", "contact", "private",
           "picture_refused")  # fmt: skip
SPOKEN = ("greet", "greet_other", "prompt", "more", "again", "silent", "nothing", "code", "bye", "ask_code", "add_now",
          "added", "erased", "support")  # fmt: skip
TOPICS = ("retail", "harbouring", "use", "psychosis", "treatment")
WANTED = {
    "sms": (*ACKNOWLEDGEMENTS, *STATUSES, *NOTICES),
    "chat": (*ACKNOWLEDGEMENTS, *STATUSES, *NOTICES),
    "voice": (*SPOKEN, *STATUSES),
    "buttons": ("add", "done", "ask", *TOPICS),
}
SPELLED = "ABCDEFGHJKMNPQRSTVWXYZ"
_PLACEHOLDER = re.compile(r"\{(\w{0,20})\}")
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Replies:
    """Texts by style ("sms", "chat", "voice", "buttons"), language and name; `letters` says how a code is spelled."""

    texts: Mapping[tuple[str, str], Texts]
    letters: Texts

    def text(self, style: str, lang: str, name: str, code: str = "") -> str:
        """One answer with its code filled in; a language that is not known is Vietnamese."""
        return self.texts[style, lang if lang in LANGUAGES else "vi"][name].replace("{code}", code)


def load_replies(path: Path = CONFIG / "replies.toml") -> Replies:
    """Every text of the file. Raises BadData with file, line and reason."""
    file = read_toml(path)
    texts = {(style, lang): _section(file, style, lang) for style in WANTED for lang in LANGUAGES}
    letters = file.words("letters")
    if set(letters) != set(SPELLED):
        file.refuse("[letters] must spell exactly the letters of a receipt code", "letters")
    for (style, lang), section in texts.items():
        for name, text in section.items():
            reason = _fault(style, lang, name, text)
            if reason:
                _refuse(file, style, lang, name, reason)
    return Replies(texts, letters)


def _section(file: TomlFile, style: str, lang: str) -> Texts:
    languages = file.table(style)
    table = languages.get(lang)
    if not isinstance(table, dict):
        file.refuse(f"the table [{style}.{lang}] is missing", style)
    for name in table:
        if name not in WANTED[style]:
            _refuse(file, style, lang, name, "is not a reply that anything sends")
    for name in WANTED[style]:
        if not isinstance(table.get(name), str) or not table[name].strip():
            _refuse(file, style, lang, name if name in table else "", f"{name} must be a text that is not empty")
    return {name: str(text) for name, text in table.items()}


def _fault(style: str, lang: str, name: str, text: str) -> str:
    """What is wrong with one text, or nothing."""
    if unicodedata.normalize("NFC", text) != text:
        return "is not in Unicode form NFC"
    if set(_PLACEHOLDER.findall(text)) - {"code"}:
        return "may hold no placeholder but {code}"
    if style == "sms" and not one_segment(text.replace("{code}", SAMPLE_CODE)):
        return "does not fit one plain text message of 160 characters"
    if len(text) > (LONGEST_SPOKEN if style == "voice" else LONGEST_CHAT):
        return "is too long"
    if style in ("sms", "chat") and name in ACKNOWLEDGEMENTS:
        return _unsaid(lang, text)
    if (style, name) == ("voice", "code") and text.count("{code}") != 2:
        return "must spell the code twice"
    return ""


def _unsaid(lang: str, text: str) -> str:
    if "{code}" not in text:
        return "must hold {code}"
    missing = [phrase for phrase in MUST_SAY[lang] if phrase not in plain(text)]
    return f"must say: {missing[0]}" if missing else ""


def plain(text: str) -> str:
    """Lower case without marks: how a text message writes the same words."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


def _refuse(file: TomlFile, style: str, lang: str, name: str, reason: str) -> NoReturn:
    raise BadData(file.path.name, _line(file, f"[{style}.{lang}]", name), f"[{style}.{lang}] {name} {reason}".strip())


def _line(file: TomlFile, header: str, name: str) -> int:
    """The line of a key within its section: the same key stands in several sections."""
    found = 0
    for number, line in enumerate(file.text.splitlines(), 1):
        if line.strip() == header:
            found = number
        elif found and line.startswith("["):
            break
        elif found and name and re.match(rf"{re.escape(name)}\s{{0,4}}=", line):
            return number
    return found
