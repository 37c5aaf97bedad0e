"""The chain's form and its verification: MACs over events, digests of sealed items, one link after the other.

hotline/audit.py writes it. Verification streams; what it says holds numbers of events and items only.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from hotline.db.tables import AuditEvent, AuditHead, AuditItem, Item
from hotline.keyring import Key

START = bytes(32)
NAMES = ("seq", "at", "actor", "action", "object", "ids", "codes", "purpose_item", "digest", "key_id", "prev")
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
CHECKPOINT = "audit.checkpoint"
BATCH = 2_000
WORST = 20  # problems that a report names; more are counted


@dataclass(frozen=True, slots=True)
class Head:
    """The chain's last link."""

    seq: int
    mac: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.mac.hex()}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """The head that `str(head)` printed. Raises ValueError."""
        seq, mac = text.strip().split(":")
        return cls(int(seq), bytes.fromhex(mac))


@dataclass(slots=True)
class Verified:
    """What a verification found; `problems` are lines of text with numbers of events and items only."""

    events: int = 0
    items: int = 0
    head: Head = field(default_factory=lambda: Head(0, START))
    count: int = 0
    problems: list[str] = field(default_factory=list)

    def wrong(self, what: str) -> None:
        """Counts a problem and keeps the first ones."""
        self.count += 1
        if len(self.problems) < WORST:
            self.problems.append(what)


def event_mac(key: bytes, row: Mapping[str, Any]) -> bytes:
    """HMAC-SHA256 over the canonical JSON of an event's columns but `mac`."""
    return _mac(key, [row[name] for name in NAMES])


def _mac(key: bytes, values: Sequence[Any]) -> bytes:
    """The MAC of the values of NAMES, in that order; a million of these have to fit into a minute."""
    written = [value.hex() if isinstance(value, bytes) else value for value in values]
    return hmac.digest(key, _canonical(written).encode(), "sha256")


def item_digest(key: bytes, item_id: int, body: bytes) -> bytes:
    """16 bytes that tie a sealed item's row to the event that made it."""
    return hashlib.blake2b(
        item_id.to_bytes(8, "big") + body, key=key[:64], digest_size=16, person=b"audit item"
    ).digest()


def items_digest(key: bytes, items: Iterable[tuple[int, bytes]]) -> bytes:
    """The digest of all items of one event, in the order of their ids."""
    joined = b"".join(i.to_bytes(8, "big") + digest for i, digest in sorted(items))
    return hmac.digest(key, joined, "sha256")


# Verifying ----------------------------------------------------------------------------------------------------------


def head(session: Session) -> Head:
    """The chain's head; sequence 0 when nothing was recorded yet. Printed on every handover sheet."""
    found = session.execute(select(AuditHead.seq, AuditHead.mac).where(AuditHead.id == 1)).one_or_none()
    return Head(found[0], found[1]) if found else Head(0, START)


def verify(
    session: Session,
    keys: Iterable[Key],
    *,
    known: Sequence[Head] = (),
    deep: bool = False,
    tick: Callable[[int], None] = lambda _n: None,
) -> Verified:
    """Walks the chain from its first event, or from the last checkpoint. `known` are heads printed elsewhere.

    `deep` also compares every sealed item with the digest that its event holds. `tick` hears of events done.
    """
    secrets = {key.id: key.secret for key in keys}
    found = Verified()
    wanted = {known_head.seq: known_head.mac for known_head in known}
    cuts = _cuts(session)
    for row in _events(session):
        _check_event(found, row, secrets, cuts, wanted)
        if found.events % BATCH == 0:
            tick(found.events)
    _check_end(session, found, wanted)
    if deep:
        _check_items(session, found, secrets)
    return found


def _events(session: Session) -> Iterator[Row[Any]]:
    columns = [AuditEvent.__table__.columns[name] for name in (*NAMES, "mac")]
    return iter(session.execute(select(*columns).order_by(AuditEvent.seq).execution_options(yield_per=BATCH)))


def _cuts(session: Session) -> dict[int, bytes]:
    """Where checkpoints say that older events ended: last removed number → its MAC."""
    query = select(AuditEvent.codes).where(AuditEvent.action == CHECKPOINT)
    return {codes["through"]: bytes.fromhex(codes["mac"]) for codes in session.scalars(query) if "through" in codes}


def _check_event(
    found: Verified, row: Row[Any], secrets: Mapping[str, bytes], cuts: Mapping[int, bytes], wanted: dict[int, bytes]
) -> None:
    values: list[Any] = list(row)
    mac = values.pop()
    seq, key_id, prev = values[0], values[-2], values[-1]
    first = found.events == 0
    before = Head(seq - 1, cuts.get(seq - 1, START if seq == 1 else b"")) if first else found.head
    if seq != before.seq + 1:
        found.wrong(f"events {before.seq + 1} to {seq - 1} are missing")
    elif prev != before.mac:
        found.wrong(f"event {seq} does not follow the one before" if not first else f"events before {seq} are missing")
    key = secrets.get(key_id)
    if key is None:
        found.wrong(f"event {seq} was written under a key that is not in this ring")
    elif not hmac.compare_digest(_mac(key, values), mac):
        found.wrong(f"event {seq} was changed")
    if wanted.pop(seq, mac) != mac:
        found.wrong(f"event {seq} is not the one whose head was printed")
    found.events += 1
    found.head = Head(seq, mac)


def _check_end(session: Session, found: Verified, wanted: Mapping[int, bytes]) -> None:
    kept = head(session)
    if kept != found.head:
        found.wrong(f"the head row says {kept.seq}, the last event is {found.head.seq}")
    for seq in sorted(wanted):
        found.wrong(f"event {seq}, whose head was printed, is not there")


def _check_items(session: Session, found: Verified, secrets: Mapping[str, bytes]) -> None:
    """Every item must have the digest that its event wrote; every event's digest must cover its items' digests."""
    query = (
        select(Item.id, Item.body, AuditItem.digest, AuditEvent.key_id)
        .outerjoin(AuditItem, AuditItem.item_id == Item.id)
        .outerjoin(AuditEvent, AuditEvent.seq == AuditItem.seq)
        .execution_options(yield_per=BATCH)
    )
    for item_id, body, digest, key_id in session.execute(query):
        found.items += 1
        key = secrets.get(key_id or "")
        if not digest:
            found.wrong(f"item {item_id} is explained by no event")
        elif key is not None and not hmac.compare_digest(item_digest(key, item_id, body), digest):
            found.wrong(f"item {item_id} is not what its event sealed")
    _check_digests(session, found, secrets)


def _check_digests(session: Session, found: Verified, secrets: Mapping[str, bytes]) -> None:
    query = (
        select(AuditEvent.seq, AuditEvent.key_id, AuditEvent.digest, AuditItem.item_id, AuditItem.digest)
        .join(AuditItem, AuditItem.seq == AuditEvent.seq)
        .order_by(AuditEvent.seq)
        .execution_options(yield_per=BATCH)
    )
    group: list[tuple[int, bytes]] = []
    last: tuple[int, str, bytes | None] | None = None
    for seq, key_id, digest, item_id, item in session.execute(query):
        if last is not None and last[0] != seq:
            _check_group(found, last, group, secrets)
            group = []
        last = (seq, key_id, digest)
        group.append((item_id, item))
    if last is not None:
        _check_group(found, last, group, secrets)


def _check_group(
    found: Verified, event: tuple[int, str, bytes | None], group: list[tuple[int, bytes]], secrets: Mapping[str, bytes]
) -> None:
    seq, key_id, digest = event
    key = secrets.get(key_id)
    if key is not None and items_digest(key, group) != digest:
        found.wrong(f"the items of event {seq} are not those that it sealed")
