"""Keeps one authentic message: replay known, thread found, text and address sealed apart, one transaction, COMMIT.

Runs on the public side. It holds public keys and the edge key, and imports nothing that can open (import contract).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from hotline.clock import HOUR, MINUTE, day_of
from hotline.db.engine import Database, Run, keeping
from hotline.envelope import Context
from hotline.errors import Unavailable
from hotline.ids import new_id
from hotline.sealing import PublicKey
from hotline.tags import code_term, keyed, provider_hash, receipt_code, thread_root, thread_sender
from hotline.tips import Address, Kind, Receipt, TextPart
from hotline.tips import Inbound as Message

WINDOW = 30 * MINUTE
LONGEST = 2 * HOUR
# Written out, since both databases understand the same words and composing them would cost as much as running them.
DELIVERY = "INSERT INTO delivery (provider_hash, day) VALUES (:hash, :day) ON CONFLICT DO NOTHING"
LIVING = "SELECT root, replies FROM thread WHERE sender = :sender AND until > :now"
ALIVE = "CASE WHEN thread.window_until > :now AND thread.until > :now THEN"
THREAD = f"""
INSERT INTO thread (sender, root, parts, replies, window_until, until)
VALUES (:sender, :fresh, 1, 0, :window, :until)
ON CONFLICT (sender) DO UPDATE SET
  root = {ALIVE} thread.root ELSE excluded.root END,
  parts = {ALIVE} thread.parts + 1 ELSE 1 END,
  replies = {ALIVE} thread.replies + 1 ELSE 0 END,
  window_until = :next,
  until = {ALIVE} thread.until ELSE excluded.until END
RETURNING root, parts, replies
"""  # noqa: S608 - made of a constant
KEEP = """
INSERT INTO inbound (id, channel, text, address, thread, code, first, at, not_before, attempts, claimed_until, state)
VALUES (:id, :channel, :text, :address, :thread, :code, :first, :at, 0, 0, 0, 'waiting')
"""


class Passing(Protocol):
    """The newest public passing keys."""

    def current(self, purpose: str) -> PublicKey:
        """The public key of "intake" or "relay"."""
        ...


@dataclass(frozen=True, slots=True)
class Edge:
    """All that keeping a message needs (decision 0004). `doorbell` may do nothing: the table is the queue."""

    db: Database
    edge_key: Callable[[], bytes]
    passing: Passing
    doorbell: Callable[[int], None]
    clock: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Place:
    """A message's place in its thread: the root that the code is derived from, parts and replies so far."""

    root: bytes
    parts: int
    replies: int


def keep(edge: Edge, message: Message) -> Receipt:
    """Seals and stores a message, once. Raises Unavailable when it could not be kept: the provider must try again.

    A repeated delivery answers with the same code and stores nothing.
    """
    key, now = edge.edge_key(), edge.clock()
    row = _sealed(edge, message, now)
    try:
        return _stored(edge, message, key, row, now)
    except Unavailable:
        # A pooled connection may have died with a restarted database; the next one is fresh, and keeping is idempotent.
        return _stored(edge, message, key, row, now)


def _stored(edge: Edge, message: Message, key: bytes, row: dict[str, Any], now: int) -> Receipt:
    """Replay, thread and row in one transaction; the doorbell after it."""
    with keeping(edge.db) as run:
        # Counted, not returned: the intake's database role may insert here and not read.
        delivery = {"hash": provider_hash(key, message.channel, message.provider_id), "day": day_of(now)}
        known = run(DELIVERY, delivery).rowcount != 1
        place = _known_thread(run, key, message, now) if known else _thread(run, key, message, now)
        code = receipt_code(key, place.root)
        if not known:
            more = {"thread": place.root, "code": code_term(key, code), "first": place.parts == 1, "at": now}
            run(KEEP, row | more)
    if not known:
        edge.doorbell(row["id"])
    return Receipt(code, place.parts == 1, known, place.replies, message.lang)


def _sealed(edge: Edge, message: Message, now: int) -> dict[str, Any]:
    """The row's sealed half, made before the transaction so that no lock is held while sealing."""
    row_id = new_id()
    term = code_term(edge.edge_key(), message.code).hex() if message.code else ""
    text = TextPart(
        text=message.text,
        kind=message.kind,
        lang=message.lang,
        confidence=message.confidence,
        location=message.location,
        sent_at=message.sent_at if message.sent_at is not None else now,
        pictures=len(message.media),
        topic=message.topic,
        code_term=term,
        utterance=keyed(edge.edge_key(), "utterance", message.utterance).hex() if message.utterance else "",
        draft=message.draft,
    )
    address = Address(
        channel=message.channel,
        provider=message.provider,
        sender=message.sender,
        provider_id=message.provider_id,
        replyable=message.replyable and bool(message.sender),
        media=message.media,
        copies=message.copies,
    )
    seal = edge.passing.current
    return {
        "id": row_id,
        "channel": str(message.channel),
        "text": seal("intake").seal(text.to_bytes(), Context("inbound", "inbound", row_id, "text")),
        "address": seal("relay").seal(address.to_bytes(), Context("inbound", "inbound", row_id, "address")),
    }


def _names(key: bytes, message: Message) -> tuple[bytes, bytes]:
    """The sender's thread and the root of a fresh one. A call, or nobody's message, is a thread of its own."""
    who = message.sender or f"conversation {message.conversation or message.provider_id}"
    return thread_sender(key, message.channel, who), thread_root(key, message.channel, message.provider_id)


def _known_thread(run: Run, key: bytes, message: Message, now: int) -> Place:
    """The place that a repeated delivery had: its thread's, if that is still living."""
    sender, fresh = _names(key, message)
    found = run(LIVING, {"sender": sender, "now": now}).fetchone()
    return Place(found[0], 1 if found[0] == fresh else 2, found[1]) if found else Place(fresh, 1, 0)


def _thread(run: Run, key: bytes, message: Message, now: int) -> Place:
    """Finds the sender's living thread or begins one."""
    sender, fresh = _names(key, message)
    values = {"sender": sender, "fresh": fresh, "now": now, "window": now + WINDOW, "until": now + LONGEST}
    [place] = run(THREAD, values | {"next": _window(message, now)}).fetchall()
    return Place(*place)


def _window(message: Message, now: int) -> int:
    """When the thread ends if nothing more comes: at once after "done"."""
    return now if message.kind == Kind.DONE else now + WINDOW
