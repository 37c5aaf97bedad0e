"""Letters of a text as given: look-alikes and invisible code points out, tones in one place, spans kept.

Pure and linear in the length of the text; total on any Unicode.
"""

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import NamedTuple

TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
SHAPES = "\u0302\u0306\u031b"  # circumflex, breve, horn
_VOWELS = "aăâeêioôơuưy"
SYLLABLE = 8  # letters that a syllable can have, and one more
_MAX_MARKS = 2  # a Vietnamese letter never carries more: one shape, one tone


def set_of(text: str) -> frozenset[str]:
    """The words of a text as a set: how this package writes its small closed lists."""
    return frozenset(text.split())


# Letters of other scripts that look like Latin ones and stand for them: typed on purpose, or by a foreign keyboard.
_LOOKALIKES = {
    ord(other): latin
    for pair in set_of(
        "аa еe оo рp сc уy хx іi јj ѕs ԁd һh кk мm тt вb нh АA ЕE ОO РP СC УY ХX ІI ЈJ ЅS КK МM ТT ВB НH "
        "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX οo αa νv ıi ɡg ØO øo ðđ ÐĐ łl ŁL"
    )
    for other, latin in (tuple(pair),)
}


class Letter(NamedTuple):
    """One normalised character (NFC, original case) and the span of the text it was written with."""

    char: str
    start: int
    end: int


def for_syllables(most: int) -> Callable[[Callable[[str], str]], Callable[[str], str]]:
    """Keeps what a function says of syllables, of `most` at a time, and of nothing else.

    A worker forgets what it has read: no number, plate or longer word of a citizen's stays in a table.
    """

    def decorate(work: Callable[[str], str]) -> Callable[[str], str]:
        kept = lru_cache(maxsize=most)(work)

        @wraps(work)
        def ask(word: str) -> str:
            return kept(word) if len(word) <= SYLLABLE and word.isalpha() else work(word)

        vars(ask)["cache_info"] = kept.cache_info
        return ask

    return decorate


class Written(NamedTuple):
    """The characters of `letters` as one string, and the start and the end of each in the text."""

    chars: str
    starts: Sequence[int]
    ends: Sequence[int]


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """What one code point stands for: "" for the invisible, ASCII for compatibility forms, decomposed otherwise."""
    category = unicodedata.category(char)
    if category in ("Cf", "Cs", "Co", "Cn") or "\ufe00" <= char <= "\ufe0f":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return "\n" if char in "\n\r\u2028\u2029" else " "
    parts = unicodedata.normalize("NFKD", char.translate(_LOOKALIKES)).translate(_LOOKALIKES)
    few = parts[:4]  # a single ligature may unfold to eighteen letters; no word needs more than four
    return "".join(str(unicodedata.digit(part, part)) for part in few)  # ❶ and ፩ are digits that int() does not read


def letters(text: str) -> list[Letter]:
    """The characters of `text`, each composed with the Vietnamese marks that follow it; foreign marks are dropped."""
    found: list[Letter] = []
    marks = ""
    for at, char in enumerate(text):
        for part in char if char < "\x7f" and char >= " " else _plain(char):
            if not unicodedata.combining(part):
                found.append(Letter(part, at, at + 1))
                marks = ""
            elif found and part in TONES + SHAPES and len(marks) < _MAX_MARKS and part not in marks:
                marks += part
                found[-1] = _marked(found[-1], part, at + 1)
    return found


def written(text: str) -> Written:
    """The characters of `letters`. Nearly always each code point stands for one, whatever is beside it."""
    chars = text if text.isascii() and text.isprintable() else "".join(map(_alone, text))
    if len(chars) == len(text):
        return Written(chars, range(len(text)), range(1, len(text) + 1))
    found = letters(text)
    chars = "".join(letter.char for letter in found)
    return Written(chars, [letter.start for letter in found], [letter.end for letter in found])


@lru_cache(maxsize=4096)
def _alone(char: str) -> str:
    """The one character that a code point stands for; "" for one that is dropped, unfolds or changes its neighbour."""
    found = letters(char)
    return found[0].char if len(found) == 1 else ""


def _marked(letter: Letter, mark: str, end: int) -> Letter:
    composed = _compose(letter.char, mark)
    return Letter(composed or letter.char, letter.start, end)


@lru_cache(maxsize=1024)
def _compose(char: str, mark: str) -> str:
    """One letter with one more mark, or "" where Vietnamese has no such letter."""
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFD", char) + mark)
    return composed if composed.lower() in _ALL_VOWELS else ""


_ALL_VOWELS = frozenset(unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in ("", *TONES))


@for_syllables(65536)
def fold(word: str) -> str:
    """Lower case, đ→d, marks off: the form in which words are compared. Works on phrases too."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


def has_marks(word: str) -> bool:
    """True when the word carries a Vietnamese letter or tone, so that its tone can be trusted."""
    return not word.isascii()


def tone_of(syllable: str) -> str:
    """The tone mark of a syllable ("" for the level tone)."""
    return next((c for c in unicodedata.normalize("NFD", syllable) if c in TONES), "")


@for_syllables(65536)
def toneless(word: str) -> str:
    """The word without its tone; ă â ê ô ơ ư đ stay."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if c not in TONES)
    return unicodedata.normalize("NFC", bare)


@for_syllables(65536)
def place_tone(word: str) -> str:
    """The word in lower case with its tone where the older school puts it (hoà → hòa, qúy → quý, khoẻ → khỏe)."""
    word = unicodedata.normalize("NFC", word.lower())
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word)
    tones = [c for c in decomposed if c in TONES]
    if len(tones) != 1:
        return word
    bare = unicodedata.normalize("NFC", decomposed.replace(tones[0], ""))
    at = _tone_position(bare)
    if at is None:
        return word
    return unicodedata.normalize("NFC", bare[: at + 1] + tones[0] + bare[at + 1 :])


def _tone_position(bare: str) -> int | None:
    """Index of the vowel that carries the tone, None when the word is not one Vietnamese syllable."""
    first = next((i for i, c in enumerate(bare) if c in _VOWELS), None)
    if first is None:
        return None
    after = bare[first + 1 : first + 2]
    if bare.startswith(("qu", "gi")) and after and after in _VOWELS:
        first += 1  # the u of "qu" and the i of "gi" belong to the consonant
    last = first
    while last + 1 < len(bare) and bare[last + 1] in _VOWELS:
        last += 1
    if any(c in _VOWELS for c in bare[last + 1 :]) or last - first > 2:
        return None
    for i in range(last, first - 1, -1):
        if bare[i] in "ăâêôơ":
            return i
    if last == first:
        return first
    if last - first == 2 or bare[last + 1 :]:
        return first + 1
    return first
