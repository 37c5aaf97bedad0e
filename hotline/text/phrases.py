"""Toned phrases found in tokens: folded for the search, then refused where marks that stand there say another word."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from hotline.text.letters import fold, place_tone, toneless
from hotline.text.phonetics import same_tone, spelling
from hotline.text.token import Token
from hotline.text.trie import Trie

V = TypeVar("V")
_JOINING = frozenset(" -_'\"’*\t")


class Found(NamedTuple, Generic[V]):
    """tokens[start:end] says the phrase that `value` was added for."""

    start: int
    end: int
    value: V


def key_of(token: Token) -> str:
    """The form in which tokens and phrases are compared."""
    return spelling(token.folded) if "y" in token.folded else token.folded


def says(token: Token, toned: str) -> bool:
    """Whether the token can be this toned word: the marks that are there agree, hỏi and ngã counted as one."""
    if token.toned == toned:
        return True
    if not token.written_with_marks:
        return True
    return toneless(token.toned) == toneless(toned) and same_tone(token.toned, toned)


def together(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether nothing but spaces and hyphens stands between the tokens."""
    return end - start == 1 or all(
        token.gap in ("", " ") or _JOINING.issuperset(token.gap) for token in tokens[start + 1 : end]
    )


class Phrases(Generic[V]):
    """A table of toned phrases. Filled once, then only read.

    `firsts`, `lasts`: the keys that begin and that end a phrase. Most words do neither, so ask these before `at`.
    """

    def __init__(self, entries: Iterable[tuple[str, V]]) -> None:
        table: dict[tuple[str, ...], list[tuple[tuple[str, ...], V]]] = {}
        for phrase, value in entries:
            toned = tuple(place_tone(word) for word in phrase.split())
            table.setdefault(tuple(spelling(fold(word)) for word in toned), []).append((toned, value))
        self._trie: Trie[list[tuple[tuple[str, ...], V]]] = Trie()
        self.firsts = frozenset(words[0] for words in table if words)
        self.lasts = frozenset(words[-1] for words in table if words)
        for words, values in table.items():
            self._trie.add(words, values)

    def at(self, tokens: Sequence[Token], keys: Sequence[str], start: int) -> Found[V] | None:
        """The longest phrase that begins at `start` and that the marks allow."""
        if start >= len(keys) or keys[start] not in self.firsts:
            return None
        match = self._trie.longest(keys, start)
        while match is not None:
            if together(tokens, start, match.end):
                for toned, value in match.value:
                    if all(map(says, tokens[start : match.end], toned)):
                        return Found(start, match.end, value)
            match = self._trie.longest(keys, start, match.end - 1)
        return None

    def find(self, tokens: Sequence[Token], keys: Sequence[str]) -> Iterator[Found[V]]:
        """Phrases from left to right, never overlapping."""
        at = 0
        while at < len(tokens):
            found = self.at(tokens, keys, at) if keys[at] in self.firsts else None
            if found is not None:
                yield found
            at = found.end if found else at + 1
