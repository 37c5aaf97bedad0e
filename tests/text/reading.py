"""Readings and judgements for the tests of what tips say; the lexicons are loaded once."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from config.catalog.cues import load_cues
from config.catalog.lexicon import load_lexicon
from hotline.text.classify import Classified, classify
from hotline.text.cues import CueBook, Hits, build_cues, find_hits
from hotline.text.normalise import Lexicon, build_lexicon, read

EXAMPLES = Path(__file__).resolve().parents[2] / "config" / "examples"


@cache
def lexicon() -> Lexicon:
    found = load_lexicon()
    return build_lexicon(**{name: getattr(found, name) for name in found.__slots__})


@cache
def cue_book() -> CueBook:
    return build_cues(load_cues())


def judged(text: str, *, voice: bool = False) -> Classified:
    """What the classifier says of a text."""
    return classify(read(text, voice=voice, lexicon=lexicon()), cue_book())


def hits_of(text: str, *, voice: bool = False) -> Hits:
    """All cue words of a text."""
    return find_hits(read(text, voice=voice, lexicon=lexicon()), cue_book())


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of a file of examples."""
    return [json.loads(line) for line in (EXAMPLES / name).read_text(encoding="utf-8").splitlines()]
