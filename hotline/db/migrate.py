"""Brings a database to the schema of the models, and says where the two differ (`hotline db upgrade`, `db check`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

import config
from hotline.db.tables import metadata

MIGRATIONS = Path(config.__file__).parent / "migrations"
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
LOCK = 4_242  # any number: two upgrades at once wait for each other on PostgreSQL


def _config(connection: Connection | None = None, *, batch: bool = True) -> Config:
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes.update(connection=connection, metadata=metadata, batch=batch)
    return found


@contextmanager
def _locked(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(hotline_writing=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Applies the missing migrations in one transaction."""
    with _locked(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Takes migrations back, as far as `revision`; "base" leaves no table. What the tables held is gone."""
    with _locked(engine) as connection:
        command.downgrade(_config(connection), revision)


def revise(engine: Engine, message: str, number: str, *, batch: bool = True) -> str:
    """Writes migration `number`: what the models have and this database has not; returns its path. Read it over.

    `batch` writes changes of tables in the form that SQLite can do.
    """
    with _locked(engine) as connection:
        script = command.revision(_config(connection, batch=batch), message, autogenerate=True, rev_id=number)
    if script is None or isinstance(script, list):
        raise RuntimeError("alembic made no single script")
    return script.path


def head() -> str | None:
    """The newest migration that this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(engine: Engine) -> str | None:
    """The migration that the database stands at, None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(engine: Engine) -> list[str]:
    """What the models have and the database has not, or the other way round, one line each; empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
        found = [line for change in compare_metadata(context, metadata) for line in _lines(change)]
        there = set(connection.scalars(text(TRIGGERS[engine.dialect.name])))
    return found + [f"missing_trigger: {name}" for name in sorted(_guards() - there)]


def _guards() -> set[str]:
    """The triggers that migrations say they make."""
    revisions = ScriptDirectory.from_config(_config()).walk_revisions()
    return {f"guard_{guard[0]}" for revision in revisions for guard in getattr(revision.module, "GUARDS", ())}


def _lines(change: Any) -> Iterator[str]:
    # A change is a tuple that begins with its kind; changes of one column come as a list of such tuples.
    if isinstance(change, list):
        for part in change:
            yield from _lines(part)
        return
    kind, *rest = change
    names = [part if isinstance(part, str) else str(getattr(part, "name", "")) for part in rest]
    yield f"{kind}: {'.'.join(name for name in names if name and not name.startswith('{'))}"
