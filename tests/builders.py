"""Builders that several test packages share: an office with officers who are active at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from hotline import audit, bootstrap, officers, rotation, sessions
from hotline.bootstrap import OfficerSpec, Raised, UnitSpec
from hotline.db.engine import Database, reading
from hotline.keyring import Cost, RingFile
from hotline.officers import Office, Viewer
from tests.moment import Moment

CHEAP = Cost(memory=32, passes=1, lanes=1)
PASSPHRASE = "passphrase of the test's rings"
PASSWORD = "a quiet river at dusk"

UNITS = (
    UnitSpec("desk", "Trực ban"),
    UnitSpec("supervision", "Chỉ huy"),
    UnitSpec("registry", "Hồ sơ"),
    UnitSpec("commune", "Phường Thành Sen", "18073"),
    UnitSpec("commune", "Phường Trần Phú", "18100"),
    UnitSpec("audit", "Thanh tra"),
)
PEOPLE = (
    OfficerSpec("alice", "Alice", "duty_officer", "Trực ban", PASSWORD),
    OfficerSpec("bob", "Bob", "duty_officer", "Trực ban", PASSWORD),
    OfficerSpec("lead", "Lê", "shift_lead", "Trực ban", PASSWORD),
    OfficerSpec("super", "Sáu", "supervisor", "Chỉ huy", PASSWORD),
    OfficerSpec("super2", "Bảy", "supervisor", "Chỉ huy", PASSWORD),
    OfficerSpec("registry", "Hồ", "registry_officer", "Hồ sơ", PASSWORD),
    OfficerSpec("commune", "Sen", "commune_officer", "Phường Thành Sen", PASSWORD),
    OfficerSpec("charlie", "Charlie", "commune_officer", "Phường Trần Phú", PASSWORD),
    OfficerSpec("auditor", "Thanh", "auditor", "Thanh tra", PASSWORD),
    OfficerSpec("admin", "Quản", "administrator", None, PASSWORD),
)


@dataclass
class Station:
    """Rings in a folder, units and officers in a database, a clock to move. `second_factor`: production, or demo."""

    db: Database
    directory: Path
    second_factor: bool = False
    clock: Moment = field(default_factory=Moment)
    units: Sequence[UnitSpec] = UNITS
    people: Sequence[OfficerSpec] = PEOPLE

    def __post_init__(self) -> None:
        self.shares = rotation.init(self.directory, PASSPHRASE, self.clock.now, CHEAP)
        self.raised: Raised = bootstrap.raise_all(self.front, self.units, self.people)

    def ring(self, process: str) -> RingFile:
        """A process's ring file."""
        return RingFile(self.directory, process, PASSPHRASE)

    @cached_property
    def front(self) -> Office:
        """What officers' use cases take."""
        ring = self.ring("board")
        db = Database(self.db.engine, audit.appender(ring, self.clock))
        return Office(db, ring, self.clock, CHEAP, self.second_factor)

    def viewer(self, login: str) -> Viewer:
        """An officer as if signed in, with his unit's keys open."""
        with reading(self.db) as session:
            return officers.viewer(session, officers.named(session, login), self.raised.keys[login])

    def cookie(self, login: str) -> str:
        """The cookie of a fresh session by password alone."""
        return sessions.sign_in(self.front, login, PASSWORD).cookie
