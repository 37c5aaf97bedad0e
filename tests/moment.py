"""A clock that a test moves."""

from dataclasses import dataclass

START = 1_780_000_000


@dataclass
class Moment:
    """Call it for the moment in epoch seconds; set `now` to move it."""

    now: int = START

    def __call__(self) -> int:
        """The moment, epoch seconds."""
        return self.now
