"""Many records at once, as an import writes them: sealed, blinded and proposed like single ones, but by the thousand.

`store` and `periods` say what a row of each is; here they are gathered and inserted together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hotline import vault
from hotline.clock import coarse
from hotline.db.queries import index as postings
from hotline.db.queries.writes import insert_many
from hotline.db.tables import PeriodProposal, Record, RecordEvent
from hotline.ids import new_id
from hotline.registry import periods, store
from hotline.registry.store import Desk
from hotline.registry.words import Status, Words, to_bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A record to be written, with its blind form."""

    kind: str
    words: Words
    status: Status | None
    terms: Sequence[int]
    sketch: bytes


@dataclass(slots=True)
class _Rows:
    items: list[vault.Row] = field(default_factory=list)
    grants: list[vault.Row] = field(default_factory=list)
    records: list[vault.Row] = field(default_factory=list)
    wanted: list[vault.Row] = field(default_factory=list)


def propose(desk: Desk, entries: Sequence[Entry], batch: int, approval_id: int) -> list[int]:
    """Writes proposed records of a batch with the statuses that they ask for; returns their ids in the same order."""
    rows = _Rows()
    ids = [_gather(desk, rows, entry, batch, approval_id) for entry in entries]
    vault.keep(desk.session, rows.items, rows.grants)
    insert_many(desk.session, Record, rows.records)
    insert_many(desk.session, RecordEvent, [store.line_row(desk, one, 1, "created", {"batch": batch}) for one in ids])
    insert_many(desk.session, PeriodProposal, rows.wanted)
    for kind in ("person", "hotspot"):
        mine = [(one, entry.terms) for one, entry in zip(ids, entries, strict=True) if entry.kind == kind]
        postings.post_many(desk.session, kind, mine)
    return ids


def _gather(desk: Desk, rows: _Rows, entry: Entry, batch: int, approval_id: int) -> int:
    record_id, subject, stamp = new_id(), vault.new_subject(), coarse(desk.now)
    words, status = entry.words, entry.status
    content = to_bytes(entry.kind, words)
    rows.items.append(vault.item_row(subject, "record", record_id, "record", content, stamp))
    units = store.readers_of(desk, words.commune)
    rows.grants.extend(vault.grant_rows(subject, units, desk.viewer.officer_id, stamp))
    rows.records.append(store.record_row(desk, record_id, entry.kind, words, entry.sketch, subject.id, batch))
    if status is not None:
        paper = periods.document_words(entry.kind, status).encode()
        document = vault.item_row(store.paper(desk), "record", record_id, "document", paper, stamp)
        rows.items.append(document)
        rows.wanted.append(periods.proposal_row(desk, record_id, words.commune, status, approval_id, document["id"]))
    return record_id
