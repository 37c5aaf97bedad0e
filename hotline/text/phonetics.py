"""What sounds alike in Vietnamese: skeletons of syllables for names as people and speech recognition spell them.

Classes: ch = tr, s = x, l = n, d = gi = r, c = k = q, ph = f, g = gh, ng = ngh, i = y; marks are off already.
"""

import re
import unicodedata

from hotline.text.letters import fold, for_syllables, tone_of

_ONSETS = (
    ("ngh", "ŋ"), ("ng", "ŋ"), ("nh", "ñ"), ("tr", "c̆"), ("ch", "c̆"), ("th", "þ"), ("ph", "f"), ("kh", "x̆"),
    ("gh", "g"),
    ("gi", "d"), ("qu", "kw"), ("s", "s"), ("x", "s"), ("l", "l"), ("n", "l"), ("r", "d"), ("d", "d"), ("c", "k"),
    ("k", "k"),
    ("q", "k"), ("z", "d"), ("w", "kw"), ("j", "d"),
)  # fmt: skip
_CONSONANT_Y = re.compile(r"(?<=[bcdghklmnpqrstvx])y\b")
_LIKE_TONES = {"\u0309": "~", "\u0303": "~"}  # hỏi and ngã sound alike in the dialect and are often confused in writing


@for_syllables(65536)
def spelling(folded: str) -> str:
    """The folded word with i for y where both are written (ky = ki, quy = qui)."""
    return _CONSONANT_Y.sub("i", folded).replace("quy", "qui") if "y" in folded else folded


@for_syllables(65536)
def skeleton(syllable: str) -> str:
    """The class of a syllable: equal for all that sound alike. Accepts toned or folded text, one syllable."""
    folded = fold(syllable)
    if folded in ("gi", "gin", "gip", "gic"):
        folded = "gi" + folded[1:]  # gì, gìn: the i is also the vowel
    for written, heard in _ONSETS:
        if folded.startswith(written) and len(folded) > len(written):
            folded = heard + folded[len(written) :]
            break
    return folded.replace("y", "i")


def skeletons(words: str) -> str:
    """The skeletons of all syllables of a name, joined by spaces."""
    return " ".join(skeleton(word) for word in words.split())


def tones_agree(a: str, b: str) -> bool | None:
    """Whether two toned syllables carry the same tone, hỏi and ngã counted as one; None when one is bare."""
    if a.isascii() or b.isascii():
        return None
    return same_tone(a, b)


def same_tone(a: str, b: str) -> bool:
    """Whether two toned syllables carry the same tone; a syllable without a mark carries the level tone."""
    first, second = tone_of(a), tone_of(b)
    return _LIKE_TONES.get(first, first) == _LIKE_TONES.get(second, second)


_SWAPS = (
    ("tr", "ch"), ("ch", "tr"), ("s", "x"), ("x", "s"), ("l", "n"), ("n", "l"), ("gi", "d"), ("d", "gi"), ("d", "r"),
    ("r", "d"), ("gi", "r"),
)  # fmt: skip
_HOOK_TILDE = str.maketrans("\u0309\u0303", "\u0303\u0309")


def misheard(word: str) -> frozenset[str]:
    """The toned syllables that recognition or a hasty hand makes of this one: ch/tr, s/x, l/n, d/gi/r, hỏi/ngã."""
    found = {swapped + word[len(onset) :] for onset, swapped in _SWAPS if _begins(word, onset)}
    swapped = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_HOOK_TILDE))
    return frozenset(found | {swapped}) - {word}


def _begins(word: str, onset: str) -> bool:
    if not word.startswith(onset) or len(word) <= len(onset):
        return False
    return onset != "n" or not word.startswith(("ng", "nh"))


def misheard_phrases(phrase: str) -> list[str]:
    """The phrase with one of its syllables misheard; only for phrases of two syllables and more."""
    words = phrase.split()
    if len(words) < 2:
        return []
    changed = [(at, heard) for at, word in enumerate(words) for heard in sorted(misheard(word))]
    return [" ".join((*words[:at], heard, *words[at + 1 :])) for at, heard in changed]
