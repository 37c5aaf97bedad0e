"""Slows down whoever guesses: a count per bucket, waits that double to 15 minutes, forgotten after a quiet day.

A bucket is an account, or an account with a device that has signed in before, so that a stranger who guesses at an
account never shuts out the desk's own machine (design 2, sessions). A try is counted before it is looked at.
"""

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline.clock import DAY, MINUTE
from hotline.db.tables import Tally
from hotline.errors import Refused
from hotline.tags import keyed

FREE = 4  # wrong tries before the first wait
LONGEST = 15 * MINUTE
MEMORY = DAY


def bucket(edge: bytes, purpose: str, *parts: str) -> bytes:
    """The name of a bucket; tells nothing about the account without the key."""
    return keyed(edge, "throttle", purpose, *parts)


def wait_after(tries: int) -> int:
    """Seconds to wait after so many wrong tries: 0 four times, then 2, 4, 8 … 900."""
    return 0 if tries <= FREE else min(LONGEST, 2 ** (tries - FREE))


def begin(session: Session, bucket: bytes, now: int) -> None:
    """Counts a try. Raises Refused("signin.wait") while an earlier one still has to be waited for."""
    row = session.get(Tally, bucket, with_for_update=True)
    alive = row is not None and row.until > now
    if row is not None and alive:
        wait = row.until - MEMORY - now
        if wait > 0:
            raise Refused("signin.wait", seconds=wait)
    tries = (row.n if row is not None and alive else 0) + 1
    values = {"n": tries, "until": now + wait_after(tries) + MEMORY}
    kind = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = kind.insert(Tally).values(bucket=bucket, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["bucket"], set_=values))


def clear(session: Session, bucket: bytes) -> None:
    """Forgets the tries of a bucket: the last one was right."""
    session.execute(delete(Tally).where(Tally.bucket == bucket))
