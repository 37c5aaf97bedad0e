"""Writes whose count matters: a conditional UPDATE or DELETE and how many rows it touched; and many rows at once."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from psycopg import Connection, sql
from psycopg.pq import PipelineStatus
from psycopg.types.json import Json
from sqlalchemy import CursorResult, Delete, Update, delete, insert
from sqlalchemy.orm import Session

from hotline.db.ready import put
from hotline.db.tables import Grant
from hotline.db.tables.base import Base, rows_of

FEW = 4  # rows that go in one ready statement
MANY = 100  # below, a statement of the usual kind costs less than a COPY


def affected(session: Session, statement: Update | Delete) -> int:
    """Executes and returns the number of rows; objects already loaded are not brought up to date."""
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return int(cast("CursorResult[Any]", result).rowcount)


def ungrant(session: Session, subject_id: int, unit_id: int) -> int:
    """Takes a unit's access to a subject away; returns how many grants that were."""
    return affected(session, delete(Grant).where(Grant.subject_id == subject_id, Grant.unit_id == unit_id))


def insert_many(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts many rows of one shape: by COPY on PostgreSQL, where a row of its own costs ten times as much.

    Every row has the same columns in the same order, and all that the table wants: COPY knows no default of ours.
    """
    if not rows:
        return
    if len(rows) <= FEW:
        put(session, table, rows)
        return
    connection = session.connection().connection.driver_connection
    if len(rows) < MANY or not isinstance(connection, Connection) or _is_together(connection):
        session.execute(insert(rows_of(table)), rows)
        return
    names = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.__tablename__), names)
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row([Json(value) if isinstance(value, dict | list) else value for value in row.values()])


def _is_together(connection: Connection[Any]) -> bool:
    """Whether statements are being sent together, which a COPY cannot be."""
    return connection.info.pipeline_status != PipelineStatus.OFF
