"""All that the intake role touches: replay hashes, the durable queue, threads, receipts, tallies."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from hotline.db.tables.base import Base, choice, flag, keyed, number, sealed, word

UNREADABLE = {"implicit_returning": False}  # the intake role inserts and may not read, so nothing is given back


class Delivery(Base):
    """A provider id that was accepted, as a keyed hash and a day: a repeated delivery is known, joins to nothing."""

    __tablename__ = "delivery"
    provider_hash: Mapped[bytes] = keyed("edge", primary_key=True)
    day: Mapped[int] = number(index=True)
    __table_args__ = UNREADABLE


class Inbound(Base):
    """The queue: one sealed message that waits for a worker, or was set aside with a reason that has no text in it."""

    __tablename__ = "inbound"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    channel: Mapped[str] = word(16)
    text: Mapped[bytes] = sealed("intake")
    address: Mapped[bytes] = sealed("relay")
    thread: Mapped[bytes] = keyed("edge")
    code: Mapped[bytes] = keyed("edge")
    first: Mapped[bool] = flag()
    at: Mapped[int] = number()
    not_before: Mapped[int] = number(default=0)
    attempts: Mapped[int] = number(default=0)
    claim: Mapped[int | None] = number(nullable=True)
    claimed_until: Mapped[int] = number(default=0)
    state: Mapped[str] = choice("state", "waiting", "aside", default="waiting")
    why: Mapped[str | None] = word(60, nullable=True)
    __table_args__ = (Index("ix_inbound_queue", "state", "not_before", "at", "id"), UNREADABLE)


class Thread(Base):
    """Parts of one sender at the edge. `until` is the hard end, `window_until` moves with each part."""

    __tablename__ = "thread"
    sender: Mapped[bytes] = keyed("edge", primary_key=True)
    root: Mapped[bytes] = keyed("edge")
    parts: Mapped[int] = number(default=1)
    replies: Mapped[int] = number(default=0)
    window_until: Mapped[int] = number(index=True)
    until: Mapped[int] = number()


class ReceiptRow(Base):
    """What a receipt code may be told: a status word and nothing else."""

    __tablename__ = "receipt"
    code: Mapped[bytes] = keyed("edge", primary_key=True)
    tip_id: Mapped[int] = number(index=True)
    status: Mapped[str] = choice("status", "received", "looked_at", "passed_on", "closed", default="received")


class Tally(Base):
    """A count within a window: wrong codes by a sender and by all, messages by a sender; dies with its window."""

    __tablename__ = "tally"
    bucket: Mapped[bytes] = keyed("edge", primary_key=True)
    n: Mapped[int] = number(default=0)
    until: Mapped[int] = number(index=True)
