"""What officers do with leads beside deciding: releases, presence, shift handovers, saved filters (design 5)."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped

from hotline.db.tables.base import Base, choice, number, sealed, word
from hotline.db.tables.matters import CATEGORIES, URGENCIES


class Release(Base):
    """The sanitised wording for one unit. A second officer's approval grants it; withdrawal deletes the grant."""

    __tablename__ = "release"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    lead_id: Mapped[int] = number(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[int] = number(ForeignKey("unit.id"))
    subject_id: Mapped[int] = number()
    item_id: Mapped[int] = number()
    approval_id: Mapped[int] = number(ForeignKey("approval.id"))
    category: Mapped[str] = choice("category", *CATEGORIES)
    urgency: Mapped[str] = choice("urgency", *URGENCIES)
    commune: Mapped[str | None] = word(8, nullable=True)
    lead_version: Mapped[int] = number()
    state: Mapped[str] = choice("state", "proposed", "released", "withdrawn", "refused", default="proposed")
    decision_id: Mapped[int] = number(index=True)
    by: Mapped[int] = number()
    at: Mapped[int] = number()
    released_at: Mapped[int | None] = number(nullable=True)
    ended_at: Mapped[int | None] = number(nullable=True)
    __table_args__ = (Index("ix_release_unit", "unit_id", "state", "released_at", "id"),)


class Presence(Base):
    """Which lead an officer has open, while his page says so."""

    __tablename__ = "presence"
    officer_id: Mapped[int] = number(
        ForeignKey("officer.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    lead_id: Mapped[int] = number(index=True)
    seen_at: Mapped[int] = number()


class Handover(Base):
    """One shift's end: what was open, and the audit chain's head at that moment."""

    __tablename__ = "handover"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = number(ForeignKey("unit.id"), index=True)
    given_by: Mapped[int] = number()
    at: Mapped[int] = number()
    note_item: Mapped[int | None] = number(nullable=True)
    head_seq: Mapped[int] = number(default=0)
    head_mac: Mapped[str | None] = word(64, nullable=True)
    taken_by: Mapped[int | None] = number(nullable=True)
    taken_at: Mapped[int | None] = number(nullable=True)


class HandoverLine(Base):
    """One open thing of a handover; the next shift acknowledges each by name."""

    __tablename__ = "handover_line"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    handover_id: Mapped[int] = number(ForeignKey("handover.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = choice("kind", "alarm", "lease", "waiting", "overdue", "approval", "review")
    lead_id: Mapped[int | None] = number(nullable=True)
    approval_id: Mapped[int | None] = number(nullable=True)
    officer_id: Mapped[int | None] = number(nullable=True)
    since: Mapped[int] = number()
    acknowledged_by: Mapped[int | None] = number(nullable=True)
    acknowledged_at: Mapped[int | None] = number(nullable=True)


class SavedFilter(Base):
    """An officer's own view of the queue: its name and terms are sealed to his unit, since a name may name somebody."""

    __tablename__ = "saved_filter"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    officer_id: Mapped[int] = number(ForeignKey("officer.id", ondelete="CASCADE"), index=True)
    body: Mapped[bytes] = sealed("unit")
    unit_key_id: Mapped[int] = number(ForeignKey("unit_key.id"))
    place: Mapped[int] = number(default=0)
    at: Mapped[int] = number()
