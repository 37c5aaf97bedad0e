"""The audit chain: who did what to which ids, each event bound to the one before by a MAC (design 2, audit).

Use cases only call `record`; `appender` writes the collected events as the last statement of their transaction, under
the lock of one head row. No word stands in an event: what was typed is a sealed item. hotline/chain.py verifies.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from hotline import vault
from hotline.chain import CHECKPOINT, START, Head, Verified, event_mac, head, item_digest, items_digest, verify
from hotline.clock import Clock, coarse
from hotline.db.engine import EVENTS, SEALED, Database, writing
from hotline.db.queries.writes import FEW, insert_many
from hotline.db.ready import Ready, put, together
from hotline.db.tables import AuditEvent, AuditHead, AuditItem
from hotline.db.tables.base import rows_of
from hotline.errors import Conflict
from hotline.ids import new_id
from hotline.keyring import Key, Ring
from hotline.units import sealing_keys

__all__ = ["CHECKPOINT", "Event", "Head", "Verified", "appender", "head", "record", "seen", "typed", "verify"]
_HEADS = rows_of(AuditHead)
_HEAD = Ready(lambda _arrays: select(_HEADS.c.seq, _HEADS.c.mac).where(_HEADS.c.id == 1).with_for_update())
_MOVE = Ready(
    lambda _arrays: (
        update(_HEADS)
        .where(_HEADS.c.mac == bindparam("old"))
        .values(seq=bindparam("new_seq"), mac=bindparam("new_mac"))
        .returning(_HEADS.c.id)
    ),
    [_HEADS.c.id],
)
DIGESTS = 5_000  # digests of sealed items in one statement
CITIZENS = ("tip", "lead")  # what the software does to these happens when a citizen acts: told to six hours only


@dataclass(frozen=True, slots=True)
class Event:
    """What a use case reports: ids and codes, never a word."""

    actor: int | None
    action: str
    object: str
    ids: tuple[int, ...]
    codes: Mapping[str, Any] = field(default_factory=dict)
    purpose_item: int | None = None


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
    digests = [(item_id, item_digest(key.secret, item_id, body)) for item_id, body in sealed]
    rows, seq, prev = [], head.seq, head.mac
    for event in events:
        seq += 1
        # The digests of what was sealed belong to the transaction's last event.
        row = _row(key, seq, prev, now, event, digests if event is events[-1] else ())
        rows.append(row)
        prev = row["mac"]
    items = [{"item_id": one, "seq": seq, "digest": digest} for one, digest in digests]
    for start in range(0, len(items) if len(items) > FEW else 0, DIGESTS):
        insert_many(session, AuditItem, items[start : start + DIGESTS])
    with together(session):
        put(session, AuditEvent, rows)
        put(session, AuditItem, items if len(items) <= FEW else [])
        moved = _MOVE.ask(session, old=head.mac, new_seq=seq, new_mac=prev)
    if moved.one() is None:
        raise Conflict("audit.head_moved")


def _locked_head(session: Session) -> Head:
    found = _HEAD.one(session)
    if found is None:
        put(session, AuditHead, [{"id": 1, "seq": 0, "mac": START}], unless_known=True)
        found = _HEAD.one(session)
    if found is None:
        raise Conflict("audit.head_moved")
    return Head(found.seq, found.mac)


def _row(
    key: Key, seq: int, prev: bytes, now: int, event: Event, digests: Sequence[tuple[int, bytes]]
) -> dict[str, Any]:
    digest = items_digest(key.secret, digests) if digests else None
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
