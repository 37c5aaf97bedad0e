"""A property that is worked out once: functools.cached_property without its lock, which Python 3.12 drops as well.

To take the lock costs more than most of what a sketch is asked. Two threads may both work the same out, which is well
where nothing else follows from it.
"""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - read as a decorator
    """Keeps what the method returns in the object's own dictionary, where it is found before the method is."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work, self._name, self.__doc__ = work, work.__name__, work.__doc__

    @overload
    def __get__(self, one: None, kind: type | None = None) -> Self: ...

    @overload
    def __get__(self, one: object, kind: type | None = None) -> T: ...

    def __get__(self, one: object, kind: type | None = None) -> Self | T:
        if one is None:
            return self
        found = one.__dict__[self._name] = self._work(one)
        return found
