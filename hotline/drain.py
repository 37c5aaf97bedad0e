"""The claim loop: takes waiting messages one by one, gives each to the pipeline, sets a poison message aside.

A claim is committed before a message is opened, so that a message that kills its worker is not tried for ever.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import BigInteger, BindParameter, bindparam, delete, select, update
from sqlalchemy.orm import Session

from hotline.clock import MINUTE
from hotline.db.engine import Database, writing
from hotline.db.queries.writes import affected
from hotline.db.ready import Ready, Statement
from hotline.db.tables import Inbound
from hotline.db.tables.base import rows_of
from hotline.errors import Conflict, HotlineError
from hotline.ids import new_id

log = logging.getLogger(__name__)

LEASE = 5 * MINUTE
ATTEMPTS = 5
LADDER = (2, 10, 60, 300)
PAUSE = 10
INBOUND = rows_of(Inbound)


def _claiming(wanted: bool) -> Statement:
    """One due row, the oldest or the one wanted, claimed by a conditional UPDATE."""
    now: BindParameter[int] = bindparam("now", type_=BigInteger)
    due = (INBOUND.c.state == "waiting") & (INBOUND.c.not_before <= now) & (INBOUND.c.claimed_until <= now)
    pick = select(INBOUND.c.id).where(due, *[INBOUND.c.id == bindparam("wanted")][: int(wanted)])
    pick = pick.order_by(INBOUND.c.at, INBOUND.c.id).limit(1).with_for_update(skip_locked=True)
    values = {"claim": bindparam("mine"), "claimed_until": bindparam("lease"), "attempts": INBOUND.c.attempts + 1}
    return update(INBOUND).where(INBOUND.c.id == pick.scalar_subquery(), due).values(values).returning(*INBOUND.c)


_CLAIM = Ready(lambda _arrays: _claiming(False), [*INBOUND.c])
_CLAIM_ONE = Ready(lambda _arrays: _claiming(True), [*INBOUND.c])
_MINE = (INBOUND.c.id == bindparam("row_id")) & (INBOUND.c.claim == bindparam("mine"))
_DONE = Ready(lambda _arrays: delete(INBOUND).where(_MINE).returning(INBOUND.c.id), [INBOUND.c.id])


@dataclass(frozen=True, slots=True, repr=False)
class Claimed:
    """One waiting row in this worker's hands; `claim` proves it in the final transaction."""

    id: int
    claim: int
    channel: str
    text: bytes
    address: bytes
    thread: bytes
    code: bytes
    first: bool
    at: int
    attempts: int


Process = Callable[[Claimed], None]


def drain(db: Database, clock: Callable[[], int], process: Process, *, limit: int = 0, first: int = 0) -> int:
    """Processes what waits, oldest first, until nothing is due or `limit` rows are done; returns how many it took.

    `first` is the id that a doorbell carried; it is looked at before the others.
    """
    done = 0
    wanted: int | None = first or None
    while not limit or done < limit:
        claimed = claim_next(db, clock(), wanted)
        if claimed is None and wanted is None:
            return done
        wanted = None
        if claimed is not None:
            attempt(db, clock, process, claimed)
            done += 1
    return done


def claim_next(db: Database, now: int, wanted: int | None = None) -> Claimed | None:
    """Claims one due row by a conditional UPDATE; None when nothing is due. Sets aside what was tried too often."""
    claim = new_id()
    given = {"now": now, "lease": now + LEASE, "mine": claim}
    with writing(db) as session:
        row = _CLAIM.one(session, **given) if wanted is None else _CLAIM_ONE.one(session, **given, wanted=wanted)
        if row is None:
            return None
        if row.attempts > ATTEMPTS:
            _aside(session, row.id, claim, "attempts")
            return None
        return Claimed(
            row.id, claim, row.channel, row.text, row.address, row.thread, row.code, row.first, row.at, row.attempts
        )


def attempt(db: Database, clock: Callable[[], int], process: Process, claimed: Claimed) -> None:
    """Runs the pipeline on one row; a failure moves the row down the ladder or aside, with a reason without text."""
    try:
        process(claimed)
    except HotlineError as error:
        log.warning("message not processed: %s", error.code)
        _later(db, clock(), claimed, error.code, permanent=error.permanent, passing=not error.permanent)
    except Exception as error:  # noqa: BLE001 - a poison message may raise anything; its text must not reach a log
        log.error("message not processed: %s", type(error).__name__)
        _later(db, clock(), claimed, type(error).__name__, permanent=claimed.attempts >= ATTEMPTS)


def _later(
    db: Database, now: int, claimed: Claimed, why: str, *, permanent: bool = False, passing: bool = False
) -> None:
    # What can pass (no trusted unit key yet, database away) is not the message's fault: its attempts do not count.
    with writing(db) as session:
        if permanent:
            _aside(session, claimed.id, claimed.claim, why)
            return
        wait = PAUSE if passing else LADDER[min(claimed.attempts, len(LADDER)) - 1]
        session.execute(
            update(Inbound)
            .where(Inbound.id == claimed.id, Inbound.claim == claimed.claim)
            .values(
                claim=None,
                claimed_until=0,
                not_before=now + wait,
                why=why[:60],
                attempts=Inbound.attempts - int(passing),
            )
        )


def _aside(session: Session, row_id: int, claim: int, why: str) -> None:
    session.execute(
        update(Inbound)
        .where(Inbound.id == row_id, Inbound.claim == claim)
        .values(state="aside", claim=None, claimed_until=0, why=why[:60])
    )


def release_aside(db: Database, now: int) -> int:
    """Puts rows that were set aside back into the queue, for instance after a repair; returns how many."""
    with writing(db) as session:
        return affected(
            session,
            update(Inbound)
            .where(Inbound.state == "aside")
            .values(state="waiting", attempts=0, not_before=now, why=None),
        )


def done(session: Session, claimed: Claimed) -> None:
    """Removes the waiting row, if the claim is still ours; otherwise everything is rolled back."""
    doing(session, claimed)()


def doing(session: Session, claimed: Claimed) -> Callable[[], None]:
    """Asks what `done` asks; to be called before anything is committed."""
    removed = _DONE.ask(session, row_id=claimed.id, mine=claimed.claim)

    def check() -> None:
        if removed.one() is None:
            raise Conflict("inbound.claim_lost")

    return check


def postpone(session: Session, claimed: Claimed, now: int) -> None:
    """Puts the row back for a while, as if it had not been tried; otherwise like `done`."""
    mine = update(Inbound).where(Inbound.id == claimed.id, Inbound.claim == claimed.claim)
    back = {"claim": None, "claimed_until": 0, "not_before": now + PAUSE, "attempts": Inbound.attempts - 1}
    if affected(session, mine.values(**back)) != 1:
        raise Conflict("inbound.claim_lost")
