"""What providers still hold of a citizen's message, until its deletion there was asked for and seen (design 2).

A row per copy: kept, then deleted (the provider took the request), then gone (asked again, it was not there) and so
removed here: nothing points back to a tip.
"""

import logging
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from config.catalog.channels import load_channels
from hotline.conversation import private_key
from hotline.db.engine import reading, writing
from hotline.db.ready import put
from hotline.db.tables import ProviderCopy
from hotline.envelope import Context
from hotline.errors import HotlineError, KeyMissing, Unreadable
from hotline.ids import new_id
from hotline.intake import Passing
from hotline.runtime import Worker
from hotline.sender import Sender
from hotline.tips import Address

log = logging.getLogger(__name__)
BATCH = 100
VERIFY_AFTER = 60
NEVER = 1 << 62


@dataclass(frozen=True, slots=True, repr=False)
class Copy:
    """One copy in this worker's hands."""

    id: int
    provider: str
    kind: str
    ref: str
    state: str
    attempts: int


def note(passing: Passing, session: Session, address: Address, now: int) -> None:
    """Writes down every copy that the message left at its provider, to be deleted."""
    enter(passing, session, address.provider, address.copies, now)


def enter(passing: Passing, session: Session, provider: str, copies: tuple[tuple[str, str], ...], now: int) -> None:
    """Rows for (kind, reference) pairs; the reference is sealed, since it finds a sender at the provider."""
    first = load_channels().ledger_first
    for step, (kind, ref) in enumerate(copies, 1):
        row_id = new_id()
        row = {
            "id": row_id,
            "provider": provider,
            "kind": kind,
            "ref": passing.current("relay").seal(ref.encode(), _place(row_id)),
            "first_at": now,
            "not_before": now + first * step,  # in this order: media go before the message that names them
        }
        put(session, ProviderCopy, [row])


def settle(worker: Worker, now: int) -> int:
    """Deletes what is due at the providers and verifies earlier deletions; returns how many are known to be gone."""
    gone = 0
    for copy in _due(worker, now):
        sender = worker.senders.get(copy.provider)
        if sender is not None:
            gone += _settle(worker, sender, copy, now)
    return gone


def _due(worker: Worker, now: int) -> list[Copy]:
    """A batch of copies, each postponed before it is touched, so that two workers do not do the same."""
    due = (ProviderCopy.state.in_(("kept", "deleted"))) & (ProviderCopy.not_before <= now)
    pick = select(ProviderCopy.id).where(due).order_by(ProviderCopy.not_before).limit(BATCH)
    ladder = load_channels().ledger_ladder
    with writing(worker.db) as session:
        wanted = pick.with_for_update(skip_locked=True).scalar_subquery()
        rows = session.scalars(
            update(ProviderCopy)
            .where(ProviderCopy.id.in_(wanted), due)
            .values(attempts=ProviderCopy.attempts + 1, not_before=now + ladder[0])
            .returning(ProviderCopy)
        ).all()
        return [copy for row in rows if (copy := _opened(worker, session, row)) is not None]


def _opened(worker: Worker, session: Session, row: ProviderCopy) -> Copy | None:
    try:
        ref = private_key(worker.passing_ring(), "relay", row.ref).open(row.ref, _place(row.id)).decode()
    except (KeyMissing, Unreadable) as error:
        # The key is spent: the copy can be named by nobody any more. It stays on the status page as kept.
        log.warning("provider copy cannot be named: %s", error.code)
        session.execute(update(ProviderCopy).where(ProviderCopy.id == row.id).values(not_before=NEVER))
        return None
    return Copy(row.id, row.provider, row.kind, ref, row.state, row.attempts)


def _settle(worker: Worker, sender: Sender, copy: Copy, now: int) -> int:
    try:
        if copy.state == "kept":
            sender.forget(copy.kind, copy.ref)
            _set(worker, copy, state="deleted", attempts=0, not_before=now + VERIFY_AFTER)
            return 0
        if sender.gone(copy.kind, copy.ref):
            with writing(worker.db) as session:
                session.execute(delete(ProviderCopy).where(ProviderCopy.id == copy.id))
            return 1
        _set(worker, copy, state="kept", not_before=now + _wait(copy.attempts))
    except HotlineError as error:
        log.warning("provider copy not deleted: %s", error.code)
        _set(worker, copy, state=copy.state, not_before=now + _wait(copy.attempts))
    return 0


def _wait(attempts: int) -> int:
    ladder = load_channels().ledger_ladder
    return ladder[min(attempts, len(ladder)) - 1]


def _set(worker: Worker, copy: Copy, **values: int | str) -> None:
    with writing(worker.db) as session:
        session.execute(update(ProviderCopy).where(ProviderCopy.id == copy.id).values(**values))


def _place(row_id: int) -> Context:
    return Context("provider copy", "provider_copy", row_id, "ref")


def undeleted(session: Session) -> dict[str, int]:
    """Counts by provider of copies not known to be gone, and under "oldest" the moment of the oldest (0: none)."""
    query = select(ProviderCopy.provider, func.count(), func.min(ProviderCopy.first_at)).group_by(ProviderCopy.provider)
    rows = session.execute(query).all()
    counts = {provider: count for provider, count, _ in rows}
    return {**counts, "oldest": min((first for _, _, first in rows), default=0)}


def oldest(worker: Worker) -> int:
    """The moment of the oldest copy not known to be gone, 0 when there is none."""
    with reading(worker.db) as session:
        return undeleted(session)["oldest"]
