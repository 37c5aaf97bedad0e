"""Catalogues: every string of pages and sources is in both, and translated in full into Vietnamese."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

LOCALE = Path("config/locale")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
AGAIN = "run `make translations`"


def said() -> set[str]:
    """Every message id that the templates and sources use now."""
    with Path("config/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "_l": None}
    found = extract_from_dir(".", methods, options, keywords=keywords)
    return {ids if isinstance(ids, str) else ids[0] for _file, _line, ids, _comments, _context in found}


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def parts(text: str | Sequence[str] | None) -> list[str]:
    """A message's forms: one, or one for each plural; an empty text for none."""
    return [text or ""] if isinstance(text, str | None) else list(text)


def first(text: str | Sequence[str] | None) -> str:
    return parts(text)[0]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_catalogue_holds_what_the_pages_say(language: str) -> None:
    there = {first(message.id) for message in messages(language)}

    assert sorted(said() - there) == [], AGAIN
    assert sorted(there - said()) == [], AGAIN


def test_nothing_is_untranslated_or_fuzzy_in_vietnamese() -> None:
    bad = [m for m in messages("vi") if m.fuzzy or not all(part.strip() for part in parts(m.string))]

    assert [first(m.id) for m in bad] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_translation_keeps_the_placeholders(language: str) -> None:
    changed = [
        first(m.id)
        for m in messages(language)
        if first(m.string) and set(PLACEHOLDER.findall(first(m.string))) != set(PLACEHOLDER.findall(first(m.id)))
    ]

    assert changed == []


def test_vietnamese_is_in_composed_letters() -> None:
    assert [m.id for m in messages("vi") if unicodedata.normalize("NFC", first(m.string)) != first(m.string)] == []
