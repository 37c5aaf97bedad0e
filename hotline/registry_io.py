"""Import and export of the registry by an officer: dry run, duplicates, every line's trouble, all or nothing.

What is imported stays proposed until a second officer has approved the batch; a status without a document is refused.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import audit, permissions, second
from hotline.bootstrap import Raised
from hotline.clock import DAY
from hotline.db.engine import reading, writing
from hotline.db.queries import index as postings
from hotline.db.queries import registry as queries
from hotline.db.queries.registry import RecordFilters
from hotline.db.tables import Item, Officer, Period, Record
from hotline.errors import Refused
from hotline.ids import new_id
from hotline.index import Indexed, index_keys
from hotline.officers import Viewer, viewer
from hotline.registry import blind, decisions, periods, store, tables
from hotline.registry import reading as records
from hotline.registry.fields import parse
from hotline.registry.store import Desk
from hotline.registry.words import Parsed, identity, raw_of, told
from hotline.runtime import Board

SHOWN = 200
CHUNK = 500
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LineTrouble:
    """What is wrong with a line, as codes: `born:year, commune:unknown`."""

    line: int
    codes: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A line that tells the same record as an earlier line (`line_before`) or as one already held (`record_id`)."""

    line: int
    line_before: int | None = None
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What an import found and did. Nothing was imported when there are troubles or when it was a dry run."""

    rows: int
    persons: int
    hotspots: int
    troubles: tuple[LineTrouble, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    imported: int = 0
    batch: int = 0
    approval_id: int = 0
    ids: Mapping[str, int] = field(default_factory=dict)  # the file's ids to the records'


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    parsed: Parsed
    indexed: Indexed


def quiet(_done: int, _all: int) -> None:
    """Tells nobody how far it is."""


def import_file(
    board: Board,
    officer: Viewer,
    data: bytes,
    name: str,
    *,
    dry_run: bool = False,
    document: str = "",
    duplicates: bool = False,
    progress: Progress = quiet,
) -> Report:
    """Reads a file, and imports it whole if nothing is wrong with any line.

    `document` is the reference for statuses whose line names none (the paper that the whole list came with).
    `duplicates` says that told duplicates are to be imported all the same. Raises Refused for an unreadable file.
    """
    if not permissions.may(officer.role, "registry.propose"):
        raise Refused("workflow.role", act="registry.import")
    found = tables.lines(data, name)
    rows, troubles = _read(board, found, document, progress)
    doubles = [] if troubles else _duplicates(board, rows)
    persons = sum(row.parsed.kind == "person" for row in rows)
    report = Report(len(found), persons, len(rows) - persons, tuple(troubles), tuple(doubles))
    if troubles or dry_run or (doubles and not duplicates):
        return report
    return _write(board, officer, rows, report, progress)


def _read(
    board: Board, lines: Sequence[tables.Line], document: str, progress: Progress
) -> tuple[list[_Row], list[LineTrouble]]:
    keys, year = index_keys(board.ring().current("index").secret), store.year_of(board.clock())
    rows: list[_Row] = []
    troubles: list[LineTrouble] = []
    refs: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines, 1):
        if number % CHUNK == 0:
            progress(number, 2 * len(lines))
        if line.trouble:
            troubles.append(LineTrouble(line.number, line.trouble))
            continue
        parsed = parse(line.raw, board.readers.gazetteer.names, year, default_document=document)
        ref = parsed.words.ref if parsed.words is not None else ""
        before = refs.setdefault((parsed.kind, ref), line.number) if ref else line.number
        codes = [told(parsed.troubles)] if parsed.troubles else []
        if before != line.number:
            codes.append("id:duplicate")
        if codes or parsed.words is None:
            troubles.append(LineTrouble(line.number, ", ".join(codes)))
        else:
            rows.append(_Row(line.number, parsed, blind.indexed(keys, board.readers, parsed.words)))
    return rows, troubles


def _duplicates(board: Board, rows: Sequence[_Row]) -> list[Duplicate]:
    """Lines that tell what another line or a held record tells; no record is opened for it."""
    first: dict[tuple[str, ...], int] = {}
    found: list[Duplicate] = []
    with reading(board.db) as session:
        held = _held(session)
    for row in rows:
        if row.parsed.words is None:
            continue
        before = first.setdefault(identity(row.parsed.words), row.line)
        known = held.get(row.parsed.kind.encode() + blind.likeness(row.indexed.sketch))
        if before != row.line:
            found.append(Duplicate(row.line, line_before=before))
        elif known is not None:
            found.append(Duplicate(row.line, record_id=known))
    return found


def _held(session: Session) -> dict[bytes, int]:
    query = select(Record.id, Record.kind, Record.sketch).where(Record.state.in_(("active", "proposed")))
    return {
        kind.encode() + blind.likeness(sketch): record_id
        for record_id, kind, sketch in session.execute(query.execution_options(yield_per=CHUNK))
        if sketch
    }


def _write(board: Board, officer: Viewer, rows: Sequence[_Row], report: Report, progress: Progress) -> Report:
    """One transaction: every record sealed and indexed, one batch, one proposal for the second officer."""
    batch, ids = new_id(), dict[str, int]()
    with writing(board.db) as session, session.no_autoflush:
        desk = Desk.of(session, board, officer)
        approval = second.propose(session, officer, "import", batch, desk.now)
        for start in range(0, len(rows), CHUNK):
            ids.update(_chunk(desk, rows[start : start + CHUNK], batch, approval))
            progress(len(rows) + start, 2 * len(rows))
        codes = {"rows": len(rows), "batch": batch}
        audit.record(session, officer.officer_id, "registry.imported", "record", [batch], codes=codes)
    progress(2 * len(rows), 2 * len(rows))
    return Report(report.rows, report.persons, report.hotspots, (), report.duplicates, len(rows), batch, approval, ids)


def _chunk(desk: Desk, rows: Sequence[_Row], batch: int, approval: int) -> dict[str, int]:
    """Some rows as records with history, wanted statuses and terms; returns the records by the file's ids."""
    terms: dict[str, list[tuple[int, Iterable[int]]]] = {"person": [], "hotspot": []}
    made: list[tuple[_Row, Record]] = []
    ids: dict[str, int] = {}
    for row in rows:
        if row.parsed.words is None:
            raise Refused("import.line", line=row.line)
        record, _found = store.create(desk, row.parsed.kind, row.parsed.words, batch=batch, blinded=row.indexed)
        made.append((row, record))
        terms[row.parsed.kind].append((record.id, row.indexed.terms))
        if row.parsed.words.ref:
            ids[row.parsed.words.ref] = record.id
    desk.session.flush()
    for row, record in made:
        store.begin_history(desk, record)
        if row.parsed.status is not None:
            periods.ask(desk, record, row.parsed.status, approval)
    desk.session.flush()
    desk.session.expunge_all()
    for kind, documents in terms.items():
        if documents:
            postings.post_many(desk.session, kind, documents)
    return ids


def approve(board: Board, officer: Viewer, approval_id: int) -> int:
    """The second officer's yes to a batch; returns how many records are active now."""
    return decisions.decide(board, officer, approval_id, approve=True).version


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
    after, today = 0, board.clock() // DAY
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
                    now = [one for one in held if one.record_id == record.id and records.in_force(one, today)]
                    yield {**raw_of(record.kind, words[record.id]), **_status(record.kind, now, papers)}
            if len(found) <= CHUNK:
                return
            after = page[-1].id
            session.expunge_all()


def _papers(session: Session, officer: Viewer, held: Sequence[Period]) -> dict[int, list[str]]:
    from hotline import vault

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


def import_sample(board: Board, raised: Raised, data: bytes) -> int:
    """Imports the demo's registry by one sample officer and approves it by another; returns the number of records."""
    first, other = _pair(board, raised)
    report = import_file(board, first, data, "registry.jsonl", document="Danh sách mẫu 01/DS", duplicates=True)
    if report.troubles:
        raise Refused("import.line", line=report.troubles[0].line)
    return approve(board, other, report.approval_id)


def _pair(board: Board, raised: Raised) -> tuple[Viewer, Viewer]:
    """Somebody who may propose and somebody else who may decide, among freshly made officers."""
    with reading(board.db) as session:
        query = select(Officer).where(Officer.id.in_(raised.officers.values())).order_by(Officer.login)
        people = list(session.scalars(query))
        keys = {raised.officers[login]: key for login, key in raised.keys.items()}
        editors = [one for one in people if one.role == "registry_officer"] + people
        first = next(one for one in editors if permissions.may(one.role, "registry.propose"))
        other = next(one for one in people if permissions.may(one.role, "registry.decide") and one.id != first.id)
        return viewer(session, first, keys[first.id]), viewer(session, other, keys[other.id])


def as_json(report: Report) -> str:
    """The report for scripts: counts, troubles and duplicates; never a value of a line."""
    return json.dumps(
        {
            "rows": report.rows,
            "persons": report.persons,
            "hotspots": report.hotspots,
            "imported": report.imported,
            "approval": report.approval_id,
            "troubles": [{"line": one.line, "codes": one.codes} for one in report.troubles],
            "duplicates": [
                {"line": one.line, "line_before": one.line_before, "record": one.record_id} for one in report.duplicates
            ],
        }
    )
