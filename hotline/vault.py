"""Sealed content: items under a subject's key, grants of that key to units, and reading with an officer's keys.

Writing needs only public halves. Reading needs a Holder, which exists for the length of a signed-in officer's request.
Nothing in the worker has a Holder: it cannot open what it has stored (decision 0002).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hotline.db.engine import SEALED
from hotline.db.queries.writes import insert_many
from hotline.db.tables import Grant, Item
from hotline.envelope import Context, bucket_of
from hotline.errors import NotFound
from hotline.ids import new_id
from hotline.opening import PrivateKey, open_item
from hotline.sealing import new_subject_key, seal_item
from hotline.units import UnitPublic

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Subject:
    """One thing sealed at one time: a tip's text with its findings, an image with its thumbnail, a release, a note."""

    id: int
    key: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Holder:
    """The unit private keys that a signed-in officer holds for the length of a request, by unit_key id."""

    keys: Mapping[int, PrivateKey] = field(default_factory=dict)


def new_subject() -> Subject:
    """A fresh subject with its content key; the key lives in grants only."""
    return Subject(new_id(), new_subject_key())


def put(session: Session, subject: Subject, owner: str, owner_id: int, kind: str, content: bytes, at: int) -> int:
    """Seals content as an item of the subject and returns the item's id; `at` is coarse epoch seconds."""
    return put_all(session, subject, owner, owner_id, {kind: content}, at)[kind]


def put_all(
    session: Session, subject: Subject, owner: str, owner_id: int, contents: Mapping[str, bytes], at: int
) -> dict[str, int]:
    """The same for contents of several kinds in one statement; returns the items' ids by kind."""
    rows = [item_row(subject, owner, owner_id, kind, content, at) for kind, content in contents.items()]
    insert_many(session, Item, rows)
    session.info.setdefault(SEALED, []).extend((row["id"], row["body"]) for row in rows)
    return {row["kind"]: row["id"] for row in rows}


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


def grant_context(subject_id: int, unit_key_id: int) -> Context:
    """Where a grant's ciphertext belongs."""
    return Context("grant", "grant", f"{subject_id}:{unit_key_id}", "wrapped")


def grant(
    session: Session,
    subject: Subject,
    units: Iterable[UnitPublic],
    *,
    granted_by: int | None,
    at: int,
    expires_at: int | None = None,
) -> None:
    """Seals the subject's key to each unit's current key; `granted_by` is None for the worker."""
    rows = grant_rows(subject, units, granted_by, at, expires_at)
    insert_many(session, Grant, rows)


def grant_rows(
    subject: Subject, units: Iterable[UnitPublic], granted_by: int | None, at: int, expires_at: int | None = None
) -> list[Row]:
    """The subject's key sealed to each unit's current key, as rows."""
    return [
        {
            "subject_id": subject.id,
            "unit_key_id": unit.key_id,
            "unit_id": unit.unit_id,
            "wrapped": unit.public.wrap(subject.key, grant_context(subject.id, unit.key_id)),
            "granted_by": granted_by,
            "at": at,
            "expires_at": expires_at,
        }
        for unit in units
    ]


def keep(session: Session, items: Sequence[Row], grants: Sequence[Row]) -> None:
    """Inserts items and grants by the thousand; the items' digests go into the audit chain like any others."""
    insert_many(session, Item, items)
    insert_many(session, Grant, grants)
    session.info[SEALED].extend((row["id"], row["body"]) for row in items)


def subjects_of(session: Session, holder: Holder, subject_ids: Iterable[int]) -> dict[int, Subject]:
    """The subjects among `subject_ids` whose key one of the holder's unit keys opens, in one query."""
    wanted = set(subject_ids)
    if not wanted or not holder.keys:
        return {}
    query = select(Grant).where(Grant.subject_id.in_(wanted), Grant.unit_key_id.in_(holder.keys))
    found: dict[int, Subject] = {}
    for row in session.scalars(query):
        if row.subject_id not in found:
            context = grant_context(row.subject_id, row.unit_key_id)
            found[row.subject_id] = Subject(row.subject_id, holder.keys[row.unit_key_id].unwrap(row.wrapped, context))
    return found


def subject_of(session: Session, holder: Holder, subject_id: int) -> Subject:
    """One subject with its key. Raises NotFound when no unit of this officer was granted it."""
    found = subjects_of(session, holder, [subject_id])
    if subject_id not in found:
        raise NotFound("item.not_granted")
    return found[subject_id]


def open_with(subject: Subject, item: Item) -> bytes:
    """An item's content with its subject's key. Raises Unreadable for a moved or damaged row."""
    return open_item(subject.key, subject.id, item.kind, item.id, item.body)


def read(session: Session, holder: Holder, items: Sequence[Item]) -> dict[int, bytes]:
    """Contents by item id of those items that the holder is entitled to; the others are simply absent."""
    subjects = subjects_of(session, holder, (item.subject_id for item in items))
    return {item.id: open_with(subjects[item.subject_id], item) for item in items if item.subject_id in subjects}


def destroy(session: Session, subject_ids: Iterable[int]) -> None:
    """Deletes items and grants of subjects: without a grant the content key exists nowhere."""
    wanted = list(subject_ids)
    if wanted:
        session.execute(delete(Grant).where(Grant.subject_id.in_(wanted)))
        session.execute(delete(Item).where(Item.subject_id.in_(wanted)))
