"""Backup and restore: every table but sessions, encrypted, for either database; what was destroyed goes again.

The file is a line of JSON and then sealed pieces in order, so that a cut, a swap or a changed byte is found. No ring is
in it: the lasting ones are backed up by `seal_rings`, to the recovery key only; the passing ring never (design 2).
"""

import base64
import json
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, Table, func, insert, select, text
from sqlalchemy.orm import Session

from hotline import audit, deletions, destruction, passwords
from hotline.db import migrate
from hotline.db.engine import Database, writing
from hotline.db.tables import Lead, Record, metadata
from hotline.envelope import Context
from hotline.errors import Misconfigured, Refused
from hotline.keyring import Cost, Key, Ring
from hotline.opening import PrivateKey
from hotline.sealing import PublicKey

FORMAT = "hotline-backup-1"
LEFT_OUT = ("session",)  # a session belongs to a living browser
LAST = ("grant",)  # the database compares a grant with the items of its subject
PIECE = 4 * 1024 * 1024  # bytes of rows before they are packed
BATCH = 1_000
RINGS = Context("rings", "file", "lasting", "body")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: rows loaded, things destroyed again, and the head of the chain as it stood in the backup."""

    rows: int
    destroyed: int
    head: audit.Head


def _tables() -> list[Table]:
    found = [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]
    return sorted(found, key=lambda table: table.name in LAST)


# Writing ------------------------------------------------------------------------------------------------------------


def write(db: Database, target: Path, secret: str, cost: Cost | None = None) -> int:
    """Writes a backup of one moment, whole or not at all; returns the number of rows. `secret` opens it again."""
    salt, used = passwords.new_salt(), cost or Cost()
    header = {
        "format": FORMAT,
        "revision": migrate.current(db.engine),
        "salt": salt.hex(),
        "cost": passwords.cost_text(used),
    }
    line = json.dumps(header).encode() + b"\n"
    key = AESGCM(used.derive(secret.encode(), salt))
    part = target.with_name(f".{target.name}.part")
    with part.open("xb") as file:
        part.chmod(0o600)
        file.write(line)
        count = _write_pieces(db, file, key, line)
    part.replace(target)
    return count


def _write_pieces(db: Database, file: BinaryIO, key: AESGCM, header: bytes) -> int:
    rows = 0
    number = 0
    waiting: list[bytes] = []
    size = 0
    for row in _dump(db):
        waiting.append(row)
        rows, size = rows + 1, size + len(row)
        if size >= PIECE:
            _piece(file, key, header, number, b"\n".join(waiting), last=False)
            waiting, size, number = [], 0, number + 1
    _piece(file, key, header, number, b"\n".join(waiting), last=True)
    return rows


def _place(header: bytes, number: int, *, last: bool) -> bytes:
    return header + struct.pack(">Q?", number, last)


def _piece(file: BinaryIO, key: AESGCM, header: bytes, number: int, content: bytes, *, last: bool) -> None:
    nonce = struct.pack(">IQ", 0, number)  # a key of its own for every file, so that counting is enough
    sealed = key.encrypt(nonce, zlib.compress(content, 6), _place(header, number, last=last))
    file.write(struct.pack(">I?", len(sealed), last) + sealed)


def _dump(db: Database) -> Iterator[bytes]:
    """Every row as a line, in one snapshot."""
    level = {} if db.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    with db.engine.connect().execution_options(**level) as connection, connection.begin():
        for table in _tables():
            names = [column.name for column in table.columns]
            yield json.dumps({"table": table.name, "columns": names}).encode()
            binary = [isinstance(column.type, LargeBinary) for column in table.columns]
            rows = connection.execution_options(yield_per=BATCH).execute(select(table))
            for row in rows:
                values = [_text(one) if is_bytes else one for one, is_bytes in zip(row, binary, strict=True)]
                yield json.dumps(values, separators=(",", ":")).encode()


def _text(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()


# Reading ------------------------------------------------------------------------------------------------------------


def restore(db: Database, source: Path, secret: str, ledger: Path | None) -> Restored:
    """Loads a backup into an empty database of the same schema and destroys again what the ledger names.

    `ledger` None says that there is none and that a person knows it. Raises Misconfigured (damaged, wrong secret) and
    Refused (rows are there already, another schema); nothing is changed then.
    """
    destroyed = deletions.read(ledger) if ledger is not None else {}
    with writing(db) as session:
        _check_empty(session)
        with source.open("rb") as file:
            rows = _load(session, db, file, secret)
        out = _destroy_again(session, destroyed)
        _sequences(session, db)
        head = audit.head(session)
        audit.record(session, None, "backup.restored", "backup", [], codes={"rows": rows, "destroyed": out})
    return Restored(rows, out, head)


def _check_empty(session: Session) -> None:
    for table in _tables():
        if session.execute(select(func.count()).select_from(table)).scalar_one():
            raise Refused("backup.not_empty", table=table.name)


def _load(session: Session, db: Database, file: BinaryIO, secret: str) -> int:
    line = file.readline()
    try:
        header = json.loads(line)
        salt, cost = bytes.fromhex(header["salt"]), passwords.read_cost(header["cost"])
        wrong = header["format"] != FORMAT
    except (ValueError, KeyError, TypeError) as error:
        raise Misconfigured("backup.damaged") from error
    if wrong:
        raise Misconfigured("backup.damaged")
    if header["revision"] != migrate.current(db.engine):
        raise Refused("backup.schema", revision=str(header["revision"]))
    key = AESGCM(cost.derive(secret.encode(), salt))
    return _insert(session, (row for piece in _pieces(file, key, line) for row in piece.split(b"\n") if row))


def _pieces(file: BinaryIO, key: AESGCM, header: bytes) -> Iterator[bytes]:
    number, last = 0, False
    while not last:
        prefix = file.read(5)
        if len(prefix) != 5:
            raise Misconfigured("backup.damaged")
        size, last = struct.unpack(">I?", prefix)
        try:
            sealed = key.decrypt(struct.pack(">IQ", 0, number), file.read(size), _place(header, number, last=last))
        except (InvalidTag, ValueError) as error:
            raise Misconfigured("backup.secret" if number == 0 else "backup.damaged") from error
        yield zlib.decompress(sealed)
        number += 1


def _insert(session: Session, rows: Iterable[bytes]) -> int:
    total = 0
    table: Table | None = None
    decode: Callable[[list[Any]], dict[str, Any]] = lambda _row: {}  # noqa: E731 - replaced by the first table's line
    waiting: list[dict[str, Any]] = []
    for line in rows:
        total += 1
        row = json.loads(line)
        if isinstance(row, dict):
            _flush(session, table, waiting)
            table = metadata.tables[row["table"]]
            decode = _decoder(table, row["columns"])
            continue
        waiting.append(decode(row))
        if len(waiting) >= BATCH:
            _flush(session, table, waiting)
    _flush(session, table, waiting)
    return total


def _flush(session: Session, table: Table | None, waiting: list[dict[str, Any]]) -> None:
    if table is not None and waiting:
        session.execute(insert(table), waiting)
    waiting.clear()


def _decoder(table: Table, names: list[str]) -> Callable[[list[Any]], dict[str, Any]]:
    binary = {name for name in names if isinstance(table.columns[name].type, LargeBinary)}

    def decode(row: list[Any]) -> dict[str, Any]:
        pairs = zip(names, row, strict=True)
        return {n: base64.b64decode(v) if n in binary and v is not None else v for n, v in pairs}

    return decode


def _destroy_again(session: Session, destroyed: dict[str, set[int]]) -> int:
    out = destruction.Destroyed()
    for kind, table, act in (("lead", Lead, destruction.leads), ("record", Record, destruction.records)):
        wanted = list(destroyed.get(kind, ()))
        for start in range(0, len(wanted), BATCH):
            part = wanted[start : start + BATCH]
            act(session, set(session.scalars(select(table.id).where(table.id.in_(part)))), out)
    tips = destroyed.get("tip", set()) - out.ids["tip"]
    destruction.tips(session, tips)
    subjects = destroyed.get("subject", set()) - out.ids["subject"]
    destruction.subjects(session, subjects, out)
    return len(out) + len(tips)


def _sequences(session: Session, db: Database) -> None:
    """PostgreSQL's sequences go on after the highest number that was loaded."""
    if db.is_sqlite:
        return
    for table in _tables():
        column = table.autoincrement_column
        if column is not None:
            named = {"t": f'"{table.name}"', "c": column.name}
            name = session.scalar(text("SELECT pg_get_serial_sequence(:t, :c)"), named)
            top = session.scalar(select(func.max(column)))
            if name and top:
                session.execute(text("SELECT setval(:name, :top)"), {"name": name, "top": top})


# Rings --------------------------------------------------------------------------------------------------------------


def seal_rings(rings: Iterable[Ring], recovery: PublicKey) -> bytes:
    """The lasting keys of all rings, sealed to the recovery key; a passing ring is refused."""
    content = []
    for ring in rings:
        if ring.process == "worker-passing":
            raise Refused("backup.passing")
        content.append({"process": ring.process, "keys": [_key_row(key) for key in ring.keys]})
    return recovery.seal(json.dumps(content).encode(), RINGS)


def _key_row(key: Key) -> dict[str, Any]:
    row: dict[str, Any] = {"purpose": key.purpose, "id": key.id, "created": key.created}
    return {**row, "secret": _text(key.secret), "public": _text(key.public)}


def open_rings(sealed: bytes, private: PrivateKey) -> list[Ring]:
    """The rings of `seal_rings`. Raises Unreadable with another recovery key."""
    found = []
    for ring in json.loads(private.open(sealed, RINGS)):
        keys = [
            Key(k["purpose"], k["id"], k["created"], base64.b64decode(k["secret"]), base64.b64decode(k["public"]))
            for k in ring["keys"]
        ]
        found.append(Ring(ring["process"], tuple(keys)))
    return found
