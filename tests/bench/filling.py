"""Fills a PostgreSQL with tips, persons and hotspots of a crowd, by COPY of generated sketches and postings.

A few thousand are drawn in full and repeated: what many tips share (words, given names in a commune, hamlets) keeps its
share at any size, and what only one or two have (a phone, a full name) becomes another one in every repetition.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
import psycopg
from sqlalchemy import FromClause, Table, text
from sqlalchemy.engine import make_url

from hotline.db.engine import Database, writing
from hotline.db.queries import index as postings
from hotline.db.tables import Lead, Membership, Record, Tip
from hotline.index import Indexed
from tests.bench.crowd import Crowd

DRAWN = {"tip": 20_000, "person": 5_000, "hotspot": 1_000}
RARE = 2
HEADER, TRAILER = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
CHUNK = 1_000_000
AT = 1_780_000_000


@dataclass
class Drawn:
    """Documents drawn in full: their terms in one array, whose each is, whether it is rare, and the sketches."""

    terms: np.ndarray
    whose: np.ndarray
    rare: np.ndarray
    sketches: list[bytes]


def draw(crowd: Crowd, scope: str, count: int) -> Drawn:
    """`count` documents of a scope."""
    made: list[Indexed] = [crowd.tip() if scope == "tip" else crowd.record(scope) for _ in range(count)]
    terms = np.concatenate([np.array(one.terms, dtype=np.int64) for one in made])
    whose = np.repeat(np.arange(count), [len(one.terms) for one in made])
    _, inverse, often = np.unique(terms, return_inverse=True, return_counts=True)
    return Drawn(terms, whose, often[inverse] <= RARE, [one.sketch for one in made])


def fill(db: Database, crowd: Crowd, sizes: dict[str, int]) -> None:
    """Puts so many documents of each scope in, with leads and memberships for the tips, and counts common terms."""
    url = make_url(db.engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP INDEX IF EXISTS ix_posting_doc")
        for scope, size in sizes.items():
            _scope(connection, crowd, scope, size)
        connection.execute("CREATE INDEX ix_posting_doc ON posting (doc)")
        connection.execute("VACUUM ANALYZE")
    with writing(db) as session:
        for scope in sizes:
            postings.refresh_common(session, scope, AT)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE posting")


def _scope(connection: psycopg.Connection, crowd: Crowd, scope: str, size: int) -> None:
    count = min(size, DRAWN[scope])
    drawn, times = draw(crowd, scope, count), size // count
    ids = np.random.default_rng([crowd.seed, len(scope)]).integers(1, 2**62, size=(times, count))
    _documents(connection, scope, drawn, ids)
    terms = np.concatenate([_repeated(drawn, turn) for turn in range(times)])
    docs = np.concatenate([ids[turn][drawn.whose] for turn in range(times)])
    order = np.argsort(terms, kind="stable")
    _copy(connection, scope, terms[order], docs[order])


def _repeated(drawn: Drawn, turn: int) -> np.ndarray:
    """The terms of one repetition: the rare ones are others than before."""
    other = (drawn.terms ^ np.int64(turn * 0x9E37_79B9_7F4A_7C1 & 2**62 - 1)) & np.int64(2**62 - 1)
    return np.where(drawn.rare & (turn > 0), other, drawn.terms)


def _copy(connection: psycopg.Connection, scope: str, terms: np.ndarray, docs: np.ndarray) -> None:
    name = scope.encode()
    row = np.dtype(
        [
            ("n", ">i2"),
            ("a", ">i4"),
            ("scope", f"S{len(name)}"),
            ("b", ">i4"),
            ("term", ">i8"),
            ("c", ">i4"),
            ("doc", ">i8"),
        ]
    )
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY posting (scope, term, doc) FROM STDIN (FORMAT binary)") as copy,
    ):
        copy.write(HEADER)
        for start in range(0, len(terms), CHUNK):
            rows = np.zeros(len(terms[start : start + CHUNK]), dtype=row)
            rows["n"], rows["a"], rows["b"], rows["c"], rows["scope"] = 3, len(name), 8, 8, name
            rows["term"], rows["doc"] = terms[start : start + CHUNK], docs[start : start + CHUNK]
            copy.write(rows.tobytes())
        copy.write(TRAILER)


def _documents(connection: psycopg.Connection, scope: str, drawn: Drawn, ids: np.ndarray) -> None:
    """Tips with a lead each, or records, with the sketches of those that they repeat."""
    connection.execute("DROP TABLE IF EXISTS drawn, made")
    connection.execute("CREATE TEMP TABLE drawn (n int PRIMARY KEY, sketch bytea)")
    connection.execute("CREATE TEMP TABLE made (id bigint, n int)")
    with connection.cursor() as cursor:
        with cursor.copy("COPY drawn (n, sketch) FROM STDIN") as copy:
            for number, sketch in enumerate(drawn.sketches):
                copy.write_row((number, sketch))
        with cursor.copy("COPY made (id, n) FROM STDIN") as copy:
            for turn in ids:
                copy.write("".join(f"{doc}\t{number}\n" for number, doc in enumerate(turn.tolist())))
    for statement in _inserts(scope):
        connection.execute(statement)


def _inserts(scope: str) -> Iterator[str]:
    source = "FROM made JOIN drawn USING (n)"
    when = f"{AT} - made.n % 100 * 86400"
    if scope != "tip":
        given = {"id": "made.id", "kind": f"'{scope}'", "sketch": "sketch", "subject_id": "made.id", "at": "0"}
        yield _insert(Record.__table__, given | {"state": "'active'"}, source)
        return
    usual = {"category": "'retail'", "urgency": "'normal'", "basis": "'unknown'", "commune": "'18406'"}
    lead = {"id": "made.id", "opened_at": when, "touched_at": when, **usual}
    yield _insert(Lead.__table__, lead, source)
    tip = {"id": "made.id", "lead_id": "made.id", "channel": "'sms'", "received_at": when, "sketch": "sketch", **usual}
    yield _insert(Tip.__table__, tip | {"subject_id": "made.n + 1", "period": "1", "source": "made.n % 4096"}, source)
    edge = {"id": "made.id", "tip_id": "made.id", "lead_id": "made.id", "verdict": "'same'", "decision_id": "made.id"}
    yield _insert(Membership.__table__, edge | {"at": when, "independent": "true"}, source)


def _insert(table: FromClause, given: dict[str, str], source: str) -> str:
    """INSERT … SELECT with the columns given, and the model's own defaults for the others that must be there."""
    values = dict(given)
    for column in cast("Table", table).columns:
        if column.name not in values and not column.nullable and not column.server_default:
            default = getattr(column.default, "arg", None)
            literal = (
                "'[]'" if callable(default) else f"'{default}'" if isinstance(default, str) else str(default).lower()
            )
            values[column.name] = literal
    return f"INSERT INTO {cast('Table', table).name} ({', '.join(values)}) SELECT {', '.join(values.values())} {source}"


def warmed(db: Database) -> None:
    """Reads the index once, so that the first measured tip does not pay for a cold cache."""
    with db.engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM posting WHERE scope = 'tip'"))
