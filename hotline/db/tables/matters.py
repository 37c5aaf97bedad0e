"""Tips, leads, and what people and software decided about them: rows beside, never in (decision 0001)."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db.tables.base import Base, Serial, choice, flag, keyed_number, number, plain, word

CATEGORIES = ("retail", "harbouring", "use", "trafficking", "psychosis", "treatment", "irrelevant")
URGENCIES = ("danger", "now", "timebound", "normal")
BASES = ("saw", "took_part", "heard", "inferred", "unknown")
STATES = ("new", "triaging", "waiting", "watch", "assigned", "verifying", "review", "closed")
OUTCOMES = (
    "case_opened", "fined", "positive_test", "hotspot_cleared", "drugs_seized", "voluntary_treatment",
    "compulsory_treatment", "warned", "partly", "insufficient", "unfounded", "malicious", "already_known",
    "duplicate", "out_of_scope", "spam", "no_information",
)  # fmt: skip

OPEN, CLOSED, RINGING = text("state <> 'closed'"), text("state = 'closed'"), text("alarm_ack_by IS NULL")


class Tip(Base):
    """What one citizen told, as codes; the words are items. `sketch` scores it without opening anything."""

    __tablename__ = "tip"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    lead_id: Mapped[int] = number(ForeignKey("lead.id"), index=True)
    channel: Mapped[str] = word(16)
    entry: Mapped[str] = choice("entry", "citizen", "officer", "added", default="citizen")
    source: Mapped[int | None] = keyed_number("tag", nullable=True)
    period: Mapped[int | None] = number(nullable=True)
    received_at: Mapped[int] = number(index=True)
    version: Mapped[int] = number(default=1)
    parts: Mapped[int] = number(default=1)
    subject_id: Mapped[int] = number()
    category: Mapped[str] = choice("category", *CATEGORIES)
    urgency: Mapped[str] = choice("urgency", *URGENCIES)
    basis: Mapped[str] = choice("basis", *BASES)
    commune: Mapped[str | None] = word(8, nullable=True)
    lane: Mapped[str] = choice("lane", "main", "quarantine", default="main")
    routed: Mapped[str] = choice("routed", "desk", "supervision", "audit", default="desk")
    sketch: Mapped[bytes | None] = mapped_column(LargeBinary, nullable=True, info={"holds": "keyed:index"})
    sketch_version: Mapped[int] = number(default=0)
    expires_at: Mapped[int | None] = number(nullable=True, index=True)
    hold: Mapped[bool] = flag()
    __table_args__ = (Index("ix_tip_source", "period", "source"),)


class Lead(Base):
    """The matter that tips are about: the card on the board and the unit of triage."""

    __tablename__ = "lead"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    unit_id: Mapped[int | None] = number(ForeignKey("unit.id"), nullable=True)
    state: Mapped[str] = choice("state", *STATES, default="new")
    version: Mapped[int] = number(default=1)
    rank: Mapped[int] = number(default=50)
    lane: Mapped[str] = choice("lane", "main", "quarantine", default="main")
    routed: Mapped[str] = choice("routed", "desk", "supervision", "audit", default="desk")
    category: Mapped[str] = choice("category", *CATEGORIES)
    urgency: Mapped[str] = choice("urgency", *URGENCIES)
    commune: Mapped[str | None] = word(8, nullable=True)
    guessed: Mapped[list[str]] = plain(
        JSON, default=list
    )  # names of the fields that software filled and nobody confirmed
    no_place: Mapped[bool] = flag()
    source_grade: Mapped[str] = word(16, default="untested")
    basis: Mapped[str] = choice("basis", *BASES, default="unknown")
    information: Mapped[int | None] = number(nullable=True)
    handling: Mapped[str] = word(24, default="normal")
    tips: Mapped[int] = number(default=1)
    independent: Mapped[int] = number(default=1)
    brigading: Mapped[bool] = flag()
    conflict: Mapped[bool] = flag()
    cleared_before: Mapped[bool] = flag()
    opened_at: Mapped[int] = number()
    touched_at: Mapped[int] = number()
    due_at: Mapped[int | None] = number(nullable=True)
    review_at: Mapped[int | None] = number(nullable=True)
    lease_by: Mapped[int | None] = number(nullable=True)
    lease_until: Mapped[int] = number(default=0)
    alarm_at: Mapped[int | None] = number(nullable=True)
    alarm_ack_by: Mapped[int | None] = number(nullable=True)
    alarm_ack_at: Mapped[int | None] = number(nullable=True)
    escalated_at: Mapped[int | None] = number(nullable=True)  # when the shift lead was told that it is overdue
    verified_by: Mapped[int | None] = number(nullable=True)  # who submitted the last result: never its approver
    outcome: Mapped[str | None] = choice("outcome", *OUTCOMES, nullable=True)
    closed_at: Mapped[int | None] = number(nullable=True)
    first_action_s: Mapped[int | None] = number(nullable=True)
    expires_at: Mapped[int | None] = number(nullable=True, index=True)
    hold: Mapped[bool] = flag()
    __table_args__ = (
        # One index a kind of tab, so that a page is read in order however many leads there are.
        Index(
            "ix_lead_queue", "routed", "state", "lane", "rank", "opened_at", "id",
            postgresql_where=OPEN, sqlite_where=OPEN,
        ),
        Index("ix_lead_state", "routed", "state", "lane", "opened_at", "id"),
        Index("ix_lead_unit", "unit_id", "state", "opened_at", "id"),
        Index("ix_lead_lease", "lease_by", "opened_at", "id", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_lead_due", "routed", "due_at", "id", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_lead_closed", "routed", "closed_at", "id", postgresql_where=CLOSED, sqlite_where=CLOSED),
        Index("ix_lead_alarm", "alarm_at", "id", postgresql_where=RINGING, sqlite_where=RINGING),
    )  # fmt: skip


class Membership(Base):
    """A judgement that a tip belongs, or does not belong, to a lead. Joining is an edge, never a move of data."""

    __tablename__ = "membership"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    tip_id: Mapped[int] = number(ForeignKey("tip.id", ondelete="CASCADE"))
    lead_id: Mapped[int] = number(ForeignKey("lead.id"), index=True)
    verdict: Mapped[str] = choice("verdict", "same", "not_same", "maybe")
    why: Mapped[str] = choice("why", "first", "repeat", "same_matter", "addition", "answer", "officer", default="first")
    bits: Mapped[int] = number(default=0)  # hundredths of a bit
    weights: Mapped[int] = number(default=0)  # version of the table of weights
    groups: Mapped[list[str]] = plain(JSON, default=list)  # evidence kinds, no words
    independent: Mapped[bool] = flag()
    evidence_item: Mapped[int | None] = number(nullable=True)
    decision_id: Mapped[int] = number(index=True)
    by: Mapped[int | None] = number(nullable=True)
    at: Mapped[int] = number()
    undone_by: Mapped[int | None] = number(nullable=True)
    undone_at: Mapped[int | None] = number(nullable=True)
    __table_args__ = (
        Index(
            "uq_membership_same",
            "tip_id",
            unique=True,
            postgresql_where=text("verdict = 'same' AND undone_at IS NULL"),
            sqlite_where=text("verdict = 'same' AND undone_at IS NULL"),
        ),
        Index("ix_membership_tip", "tip_id", "lead_id"),
    )


class Link(Base):
    """An officer's judgement that a lead concerns a record; a mention until it is confirmed."""

    __tablename__ = "link"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    lead_id: Mapped[int] = number(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    record_id: Mapped[int] = number(ForeignKey("record.id"), index=True)
    verdict: Mapped[str] = choice("verdict", "mention", "confirmed", "rejected")
    bits: Mapped[int] = number(default=0)
    tie_size: Mapped[int] = number(default=1)
    strong: Mapped[bool] = flag()
    outcome: Mapped[str | None] = choice("outcome", *OUTCOMES, nullable=True)
    evidence_item: Mapped[int | None] = number(nullable=True)
    approval_id: Mapped[int | None] = number(nullable=True)
    decision_id: Mapped[int] = number(index=True)
    by: Mapped[int] = number()
    at: Mapped[int] = number()
    expires_at: Mapped[int | None] = number(nullable=True, index=True)
    undone_by: Mapped[int | None] = number(nullable=True)
    undone_at: Mapped[int | None] = number(nullable=True)


class LeadEvent(Base):
    """A lead's history and the live feed: codes only."""

    __tablename__ = "lead_event"
    seq: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True, info={"holds": "plain"})
    lead_id: Mapped[int] = number(index=True)
    unit_id: Mapped[int | None] = number(nullable=True)
    officer_id: Mapped[int | None] = number(nullable=True)
    action: Mapped[str] = word(32)
    version: Mapped[int] = number()
    codes: Mapped[dict[str, Any]] = plain(JSON, default=dict)
    item_id: Mapped[int | None] = number(nullable=True)
    decision_id: Mapped[int | None] = number(nullable=True, index=True)
    at: Mapped[int] = number()
