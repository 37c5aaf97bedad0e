"""The values of the normaliser: a token and a reading. No logic beyond joining."""

from dataclasses import dataclass


@dataclass(slots=True)
class Token:
    """One syllable or number. `start`, `end` are code points of the text as given.

    `toned` is what is meant: NFC, lower case, tone in its usual place, abbreviation expanded, dialect replaced.
    `folded` is the same without marks. `written` is what stands there, lower case, before any expansion.
    A value that nothing changes; declared frozen it would take six times as long to make, and a text makes hundreds.
    """

    start: int
    end: int
    toned: str
    folded: str
    written_with_marks: bool  # the tone of `toned` can be trusted
    sentence: int
    written: str = ""
    capital: bool = False
    gap: str = ""  # what stands between the token before and this one (the last eight characters)
    expanded: bool = False

    @property
    def number(self) -> bool:
        """Digits only."""
        return self.toned.isdigit()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as tokens. `marked`: it is written with marks, so that a word without any is meant so."""

    raw: str
    tokens: tuple[Token, ...]
    voice: bool
    marked: bool

    def folded(self) -> str:
        """All tokens folded, joined by single spaces."""
        return " ".join(token.folded for token in self.tokens)
