"""What keeps the hotline running: the audit chain and its head, and periodic work as rows."""

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.tables.base import Base, Serial, keyed, number, plain, word


class AuditEvent(Base):
    """One link of the chain: who did what to which ids, the digest of what was written, and a MAC over it all."""

    __tablename__ = "audit_event"
    seq: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=False, info={"holds": "plain"})
    at: Mapped[int] = number(index=True)
    actor: Mapped[int | None] = number(nullable=True, index=True)
    action: Mapped[str] = word(40, index=True)
    object: Mapped[str] = word(24)
    ids: Mapped[list[int]] = plain(JSON, default=list)
    codes: Mapped[dict[str, Any]] = plain(JSON, default=dict)
    purpose_item: Mapped[int | None] = number(nullable=True)
    digest: Mapped[bytes | None] = keyed("audit", nullable=True)
    key_id: Mapped[str] = word(40)
    prev: Mapped[bytes] = keyed("audit", unique=True)
    mac: Mapped[bytes] = keyed("audit")


class AuditItem(Base):
    """The digest of a sealed item, written with the event that made it; stays when the item has gone."""

    __tablename__ = "audit_item"
    item_id: Mapped[int] = number(primary_key=True, autoincrement=False)
    seq: Mapped[int] = number(index=True)
    digest: Mapped[bytes] = keyed("audit")


class AuditHead(Base):
    """The chain's last link: one row, locked by whoever appends."""

    __tablename__ = "audit_head"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    seq: Mapped[int] = number()
    mac: Mapped[bytes] = keyed("audit")


class Schedule(Base):
    """A piece of periodic work: due when its time has come, claimed by one worker at a time."""

    __tablename__ = "schedule"
    name: Mapped[str] = word(40, primary_key=True)
    due_at: Mapped[int] = number()
    claimed_until: Mapped[int] = number(default=0)
    last_at: Mapped[int] = number(default=0)
    last_result: Mapped[str | None] = word(120, nullable=True)
