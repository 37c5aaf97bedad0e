"""Teencode and abbreviations: a table first, then the letter habits behind them (fòng, ság, nhah)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from hotline.text.letters import fold, has_marks, place_tone
from hotline.text.token import Token

_MARKED_VOWEL = "aăâeêioôơuưyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
_HABITS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"^f(?=[{_MARKED_VOWEL}])"), "ph"),
    (re.compile(rf"^j(?=[{_MARKED_VOWEL}])"), "gi"),
    (re.compile(rf"^w(?=[{_MARKED_VOWEL}])"), "qu"),
    (re.compile(r"^dz"), "d"),
    (re.compile(r"^z(?=[ôồộoờợậàáềểớ])"), "v"),
    (re.compile(rf"^z(?=[{_MARKED_VOWEL}])"), "d"),
    (re.compile(r"^k(?=[aàáảãạăắằẳẵặâấầẩẫậoòóỏõọôốồổỗộơớờởỡợuùúủũụưứừửữự])"), "c"),
    (re.compile(rf"(?<=[{_MARKED_VOWEL}])[gq]$"), "ng"),
    (re.compile(r"(?<=[aáàảãạêếềểễệiíìỉĩị])h$"), "nh"),
)
_LONGEST = 7  # letters of a syllable
_DRAWN_OUT = re.compile(r"([a-zà-ỹ])\1{2,}$")


@dataclass(frozen=True, slots=True)
class Teen:
    """The lexicon's tables made ready: `words` by written form, `after_number` where a number stands before."""

    words: Mapping[str, str]
    after_number: Mapping[str, str]
    keep: frozenset[str]

    @staticmethod
    def build(words: Mapping[str, str], after_number: Mapping[str, str], keep: frozenset[str]) -> "Teen":
        """Keys in the form that the splitter writes."""
        return Teen({place_tone(key): value for key, value in words.items()}, dict(after_number), keep)

    def expand(self, tokens: list[Token]) -> list[Token]:
        """Every token with what it stands for; several words share the span of the one."""
        out: list[Token] = []
        before = False  # a number
        for token in tokens:
            number = token.number
            after_number = before and token.gap in ("", " ", ".", "")
            meant = None if token.expanded else self._meant(token, after_number)
            before = number
            if meant is None:
                out.append(token)
            else:
                out.extend(_expanded(token, meant))
        return out

    def _meant(self, token: Token, after_number: bool) -> str | None:
        word = token.toned
        if after_number and word in self.after_number:
            return self.after_number[word]
        if word in self.words:
            return self.words[word]
        if token.number or len(word) < 2 or len(word) > 24:
            return None
        short = _DRAWN_OUT.sub(r"\1", word) if word[-1] == word[-2] else word
        if short != word and short in self.words:
            return self.words[short]
        kept = short in self.keep or not short.isalpha() or len(short) > _LONGEST
        changed = place_tone(short) if kept else _respelt(short)
        return changed if changed != word else None


@lru_cache(maxsize=16384)
def _respelt(word: str) -> str:
    """The syllable without the habits of writing."""
    for pattern, letters in _HABITS:
        word = pattern.sub(letters, word, count=1)
    return place_tone(word)


def _expanded(token: Token, meant: str) -> list[Token]:
    return [
        Token(
            token.start,
            token.end,
            toned=word,
            folded=fold(word),
            written_with_marks=has_marks(word) or word != token.written,
            sentence=token.sentence,
            written=token.written,
            capital=token.capital,
            gap="" if part else token.gap,
            expanded=True,
        )
        for part, word in enumerate(meant.split())
    ]
