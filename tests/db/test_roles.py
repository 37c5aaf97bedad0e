"""PostgreSQL roles: the intake writes and reads nothing back; nobody rewrites the audit chain."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from hotline import work
from hotline.db.engine import Database, make_engine
from hotline.db.roles import grant, privileges
from hotline.db.tables import metadata
from hotline.intake import keep
from tests.world import World, message

ROLES = ("hotline_intake", "hotline_worker", "hotline_board")


@pytest.fixture
def granted(postgres: Database) -> Database:
    with postgres.engine.begin() as connection:
        grant(connection)
        for role in ROLES:
            connection.execute(text(f"GRANT {role} TO hotline"))
    return postgres


@contextmanager
def acting_as(db: Database, role: str) -> Iterator[Database]:
    """The same database, with a role's rights and no more."""
    engine = make_engine(db.engine.url.update_query_dict({"options": f"-c role={role}"}).render_as_string(False))
    yield Database(engine, db.append)
    engine.dispose()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET action = 'x'", "TRUNCATE audit_event", "DROP TABLE audit_event"]
)
def test_no_role_rewrites_the_chain(granted: Database, role: str, statement: str) -> None:
    with acting_as(granted, role) as db, pytest.raises(ProgrammingError), db.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("table", sorted({*metadata.tables} - {"thread", "receipt", "tally"}))
def test_the_intake_reads_nothing_back(granted: Database, table: str) -> None:
    with acting_as(granted, "hotline_intake") as db, pytest.raises(ProgrammingError), db.engine.begin() as connection:
        connection.execute(text(f'SELECT 1 FROM "{table}"'))


def test_a_message_is_kept_by_the_intake_role_and_read_by_the_workers(granted: Database, tmp_path: Path) -> None:
    world = World(granted, tmp_path / "rings")
    with acting_as(granted, "hotline_intake") as db:
        world.db = db
        keep(world.edge, message("o gan cho xom 3 co nguoi ban ma tuy"))
    with acting_as(world.audited, "hotline_worker") as db:
        world.audited = db
        assert work.step(world.worker) == 1


def test_a_role_is_granted_only_tables_that_exist() -> None:
    assert all(set(privileges(role)) <= set(metadata.tables) for role in ROLES)
