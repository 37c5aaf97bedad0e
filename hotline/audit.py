"""The audit chain: who did what to which ids, each event bound to the one before by a MAC (design 2, audit).

Use cases only call `record`; `appender` writes the collected events as the last statement of their transaction, under
the lock of one head row. Verification streams. No word stands in an event: what was typed is a sealed item.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline import vault
from hotline.clock import Clock, coarse
from hotline.db.engine import EVENTS, SEALED, Database, writing
from hotline.db.queries.writes import affected
from hotline.db.tables import AuditEvent, AuditHead, AuditItem, Item
from hotline.errors import Conflict
from hotline.ids import new_id
from hotline.keyring import Key, Ring
from hotline.units import sealing_keys

START = bytes(32)
NAMES = ("seq", "at", "actor", "action", "object", "ids", "codes", "purpose_item", "digest", "key_id", "prev")
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
CHECKPOINT = "audit.checkpoint"
CITIZENS = ("tip", "lead")  # what the software does to these happens when a citizen acts: told to six hours only
BATCH = 2_000
WORST = 20  # problems that a report names; more are counted


@dataclass(frozen=True, slots=True)
class Event:
    """What a use case reports: ids and codes, never a word."""

    actor: int | None
    action: str
    object: str
    ids: tuple[int, ...]
    codes: Mapping[str, Any] = field(default_factory=dict)
    purpose_item: int | None = None


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


def record(
    session: Session,
    actor: int | None,
    action: str,
    object: str,
    ids: Iterable[int],
    *,
    codes: Mapping[str, Any] | None = None,
    purpose_item: int | None = None,
) -> None:
    """Collects an event of this transaction; `actor` is an officer's id or None for the software.

    Only for sessions of `writing()`: elsewhere the event would be lost, and KeyError says so.
    """
    session.info[EVENTS].append(Event(actor, action, object, tuple(ids), dict(codes or {}), purpose_item))


def seen(db: Database, actor: int, action: str, object: str, ids: Iterable[int], **codes: Any) -> None:
    """Records that an officer looked: one event a page view with the ids shown, in a transaction of its own."""
    with writing(db) as session:
        record(session, actor, action, object, ids, codes=codes)


def typed(session: Session, roster: bytes, words: str, at: int) -> int:
    """Seals what an officer typed (a reason, a search) to audit and supervision; returns the `purpose_item`."""
    subject, owner = vault.new_subject(), new_id()
    units = sealing_keys(session, roster, ("audit", "supervision"))
    item = vault.put(session, subject, "audit", owner, "purpose", words.encode(), coarse(at))
    vault.grant(session, subject, units, granted_by=None, at=coarse(at))
    return item


# Writing ----------------------------------------------------------------------------------------------------------


def appender(ring: Callable[[], Ring], clock: Clock) -> Callable[[Session, list[Event]], None]:
    """What `Database.append` wants: writes a transaction's events and the digests of the items that it sealed."""

    def append(session: Session, events: list[Event]) -> None:
        sealed: list[tuple[int, bytes]] = session.info.get(SEALED, [])
        if not events:
            events = [Event(None, "item.sealed", "item", ())]
        _write(session, ring().current("audit"), clock(), events, sealed)

    return append


def _write(session: Session, key: Key, now: int, events: Sequence[Event], sealed: Sequence[tuple[int, bytes]]) -> None:
    head = _locked_head(session)
    rows, seq, prev = [], head.seq, head.mac
    for event in events:
        seq += 1
        # The digests of what was sealed belong to the transaction's last event.
        items = sealed if event is events[-1] else ()
        row = _row(key, seq, prev, now, event, items)
        rows.append(row)
        prev = row["mac"]
    session.execute(insert(AuditEvent), rows)
    if sealed:
        digests = [{"item_id": i, "seq": seq, "digest": item_digest(key.secret, i, body)} for i, body in sealed]
        session.execute(insert(AuditItem), digests)
    if affected(session, update(AuditHead).where(AuditHead.mac == head.mac).values(seq=seq, mac=prev)) != 1:
        raise Conflict("audit.head_moved")


def _locked_head(session: Session) -> Head:
    query = select(AuditHead.seq, AuditHead.mac).where(AuditHead.id == 1).with_for_update()
    found = session.execute(query).one_or_none()
    if found is None:
        kind = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(kind.insert(AuditHead).values(id=1, seq=0, mac=START).on_conflict_do_nothing())
        found = session.execute(query).one()
    return Head(found[0], found[1])


def _row(
    key: Key, seq: int, prev: bytes, now: int, event: Event, sealed: Sequence[tuple[int, bytes]]
) -> dict[str, Any]:
    digest = items_digest(key.secret, [(i, item_digest(key.secret, i, body)) for i, body in sealed]) if sealed else None
    row: dict[str, Any] = {
        "seq": seq,
        "at": coarse(now) if event.actor is None and event.object in CITIZENS else now,
        "actor": event.actor,
        "action": event.action,
        "object": event.object,
        "ids": list(event.ids),
        "codes": dict(event.codes),
        "purpose_item": event.purpose_item,
        "digest": digest,
        "key_id": key.id,
        "prev": prev,
    }
    return {**row, "mac": event_mac(key.secret, row)}


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


# Verifying --------------------------------------------------------------------------------------------------------


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
