"""Records as the board asks for them. A commune's officer finds his own commune's records, and no mention."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from hotline.db.tables import (
    Approval,
    Lead,
    Link,
    Period,
    PeriodProposal,
    Posting,
    Record,
    RecordEdge,
    RecordEvent,
    Release,
)  # fmt: skip

EVERYWHERE = ("registry", "desk", "supervision")
IN_USE = ("active", "proposed")


@dataclass(frozen=True, slots=True)
class RecordFilters:
    """What narrows the list of records; empty means everything. `review_until` finds reviews that are due by then."""

    kind: str = ""
    commune: str = ""
    state: str = ""
    status: str = ""
    review_until: int | None = None
    batch: int | None = None
    minor: bool = False


def visible(unit_kind: str, commune: str | None) -> ColumnElement[bool]:
    """The condition under which a unit may see a record at all."""
    if unit_kind in EVERYWHERE:
        return Record.state.is_not(None)
    if unit_kind == "commune" and commune:
        return and_(Record.commune == commune, Record.state == "active")
    return false()


def page(
    session: Session, entitled: ColumnElement[bool], filters: RecordFilters, after: int, limit: int
) -> list[Record]:
    """Records by id after the cursor, one more than `limit` if there is more."""
    query = select(Record).where(entitled, Record.id > after)
    for column, value in (
        (Record.kind, filters.kind),
        (Record.commune, filters.commune),
        (Record.batch, filters.batch),
    ):
        if value not in ("", None):
            query = query.where(column == value)
    query = query.where(Record.state == filters.state if filters.state else Record.state.in_(IN_USE))
    if filters.minor:
        query = query.where(Record.minor.is_(True))
    if filters.status or filters.review_until is not None:
        query = query.where(_has_period(filters))
    return list(session.scalars(query.order_by(Record.id).limit(limit + 1)))


def _has_period(filters: RecordFilters) -> ColumnElement[bool]:
    conditions = [Period.record_id == Record.id, Period.to_day.is_(None)]
    if filters.status:
        conditions.append(Period.status == filters.status)
    if filters.review_until is not None:
        conditions.append(Period.review_at <= filters.review_until)
    return exists().where(*conditions)


def periods(session: Session, record_ids: Iterable[int]) -> list[Period]:
    """The periods of records, oldest first."""
    query = select(Period).where(Period.record_id.in_(list(record_ids)))
    return list(session.scalars(query.order_by(Period.from_day, Period.id)))


def batch_versions(session: Session, batches: Collection[int]) -> dict[int, int]:
    """A number for each batch that grows with every change of any of its records: the sum of their versions."""
    if not batches:
        return {}
    query = select(Record.batch, func.sum(Record.version)).where(Record.batch.in_(batches)).group_by(Record.batch)
    return {batch or 0: int(total) for batch, total in session.execute(query)}


def proposals(session: Session, wanted: ColumnElement[bool]) -> list[PeriodProposal]:
    """Periods that wait for a second officer."""
    query = select(PeriodProposal).join(Approval, Approval.id == PeriodProposal.approval_id)
    query = query.where(Approval.verdict == "open", wanted)
    return list(session.scalars(query.order_by(PeriodProposal.record_id, PeriodProposal.id)))


def history(session: Session, record_id: int) -> list[RecordEvent]:
    """A record's history, oldest first."""
    query = select(RecordEvent).where(RecordEvent.record_id == record_id)
    return list(session.scalars(query.order_by(RecordEvent.seq)))


def leads(
    session: Session, record_ids: Collection[int], verdicts: Collection[str], entitled: ColumnElement[bool]
) -> list[tuple[Link, Lead]]:
    """Living links of records with their leads, newest first; `entitled` says which leads the viewer may know of."""
    query = select(Link, Lead).join(Lead, Lead.id == Link.lead_id)
    query = query.where(
        Link.record_id.in_(record_ids), Link.undone_at.is_(None), Link.verdict.in_(list(verdicts)), entitled
    )
    return list(session.execute(query.order_by(Lead.opened_at.desc(), Link.id)))


def released(unit_id: int | None) -> ColumnElement[bool]:
    """Leads of which something was released to a unit."""
    return exists().where(Release.lead_id == Lead.id, Release.unit_id == unit_id, Release.state == "released")


def neighbours(
    session: Session, record_id: int, verdicts: Collection[str], entitled: ColumnElement[bool], limit: int = 40
) -> list[tuple[Record, int, str]]:
    """(record, lead, verdict) of the records that leads of this record are linked to as well."""
    mine, other = aliased(Link), aliased(Link)
    query = (
        select(Record, other.lead_id, other.verdict)
        .join(other, other.record_id == Record.id)
        .join(mine, mine.lead_id == other.lead_id)
        .join(Lead, Lead.id == other.lead_id)
        .where(
            mine.record_id == record_id,
            other.record_id != record_id,
            mine.undone_at.is_(None),
            other.undone_at.is_(None),
            mine.verdict.in_(list(verdicts)),
            other.verdict.in_(list(verdicts)),
            entitled,
        )
        .order_by(Record.id)
        .limit(limit)
    )
    return list(session.execute(query))


def namesakes(
    session: Session, record: Record, names: Collection[int], phones: Collection[int], limit: int = 200
) -> list[Record]:
    """Other records in use with one of the names, in the same commune or with one of the telephones (terms)."""

    def bearing(terms: Collection[int]) -> ColumnElement[bool]:
        return Record.id.in_(select(Posting.doc).where(Posting.scope == record.kind, Posting.term.in_(list(terms))))

    near = or_(Record.commune == record.commune, bearing(phones)) if record.commune else bearing(phones)
    query = select(Record).where(Record.id != record.id, Record.state.in_(IN_USE), bearing(names), near)
    return list(session.scalars(query.order_by(Record.id).limit(limit)))


def told_apart(session: Session, record_id: int) -> set[int]:
    """The records that an officer has said to be others than this one."""
    edges = select(RecordEdge).where(
        RecordEdge.verdict == "not_same",
        RecordEdge.undone_at.is_(None),
        (RecordEdge.a == record_id) | (RecordEdge.b == record_id),
    )
    return {edge.a if edge.b == record_id else edge.b for edge in session.scalars(edges)}


def merged_into(session: Session, record_id: int) -> list[int]:
    """The records that rest in this one by a living merge."""
    edges = select(RecordEdge).where(
        RecordEdge.verdict == "same",
        RecordEdge.undone_at.is_(None),
        (RecordEdge.a == record_id) | (RecordEdge.b == record_id),
    )
    others = [edge.a if edge.b == record_id else edge.b for edge in session.scalars(edges)]
    if not others:
        return []
    return list(session.scalars(select(Record.id).where(Record.id.in_(others), Record.state == "merged")))
