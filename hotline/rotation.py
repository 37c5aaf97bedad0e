"""Birth and change of ring files: the first directory, new keys beside old ones, what is spent destroyed (design 2).

A ring file is replaced whole or not at all. The order of steps is such that a crash leaves every process able to work.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select

from hotline import recovery
from hotline.clock import DAY, HOUR, MINUTE
from hotline.db.engine import Database, reading
from hotline.db.tables import Officer
from hotline.errors import Misconfigured, Refused
from hotline.keyring import PROCESSES, Cost, Key, Ring, read_ring, write_passing_public, write_ring
from hotline.opening import PrivateKey
from hotline.sealing import key_id

# Which ring holds which lasting secret; `recovery` stands in rings with its public half only.
HOLDERS: Mapping[str, tuple[str, ...]] = {
    "edge": ("intake", "worker", "board"),
    "roster": ("worker", "board", "operator"),
    "index": ("worker", "board"),
    "audit": ("worker", "board", "operator"),
    "pepper": ("board",),
    "recovery": ("board", "operator"),
}
PASSING_RING = "worker-passing"
SEALING = ("intake", "relay")  # pairs; their public halves are published
HASHING: Mapping[str, int] = {"tag": 30 * DAY, "lookup": 30 * DAY}  # a new one per period, kept two periods
PERIODS_KEPT = 2
SETTLED = 10 * MINUTE  # a public key that was replaced may be in the hands of a request for so long
LIFE = DAY
PURPOSES: Mapping[str, frozenset[str]] = {
    process: frozenset({p for p, rings in HOLDERS.items() if process in rings})
    | (frozenset({*SEALING, *HASHING}) if process == PASSING_RING else frozenset())
    for process in PROCESSES
}


def new_secret(purpose: str, now: int) -> Key:
    """A fresh key for keyed hashes."""
    return Key(purpose, secrets.token_hex(16), now, secret=secrets.token_bytes(32))


def new_pair(purpose: str, now: int) -> Key:
    """A fresh HPKE pair for the passing ring."""
    private = PrivateKey.generate()
    public = private.public().raw
    return Key(purpose, key_id(public).hex(), now, secret=private.raw, public=public)


def init(
    directory: Path,
    passphrase: str,
    now: int,
    cost: Cost | None = None,
    *,
    threshold: int = recovery.THRESHOLD,
    shares: int = recovery.SHARES,
) -> tuple[str, ...]:
    """Writes every ring of a new hotline; returns the recovery shares, which exist nowhere else.

    Raises Refused("ring.there") rather than replace a ring: what was sealed under it would be lost.
    """
    there = [process for process in PROCESSES if (directory / f"{process}.ring").exists()]
    if there:
        raise Refused("ring.there", file=f"{there[0]}.ring")
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = recovery.make(now, threshold, shares)
    lasting = {purpose: new_secret(purpose, now) for purpose in HOLDERS if purpose != "recovery"}
    lasting["recovery"] = made.key
    passing = [*(new_pair(p, now) for p in SEALING), *(new_secret(p, now) for p in HASHING)]
    for process in PROCESSES:
        keys = [lasting[p] for p, rings in HOLDERS.items() if process in rings]
        ring = Ring(process, tuple(passing if process == PASSING_RING else keys))
        write_ring(directory, ring, passphrase, cost or Cost())
    publish(directory, lasting["edge"], passing)
    return made.shares


def publish(directory: Path, edge: Key, passing: Iterable[Key]) -> None:
    """Writes passing.pub: the public halves of the passing pairs, with a MAC under the edge key."""
    write_passing_public(directory, edge, [replace(key, secret=b"") for key in passing if key.public])


class Rings:
    """The ring files of one directory, opened with one passphrase, for changing them."""

    def __init__(self, directory: Path, passphrase: str, cost: Cost | None = None) -> None:
        self.directory = directory
        self._passphrase = passphrase
        self._cost = cost or Cost()

    def read(self, process: str) -> Ring:
        """A ring as it is now. Raises Misconfigured."""
        return read_ring(self.directory, process, self._passphrase)

    def write(self, ring: Ring) -> None:
        """Replaces a ring."""
        write_ring(self.directory, ring, self._passphrase, self._cost)

    def change(self, process: str, keys: Callable[[tuple[Key, ...]], Iterable[Key]]) -> Ring:
        """Rewrites a ring with other keys, if they differ."""
        ring = self.read(process)
        changed = Ring(process, tuple(keys(ring.keys)))
        if changed.keys != ring.keys:
            self.write(changed)
        return changed

    def require(self, purpose: str) -> None:
        """Raises Refused when a ring that holds the purpose is not here: all of them change together."""
        missing = [p for p in HOLDERS[purpose] if not (self.directory / f"{p}.ring").exists()]
        if missing:
            raise Refused("ring.elsewhere", file=f"{missing[0]}.ring", purpose=purpose)

    def add(self, key: Key) -> None:
        """Puts a lasting key into every ring that holds its purpose. Raises Refused when one of them is not here."""
        self.require(key.purpose)
        wanted = HOLDERS[key.purpose]
        for process in wanted:
            self.read(process)  # all of them open, before the first is changed
        for process in wanted:
            self.change(process, lambda keys: (*keys, key))
        if key.purpose == "edge":
            publish(self.directory, key, self.read(PASSING_RING).keys)

    def drop(self, purpose: str, ids: Iterable[str]) -> None:
        """Removes keys of a purpose from every ring here."""
        gone = set(ids)
        for process in HOLDERS[purpose]:
            if (self.directory / f"{process}.ring").exists():
                self.change(process, lambda keys: [k for k in keys if k.purpose != purpose or k.id not in gone])


# Lasting keys -------------------------------------------------------------------------------------------------------


def rotate(rings: Rings, purpose: str, now: int) -> Key:
    """Makes the next key of a lasting purpose; older ones stay until nothing needs them. Returns the new key."""
    if purpose not in HOLDERS or purpose == "recovery":
        raise Refused("key.purpose", purpose=purpose)
    rings.require(purpose)
    newest = rings.read(HOLDERS[purpose][0]).current(purpose).created
    key = new_secret(purpose, max(now, newest + 1))
    rings.add(key)
    return key


def unused_peppers(db: Database, ring: Ring) -> list[str]:
    """Older peppers under which no officer's key is wrapped any more."""
    with reading(db) as session:
        used = set(session.scalars(select(Officer.pepper_id).distinct()))
    return [key.id for key in ring.all("pepper")[1:] if key.id not in used]


# Passing keys -------------------------------------------------------------------------------------------------------


def passing_due(ring: Ring, now: int) -> list[str]:
    """The passing purposes whose next key is due: sealing pairs daily, hashing keys once a period."""
    ages = {**dict.fromkeys(SEALING, LIFE - HOUR), **HASHING}
    return [
        purpose for purpose, age in ages.items() if not ring.all(purpose) or ring.current(purpose).created <= now - age
    ]


def add_passing(rings: Rings, purposes: Iterable[str], now: int) -> Ring:
    """Makes the next keys of passing purposes, then publishes their public halves: what is sealed must open."""
    ring = rings.read(PASSING_RING)
    made = []
    for purpose in purposes:
        at = max(now, ring.current(purpose).created + 1) if ring.all(purpose) else now
        made.append(new_pair(purpose, at) if purpose in SEALING else new_secret(purpose, at))
    ring = rings.change(PASSING_RING, lambda keys: (*keys, *made))
    edge = rings.read("worker").current("edge")
    publish(rings.directory, edge, ring.keys)
    return ring


def spent(ring: Ring, now: int, used: frozenset[str]) -> list[Key]:
    """Keys that nothing needs any more: replaced a while ago and, for pairs, named by no stored envelope."""
    found: list[Key] = []
    for purpose in SEALING:
        keys = ring.all(purpose)
        for newer, key in pairwise(keys):
            if key.id not in used and newer.created <= now - SETTLED and key.created <= now - LIFE:
                found.append(key)
    for purpose, period in HASHING.items():
        keys = ring.all(purpose)
        for newer, key in pairwise(keys):
            if newer.created <= now - period * (PERIODS_KEPT - 1):
                found.append(key)
    return found


def destroy(rings: Rings, keys: Iterable[Key]) -> None:
    """Removes passing keys from ring and publication."""
    gone = {(key.purpose, key.id) for key in keys}
    if gone:
        ring = rings.change(PASSING_RING, lambda held: [k for k in held if (k.purpose, k.id) not in gone])
        publish(rings.directory, rings.read("worker").current("edge"), ring.keys)


# Checking -----------------------------------------------------------------------------------------------------------


def problems(rings: Rings) -> list[str]:
    """What is wrong with the rings of this directory, one line each; rings of other machines may be absent."""
    found: list[str] = []
    seen: dict[str, Ring] = {}
    for process in PROCESSES:
        if not (rings.directory / f"{process}.ring").exists():
            continue
        try:
            seen[process] = rings.read(process)
        except Misconfigured as error:
            found.append(f"{process}.ring: {error.code}")
    for process, ring in seen.items():
        have = {key.purpose for key in ring.keys}
        found += [f"{process}.ring has no {purpose} key" for purpose in sorted(PURPOSES[process] - have)]
        foreign = sorted(have - PURPOSES[process])
        found += [f"{process}.ring holds a {purpose} key that is not its own" for purpose in foreign]
    found += _disagreements(seen)
    return found if seen or found else ["there is no ring here"]


def _disagreements(seen: Mapping[str, Ring]) -> list[str]:
    found = []
    for purpose, holders in HOLDERS.items():
        newest = {ring.current(purpose).id for p, ring in seen.items() if p in holders and ring.all(purpose)}
        if len(newest) > 1:
            found.append(f"the rings have different {purpose} keys: copy the newest ones to every machine")
    return found


def change_passphrase(directory: Path, old: str, new: str, cost: Cost | None = None) -> list[str]:
    """Seals the rings that are here under another passphrase, their keys unchanged; returns whose rings.

    A run that was cut short goes on: what opens with the new one already is left. Nothing is written unless every ring
    opens. Raises Misconfigured like `read_ring`.
    """
    here = [process for process in PROCESSES if (directory / f"{process}.ring").exists()]
    changed = [ring for ring in (_under_old(directory, process, old, new) for process in here) if ring is not None]
    for ring in changed:
        write_ring(directory, ring, new, cost or Cost())
    return [ring.process for ring in changed]


def _under_old(directory: Path, process: str, old: str, new: str) -> Ring | None:
    try:
        return read_ring(directory, process, old)
    except Misconfigured as error:
        if error.code != "ring.passphrase":
            raise
        read_ring(directory, process, new)
        return None
