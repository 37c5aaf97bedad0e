"""What the board shows of leads, as values. Words in them were opened for one officer's request and live no longer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hotline.text.findings import Span, Understanding


@dataclass(frozen=True, slots=True)
class Row:
    """Two lines of the queue: codes only, nothing was opened. Times are epoch seconds."""

    lead_id: int
    version: int
    state: str
    lane: str
    category: str
    urgency: str
    commune: str | None
    guessed: tuple[str, ...]
    tips: int
    independent: int
    opened_at: int
    due_at: int | None
    overdue: bool
    alarm: bool
    brigading: bool
    conflict: bool
    cleared_before: bool
    unit_id: int | None
    outcome: str | None
    holder: int | None  # the officer who has it in hand now
    holder_name: str
    cursor: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a tab; `after` is the cursor of the next one, empty at the end."""

    tab: str
    rows: tuple[Row, ...]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of a tip: item ids of the whole and of its small form, for `leads.picture`."""

    image: int
    thumb: int | None


@dataclass(frozen=True, slots=True)
class TipView:
    """One tip as opened for this officer. `text` is masked unless `unmasked`; spans hold in both forms.

    `findings` is None and `text` empty when no unit of this officer was granted the tip (`readable` False).
    """

    id: int
    channel: str
    entry: str
    received_at: int
    version: int
    parts: int
    category: str
    urgency: str
    basis: str
    commune: str | None
    lane: str
    readable: bool
    text: str
    unmasked: bool
    masks: tuple[Span, ...]
    findings: Understanding | None
    pictures: tuple[Picture, ...]
    why: str  # why it is on this lead: first | repeat | same_matter | addition | answer | officer
    bits: int  # hundredths of a bit
    groups: tuple[str, ...]
    independent: bool
    way_back: bool


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link of the lead to a record, with the record's name when this officer may open it."""

    id: int
    record_id: int
    record_kind: str
    name: str
    commune: str | None
    verdict: str
    tie_size: int
    strong: bool
    outcome: str | None
    by: int
    by_name: str
    at: int
    expires_at: int | None
    approval_id: int | None
    decision_id: int
    undone: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lead's history. `codes` as written; `words` is the opened note, if there is one."""

    seq: int
    action: str
    officer_id: int | None
    officer_name: str
    unit_id: int | None
    version: int
    codes: Mapping[str, Any]
    words: str
    decision_id: int | None
    at: int
    undone: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked of a sender: its words as kept for the desk, and its state without a time."""

    id: int
    state: str  # waiting for a second officer: proposed | waiting | sent | failed | uncertain | refused
    words: str
    canned: str
    by_name: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A proposal that waits for a second officer; `mine` when this viewer made it and so cannot decide it."""

    approval_id: int
    kind: str
    subject_id: int
    proposed_by: str
    at: int
    mine: bool


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release of this lead: to whom, in which state, its wording when the viewer may read it."""

    id: int
    unit_id: int
    unit_name: str
    state: str
    approval_id: int
    wording: str
    by: int
    by_name: str
    at: int
    released_at: int | None


@dataclass(frozen=True, slots=True)
class Way:
    """A way back to a sender: the tip that he told, named by its channel and the time of its arrival."""

    tip_id: int
    channel: str
    at: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of a long lead is shown: tips number `first` to `last` of `all`; the others are keys of pages.

    A key is the id of a page's first tip; None where there is no such page.
    """

    first: int = 1
    last: int = 0
    all: int = 0
    earlier: int | None = None
    later: int | None = None
    newest: int | None = None


@dataclass(frozen=True, slots=True)
class LeadView:
    """One lead with all that the board shows beside it. `tips` and `history` are a page of them."""

    row: Row
    no_place: bool
    basis: str
    information: int | None
    source_grade: str
    handling: str
    review_at: int | None
    verified_by: int | None
    alarm_at: int | None
    alarm_ack_by: int | None
    tips: tuple[TipView, ...]
    history: tuple[Entry, ...]
    links: tuple[LinkView, ...]
    releases: tuple[ReleaseView, ...]
    questions: tuple[Question, ...]
    pending: tuple[Pending, ...]
    looking: tuple[tuple[int, str], ...]
    acts: tuple[str, ...]  # what this officer may do in this state
    mine: bool
    names: Mapping[int, str] = field(default_factory=dict)
    stretch: Stretch = Stretch()
    arrivals: tuple[int, ...] = ()  # of every tip, epoch seconds
    ways: tuple[Way, ...] = ()  # newest first, whichever page is shown
    history_before: int | None = None  # the key of the older lines, if there are any
    hold: bool = False  # kept from destruction by a supervisor
    expires_at: int | None = None

    @property
    def way_back(self) -> bool:
        """Whether any sender of this lead can still be asked."""
        return bool(self.ways)


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to an act: the lead's new version and state, and until when the decision can be taken back."""

    lead_id: int
    version: int
    state: str
    decision_id: int
    undo_until: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """A line of the alarm strip."""

    lead_id: int
    category: str
    commune: str | None
    since: int
    escalated: bool
