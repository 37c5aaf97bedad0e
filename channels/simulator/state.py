"""What the simulated providers and devices hold, in memory: lines by device, pictures, calls. Gone when it stops."""

import itertools
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

MOST_DEVICES, MOST_LINES = 500, 400


@dataclass(frozen=True, slots=True)
class Line:
    """One bubble of a device: who spoke ("me", "them" or "note"), the words, and buttons as (label, data)."""

    number: int
    who: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    picture: str = ""


@dataclass(slots=True)
class Call:
    """A call under way: where the next words go, and whether it is over."""

    sid: str
    sender: str
    action: str = ""
    partial: str = ""
    pieces: int = 0


@dataclass
class State:
    """All devices. `held` is what the simulated providers would have to delete: path of the resource by its id."""

    lines: OrderedDict[str, list[Line]] = field(default_factory=OrderedDict)
    calls: dict[str, Call] = field(default_factory=dict)
    pictures: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> int:
        """The next number of a message, an update or a line."""
        return next(self._numbers)

    def add(
        self, device: str, who: str, text: str, buttons: tuple[tuple[str, str], ...] = (), picture: str = ""
    ) -> None:
        """One more line on a device."""
        with self._lock:
            lines = self.lines.setdefault(device, [])
            lines.append(Line(self.next(), who, text, buttons, picture))
            del lines[:-MOST_LINES]
            self.lines.move_to_end(device)
            while len(self.lines) > MOST_DEVICES:
                self.lines.popitem(last=False)

    def since(self, device: str, number: int) -> list[Line]:
        """The device's lines after a number."""
        with self._lock:
            return [line for line in self.lines.get(device, []) if line.number > number]


def new_sid(kind: str) -> str:
    """A provider id as Twilio makes them: two letters and 32 hex digits."""
    return kind + secrets.token_hex(16)
