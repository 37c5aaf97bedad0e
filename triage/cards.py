"""Records as a list of hits shows them: name, commune, what tells namesakes apart; opened by the officer's keys."""

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.db.tables import Record
from hotline.leads.neighbours import records_of
from hotline.officers import Viewer
from hotline.registry import name_of
from hotline.registry.words import Words
from hotline.runtime import Board
from hotline.search import RecordHit
from triage.evidence import detail


@dataclass(frozen=True, slots=True)
class Card:
    """One line of a list of records. `name` is empty when this officer's unit was not given the record."""

    record_id: int
    kind: str
    name: str
    commune: str | None
    state: str
    minor: bool
    detail: str = ""


def of_hits(board: Board, viewer: Viewer, hits: Sequence[RecordHit]) -> tuple[Card, ...]:
    """Cards of records that were found, in the order of the hits."""
    found = records_of(board, viewer, [hit.record_id for hit in hits])
    return tuple(_card(record, words) for record, words in found)


def _card(record: Record, words: Words | None) -> Card:
    name = name_of(words) if words else ""
    return Card(record.id, record.kind, name, record.commune, record.state, record.minor, detail(words))
