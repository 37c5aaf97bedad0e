"""Records as pages show them: a list, one record with its timeline, its neighbours; opened by the viewer's own keys.

Outside desk and supervision a mention does not exist; a commune learns only of leads that were released to it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from hotline import audit, permissions, vault
from hotline.clock import coarse, local_day
from hotline.db.engine import reading
from hotline.db.queries import matters
from hotline.db.queries import registry as queries
from hotline.db.queries.registry import RecordFilters
from hotline.db.tables import Approval, Item, Lead, Period, PeriodProposal, Record
from hotline.errors import NotFound, Refused
from hotline.ids import read_number
from hotline.officers import Viewer
from hotline.registry import store
from hotline.registry.values import Asked, LeadLine, Neighbour, PeriodView, RecordEntry, RecordRow, RecordView
from hotline.registry.words import Words, from_bytes, name_of
from hotline.runtime import Board

VERDICTS = {"desk": ("mention", "confirmed"), "supervision": ("mention", "confirmed")}


def listing(
    board: Board, viewer: Viewer, filters: RecordFilters | None = None, after: str = "", limit: int = 50
) -> tuple[tuple[RecordRow, ...], str]:
    """(rows, cursor of the next page) of the records that this officer may see. Logged with the ids shown."""
    _may(viewer)
    if after and read_number(after) is None:
        raise Refused("queue.cursor")
    with reading(board.db) as session:
        entitled = queries.visible(viewer.unit_kind, viewer.commune)
        records = queries.page(session, entitled, filters or RecordFilters(), int(after or 0), limit)
        shown = records[:limit]
        words = opened(session, viewer, shown)
        periods = queries.periods(session, [record.id for record in shown])
        waits = asked(session, viewer, PeriodProposal.record_id.in_([record.id for record in shown]))
    rows = tuple(_row(record, words.get(record.id), periods, board.clock(), waits) for record in shown)
    if rows:
        audit.seen(board.db, viewer.officer_id, "record.listed", "record", [row.record_id for row in rows])
    return rows, rows[-1].cursor if len(records) > limit else ""


def open_record(board: Board, viewer: Viewer, record_id: int) -> RecordView:
    """One record. Raises NotFound. Logged as read."""
    _may(viewer)
    now = board.clock()
    with reading(board.db) as session:
        record = session.get(Record, record_id)
        entitled = queries.visible(viewer.unit_kind, viewer.commune)
        found = queries.page(session, entitled, _only(record), record_id - 1, 1)
        if record is None or not any(one.id == record_id for one in found):
            raise NotFound("record.absent")
        words = opened(session, viewer, [record])
        if record_id not in words:
            raise NotFound("record.absent")
        view = _view(session, viewer, record, words[record_id], now)
    audit.seen(board.db, viewer.officer_id, "record.read", "record", [record_id])
    return view


def opened(session: Session, viewer: Viewer, records: Iterable[Record]) -> dict[int, Words]:
    """The present words by record id, of those that the viewer's keys open; two queries."""
    items = store.current_items(session, records)
    contents = vault.read(session, viewer.holder, list(items.values()))
    return {record_id: from_bytes(contents[item.id])[1] for record_id, item in items.items() if item.id in contents}


def _only(record: Record | None) -> RecordFilters:
    return RecordFilters(state=record.state if record else "active")


def _may(viewer: Viewer) -> None:
    if not permissions.may(viewer.role, "registry.read"):
        raise NotFound("record.absent")


def in_force(period: Period, record: Record, day: int) -> bool:
    """Whether a period counts for a record on that day: begun, not over, not frozen by a complaint, the record in use.

    A merged record's does not count for the one that it rests in: no single officer puts a status on another person.
    """
    used = period.record_id == record.id and record.state == "active" and not period.frozen
    return used and period.from_day <= day and (period.to_day is None or day < period.to_day)


def asked(session: Session, viewer: Viewer, wanted: ColumnElement[bool]) -> tuple[Asked, ...]:
    """What waits for a second officer, with the papers as the viewer's keys open them. A commune sees none of it."""
    rows = queries.proposals(session, wanted) if viewer.unit_kind in queries.EVERYWHERE else []
    papers = select(Item).where(Item.id.in_([row.document_item for row in rows]))
    contents = vault.read(session, viewer.holder, list(session.scalars(papers))) if rows else {}
    return tuple(
        Asked(row.approval_id, row.record_id, row.status, row.from_day, _paper(contents, row.document_item))
        for row in rows
    )


def _row(
    record: Record, words: Words | None, periods: Iterable[Period], now: int, waits: Iterable[Asked] = ()
) -> RecordRow:
    mine = [one for one in periods if in_force(one, record, local_day(now))]
    reviews = [one.review_at for one in mine if one.review_at is not None]
    return RecordRow(
        record_id=record.id,
        kind=record.kind,
        name=name_of(words) if words else "",
        commune=record.commune,
        minor=record.minor,
        state=record.state,
        version=record.version,
        statuses=tuple(one.status for one in mine),
        review_at=min(reviews) if reviews else None,
        cursor=str(record.id),
        asked=tuple(one for one in waits if one.record_id == record.id),
    )


def _leads_known(viewer: Viewer) -> ColumnElement[bool]:
    """Which leads this officer may know of beside a record."""
    if viewer.unit_kind == "commune":
        return queries.released(viewer.unit_id)
    if viewer.unit_kind == "registry":
        return Lead.routed == "desk"
    return matters.visible(viewer.unit_kind, viewer.unit_id) & true()


def _view(session: Session, viewer: Viewer, record: Record, words: Words, now: int) -> RecordView:
    verdicts = VERDICTS.get(viewer.unit_kind, ("confirmed",))
    when = int if viewer.unit_kind in VERDICTS else coarse  # a tip's minute is nobody's who does not work on tips
    ids, today = [record.id, *queries.merged_into(session, record.id)], local_day(now)
    periods = queries.periods(session, ids)
    links = queries.leads(session, [record.id], verdicts, _leads_known(viewer))
    near = queries.neighbours(session, record.id, verdicts, _leads_known(viewer))
    near_words = opened(session, viewer, [one for one, _lead, _verdict in near])
    events = queries.history(session, record.id) if viewer.unit_kind != "commune" else []
    approvals = matters.approvals(session, [record.id])
    behind = [*approvals, *_behind(session, periods, approvals)]
    items = matters.items(session, "record", ids, ("note", "document"))
    contents = vault.read(session, viewer.holder, items)
    people = [one for row in behind for one in (row.proposed_by, row.decided_by)]
    names = matters.officers(session, [*people, *(event.officer_id for event in events)])
    waits = asked(session, viewer, PeriodProposal.record_id == record.id)
    return RecordView(
        row=_row(record, words, periods, now, waits),
        words=words,
        periods=tuple(_period(one, behind, contents, names, now=in_force(one, record, today)) for one in periods),
        leads=tuple(
            LeadLine(
                lead_id=lead.id,
                verdict=link.verdict,
                state=lead.state,
                category=lead.category,
                commune=lead.commune,
                outcome=lead.outcome,
                opened_at=when(lead.opened_at),
                link_id=link.id,
            )
            for link, lead in links
        ),
        neighbours=tuple(
            Neighbour(one.id, one.kind, name_of(near_words[one.id]) if one.id in near_words else "", lead, verdict)
            for one, lead, verdict in near
        ),
        history=_history(events, contents, names),
        pending=tuple(one for one in approvals if one.verdict == "open" and viewer.unit_kind != "commune"),
        names=names,
        hold=record.hold,
        expires_at=record.expires_at,
    )


def _behind(session: Session, periods: Iterable[Period], known: Iterable[Approval]) -> list[Approval]:
    """Approvals that periods rest on and that are not the record's own: those of an import's batch."""
    have = {one.id for one in known}
    wanted = {one.approval_id for one in periods} - have
    return list(session.scalars(select(Approval).where(Approval.id.in_(wanted)))) if wanted else []


def _period(
    period: Period,
    approvals: Iterable[Approval],
    contents: Mapping[int, bytes],
    names: Mapping[int, str],
    *,
    now: bool,
) -> PeriodView:
    approval = next((one for one in approvals if one.id == period.approval_id), None)
    return PeriodView(
        id=period.id,
        status=period.status,
        from_day=period.from_day,
        to_day=period.to_day,
        reason=period.reason,
        frozen=period.frozen,
        in_force=now,
        review_at=period.review_at,
        document=_paper(contents, period.document_item),
        proposed_by=names.get(approval.proposed_by, "") if approval else "",
        decided_by=names.get(approval.decided_by or 0, "") if approval else "",
    )


def _paper(contents: Mapping[int, bytes], item_id: int) -> tuple[str, str, str]:
    """(kind, reference, words) of a document's item; empty where it does not open."""
    kind, reference, words = (*contents.get(item_id, b"").decode().split("\n", 2), "", "")[:3]
    return kind, reference, words


def _history(events: Iterable[Any], contents: Mapping[int, bytes], names: Mapping[int, str]) -> tuple[RecordEntry, ...]:
    lines = list(events)
    undone = {event.decision_id for event in lines if event.action == "undo"}
    return tuple(
        RecordEntry(
            seq=event.seq,
            action=event.action,
            officer_name=names.get(event.officer_id or 0, ""),
            version=event.version,
            codes=event.codes,
            words=contents.get(event.item_id or 0, b"").decode(),
            decision_id=event.decision_id,
            at=event.at,
            undone=event.action != "undo" and event.decision_id in undone,
            document=_paper(contents, event.codes.get("document", 0))[:2],
        )
        for event in lines
    )
