"""Search as queries: postings joined with what the officer's unit was granted, before anything is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from hotline.db.queries.matters import Filters, narrow, visible
from hotline.db.tables import Grant, Lead, Posting, ReceiptRow, Record, Tip


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose search it is: what the unit was granted is all that exists for it."""

    unit_kind: str
    unit_id: int | None
    commune: str | None = None


def tips(
    session: Session,
    reach: Reach,
    terms: Sequence[int],
    filters: Filters,
    *,
    limit: int,
    after: tuple[int, int] | None = None,
    walk: bool = False,
) -> list[tuple[Tip, Lead]]:
    """Tips that have all the terms (the rarest first in `terms`), newest first; `after` is (received_at, id).

    `walk` goes back in time and looks at each tip for the terms: for terms that so many have that a page is soon full.
    """
    query = (
        select(Tip, Lead)
        .join(Lead, Lead.id == Tip.lead_id)
        .where(visible(reach.unit_kind, reach.unit_id), _granted(Tip.subject_id, reach.unit_id), *narrow(filters))
        .order_by(Tip.received_at.desc(), Tip.id)
        .limit(limit)
    )
    if terms and walk:
        query = query.where(*(_has(term).is_not(None) for term in terms))
    elif terms:
        query = query.where(Tip.id.in_(_with_all("tip", terms)))
    if after is not None:
        older = and_(Tip.received_at == after[0], Tip.id > after[1])
        query = query.where(Tip.received_at <= after[0], or_(Tip.received_at < after[0], older))
    return list(session.execute(query))


def records(session: Session, reach: Reach, kind: str, terms: Sequence[int], limit: int) -> list[Record]:
    """Records of a kind that have all the terms; a commune's officer finds his own commune's."""
    query = (
        select(Record)
        .where(Record.kind == kind, Record.state != "merged", Record.id.in_(_with_all(kind, terms)))
        .where(_granted(Record.subject_id, reach.unit_id))
        .order_by(Record.at.desc(), Record.id)
        .limit(limit)
    )
    if reach.unit_kind == "commune":
        query = query.where(Record.commune == reach.commune)
    return list(session.scalars(query))


def by_code(session: Session, reach: Reach, code: bytes) -> list[tuple[Tip, Lead]]:
    """The tip that a receipt code was given for."""
    query = (
        select(Tip, Lead)
        .join(Lead, Lead.id == Tip.lead_id)
        .join(ReceiptRow, ReceiptRow.tip_id == Tip.id)
        .where(
            ReceiptRow.code == code,
            visible(reach.unit_kind, reach.unit_id),
            _granted(Tip.subject_id, reach.unit_id),
        )
    )
    return list(session.execute(query))


def _granted(subject: InstrumentedAttribute[int], unit_id: int | None) -> ColumnElement[bool]:
    return exists().where(Grant.subject_id == subject, Grant.unit_id == unit_id)


def _has(term: int) -> ScalarSelect[int]:
    """A tip's own posting of a term, as a value: a condition would be turned into a join with every posting of it."""
    mine = (Posting.scope == "tip") & (Posting.term == term) & (Posting.doc == Tip.id)
    return select(Posting.doc).where(mine).correlate(Tip).scalar_subquery()


def _with_all(scope: str, terms: Sequence[int]) -> Select[int]:
    """Documents with all terms: the postings of the rarest, each looked up for the others."""
    first, *others = terms
    query = select(Posting.doc).where(Posting.scope == scope, Posting.term == first)
    for term in others:
        other = aliased(Posting)
        query = query.where(exists().where(other.scope == scope, other.term == term, other.doc == Posting.doc))
    return query
