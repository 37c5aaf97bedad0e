"""The worker's own: open conversations with their return addresses, what is to be sent, what providers still hold."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from hotline.db.tables.base import Base, choice, keyed, number, sealed, word


class Conversation(Base):
    """One thread's tip and how to answer. The transcript is NULL once the conversation is closed."""

    __tablename__ = "conversation"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    thread: Mapped[bytes] = keyed("edge", unique=True)
    sender: Mapped[bytes | None] = keyed("lookup", nullable=True, index=True)
    tip_id: Mapped[int] = number(index=True)
    channel: Mapped[str] = word(16)
    lang: Mapped[str] = word(8)
    address: Mapped[bytes | None] = sealed("relay", nullable=True)
    transcript: Mapped[bytes | None] = sealed("intake", nullable=True)
    version: Mapped[int] = number(default=1)
    asked_lead: Mapped[int | None] = number(nullable=True)
    opened_at: Mapped[int] = number()
    last_at: Mapped[int] = number()
    closes_at: Mapped[int] = number(index=True)
    until: Mapped[int] = number(index=True)


class Outbox(Base):
    """A message to a citizen, by conversation, never by address; sent at most once."""

    __tablename__ = "outbox"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    conversation_id: Mapped[int] = number(index=True)
    kind: Mapped[str] = choice("kind", "ack", "warning", "question", "status")
    body: Mapped[bytes] = sealed("intake")
    lead_id: Mapped[int | None] = number(nullable=True, index=True)
    by: Mapped[int | None] = number(nullable=True)
    not_before: Mapped[int] = number()
    attempts: Mapped[int] = number(default=0)
    claimed_until: Mapped[int] = number(default=0)
    state: Mapped[str] = choice("state", "waiting", "sending", "sent", "uncertain", "failed", default="waiting")
    why: Mapped[str | None] = word(60, nullable=True)
    __table_args__ = (Index("ix_outbox_queue", "state", "not_before"),)


class ProviderCopy(Base):
    """A message, medium or call that a provider still holds, until its deletion there was seen."""

    __tablename__ = "provider_copy"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    provider: Mapped[str] = word(16)
    kind: Mapped[str] = word(16)
    ref: Mapped[bytes] = sealed("relay")
    first_at: Mapped[int] = number()
    not_before: Mapped[int] = number()
    attempts: Mapped[int] = number(default=0)
    state: Mapped[str] = choice("state", "kept", "deleted", "verified", default="kept")
    __table_args__ = (Index("ix_provider_copy_queue", "state", "not_before"),)
