"""Sealed things by the thousand, as an import writes them: rows made first, then inserted at once.

One by one `hotline.vault` does the same. Nothing here opens or decides.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from hotline.db.engine import SEALED
from hotline.db.queries.writes import insert_many
from hotline.db.tables import Grant, Item
from hotline.envelope import bucket_of
from hotline.ids import new_id
from hotline.sealing import seal_item
from hotline.units import UnitPublic
from hotline.vault import Subject, grant_context

Row = dict[str, Any]


def item_row(subject: Subject, owner: str, owner_id: int, kind: str, content: bytes, at: int) -> Row:
    """Content sealed as an item of the subject, as a row; `at` is coarse epoch seconds."""
    item_id = new_id()
    return {
        "id": item_id,
        "owner": owner,
        "owner_id": owner_id,
        "subject_id": subject.id,
        "kind": kind,
        "bucket": bucket_of(len(content)),
        "body": seal_item(subject.key, subject.id, kind, item_id, content),
        "at": at,
    }


def grant_rows(subject: Subject, units: Iterable[UnitPublic], granted_by: int, at: int) -> list[Row]:
    """The subject's key sealed to each unit's current key, as rows."""
    return [
        {
            "subject_id": subject.id,
            "unit_key_id": unit.key_id,
            "unit_id": unit.unit_id,
            "wrapped": unit.public.wrap(subject.key, grant_context(subject.id, unit.key_id)),
            "granted_by": granted_by,
            "at": at,
        }
        for unit in units
    ]


def keep(session: Session, items: Sequence[Row], grants: Sequence[Row]) -> None:
    """Inserts sealed items with their grants; the items' digests go into the audit chain like any others."""
    insert_many(session, Item, items)
    insert_many(session, Grant, grants)
    session.info[SEALED].extend((row["id"], row["body"]) for row in items)
