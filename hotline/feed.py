"""Live changes: one reader per process follows lead_event and hands codes to everybody who waits (design 9, 17).

Sequences commit out of order in PostgreSQL, so every look reads an overlap and remembers what it saw. It has no thread
of its own: whoever waits looks for all. Listeners get ids and codes, never words, and fetch what they may see.
"""

import secrets
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.db.engine import Database, reading
from hotline.db.queries.matters import ROUTES
from hotline.db.tables import Lead, LeadEvent, Release
from hotline.officers import Viewer

OVERLAP = 500
KEPT = 5_000
PACE = 1.0  # seconds between looks, however many wait
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a lead's history as the live feed tells it, and who may be told."""

    seq: int
    lead_id: int
    action: str
    version: int
    officer_id: int | None
    routed: str
    released_to: frozenset[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """What changed since a token. `missed` says that the token was too old: fetch everything anew."""

    token: str
    changes: tuple[Change, ...]
    missed: bool = False


def visible(change: Change, viewer: Viewer) -> bool:
    """Whether this officer may learn of a change: by his unit's route, or by a release to his commune."""
    if viewer.unit_kind == "commune":
        return viewer.unit_id in change.released_to and change.action not in ("release_proposed", "remark")
    return change.routed in ROUTES.get(viewer.unit_kind, ())


class Follower:
    """Reads what is new in lead_event, each line once, also those that commit late."""

    def __init__(self, overlap: int = OVERLAP) -> None:
        self._overlap, self._last, self._seen = overlap, -1, set[int]()

    def look(self, session: Session) -> tuple[Change, ...]:
        """The lines that were not there at the last look, in order of seq; the first look only takes its bearings."""
        if self._last < 0:
            self._last = session.scalar(select(func.max(LeadEvent.seq))) or 0
            self._seen = set(session.scalars(select(LeadEvent.seq).where(LeadEvent.seq > self._last - self._overlap)))
            return ()
        found: list[Change] = []
        after, more = self._last - self._overlap, True
        while more:
            rows, after, more = self._rows(session, after)
            found += rows
            self._seen.update(row.seq for row in rows)
        self._last = max([self._last, *(one.seq for one in found)])
        self._seen = {seq for seq in self._seen if seq > self._last - self._overlap}
        return tuple(found)

    def _rows(self, session: Session, after: int) -> tuple[list[Change], int, bool]:
        """(unseen changes, the last seq read, whether there may be more)."""
        query = select(LeadEvent, Lead.routed).join(Lead, Lead.id == LeadEvent.lead_id)
        read = session.execute(query.where(LeadEvent.seq > after).order_by(LeadEvent.seq).limit(BATCH)).all()
        rows = [(event, routed) for event, routed in read if event.seq not in self._seen]
        released = _released(session, [event.lead_id for event, _routed in rows])
        changes = [
            Change(
                event.seq, event.lead_id, event.action, event.version, event.officer_id, routed,
                released.get(event.lead_id, frozenset()),
            )
            for event, routed in rows
        ]  # fmt: skip
        return changes, read[-1][0].seq if read else after, len(read) == BATCH


def _released(session: Session, lead_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    if not lead_ids:
        return {}
    query = select(Release.lead_id, Release.unit_id)
    query = query.where(Release.lead_id.in_(set(lead_ids)), Release.state.in_(("released", "withdrawn")))
    found: dict[int, set[int]] = {}
    for lead_id, unit_id in session.execute(query):
        found.setdefault(lead_id, set()).add(unit_id)
    return {lead_id: frozenset(units) for lead_id, units in found.items()}


class Hub:
    """A process's shared log of changes. `wait` blocks until there is something new or time is up."""

    def __init__(self, db: Database, pace: float = PACE) -> None:
        self._db, self._pace, self._epoch = db, pace, secrets.token_hex(4)
        self._follower, self._log, self._count = Follower(), deque[Change](maxlen=KEPT), 0
        self._changed, self._looking, self._looked_at = threading.Condition(), threading.Lock(), 0.0

    def token(self) -> str:
        """The present place in the log, for a listener who has just fetched everything."""
        self._look()
        with self._changed:
            return self._token()

    def place(self) -> str:
        """The place in the log as it is known, for a page that is about to be read: what comes after it will be told.

        Asks the table the first time alone. What the page shows already may be told once more; nothing is left out.
        """
        if not self._looked_at:
            self._look()
        with self._changed:
            return self._token()

    def wait(self, token: str, seconds: float) -> Batch:
        """What changed after `token`, as soon as there is anything; nothing when time is up. Raises Unavailable."""
        end = time.monotonic() + seconds
        while True:
            self._look()
            with self._changed:
                batch = self._after(token)
                left = end - time.monotonic()
                if batch.changes or batch.missed or left <= 0:
                    return batch
                self._changed.wait(min(self._pace, left))

    def _look(self) -> None:
        """Reads the table, if nobody else is doing so and the pace allows it."""
        if time.monotonic() - self._looked_at < self._pace or not self._looking.acquire(blocking=False):
            return
        try:
            with reading(self._db) as session:
                found = self._follower.look(session)
            self._looked_at = time.monotonic()
        finally:
            self._looking.release()
        if found:
            with self._changed:
                self._log.extend(found)
                self._count += len(found)
                self._changed.notify_all()

    def _token(self) -> str:
        return f"{self._epoch}.{self._count}"

    def _after(self, token: str) -> Batch:
        epoch, _, place = token.partition(".")
        if epoch != self._epoch or not place.isascii() or not place.isdigit() or len(place) > 12:
            return Batch(self._token(), (), missed=True)
        behind = self._count - int(place)
        if not 0 <= behind <= len(self._log):
            return Batch(self._token(), (), missed=True)
        changes = tuple(self._log)[len(self._log) - behind :] if behind else ()
        return Batch(self._token(), changes)
