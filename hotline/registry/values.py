"""What the registry's pages show, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hotline.db.tables import Approval
from hotline.registry.words import Words


@dataclass(frozen=True, slots=True)
class Asked:
    """A status or level that waits for a second officer; `document` are its kind, reference and words."""

    approval_id: int
    record_id: int
    status: str
    from_day: int
    document: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A line of the list. `statuses` are in force today and not frozen, `asked` wait for a second officer."""

    record_id: int
    kind: str
    name: str
    commune: str | None
    minor: bool
    state: str
    version: int
    statuses: tuple[str, ...]
    review_at: int | None
    cursor: str
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A period, in force or over; `document` are its kind, reference and words when the viewer may read them."""

    id: int
    status: str
    from_day: int
    to_day: int | None
    reason: str | None
    frozen: bool
    in_force: bool
    review_at: int | None
    document: tuple[str, str, str]
    proposed_by: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A lead in the record's timeline: codes only."""

    lead_id: int
    verdict: str
    state: str
    category: str
    commune: str | None
    outcome: str | None
    opened_at: int
    link_id: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record that shares a lead with this one."""

    record_id: int
    kind: str
    name: str
    lead_id: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Double:
    """A record that may be the same as another; `born` is a person's year."""

    record_id: int
    name: str
    commune: str | None
    hamlet: str
    born: int | None
    state: str


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """A line of the record's history."""

    seq: int
    action: str
    officer_name: str
    version: int
    codes: Mapping[str, Any]
    words: str
    decision_id: int | None
    at: int
    undone: bool
    document: tuple[str, str] = ("", "")  # kind and reference of what a change rests on


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record with all that its page shows."""

    row: RecordRow
    words: Words
    periods: tuple[PeriodView, ...]
    leads: tuple[LeadLine, ...]
    neighbours: tuple[Neighbour, ...]
    history: tuple[RecordEntry, ...]
    pending: tuple[Approval, ...]
    names: Mapping[int, str]
    hold: bool = False  # kept from destruction by a supervisor
    expires_at: int | None = None
