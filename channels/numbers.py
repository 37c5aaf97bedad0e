"""Telephone numbers of senders in one form; whoever hides his number is nobody."""

import re

_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{7,14}")
_NOT_DIGITS = re.compile(r"[\s().-]")
# What Twilio writes for a hidden caller: the word on a keypad (its documentation on anonymous callers).
HIDDEN = frozenset({"+266696687", "+7378742833", "+2562533", "+8566696", "+86282452253"})


def sender_of(number: str, country: str = "84") -> str:
    """The number as +84…, or "" for a withheld, short or alphanumeric sender."""
    digits = _NOT_DIGITS.sub("", number.strip())
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = f"+{country}{digits[1:]}"
    elif digits.startswith(country) and len(digits) >= len(country) + 9:
        digits = "+" + digits
    return digits if _INTERNATIONAL.fullmatch(digits) and digits not in HIDDEN else ""
