"""Receipt codes by voice and keypad: spelled so that they are heard, and read again from speech or from keys. Pure."""

import re
from collections.abc import Iterator

from config.catalog.replies import Replies
from hotline.tags import CODE_LENGTH, CROCKFORD, read_code
from hotline.text.letters import fold

# How recognisers write the Vietnamese names of letters and digits, without marks.
NAMES = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5", "sau": "6",
    "bay": "7", "tam": "8", "chin": "9", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "be": "B", "bo": "B", "ce": "C", "xe": "C", "co": "C", "de": "D", "dee": "D", "do": "D", "ep": "F", "pho": "F",
    "ge": "G", "go": "G", "gie": "G", "hat": "H", "ho": "H", "jay": "J", "gi": "J", "ca": "K", "kay": "K", "mo": "M",
    "em": "M", "no": "N", "en": "N", "pe": "P", "po": "P", "quy": "Q", "cu": "Q", "ro": "R", "ar": "R", "et": "S",
    "so": "S", "te": "T", "to": "T", "ve": "V", "vo": "V", "kep": "+", "ich": "X", "xo": "X", "dai": "Y", "det": "Z",
    "zet": "Z", "dzet": "Z",
}  # fmt: skip
DOUBLE = "+"  # "vê kép", a double V, is W
FILLERS = frozenset({"ma", "la", "cua", "toi", "so", "chu", "code", "is", "my", "the", "gach", "dash", "va", "and"})
LIKE = frozenset({"nhu", "as", "for"})  # "K như Kim": the example is no letter
KEYS = {
    "0": "0", "1": "1", "2": "2ABC", "3": "3DEF", "4": "4GH", "5": "5JK", "6": "6MN", "7": "7PQRS", "8": "8TV",
    "9": "9WXYZ",
}  # fmt: skip
_WORD = re.compile(r"[0-9a-z]{1,12}")


def spelled(replies: Replies, lang: str, code: str) -> str:
    """A code letter by letter, its groups apart; Vietnamese letters with an example."""
    groups = code.split("-")
    letters = replies.letters if lang == "vi" else {}
    return ". ".join(", ".join(letters.get(char, char) for char in group) for group in groups)


def heard_code(words: str) -> str:
    """The code that a recogniser wrote down in some way, canonical, or "" when it is none."""
    tokens = _WORD.findall(fold(words[:400]))
    joined = read_code("".join(tokens))
    if joined:
        return joined
    letters = "".join(_letters(tokens)).replace("V" + DOUBLE, "W")
    return next(
        (code for start in range(len(letters)) if (code := read_code(letters[start : start + CODE_LENGTH]))), ""
    )


def _letters(tokens: list[str]) -> Iterator[str]:
    """Letters and digits, the examples after "như" left out."""
    before = ""
    for token in tokens:
        example, before = before in LIKE, token
        if example or token in LIKE:
            continue
        if len(token) == 1 or token.isdigit():
            yield token.upper()
        elif token in NAMES and token not in FILLERS:
            yield NAMES[token]


def keyed_codes(keys: str) -> tuple[str, ...]:
    """Every valid code that eight pressed keys can stand for; none for another number of keys."""
    digits = [key for key in keys if key in KEYS]
    if len(digits) != CODE_LENGTH:
        return ()
    begun = [("", 0)]
    for place, digit in enumerate(digits[:-1]):
        steps = [(char, _weight(place, char)) for char in KEYS[digit]]
        begun = [(letters + char, total + weight) for letters, total in begun for char, weight in steps]
    last = set(KEYS[digits[-1]])
    whole = ((letters, CROCKFORD[-total % len(CROCKFORD)]) for letters, total in begun)
    return tuple(f"{letters[:4]}-{letters[4:]}{check}" for letters, check in whole if check in last)


def _weight(place: int, char: str) -> int:
    """What a letter adds to the sum of Luhn mod 32 at its place from the left: every second one counts double."""
    doubled = CROCKFORD.index(char) * (2 if place % 2 == 0 else 1)
    return doubled // len(CROCKFORD) + doubled % len(CROCKFORD)
