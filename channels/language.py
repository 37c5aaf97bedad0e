"""Whether a citizen wrote English: by its commonest small words. Vietnamese unless it is plain."""

import re


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH = _set(
    "the is are was were have has and of to in on at my our his her he she they their there this that with for from "
    "who what where when near every selling sells sell drugs drug people house someone somebody please help hello i "
    "you it not a an"
)
VIETNAMESE = _set(
    "la co o khong ko va cua thang ban choi da nha cho nguoi may dang hay toi em anh chi con xa thon xom duong ma tuy"
)
_WORD = re.compile(r"[a-z']{1,20}")
LEAST = 2


def language_of(text: str, otherwise: str = "vi") -> str:
    """ "en" or "vi"; `otherwise` when the text is too short to tell or has no letters."""
    if any(char > "\u007f" and char.isalpha() for char in text):
        return "vi"
    found = _WORD.findall(text[:2_000].lower())
    english = sum(word in ENGLISH for word in found)
    vietnamese = sum(word in VIETNAMESE for word in found)
    if english >= LEAST and english > vietnamese:
        return "en"
    return "vi" if vietnamese else otherwise
