"""Recovery: a key grown from a seed that exists only as word shares (SLIP-39), k of n, held outside the desk.

`hotline recover` opens the units' keys with it in one process, wraps them to named officers, and is spent: a new seed,
new shares, an event, a banner for a week. A rehearsal compares the public key and opens nothing (design 2).
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline import accounts, audit, officers, unit_keys
from hotline.clock import DAY
from hotline.db.engine import Database, writing
from hotline.db.tables import AuditEvent
from hotline.errors import Refused
from hotline.keyring import Key, Ring
from hotline.opening import PRIVATE, PrivateKey
from hotline.sealing import PublicKey, key_id
from hotline.vault import Holder
from hotline.wraps import derive

SEED = 32
THRESHOLD, SHARES = 3, 5
BANNER = 7 * DAY
REHEARSED, USED = "recovery.rehearsed", "recovery.used"


@dataclass(frozen=True, slots=True)
class Recovery:
    """A fresh recovery key: the public half for the rings, the shares for their holders; the rest is forgotten."""

    key: Key
    shares: tuple[str, ...] = field(repr=False)


def grow(seed: bytes) -> PrivateKey:
    """The recovery key of a seed; always the same one."""
    return PrivateKey(derive(seed, "recovery", PRIVATE))


def make(now: int, threshold: int = THRESHOLD, count: int = SHARES) -> Recovery:
    """A new seed as `count` word shares of which `threshold` suffice. Raises Refused for numbers that make no sense."""
    if not 2 <= threshold <= count <= 16:
        raise Refused("recovery.threshold")
    seed = secrets.token_bytes(SEED)
    shares = generate_mnemonics(1, [(threshold, count)], seed)[0]
    public = grow(seed).public().raw
    return Recovery(Key("recovery", key_id(public).hex(), now, public=public), tuple(shares))


def join(shares: Iterable[str]) -> PrivateKey:
    """The recovery key of enough shares. Raises Refused: `recovery.shares` for too few, mistyped or mixed ones."""
    words = list(dict.fromkeys(" ".join(share.lower().split()) for share in shares if share.strip()))
    try:
        # The standard wants exactly as many as suffice; whoever brings more of one set is right as well.
        needed = Share.from_mnemonic(words[0]).member_threshold
        seed = combine_mnemonics(words[:needed])
    except (MnemonicError, ValueError, IndexError) as error:
        raise Refused("recovery.shares") from error
    if len(seed) != SEED:
        raise Refused("recovery.shares")
    return grow(seed)


def matching(ring: Ring, shares: Iterable[str]) -> PrivateKey:
    """The recovery key of the shares, if it is one of this hotline. Raises Refused("recovery.other_set") if not."""
    private = join(shares)
    public = private.public().raw
    if all(key.public != public for key in ring.all("recovery")):
        raise Refused("recovery.other_set")
    return private


def rehearse(db: Database, ring: Ring, shares: Iterable[str]) -> None:
    """Shows that the shares give the present key, opens nothing, and writes that down for `hotline check --deploy`."""
    private = join(shares)
    current = ring.current("recovery")
    if current.public != private.public().raw:
        raise Refused("recovery.other_set")
    with writing(db) as session:
        audit.record(session, None, REHEARSED, "recovery", [], codes={"key": current.id})


def rehearsed_at(session: Session, key: Key) -> int | None:
    """When the present recovery key was last rehearsed, None if never."""
    found: int | None = None
    query = select(AuditEvent.at, AuditEvent.codes).where(AuditEvent.action == REHEARSED).order_by(AuditEvent.seq)
    for at, codes in session.execute(query):
        if codes.get("key") == key.id:
            found = at
    return found


def recover(db: Database, old: PrivateKey, new: Key, roster: bytes, logins: Sequence[str]) -> dict[str, int]:
    """Wraps each named officer's unit's keys to him and every unit key to the next recovery key, in one transaction.

    Returns how many keys each officer got. Raises Refused when one is not enrolled or works in no unit.
    """
    trust = unit_keys.Trust(roster, PublicKey(new.public))
    given: dict[str, int] = {}
    with writing(db) as session:
        people = [officers.named(session, login) for login in logins]
        opened = unit_keys.rewrap_recovery(session, old, trust.recovery)
        for person in people:
            if person.public is None or person.state not in ("enrolled", "active") or person.unit_id is None:
                raise Refused("officer.not_enrolled")
            holder = Holder(opened)
            shared = unit_keys.share(session, holder, person.unit_id, person.id, PublicKey(person.public))
            given[person.login] = len(shared)
            accounts.settle(session, person)
        ids = [person.id for person in people]
        audit.record(session, None, USED, "recovery", ids, codes={"key": new.id, "units": len(opened)})
    return given


def banner(session: Session, now: int) -> int | None:
    """When recovery was last used, for seven days afterwards: shown to every supervisor. None otherwise."""
    query = select(func.max(AuditEvent.at)).where(AuditEvent.action == USED, AuditEvent.at > now - BANNER)
    return session.scalar(query)
