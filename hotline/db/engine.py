"""Engines, and the only ways to the database: reading() and writing(), and its bare form keeping() (decision 0003).

Only the last two commit; on SQLite they begin IMMEDIATE: a deferred read-then-write fails with "database is locked".
Audit events are collected in the session and appended as the last statement of the transaction.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from hotline.errors import Unavailable

EVENTS = "audit_events"
AFTER = "after_commit"
SEALED = "sealed_items"  # (item id, body) of everything put into the vault: its digests go into the audit chain

Run = Callable[[str, Mapping[str, Any]], DBAPICursor]  # executes a statement of one's own with `:named` values


@dataclass(frozen=True, slots=True)
class Database:
    """An engine, and what appends the collected audit events; None where a process may not write any (intake)."""

    engine: Engine
    append: Callable[[Session, list[Any]], None] | None = None

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded database."""
        return self.engine.dialect.name == "sqlite"


def make_engine(url: str, *, pool_size: int = 5, ping: bool = True) -> Engine:
    """An engine for SQLite or PostgreSQL; never echoes values. `postgresql://` means psycopg 3.

    `ping` asks each pooled connection whether it lives before it is used; whoever tries twice anyway can do without.
    """
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed, hide_parameters=True, pool_pre_ping=ping, pool_size=pool_size, max_overflow=pool_size
        )
    engine = create_engine(parsed, hide_parameters=True, connect_args={"timeout": 30})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: writing() says how each one begins.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "recursive_triggers=ON",
        "busy_timeout=30000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    immediate = connection.get_execution_options().get("hotline_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def reading(db: Database) -> Iterator[Session]:
    """A session that cannot write. Raises Unavailable when the database cannot be reached."""
    with (
        _available(db),
        db.engine.connect().execution_options(postgresql_readonly=True) as connection,
        Session(connection, expire_on_commit=False, autoflush=False) as session,
    ):
        yield session
        session.expunge_all()  # what was read stays usable as a value
        if not db.is_sqlite:
            session.commit()  # nothing was written, and a rollback would throw away all prepared statements


@contextmanager
def writing(db: Database) -> Iterator[Session]:
    """A session that commits when its block ends well, the audit events last. Raises Unavailable like reading()."""
    with (
        _available(db),
        db.engine.connect().execution_options(hotline_writing=True) as connection,
        Session(connection, expire_on_commit=False) as session,
    ):
        session.info[EVENTS], session.info[AFTER], session.info[SEALED] = [], [], []
        yield session
        session.flush()
        events = session.info[EVENTS]
        if db.append is not None and (events or session.info[SEALED]):
            db.append(session, events)
        session.commit()
        after = session.info[AFTER]
    for act in after:
        act()


@contextmanager
def keeping(db: Database) -> Iterator[Run]:
    """writing() for the public side, where each message counts: the driver itself, no session, no audit event.

    Commits when its block ends well. Raises Unavailable like reading().
    """
    with (
        _available(db),
        db.engine.connect().execution_options(hotline_writing=True) as connection,
        connection.begin(),
    ):
        cursor = connection.connection.cursor()

        def run(words: str, values: Mapping[str, Any]) -> DBAPICursor:
            cursor.execute(_spoken(words, db.engine.dialect), values)
            return cursor

        try:
            yield run
        except db.engine.dialect.loaded_dbapi.OperationalError as error:
            connection.invalidate(error)  # it may be dead: the pool must not hand it out again
            raise Unavailable("database.unavailable") from error


@lru_cache(maxsize=32)
def _spoken(words: str, dialect: Dialect) -> str:
    """A statement with `:named` values as the driver wants it, made once: making it costs more than running it."""
    return words if dialect.name == "sqlite" else str(text(words).compile(dialect=dialect))


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Does something once the transaction is safe on disk: rings a doorbell, wakes the live feed."""
    session.info[AFTER].append(act)


@contextmanager
def _available(db: Database) -> Iterator[None]:
    try:
        yield
    except db.engine.dialect.loaded_dbapi.OperationalError as error:  # of a statement that went to the driver itself
        raise Unavailable("database.unavailable") from error
    except OperationalError as error:
        raise Unavailable("database.unavailable") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable("database.unavailable") from error
        raise


def reachable(db: Database) -> bool:
    """Whether the database answers at this moment."""
    try:
        with reading(db) as session:
            session.execute(text("SELECT 1"))
    except Unavailable:
        return False
    return True
