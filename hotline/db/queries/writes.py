"""Writes whose count matters: a conditional UPDATE or DELETE, and how many rows it touched."""

from typing import Any, cast

from sqlalchemy import CursorResult, Delete, Update, delete
from sqlalchemy.orm import Session

from hotline.db.tables import Grant


def affected(session: Session, statement: Update | Delete) -> int:
    """Executes and returns the number of rows; objects already loaded are not brought up to date."""
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return int(cast("CursorResult[Any]", result).rowcount)


def ungrant(session: Session, subject_id: int, unit_id: int) -> int:
    """Takes a unit's access to a subject away; returns how many grants that were."""
    return affected(session, delete(Grant).where(Grant.subject_id == subject_id, Grant.unit_id == unit_id))
