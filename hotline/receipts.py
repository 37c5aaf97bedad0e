"""What a receipt code may be told, and how often somebody may guess (design 2, codes). Runs on the public side.

Unknown, expired and deleted codes get one and the same answer; past the limit, right and wrong codes do too.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline.clock import HOUR
from hotline.db.engine import reading, writing
from hotline.db.tables import ReceiptRow, Tally
from hotline.intake import Edge
from hotline.tags import code_term, keyed

UNKNOWN, LATER = "unknown", "later"
MOST_CODES = 20_000
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """Wrong codes in an hour, by one asker and by all together."""

    by_one: int = 5
    by_all: int = 200


def status(edge: Edge, codes: list[str], asker: str, limits: Limits) -> tuple[str, str]:
    """(state, code): received, looked_at, passed_on or closed; "unknown" for a wrong code, "later" past the limit.

    `codes` are canonical codes of which at most one is meant (a keypad is ambiguous); none is a wrong code. `asker` is
    the channel with the sender, or with the call when there is none. Raises Unavailable.
    """
    buckets = _buckets(edge, asker)
    with reading(edge.db) as session:
        counts = dict(session.execute(select(Tally.bucket, Tally.n).where(Tally.bucket.in_(buckets))).all())
        if counts.get(buckets[0], 0) >= limits.by_one or counts.get(buckets[1], 0) >= limits.by_all:
            return LATER, ""
        found = _find(session, edge, codes)
    if found is None:
        with writing(edge.db) as session:
            for bucket in buckets:
                count_up(session, bucket, edge.clock() - edge.clock() % HOUR + HOUR)
        return UNKNOWN, ""
    return found


def _find(session: Session, edge: Edge, codes: list[str]) -> tuple[str, str] | None:
    key = edge.edge_key()
    terms = {code_term(key, code): code for code in codes[:MOST_CODES]}
    wanted = list(terms)
    found: list[tuple[bytes, str]] = []
    for start in range(0, len(wanted), CHUNK):
        query = select(ReceiptRow.code, ReceiptRow.status).where(ReceiptRow.code.in_(wanted[start : start + CHUNK]))
        found += session.execute(query).all()
    return (found[0][1], terms[found[0][0]]) if len(found) == 1 else None


def _buckets(edge: Edge, asker: str) -> tuple[bytes, bytes]:
    key, hour = edge.edge_key(), str(edge.clock() // HOUR)
    return keyed(key, "wrong code", asker, hour), keyed(key, "wrong code", "", hour)


def count_up(session: Session, bucket: bytes, until: int) -> int:
    """One more in a bucket; returns the count. A bucket lives until its time and is then swept."""
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(Tally).values(bucket=bucket, n=1, until=until)
    statement = statement.on_conflict_do_update(
        index_elements=["bucket"], set_={"n": case((Tally.until > 0, Tally.n + 1), else_=1)}
    ).returning(Tally.n)
    return int(session.execute(statement).scalar_one())
