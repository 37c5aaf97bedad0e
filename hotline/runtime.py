"""The worker's and the board's capability sets: values that a use case takes; fakes go in here (decision 0004).

The public side has its own, `hotline.intake.Edge`, so that it cannot even import this module.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hotline.clock import now
from hotline.db.engine import Database
from hotline.intake import Edge, Passing
from hotline.keyring import Cost, Ring
from hotline.sender import Sender
from hotline.text.readers import Readers


@dataclass(frozen=True, slots=True)
class Worker:
    """What the worker may use: passing private keys, keyed-hash keys, units' public keys. No officer's key, ever."""

    db: Database
    ring: Callable[[], Ring]
    passing_ring: Callable[[], Ring]
    passing: Passing
    readers: Readers
    senders: Mapping[str, Sender] = field(default_factory=dict)
    clock: Callable[[], int] = now


@dataclass(frozen=True, slots=True)
class Board:
    """What the board may use. Officers' keys arrive with a request and are never on it."""

    db: Database
    ring: Callable[[], Ring]
    edge: Edge
    readers: Readers
    clock: Callable[[], int] = now
    cost: Cost = field(default_factory=Cost)
    second_factor: bool = True
