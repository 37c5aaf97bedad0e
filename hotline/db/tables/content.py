"""Sealed content in one place: items under a subject's key, and grants of that key to units (decision 0002)."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped

from hotline.db.tables.base import Base, choice, number, sealed

ITEM_KINDS = (
    "text", "findings", "image", "thumb", "release", "note",
    "question", "answer", "record", "evidence", "document", "purpose",
)  # fmt: skip


class Item(Base):
    """One sealed thing. Items of one subject share its key under different context; an item never changes."""

    __tablename__ = "item"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    owner: Mapped[str] = choice("owner", "tip", "lead", "record", "approval", "audit")
    owner_id: Mapped[int] = number()
    subject_id: Mapped[int] = number(index=True)
    kind: Mapped[str] = choice("kind", *ITEM_KINDS)
    bucket: Mapped[int] = number()
    body: Mapped[bytes] = sealed("subject")
    at: Mapped[int] = number()
    __table_args__ = (Index("ix_item_owner", "owner", "owner_id", "kind"),)


class Grant(Base):
    """A subject's key sealed to one unit's key. Destroying all grants of a subject destroys its content."""

    __tablename__ = "grant"
    subject_id: Mapped[int] = number(primary_key=True, autoincrement=False)
    unit_key_id: Mapped[int] = number(ForeignKey("unit_key.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = number(ForeignKey("unit.id"), index=True)
    wrapped: Mapped[bytes] = sealed("unit")
    granted_by: Mapped[int | None] = number(nullable=True)
    at: Mapped[int] = number()
    expires_at: Mapped[int | None] = number(nullable=True)
