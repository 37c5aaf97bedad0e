"""The daily change of passing keys: next ones made, what still lives sealed anew, spent ones destroyed (design 2).

A relay key goes when its last address has gone or has been sealed to a newer one; an intake key once no waiting row
bears its id. What a backup or write-ahead log holds under a destroyed key can be opened by nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from config.settings import Settings
from hotline import audit, rotation
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Conversation, Inbound, Outbox, ProviderCopy
from hotline.envelope import HEADER, KEY_ID, Context, key_id_of
from hotline.keyring import Ring
from hotline.opening import PrivateKey
from hotline.rotation import PASSING_RING, SEALING, Rings
from hotline.sealing import PublicKey

BATCH = 500
NAMES_KEY = HEADER - KEY_ID + 1  # where an envelope names its key, counted from 1

# Every column that is sealed to a passing key. A new one has to be added here; a rule test compares.
COLUMNS: tuple[InstrumentedAttribute[Any], ...] = (
    Inbound.text,
    Inbound.address,
    Conversation.transcript,
    Conversation.address,
    Outbox.body,
    ProviderCopy.ref,
)


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a change of passing keys did: purposes made, rows sealed anew, keys destroyed and kept because of rows."""

    made: tuple[str, ...]
    resealed: int
    destroyed: int
    kept: int


def rotate_passing(db: Database, rings: Rings, now: int, *, only_due: bool = False) -> Rotated:
    """Makes the next passing keys and destroys the spent. Safe to be cut short and run again at any point."""
    due = rotation.passing_due(rings.read(PASSING_RING), now)
    wanted = due if only_due else list(dict.fromkeys([*SEALING, *due]))
    ring = rotation.add_passing(rings, wanted, now) if wanted else rings.read(PASSING_RING)
    resealed = reseal_living(db, ring)
    used = keys_in_use(db)
    gone = rotation.spent(ring, now, used)
    rotation.destroy(rings, gone)
    if wanted or gone:
        with writing(db) as session:
            codes = {"made": wanted, "destroyed": [key.id for key in gone]}
            audit.record(session, None, "key.passing", "key", [], codes=codes)
    kept = sum(len(ring.all(purpose)) - 1 for purpose in SEALING) - sum(key.purpose in SEALING for key in gone)
    return Rotated(tuple(wanted), resealed, len(gone), kept)


def run_scheduled(db: Database, settings: Settings, now: int) -> str:
    """The worker's hourly look: makes what is due, destroys what is spent. The rings must be writable by the worker."""
    settings.require("keyring", "keyring_passphrase")
    rings = Rings(Path(str(settings.keyring)), settings.secret("keyring_passphrase"))
    done = rotate_passing(db, rings, now, only_due=True)
    return f"made {len(done.made)}, destroyed {done.destroyed}"


def keys_in_use(db: Database) -> frozenset[str]:
    """Ids (hex) of the passing keys that stored envelopes name."""
    found: set[str] = set()
    with reading(db) as session:
        for column in COLUMNS:
            names = select(func.substr(column, NAMES_KEY, KEY_ID)).where(column.is_not(None)).distinct()
            found.update(bytes(name).hex() for name in session.scalars(names))
    return frozenset(found)


def reseal_living(db: Database, ring: Ring) -> int:
    """Seals return addresses and providers' references to the newest relay key, batch by batch; returns how many."""
    newest = PublicKey(ring.current("relay").public)
    done = 0
    for column, purpose in ((Conversation.address, "conversation"), (ProviderCopy.ref, "provider copy")):
        for _ in _batches(db, ring, newest, column, purpose):
            done += 1
    return done


def _batches(
    db: Database, ring: Ring, newest: PublicKey, column: InstrumentedAttribute[Any], purpose: str
) -> Iterator[int]:
    table = column.class_
    last = -1
    while True:
        with writing(db) as session:
            rows = session.execute(_old(column, newest).where(table.id > last).order_by(table.id).limit(BATCH)).all()
            for row_id, sealed in rows:
                last = row_id
                if _reseal(session, ring, newest, column, purpose, row_id, sealed):
                    yield row_id
        if not rows:
            return


def _old(column: InstrumentedAttribute[Any], newest: PublicKey) -> Select[Any, Any]:
    named = func.substr(column, NAMES_KEY, KEY_ID)
    return select(column.class_.id, column).where(column.is_not(None), named != newest.id)


def _reseal(
    session: Session,
    ring: Ring,
    newest: PublicKey,
    column: InstrumentedAttribute[Any],
    purpose: str,
    row: int,
    sealed: bytes,
) -> bool:
    """Only while the row still holds what was read: the worker may have written a newer one meanwhile."""
    key = next((k for k in ring.all("relay") if k.id == key_id_of(sealed).hex()), None)
    if key is None:
        return False  # its key has gone: nobody opens it any more, and the sweep removes it in its time
    context = Context(purpose, column.class_.__tablename__, row, column.key)
    fresh = newest.seal(PrivateKey(key.secret).open(sealed, context), context)
    table = column.class_
    session.execute(update(table).where(table.id == row, column == sealed).values({column.key: fresh}))
    return True
