"""Export of the registry: what the officer's own keys open, as a file that a spreadsheet computes nothing of."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import audit, permissions, vault
from hotline.clock import local_day
from hotline.db.engine import reading
from hotline.db.queries import registry as queries
from hotline.db.queries.registry import RecordFilters
from hotline.db.tables import Item, Period
from hotline.errors import Refused
from hotline.officers import Viewer
from hotline.registry import reading as records
from hotline.registry import tables
from hotline.registry.words import raw_of
from hotline.runtime import Board

CHUNK = 500


def export(board: Board, officer: Viewer, kind: str, filters: RecordFilters | None = None) -> bytes:
    """The records that the officer may open, as csv, xlsx or jsonl, with the status in force and its document.

    Logged with the number of records. The caller asks for a fresh second factor first.
    """
    if kind not in tables.FORMATS:
        raise Refused("export.format")
    if not permissions.may(officer.role, "registry.edit"):
        raise Refused("workflow.role", act="registry.export")
    rows = list(_exported(board, officer, filters or RecordFilters()))
    audit.seen(board.db, officer.officer_id, "registry.exported", "record", [], rows=len(rows), format=kind)
    return tables.write(rows, kind)


def _exported(board: Board, officer: Viewer, filters: RecordFilters) -> Iterator[dict[str, Any]]:
    after, today = 0, local_day(board.clock())
    with reading(board.db) as session:
        entitled = queries.visible(officer.unit_kind, officer.commune)
        while True:
            found = queries.page(session, entitled, filters, after, CHUNK)
            page = found[:CHUNK]
            words = records.opened(session, officer, page)
            held = queries.periods(session, [record.id for record in page])
            papers = _papers(session, officer, held)
            for record in page:
                if record.id in words:
                    now = [one for one in held if records.in_force(one, record, today)]
                    yield {**raw_of(record.kind, words[record.id]), **_status(record.kind, now, papers)}
            if len(found) <= CHUNK:
                return
            after = page[-1].id
            session.expunge_all()


def _papers(session: Session, officer: Viewer, held: Sequence[Period]) -> dict[int, list[str]]:
    query = select(Item).where(Item.id.in_([one.document_item for one in held]))
    opened = vault.read(session, officer.holder, list(session.scalars(query)))
    return {item_id: content.decode().split("\n", 2) for item_id, content in opened.items()}


def _status(kind: str, held: Sequence[Period], papers: Mapping[int, list[str]]) -> dict[str, Any]:
    if not held:
        return {}
    newest = held[-1]
    paper = papers.get(newest.document_item, ["", ""])
    began = date.fromordinal(newest.from_day + date(1970, 1, 1).toordinal()).isoformat()
    column = "status" if kind == "person" else "level"
    return {column: newest.status, "from": began, "document_kind": paper[0], "document_ref": paper[1]}
