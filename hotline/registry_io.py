"""Import of registry files by an officer: dry run, duplicates, every line's trouble, all or nothing.

A file is read twice, so that a hundred thousand rows need little memory: first every line's trouble is found, then the
records are written. They stay proposed until a second officer has approved the batch.
"""

import json
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice

from sqlalchemy import exists, select

from hotline import audit, permissions, second
from hotline.bootstrap import Raised
from hotline.clock import local_day
from hotline.db.engine import reading, writing
from hotline.db.tables import Approval, Officer, Record
from hotline.errors import Refused
from hotline.ids import new_id
from hotline.index import Indexed, IndexKeys, index_keys
from hotline.officers import Viewer, viewer
from hotline.registry import batch, blind, decisions, tables
from hotline.registry.batch import Entry
from hotline.registry.fields import parse, tidy
from hotline.registry.store import Desk
from hotline.registry.words import Parsed, told
from hotline.runtime import Board

CHUNK = 1_000
UNWANTED = ("refused", "withdrawn")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LineTrouble:
    """What is wrong with a line, as codes: `born:year, commune:unknown`."""

    line: int
    codes: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A line that may tell the same record as an earlier line (`line_before`) or as one already held (`record_id`)."""

    line: int
    line_before: int | None = None
    record_id: int | None = None
    state: str = ""  # the record's: "retired" and "merged" ones are told as well


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
class _File:
    """A file, and what its lines are read with."""

    board: Board
    data: bytes
    name: str
    document: str

    def lines(self) -> Iterator[tuple[tables.Line, Parsed]]:
        """Every line with what was read of it; the same each time."""
        names, today = self.board.readers.gazetteer.names, local_day(self.board.clock())
        for line in tables.lines(self.data, self.name):
            unread = Parsed("", None)
            yield line, unread if line.trouble else parse(line.raw, names, today, default_document=self.document)

    def keys(self) -> IndexKeys:
        """The index's keys."""
        return index_keys(self.board.ring().current("index").secret)


@dataclass(slots=True)
class _Found:
    """What the first reading finds. Of each row it keeps hashes, to find duplicates, and its blind form."""

    rows: int = 0
    persons: int = 0
    hotspots: int = 0
    troubles: list[LineTrouble] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    refs: dict[bytes, int] = field(default_factory=dict)
    alike: dict[int, int | list[int]] = field(default_factory=dict)  # lines by what a record is known by
    blinded: list[bytes] = field(default_factory=list)


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
    file = _File(board, data, name, document)
    found = _examine(file, progress)
    if not found.troubles:
        _compare_with_held(board, found)
    doubles = tuple(sorted(found.duplicates, key=lambda one: one.line))
    report = Report(found.rows, found.persons, found.hotspots, tuple(found.troubles), doubles)
    if found.troubles or dry_run or (doubles and not duplicates):
        return report
    blinded = found.blinded
    del found  # what the search of duplicates needed is not kept while the records are written
    return _write(file, officer, blinded, report, progress)


# The first reading --------------------------------------------------------------------------------------------------


def _examine(file: _File, progress: Progress) -> _Found:
    found, keys, about = _Found(), file.keys(), tables.about(file.data, file.name)
    for line, parsed in file.lines():
        found.rows += 1
        if found.rows % CHUNK == 0:
            progress(found.rows, 3 * max(found.rows, about))
        codes = [line.trouble] if line.trouble else [told(parsed.troubles)] if parsed.troubles else []
        words = parsed.words
        found.persons += parsed.kind == "person"
        found.hotspots += parsed.kind == "hotspot"
        if ref := tidy(str(line.raw.get("id") or "")):
            before = found.refs.setdefault(_hash(parsed.kind, ref), line.number)
            codes += ["id:duplicate"] if before != line.number else []
        if codes or words is None:
            found.troubles.append(LineTrouble(line.number, ", ".join(codes)))
        elif not found.troubles:  # once a line is wrong nothing will be compared or written
            _note(found, line.number, blind.indexed(keys, file.board.readers, words))
    return found


def _note(found: _Found, line: int, indexed: Indexed) -> None:
    found.blinded.append(_packed(indexed))
    like = blind.likeness(indexed.sketch)
    before = _alike(found, like)
    if before:
        found.duplicates.append(Duplicate(line, line_before=before[0]))
        return
    for key in like.known:
        kept = found.alike.setdefault(key, line)
        if isinstance(kept, list):
            kept.append(line)
        elif kept != line:
            found.alike[key] = [kept, line]


def _alike(found: _Found, like: blind.Likeness) -> list[int]:
    """The lines that may tell the same, in order."""
    kept = [found.alike[key] for key in like.sought if key in found.alike]
    return sorted({line for one in kept for line in (one if isinstance(one, list) else (one,))})


def _hash(*parts: str) -> bytes:
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _packed(indexed: Indexed) -> bytes:
    terms = indexed.terms
    return struct.pack(f"<I{len(terms)}q", len(terms), *terms) + indexed.sketch


def _unpacked(packed: bytes) -> tuple[tuple[int, ...], bytes]:
    """(terms, sketch) of `_packed`."""
    (count,) = struct.unpack_from("<I", packed)
    return struct.unpack_from(f"<{count}q", packed, 4), packed[4 + 8 * count :]


def _compare_with_held(board: Board, found: _Found) -> None:
    """Lines that may tell what a held record tells, each once; no record is opened for it.

    One in use is told before one that was taken out: after a complaint nobody brings a person back unawares. What a
    second officer refused was never in use, and a list that was refused may come again.
    """
    used = Record.state.in_(("active", "proposed"))
    asked = (Approval.subject_id == Record.id) | (Approval.subject_id == Record.batch)
    refused = exists().where(asked, Approval.kind.in_(("record", "import")), Approval.verdict.in_(UNWANTED))
    told: set[int] = set()
    with reading(board.db) as session:
        for some in (used, ~used & ~refused):
            query = select(Record.id, Record.state, Record.sketch).where(some, Record.sketch.is_not(None))
            for record_id, state, sketch in session.execute(query.execution_options(yield_per=CHUNK)):
                lines = [line for line in _alike(found, blind.likeness(sketch or b"")) if line not in told]
                told.update(lines)
                found.duplicates.extend(Duplicate(line, record_id=record_id, state=state) for line in lines)


# The second reading -------------------------------------------------------------------------------------------------


def _write(file: _File, officer: Viewer, blinded: list[bytes], report: Report, progress: Progress) -> Report:
    """One transaction: every record sealed and indexed, one batch, one proposal for the second officer."""
    board, rows, number, ids = file.board, report.rows, new_id(), dict[str, int]()
    with writing(board.db) as session:
        desk = Desk.of(session, board, officer)
        approval = second.propose(session, officer, "import", number, desk.now)
        entries = _entries(file, blinded)
        done = 0
        while chunk := list(islice(entries, CHUNK)):
            made = batch.propose(desk, chunk, number, approval)
            ids.update({entry.words.ref: one for entry, one in zip(chunk, made, strict=True) if entry.words.ref})
            done += len(chunk)
            progress(rows + 2 * done, 3 * rows)
        codes = {"rows": rows, "batch": number}
        audit.record(session, officer.officer_id, "registry.imported", "record", [number], codes=codes)
    return replace(report, imported=rows, batch=number, approval_id=approval, ids=ids)


def _entries(file: _File, blinded: list[bytes]) -> Iterator[Entry]:
    """Takes the blind forms off the list, so that they go as fast as the digests of what is sealed come."""
    blinded.reverse()
    for line, parsed in file.lines():
        if parsed.words is None:
            raise Refused("import.line", line=line.number)
        yield Entry(parsed.kind, parsed.words, parsed.status, *_unpacked(blinded.pop()))


def approve(board: Board, officer: Viewer, approval_id: int) -> int:
    """The second officer's yes to a batch; returns how many records are active now."""
    return decisions.decide(board, officer, approval_id, approve=True).version


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
                {"line": one.line, "line_before": one.line_before, "record": one.record_id, "state": one.state}
                for one in report.duplicates
            ],
        }
    )
