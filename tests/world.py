"""A small hotline for tests: rings in a folder, units with trusted keys, edge, worker and board on a settable clock.

Real keys, real sealing, real database; only the clock and the providers' worker halves are fakes.
"""

from dataclasses import dataclass, field
from pathlib import Path

from hotline import audit, rotation
from hotline.db.engine import Database, writing
from hotline.db.tables import Unit, UnitKey
from hotline.ids import new_id
from hotline.intake import Edge
from hotline.keyring import PROCESSES, Cost, PassingPublic, Ring, RingFile, read_ring
from hotline.opening import PrivateKey
from hotline.runtime import Board, Worker
from hotline.sender import Sender
from hotline.text.readers import Readers, build_readers
from hotline.tips import Channel, Inbound, Kind
from hotline.units import roster_mac
from hotline.vault import Holder
from tests.moment import START, Moment

CHEAP = Cost(memory=32, passes=1, lanes=1)
PASSPHRASE = "passphrase of the test's rings"
_readers: dict[str, Readers] = {}


def readers() -> Readers:
    """The lexicons and the gazetteer, compiled once for the whole run."""
    if "42" not in _readers:
        _readers["42"] = build_readers("42")
    return _readers["42"]


def make_rings(directory: Path, at: int = START) -> dict[str, Ring]:
    """Writes every ring of a hotline with fresh keys and cheap Argon2id; returns them by process."""
    rotation.init(directory, PASSPHRASE, at, CHEAP, threshold=2, shares=3)
    return {process: read_ring(directory, process, PASSPHRASE) for process in PROCESSES}


@dataclass
class World:
    """A hotline of one desk and one supervision (more with `add_unit`), without officers."""

    db: Database
    directory: Path
    clock: Moment = field(default_factory=Moment)
    senders: dict[str, Sender] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    private: dict[str, dict[int, PrivateKey]] = field(default_factory=dict)
    rung: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.directory.mkdir(exist_ok=True)
        self.rings = make_rings(self.directory, self.clock.now)
        self.audited = Database(self.db.engine, audit.appender(self.ring("worker"), self.clock))
        for kind in ("desk", "supervision"):
            self.add_unit(kind)

    def ring(self, process: str) -> RingFile:
        """A process's ring file."""
        return RingFile(self.directory, process, PASSPHRASE)

    def add_unit(self, kind: str, commune: str | None = None, name: str = "") -> int:
        """A unit with a trusted key; its private key is kept for `holder`."""
        unit_id, unit_key_id, private = new_id(), new_id(), PrivateKey.generate()
        public, roster = private.public().raw, self.rings["worker"].current("roster").secret
        mac = roster_mac(roster, unit_id, unit_key_id, kind, commune, public)
        with writing(self.db) as session:
            session.add(Unit(id=unit_id, kind=kind, name=name or f"{kind} {commune or ''}".strip(), commune=commune))
            session.flush()
            session.add(UnitKey(id=unit_key_id, unit_id=unit_id, public=public, mac=mac, at=self.clock.now))
        self.units[name or kind] = unit_id
        self.private.setdefault(name or kind, {})[unit_key_id] = private
        return unit_id

    def holder(self, unit: str) -> Holder:
        """What an officer of that unit (by kind or name) could open with."""
        return Holder(dict(self.private[unit]))

    @property
    def edge(self) -> Edge:
        """The public side."""
        ring = self.ring("intake")
        return Edge(
            db=Database(self.db.engine),
            edge_key=lambda: ring().current("edge").secret,
            passing=PassingPublic(self.directory, ring),
            doorbell=self.rung.append,
            clock=self.clock,
        )

    @property
    def worker(self) -> Worker:
        """The worker."""
        return Worker(
            db=self.audited,
            ring=self.ring("worker"),
            passing_ring=self.ring("worker-passing"),
            passing=PassingPublic(self.directory, self.ring("worker")),
            readers=readers(),
            senders=self.senders,
            clock=self.clock,
        )

    @property
    def board(self) -> Board:
        """The board."""
        return Board(
            db=Database(self.db.engine, audit.appender(self.ring("board"), self.clock)),
            ring=self.ring("board"),
            edge=self.edge,
            readers=readers(),
            clock=self.clock,
            cost=CHEAP,
            second_factor=False,
        )


_numbers = iter(range(1, 10**9))


def message(text: str, *, sender: str = "+84900000001", kind: Kind = Kind.TIP, **fields: object) -> Inbound:
    """An authentic SMS as the edge holds it, with a provider id of its own."""
    values = {"channel": Channel.SMS, "provider": "twilio", "provider_id": f"SM{next(_numbers):032d}", **fields}
    return Inbound(sender=sender, text=text, kind=kind, **values)  # type: ignore[arg-type]  # a builder's free fields
