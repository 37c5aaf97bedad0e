"""Keeps one authentic message: replay known, thread found, text and address sealed apart, one transaction, COMMIT.

Runs on the public side. It holds public keys and the edge key, and imports nothing that can open (import contract).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import BigInteger, Connection, LargeBinary, bindparam, case, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from hotline.clock import HOUR, MINUTE, day_of
from hotline.db.engine import Database, after_commit, writing
from hotline.db.tables import Delivery, Inbound, Thread
from hotline.envelope import Context
from hotline.errors import Unavailable
from hotline.ids import new_id
from hotline.sealing import PublicKey
from hotline.tags import code_term, keyed, provider_hash, receipt_code, thread_root, thread_sender
from hotline.tips import Address, Kind, Receipt, TextPart
from hotline.tips import Inbound as Message

WINDOW = 30 * MINUTE
LONGEST = 2 * HOUR


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
    with writing(edge.db) as session:
        connection = session.connection()
        known = not _first_delivery(connection, provider_hash(key, message.channel, message.provider_id), now)
        place = _known_thread(connection, key, message, now) if known else _thread(connection, key, message, now)
        code = receipt_code(key, place.root)
        if not known:
            more = {"thread": place.root, "code": code_term(key, code), "first": place.parts == 1, "at": now}
            connection.execute(KEEP, row | more)
            after_commit(session, lambda: edge.doorbell(row["id"]))
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


def _first_delivery(connection: Connection, hash_: bytes, now: int) -> bool:
    # Counted, not returned: the intake's database role may insert here and not read.
    done = connection.execute(_statements(connection.dialect.name)[0], {"p_hash": hash_, "p_day": day_of(now)})
    return done.rowcount == 1


def _names(key: bytes, message: Message) -> tuple[bytes, bytes]:
    """The sender's thread and the root of a fresh one. A call, or nobody's message, is a thread of its own."""
    who = message.sender or f"conversation {message.conversation or message.provider_id}"
    return thread_sender(key, message.channel, who), thread_root(key, message.channel, message.provider_id)


def _known_thread(connection: Connection, key: bytes, message: Message, now: int) -> Place:
    """The place that a repeated delivery had: its thread's, if that is still living."""
    sender, fresh = _names(key, message)
    table = Thread.__table__
    query = select(table.c.root, table.c.replies).where(table.c.sender == sender, table.c.until > now)
    found = connection.execute(query).one_or_none()
    return Place(found[0], 1 if found[0] == fresh else 2, found[1]) if found else Place(fresh, 1, 0)


def _thread(connection: Connection, key: bytes, message: Message, now: int) -> Place:
    """Finds the sender's living thread or begins one."""
    sender, fresh = _names(key, message)
    values = {"p_sender": sender, "p_root": fresh, "p_now": now, "p_window": now + WINDOW, "p_until": now + LONGEST}
    statement = _statements(connection.dialect.name)[1]
    return Place(*connection.execute(statement, values | {"p_next": _window(message, now)}).one())


_queue: Any = Inbound.__table__
KEEP = insert(_queue)


@lru_cache(maxsize=2)
def _statements(dialect: str) -> tuple[Any, Any]:
    """The statements for delivery and thread, built once: building them costs more than running them."""
    into: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    delivery = into(Delivery.__table__).values(provider_hash=bindparam("p_hash"), day=bindparam("p_day"))
    # Without `preserve_rowcount` an INSERT's count is -1 on PostgreSQL.
    delivery = delivery.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    c = Thread.__table__.c
    alive = (c.window_until > bindparam("p_now")) & (c.until > bindparam("p_now"))
    fresh, until = bindparam("p_root", type_=LargeBinary), bindparam("p_until", type_=BigInteger)
    thread = into(Thread.__table__).values(
        sender=bindparam("p_sender"), root=fresh, parts=1, replies=0, window_until=bindparam("p_window"), until=until
    )
    changed = {
        "root": case((alive, c.root), else_=fresh),
        "parts": case((alive, c.parts + 1), else_=1),
        "replies": case((alive, c.replies + 1), else_=0),
        "window_until": bindparam("p_next", type_=BigInteger),
        "until": case((alive, c.until), else_=until),
    }
    thread = thread.on_conflict_do_update(index_elements=["sender"], set_=changed).returning(c.root, c.parts, c.replies)
    return delivery, thread


def _window(message: Message, now: int) -> int:
    """When the thread ends if nothing more comes: at once after "done"."""
    return now if message.kind == Kind.DONE else now + WINDOW
