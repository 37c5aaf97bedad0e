"""A text as tokens: what was written and what is meant, side by side, each with its span in the text as given.

Teencode, abbreviations, dialect and spoken foreign names are expanded from the lexicon; the syllables of one expansion
share its span. Numbers spoken as words become digits (hotline.text.numbers). Pure, linear, total on any Unicode.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hotline.text.letters import SYLLABLE, Written, fold, has_marks, place_tone, set_of, written
from hotline.text.numbers import digits_of
from hotline.text.teen import Teen
from hotline.text.token import Reading, Token
from hotline.text.trie import Trie

__all__ = ["Lexicon", "Reading", "Token", "read"]

_MAX_TOKENS = 20_000  # a text of more words than any tip is read only so far
_STOPS = ".!?…;"
_RUN = re.compile(r"[^\W_]+")  # letters and digits, as str.isalnum has them


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexicon made ready for matching; built once by `build_lexicon`."""

    teen: Teen
    phrases: Trie[str]  # folded words → toned
    dialect_marked: Mapping[str, str]
    dialect_plain: Mapping[str, str]
    dialect_phrases: Trie[str]  # toned words → toned


def build_lexicon(
    *,
    teencode: Mapping[str, str],
    after_number: Mapping[str, str],
    keep: frozenset[str],
    phrases: Mapping[str, str],
    dialect_marked: Mapping[str, str],
    dialect_plain: Mapping[str, str],
    dialect_phrases: Mapping[str, str],
) -> Lexicon:
    """Make the tables of config/lexicon ready; the parameters are the fields of config.catalog.lexicon.LexiconData."""
    spoken: Trie[str] = Trie()
    for phrase, meant in phrases.items():
        spoken.add([word if "đ" in word else fold(word) for word in phrase.split()], meant)
    sayings: Trie[str] = Trie()
    for phrase, meant in dialect_phrases.items():
        sayings.add([place_tone(word) for word in phrase.split()], meant)
    marked = {place_tone(word): meant for word, meant in dialect_marked.items()}
    return Lexicon(Teen.build(teencode, after_number, keep), spoken, marked, dict(dialect_plain), sayings)


def read(text: str, *, voice: bool, lexicon: Lexicon) -> Reading:
    """Read a text. `voice`: it is a transcript, so no teencode is looked for and number words are read freely."""
    split = _split(written(text))
    share = _share_of_marks(split)
    tokens = _phrases(split, lexicon.phrases, folded=True)
    if not voice:
        tokens = lexicon.teen.expand(tokens)
    tokens = _phrases(tokens, lexicon.dialect_phrases, folded=False)
    tokens = _standard(tokens, lexicon)
    tokens = digits_of(tokens, free=voice, marked=share > 0.25)
    return Reading(text, tuple(tokens), voice, share > 0.25)


def _share_of_marks(tokens: list[Token]) -> float:
    words = [token for token in tokens if token.toned.isalpha()]
    return sum(token.written_with_marks for token in words) / len(words) if words else 0.0


def _split(found: Written) -> list[Token]:
    """Runs of letters or digits as tokens; what stands between them is kept as `gap` and ends sentences."""
    chars, starts, ends = found
    tokens: list[Token] = []
    sentence, gap_start = 0, 0
    for run in _RUN.finditer(chars):
        if len(tokens) >= _MAX_TOKENS:
            break
        start, end = run.span()
        gap = chars[gap_start:start]
        if gap != " " and tokens:
            sentence += _ends_sentence(tokens[-1], gap, chars[start])
        for word, since in _pieces(run.group()):
            until = since + len(word)
            span = starts[start + since], ends[start + until - 1]
            tokens.append(_token(word, *span, "" if since else gap[-8:], sentence))
        gap_start = end
    return tokens


def _ends_sentence(before: Token, gap: str, following: str) -> bool:
    if "\n" in gap or any(mark in gap for mark in "!?…"):
        return True
    if not any(mark in gap for mark in _STOPS):
        return False
    if len(before.written) <= 2 and before.written.isalpha() and before.written.isascii():
        return False  # p. x. h. tp. are abbreviations
    return not (before.written[-1].isdigit() and following.isdigit())


def _pieces(run: str) -> Sequence[tuple[str, int]]:
    """(word, place in the run): one, or two where a word and its number were written together (tdp6, 10h30, sn1990)."""
    if run.isalpha():
        return ((run, 0),)
    return [(run[since:until], since) for since, until in itertools.pairwise(_cuts(run.lower()))]


def _token(word: str, start: int, end: int, gap: str, sentence: int) -> Token:
    toned, folded, marks, capital = (_kept_forms if word.isalpha() and len(word) <= SYLLABLE else _forms)(word)
    return Token(start, end, toned, folded, marks, sentence, toned, capital, gap)


def _forms(word: str) -> tuple[str, str, bool, bool]:
    """`toned`, `folded`, `written_with_marks` and `capital` of a word as it stands there."""
    if word.isdigit() and word.isascii():
        return word, word, False, False  # and no number passes through a table of words
    toned = place_tone(word)
    return toned, fold(toned), has_marks(word), word[0].isupper()


_kept_forms = lru_cache(maxsize=16384)(_forms)


_UNITS = set_of("h g p k tr ng km kg gr m t ty pm am gio gi ph th s phut d l")


def _cuts(word: str) -> list[int]:
    """Where to cut a run: between letters and digits where that is how a number and its word are joined."""
    size = len(word)
    if word.isalpha() or word.isdigit() or size > 24:
        return [0, size]
    edges = [i for i in range(1, size) if word[i].isdigit() != word[i - 1].isdigit()]
    parts = [word[a:b] for a, b in zip([0, *edges], [*edges, size], strict=True)]
    if word[0].isalpha():
        if len(parts) == 2 and ((len(parts[0]) >= 2 and parts[1] != "0") or parts[0] in ("x", "t", "p")):
            return [0, *edges, size]
        return [0, size]
    if len(parts) == 2 and (fold(parts[1]) in _UNITS or len(parts[1]) > 2):
        return [0, *edges, size]
    if len(parts) == 3 and parts[1] in ("h", "g", "gio", "giờ", "p"):
        return [0, *edges, size]
    return [0, size]


def _phrases(tokens: list[Token], trie: Trie[str], *, folded: bool) -> list[Token]:
    """Replace the phrases of the trie by what is meant; the parts share the span of the whole."""
    if folded:
        keys = [token.toned if "đ" in token.toned else token.folded for token in tokens]
    else:
        keys = [token.toned for token in tokens]
    out: list[Token] = []
    at = 0
    for match in trie.find(keys):
        if any(token.gap.strip(" -") for token in tokens[match.start + 1 : match.end]):
            continue  # a comma or a stop inside: not one phrase
        out.extend(tokens[at : match.start])
        out.extend(meaning(tokens[match.start : match.end], match.value))
        at = match.end
    out.extend(tokens[at:])
    return out


def meaning(tokens: list[Token], meant: str) -> list[Token]:
    """Tokens for `meant` in the place of `tokens`."""
    first, last = tokens[0], tokens[-1]
    was = " ".join(token.written for token in tokens)
    return [
        Token(
            first.start,
            last.end,
            toned=word,
            folded=fold(word),
            written_with_marks=True,
            sentence=first.sentence,
            written=was,
            capital=first.capital,
            gap="" if at else first.gap,
            expanded=True,
        )
        for at, word in enumerate(meant.split())
    ]


def _standard(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """The standard words for dialect words."""
    plain, marked = lexicon.dialect_plain, lexicon.dialect_marked
    out: list[Token] = []
    for token in tokens:
        meant = plain.get(token.toned)
        if meant is None and token.written_with_marks and not token.expanded:
            meant = marked.get(token.toned)
        if meant is not None and not (token.capital and token.gap == " "):
            token = meaning([token], meant.split()[-1])[0]
        out.append(token)
    return out
