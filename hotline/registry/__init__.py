"""The registry of persons and hotspots: what pages and commands call. No Flask, no HTML."""

from hotline.db.queries.registry import RecordFilters
from hotline.registry.acts import Kept, add, edit, merge, not_same, retire, undo
from hotline.registry.decisions import decide
from hotline.registry.doubles import doubles
from hotline.registry.fields import columns
from hotline.registry.periods import ENDINGS, complain
from hotline.registry.periods import end as end_period
from hotline.registry.periods import propose as propose_period
from hotline.registry.reading import listing, open_record
from hotline.registry.values import Double, LeadLine, Neighbour, PeriodView, RecordEntry, RecordRow, RecordView
from hotline.registry.words import DOCUMENTS, LEVELS, PERSON_STATUSES, Hotspot, Person, Status, name_of, raw_of

__all__ = [
    "DOCUMENTS",
    "ENDINGS",
    "LEVELS",
    "PERSON_STATUSES",
    "Double",
    "Hotspot",
    "Kept",
    "LeadLine",
    "Neighbour",
    "PeriodView",
    "Person",
    "RecordEntry",
    "RecordFilters",
    "RecordRow",
    "RecordView",
    "Status",
    "add",
    "columns",
    "complain",
    "decide",
    "doubles",
    "edit",
    "end_period",
    "listing",
    "merge",
    "name_of",
    "not_same",
    "open_record",
    "propose_period",
    "raw_of",
    "retire",
    "undo",
]
