"""Word phrases found in a list of words, leftmost and longest first: a trie of dicts, linear for short phrases."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")


class Match(NamedTuple, Generic[V]):
    """words[start:end] is the phrase that `value` was added for."""

    start: int
    end: int
    value: V


class _Node(Generic[V]):
    __slots__ = ("next", "value")

    def __init__(self) -> None:
        self.next: dict[str, _Node[V]] = {}
        self.value: V | None = None


@dataclass(frozen=True, slots=True, init=False)
class Trie(Generic[V]):
    """Phrases to values. Filled once, then only read."""

    _root: _Node[V]

    def __init__(self) -> None:
        object.__setattr__(self, "_root", _Node())

    def add(self, words: Sequence[str], value: V) -> None:
        """Add a phrase; a later one of the same words replaces the earlier."""
        node = self._root
        for word in words:
            node = node.next.setdefault(word, _Node())
        node.value = value

    @property
    def firsts(self) -> Container[str]:
        """The words that begin a phrase."""
        return self._root.next

    def get(self, words: Sequence[str]) -> V | None:
        """The value of exactly these words."""
        node: _Node[V] | None = self._root
        for word in words:
            node = node.next.get(word) if node else None
        return node.value if node else None

    def longest(self, words: Sequence[str], start: int, end: int | None = None) -> Match[V] | None:
        """The longest phrase that begins at `start` and does not reach past `end`."""
        node, best = self._root, None
        for at in range(start, len(words) if end is None else end):
            following = node.next.get(words[at])
            if following is None:
                break
            node = following
            if node.value is not None:
                best = Match(start, at + 1, node.value)
        return best

    def find(self, words: Sequence[str]) -> Iterator[Match[V]]:
        """Phrases from left to right, never overlapping."""
        at, firsts = 0, self._root.next
        while at < len(words):
            match = self.longest(words, at) if words[at] in firsts else None  # most words begin no phrase
            if match is not None:
                yield match
            at = match.end if match else at + 1
