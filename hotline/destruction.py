"""Destroying for good: a lead with its tips, a record, sealed subjects, and every row that points to them.

Without a grant a content key exists nowhere; what the index, the receipts and the history say about it goes as well.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hotline import vault
from hotline.db.tables import (
    Approval,
    Conversation,
    Item,
    Lead,
    LeadEvent,
    Link,
    Membership,
    Outbox,
    Period,
    Posting,
    ReceiptRow,
    Record,
    RecordEdge,
    Release,
    Tip,
    metadata,
)

CHUNK = 500  # ids in one statement


@dataclass(slots=True)
class Destroyed:
    """Ids by kind, for the ledger."""

    ids: dict[str, set[int]] = field(
        default_factory=lambda: {"tip": set(), "lead": set(), "record": set(), "subject": set()}
    )

    def add(self, kind: str, ids: Iterable[int]) -> None:
        """Notes ids of a kind."""
        self.ids[kind].update(ids)

    def __len__(self) -> int:
        return sum(len(ids) for kind, ids in self.ids.items() if kind != "subject")


def _delete(session: Session, column: InstrumentedAttribute[Any], ids: Collection[int]) -> None:
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        session.execute(
            delete(column.class_).where(column.in_(wanted[start : start + CHUNK])),
            execution_options={"synchronize_session": False},
        )


def _subjects(session: Session, owner: str, ids: Collection[int]) -> set[int]:
    mine = select(Item.subject_id).where(Item.owner == owner, Item.owner_id.in_(list(ids)))
    return set(session.scalars(mine))


def leads(session: Session, lead_ids: Collection[int], out: Destroyed) -> None:
    """Destroys leads with their tips, words, pictures, releases, links and history."""
    if not lead_ids:
        return
    tip_ids = set(session.scalars(select(Tip.id).where(Tip.lead_id.in_(list(lead_ids)))))
    approvals = set(session.scalars(select(Approval.id).where(Approval.subject_id.in_([*lead_ids, *tip_ids]))))
    subjects = _subjects(session, "tip", tip_ids) | _subjects(session, "lead", lead_ids)
    subjects |= _subjects(session, "approval", approvals)
    subjects |= set(session.scalars(select(Release.subject_id).where(Release.lead_id.in_(list(lead_ids)))))
    vault.destroy(session, subjects)
    _beside(session, "lead_id", lead_ids)
    tips(session, tip_ids)
    links_ = set(session.scalars(select(Link.id).where(Link.lead_id.in_(list(lead_ids)))))
    _delete(session, Link.id, links_)
    _delete(session, Approval.subject_id, links_)
    _delete(session, LeadEvent.lead_id, lead_ids)
    _delete(session, Outbox.lead_id, lead_ids)
    _delete(session, Membership.lead_id, lead_ids)
    _delete(session, Approval.id, approvals)
    _delete(session, Lead.id, lead_ids)
    out.add("lead", lead_ids)
    out.add("tip", tip_ids)
    out.add("subject", subjects)


def tips(session: Session, tip_ids: Collection[int]) -> None:
    """Rows that stand for tips: postings, receipts, conversations, edges, the tips themselves."""
    talks = set(session.scalars(select(Conversation.id).where(Conversation.tip_id.in_(list(tip_ids)))))
    _delete(session, Outbox.conversation_id, talks)
    _delete(session, Conversation.id, talks)
    _delete(session, ReceiptRow.tip_id, tip_ids)
    _postings(session, ("tip",), tip_ids)
    _delete(session, Membership.tip_id, tip_ids)
    _delete(session, Tip.id, tip_ids)


def _postings(session: Session, scopes: tuple[str, ...], docs: Collection[int]) -> None:
    wanted = list(docs)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        session.execute(delete(Posting).where(Posting.scope.in_(scopes), Posting.doc.in_(part)))


def _beside(session: Session, column: str, ids: Collection[int]) -> None:
    """Rows of tables that other nouns keep beside a lead or record: releases, presence, handover lines, events."""
    named = {"release", "presence", "handover_line", "record_event", "period_proposal"}
    for table in metadata.sorted_tables:
        if table.name in named and column in table.columns:
            session.execute(table.delete().where(table.columns[column].in_(list(ids))))


def _emptied(session: Session, owner: str, ids: Collection[int]) -> set[int]:
    """Deletes owners' items; returns the subjects that hold nothing any more: an import's papers all share one key."""
    touched = _subjects(session, owner, ids)
    session.execute(delete(Item).where(Item.owner == owner, Item.owner_id.in_(list(ids))))
    return touched - set(session.scalars(select(Item.subject_id).where(Item.subject_id.in_(touched)).distinct()))


def records(session: Session, record_ids: Collection[int], out: Destroyed) -> None:
    """Destroys records of the registry with their versions, documents, periods, links and edges."""
    if not record_ids:
        return
    wanted = list(record_ids)
    subjects = _emptied(session, "record", record_ids)
    subjects |= set(session.scalars(select(Record.subject_id).where(Record.id.in_(wanted))))
    vault.destroy(session, subjects)
    _postings(session, ("person", "hotspot"), record_ids)
    links_ = set(session.scalars(select(Link.id).where(Link.record_id.in_(wanted))))
    _delete(session, Link.id, links_)
    _delete(session, Approval.subject_id, links_)
    session.execute(delete(RecordEdge).where(or_(RecordEdge.a.in_(wanted), RecordEdge.b.in_(wanted))))
    _beside(session, "record_id", record_ids)
    _delete(session, Period.record_id, record_ids)
    _delete(session, Approval.subject_id, record_ids)
    _delete(session, Record.id, record_ids)
    out.add("record", record_ids)
    out.add("subject", subjects)


def subjects(session: Session, subject_ids: Collection[int], out: Destroyed) -> None:
    """Destroys sealed things by their subjects: words that officers typed, what an earlier run destroyed elsewhere."""
    vault.destroy(session, subject_ids)
    out.add("subject", subject_ids)
