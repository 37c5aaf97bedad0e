"""Migrations: up, down, and the same schema as the models, on both databases."""

import pytest
from sqlalchemy import Engine, inspect, text

from hotline.db.engine import Database, make_engine
from hotline.db.migrate import current, differences, downgrade, head, upgrade
from hotline.db.tables import metadata
from hotline.db.tables.index import VACUUMED


def test_a_migrated_database_stands_at_the_newest_migration(database: Database) -> None:
    assert current(database.engine) == head() is not None


def test_the_models_equal_the_migrations(database: Database) -> None:
    assert differences(database.engine) == []


def test_a_difference_is_named_by_table_and_column(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE schedule ADD COLUMN stray INTEGER"))

    assert differences(database.engine) == ["remove_column: schedule.stray"]


def test_a_missing_guard_is_a_difference(sqlite: Database) -> None:
    with sqlite.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER guard_audit_event_update"))

    assert differences(sqlite.engine) == ["missing_trigger: guard_audit_event_update"]


def plain(value: object) -> object:
    """Values that can be compared: SQL expressions as text, lists in an order of their own."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in sorted(value.items())}
    if isinstance(value, list):
        return sorted((plain(part) for part in value), key=str)
    return str(value)


def described(engine: Engine) -> dict[str, object]:
    """Everything of a schema that the inspector tells."""
    told = inspect(engine)
    tables = sorted(set(told.get_table_names()) - {"alembic_version"})
    kinds = ("columns", "pk_constraint", "foreign_keys", "unique_constraints", "check_constraints", "indexes")
    return {f"{table} {kind}": plain(getattr(told, f"get_{kind}")(table)) for table in tables for kind in kinds}


def test_migrations_make_the_very_schema_of_the_models(database: Database, empty_url: str) -> None:
    made = make_engine(empty_url)
    metadata.create_all(made)

    assert described(database.engine) == described(made)
    made.dispose()


def test_postings_are_vacuumed_long_before_a_fifth_of_them_is_new(postgres: Database) -> None:
    with postgres.engine.connect() as connection:
        told = connection.scalar(text("SELECT reloptions FROM pg_class WHERE oid = 'posting'::regclass"))
    assert set(told) == {f"{name}={value}" for name, value in VACUUMED.items()}


def test_down_leaves_no_table_and_up_again_leaves_the_same_schema(database: Database) -> None:
    before = sorted(inspect(database.engine).get_table_names())

    downgrade(database.engine, "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]

    upgrade(database.engine)
    assert sorted(inspect(database.engine).get_table_names()) == before
    assert differences(database.engine) == []


@pytest.mark.parametrize("table", ["inbound", "lead", "audit_event"])
def test_an_upgrade_that_has_nothing_to_do_changes_nothing(database: Database, table: str) -> None:
    upgrade(database.engine)

    assert inspect(database.engine).has_table(table)
