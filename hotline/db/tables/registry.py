"""Records of persons and hotspots, their dated periods, judgements between records, and four-eyes approvals."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.tables.base import Base, Serial, choice, flag, number, plain, word

STATUSES = (
    "addict", "user", "post_rehab", "psychosis_risk", "suspected_user", "suspected_addict", "retail_dealer",
    "at_risk", "complex", "cleared",
)  # fmt: skip


class Record(Base):
    """A person or a hotspot of the registry. Its words are items; the sketch scores without opening them."""

    __tablename__ = "record"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    kind: Mapped[str] = choice("kind", "person", "hotspot")
    commune: Mapped[str | None] = word(8, nullable=True)
    minor: Mapped[bool] = flag()
    sketch: Mapped[bytes | None] = mapped_column(LargeBinary, nullable=True, info={"holds": "keyed:index"})
    sketch_version: Mapped[int] = number(default=0)
    subject_id: Mapped[int] = number()
    version: Mapped[int] = number(default=1)
    state: Mapped[str] = choice("state", "proposed", "active", "retired", "merged", default="proposed")
    batch: Mapped[int | None] = number(nullable=True, index=True)
    merged_decision: Mapped[int | None] = number(nullable=True)
    created_by: Mapped[int | None] = number(nullable=True)
    at: Mapped[int] = number()
    review_at: Mapped[int | None] = number(nullable=True)
    expires_at: Mapped[int | None] = number(nullable=True, index=True)
    hold: Mapped[bool] = flag()
    __table_args__ = (Index("ix_record_list", "kind", "state", "commune", "id"),)


class Period(Base):
    """A status or level from one day to another; never overwritten, always with a document and a second officer."""

    __tablename__ = "period"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    record_id: Mapped[int] = number(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    status: Mapped[str] = choice("status", *STATUSES)
    commune: Mapped[str | None] = word(8, nullable=True)
    from_day: Mapped[int] = number()
    to_day: Mapped[int | None] = number(nullable=True)
    reason: Mapped[str | None] = word(24, nullable=True)
    document_item: Mapped[int] = number()
    approval_id: Mapped[int] = number(ForeignKey("approval.id"))
    frozen: Mapped[bool] = flag()
    review_at: Mapped[int | None] = number(nullable=True, index=True)
    __table_args__ = (Index("ix_period_status", "status", "to_day", "commune"),)


class PeriodProposal(Base):
    """A period that waits for its approval; what stands here is in force for nobody."""

    __tablename__ = "period_proposal"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    record_id: Mapped[int] = number(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    approval_id: Mapped[int] = number(ForeignKey("approval.id"), index=True)
    status: Mapped[str] = choice("status", *STATUSES)
    commune: Mapped[str | None] = word(8, nullable=True)
    from_day: Mapped[int] = number()
    to_day: Mapped[int | None] = number(nullable=True)
    document_item: Mapped[int] = number()


class RecordEvent(Base):
    """A record's history: codes only; `item_id` is the version that the act wrote, or the reason typed."""

    __tablename__ = "record_event"
    seq: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, info={"holds": "plain"})
    record_id: Mapped[int] = number(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    officer_id: Mapped[int | None] = number(nullable=True)
    action: Mapped[str] = word(32)
    version: Mapped[int] = number()
    codes: Mapped[dict[str, Any]] = plain(JSON, default=dict)
    item_id: Mapped[int | None] = number(nullable=True)
    decision_id: Mapped[int | None] = number(nullable=True, index=True)
    at: Mapped[int] = number()


class RecordEdge(Base):
    """A judgement that two records are, or are not, the same."""

    __tablename__ = "record_edge"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    a: Mapped[int] = number(index=True)
    b: Mapped[int] = number(index=True)
    verdict: Mapped[str] = choice("verdict", "same", "not_same")
    decision_id: Mapped[int] = number(index=True)
    by: Mapped[int] = number()
    at: Mapped[int] = number()
    undone_at: Mapped[int | None] = number(nullable=True)


class Approval(Base):
    """Four eyes in one table: what was proposed, by whom, and what another officer decided."""

    __tablename__ = "approval"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    kind: Mapped[str] = word(32)
    subject_id: Mapped[int] = number(index=True)
    payload_item: Mapped[int | None] = number(nullable=True)
    unit_id: Mapped[int | None] = number(nullable=True)
    proposed_by: Mapped[int] = number()
    proposed_at: Mapped[int] = number()
    decided_by: Mapped[int | None] = number(nullable=True)
    decided_at: Mapped[int | None] = number(nullable=True)
    verdict: Mapped[str] = choice("verdict", "open", "approved", "refused", "withdrawn", default="open")
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="four_eyes"),
        Index("ix_approval_open", "verdict", "kind"),
    )
