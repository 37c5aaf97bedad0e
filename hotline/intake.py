"""Keeps one authentic message: replay known, thread found, text and address sealed apart, one transaction, COMMIT.

Runs on the public side. It holds public keys and the edge key, and imports nothing that can open (import contract).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import case, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline.clock import HOUR, MINUTE, day_of
from hotline.db.engine import Database, after_commit, writing
from hotline.db.tables import Delivery, Inbound, Thread
from hotline.envelope import Context
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
    with writing(edge.db) as session:
        known = not _first_delivery(session, provider_hash(key, message.channel, message.provider_id), now)
        place = _thread(session, key, message, now, known=known)
        code = receipt_code(key, place.root)
        if not known:
            session.execute(
                insert(Inbound).values(
                    **row, thread=place.root, code=code_term(key, code), first=place.parts == 1, at=now
                )
            )
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


def _insert_for(session: Session, table: Any) -> Any:
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


def _first_delivery(session: Session, hash_: bytes, now: int) -> bool:
    table = Delivery.__table__
    statement = _insert_for(session, table).values(provider_hash=hash_, day=day_of(now)).on_conflict_do_nothing()
    # Counted on the connection, not returned: the intake's database role may insert here and not read. Without
    # `preserve_rowcount` an INSERT's count is -1 on PostgreSQL.
    return session.connection().execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


def _thread(session: Session, key: bytes, message: Message, now: int, *, known: bool) -> Place:
    """Finds the sender's living thread or begins one; a call, or nobody's message, is a thread of its own."""
    who = message.sender or f"conversation {message.conversation or message.provider_id}"
    sender = thread_sender(key, message.channel, who)
    fresh = thread_root(key, message.channel, message.provider_id)
    if known:
        root = session.execute(
            select(Thread.root, Thread.replies).where(Thread.sender == sender, Thread.until > now)
        ).one_or_none()
        return Place(root[0], 1 if root[0] == fresh else 2, root[1]) if root else Place(fresh, 1, 0)
    alive = (Thread.window_until > now) & (Thread.until > now)
    statement = _insert_for(session, Thread).values(
        sender=sender, root=fresh, parts=1, replies=0, window_until=now + WINDOW, until=now + LONGEST
    )
    statement = statement.on_conflict_do_update(
        index_elements=["sender"],
        set_={
            "root": case((alive, Thread.root), else_=fresh),
            "parts": case((alive, Thread.parts + 1), else_=1),
            "replies": case((alive, Thread.replies + 1), else_=0),
            "window_until": _window(message, now),
            "until": case((alive, Thread.until), else_=now + LONGEST),
        },
    ).returning(Thread.root, Thread.parts, Thread.replies)
    root, parts, replies = session.execute(statement).one()
    return Place(root, parts, replies)


def _window(message: Message, now: int) -> int:
    """When the thread ends if nothing more comes: at once after "done"."""
    return now if message.kind == Kind.DONE else now + WINDOW
