"""One reading on its way through the readers: tokens, their keys, and which finding has taken which token."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hotline.text.findings import Span
from hotline.text.letters import fold
from hotline.text.phrases import key_of, says
from hotline.text.token import Reading, Token


@dataclass(slots=True)
class Scan:
    """`taken[i]` names the kind of finding that token i belongs to ("" when free)."""

    reading: Reading
    tokens: list[Token]
    keys: list[str]
    taken: list[str] = field(default_factory=list)
    cased: bool = False  # names are written with capitals in this text
    shouted: bool = False  # more than half of a text of some length begins with capitals: they say nothing then

    @staticmethod
    def of(reading: Reading) -> "Scan":
        """Begin: nothing is taken."""
        keys = [key_of(token) for token in reading.tokens]
        capitals = sum(token.capital for token in reading.tokens)
        shouted = capitals * 2 > len(keys) > 12
        return Scan(reading, list(reading.tokens), keys, [""] * len(keys), _cased(reading.tokens), shouted)

    def take(self, start: int, end: int, kind: str) -> None:
        """Mark tokens as belonging to a finding."""
        for at in range(start, end):
            self.taken[at] = kind

    def span(self, start: int, end: int) -> Span:
        """The span of tokens[start:end] in the text as given."""
        return self.tokens[start].start, self.tokens[end - 1].end

    def says(self, at: int, words: Iterable[str]) -> bool:
        """Whether token `at` is one of the toned words (marks that are there must agree)."""
        return 0 <= at < len(self.tokens) and any(
            self.tokens[at].toned == word or (self.reading_is_loose(at) and self._folds(at, word)) for word in words
        )

    def reading_is_loose(self, at: int) -> bool:
        """A token without marks in a text without marks may be any toned word."""
        return not self.reading.marked and not self.tokens[at].written_with_marks

    def _folds(self, at: int, word: str) -> bool:
        return self.tokens[at].folded == fold(word) and says(self.tokens[at], word)

    def at(self, start: int) -> int:
        """The index of the first token that begins at or after position `start` of the text as given."""
        return bisect_left(self.tokens, start, key=lambda token: token.start)

    def apart(self, at: int) -> bool:
        """Whether punctuation stands before token `at`."""
        return bool(self.tokens[at].gap.strip(" -_\t"))


def _cased(tokens: Sequence[Token]) -> bool:
    """Whether some word inside a sentence, no abbreviation, begins with a capital."""
    return any(
        token.capital and not token.expanded and len(token.written) > 1 and token.gap == " " and token.written.isalpha()
        for token in tokens[1:]
    )
