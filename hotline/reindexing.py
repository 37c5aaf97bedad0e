"""Re-index after the index key was changed: an officer who may read everything opens tips and records once more.

Runs in the foreground with his keys, in batches; may be stopped and started again, and goes on where it was. The
roster's names are posted again as well; its telephones are stored nowhere and have to be entered again.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from hotline import audit, findings_codec, roster, vault
from hotline.db.engine import Database, writing
from hotline.db.queries import index as postings
from hotline.db.tables import CommonTerm, Item, Officer, Posting, Record, Schedule, Tip
from hotline.errors import Refused
from hotline.index import Indexed, IndexKeys, index_keys, of_tip
from hotline.keyring import Key
from hotline.officers import Viewer
from hotline.registry.blind import indexed as of_record
from hotline.registry.reading import opened
from hotline.text.readers import Readers

BATCH = 200
PLACE = "reindex"  # the row that remembers how far an earlier run came, and under which key


def total(session: Session) -> int:
    """How many tips and records there are."""
    counts = (session.scalar(select(func.count()).select_from(table)) or 0 for table in (Tip, Record))
    return sum(counts)


def with_telephones(session: Session) -> list[str]:
    """Logins of officers whose roster line holds more than the name: a re-index loses their telephones."""
    lines = select(Posting.doc).where(Posting.scope == roster.SCOPE).group_by(Posting.doc).having(func.count() > 1)
    return list(session.scalars(select(Officer.login).where(Officer.id.in_(lines)).order_by(Officer.login)))


def run(
    db: Database, key: Key, viewer: Viewer, readers: Readers, tick: Callable[[int], None] = lambda _n: None
) -> tuple[int, int]:
    """Posts everything again under `key`; returns (done, could not be opened). Refused but for a supervisor."""
    if viewer.role != "supervisor":
        raise Refused("reindex.role")
    keys, done, closed = index_keys(key.secret), 0, 0
    _begin(db, key)
    for name, batch in (("tip", _tips), ("record", _records)):
        while True:
            with writing(db) as session:
                place = session.get_one(Schedule, f"{PLACE}.{name}")
                seen, failed = batch(session, viewer, keys, readers, place.last_at)
                if seen:
                    place.last_at = max(seen)
            done, closed = done + len(seen) - failed, closed + failed
            tick(len(seen))
            if not seen:
                break
    _finish(db, key, viewer, keys)
    return done, closed


def _begin(db: Database, key: Key) -> None:
    """Starts anew under a new key; goes on under the same one."""
    with writing(db) as session:
        for name in ("tip", "record"):
            row = session.get(Schedule, f"{PLACE}.{name}") or Schedule(name=f"{PLACE}.{name}", due_at=2**62)
            if row.last_result != key.id[:32]:
                row.last_at, row.last_result = -1, key.id[:32]
            session.add(row)


def _finish(db: Database, key: Key, viewer: Viewer, keys: IndexKeys) -> None:
    with writing(db) as session:
        for officer_id, name in session.execute(
            select(Officer.id, Officer.name).where(Officer.state != "revoked")
        ).all():
            roster.enter(session, key.secret, officer_id, name)
        session.execute(delete(CommonTerm))
        session.execute(delete(Schedule).where(Schedule.name.in_([f"{PLACE}.tip", f"{PLACE}.record"])))
        audit.record(session, viewer.officer_id, "index.rebuilt", "index", [], codes={"key": key.id})


def _tips(session: Session, viewer: Viewer, keys: IndexKeys, _readers: Readers, after: int) -> tuple[list[int], int]:
    rows = list(session.scalars(select(Tip).where(Tip.id > after).order_by(Tip.id).limit(BATCH).with_for_update()))
    mine = [row.subject_id for row in rows]
    items = list(session.scalars(select(Item).where(Item.subject_id.in_(mine), Item.kind == "findings")))
    contents = vault.read(session, viewer.holder, items)
    found = {item.owner_id: contents[item.id] for item in items if item.id in contents}
    for row in rows:
        if row.id in found:
            _store(session, "tip", row, of_tip(keys, findings_codec.from_json(found[row.id]), row.received_at))
    return [row.id for row in rows], len(rows) - len(found)


def _records(session: Session, viewer: Viewer, keys: IndexKeys, readers: Readers, after: int) -> tuple[list[int], int]:
    rows = list(
        session.scalars(select(Record).where(Record.id > after).order_by(Record.id).limit(BATCH).with_for_update())
    )
    words = opened(session, viewer, rows)
    for row in rows:
        if row.id in words:
            _store(session, row.kind, row, of_record(keys, readers, words[row.id]))
    return [row.id for row in rows], len(rows) - len(words)


def _store(session: Session, scope: str, row: Any, indexed: Indexed) -> None:
    row.sketch, row.sketch_version = indexed.sketch, indexed.version
    session.flush()
    postings.post(session, scope, row.id, indexed.terms)
