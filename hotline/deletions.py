"""The ledger of destroyed ids: an append-only file beside the backups, never in the database (design 2, retention).

A restore reads it and destroys again what the backup still holds. A line is a day, a kind and an id; nothing else.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from hotline.clock import DAY
from hotline.errors import Misconfigured

NAME = "destroyed.ledger"
HEADER = "hotline destroyed ids 1"
KINDS = ("tip", "lead", "record", "subject")


def path_in(directory: Path) -> Path:
    """Where the ledger lies: beside the rings, unless a command names another place."""
    return directory / NAME


def append(path: Path, now: int, destroyed: Mapping[str, Iterable[int]]) -> int:
    """Writes ids down and flushes them to the disk, before the transaction that destroys them commits."""
    day = now // DAY
    lines = [f"{day} {kind} {one}" for kind in KINDS for one in sorted(destroyed.get(kind, ()))]
    if not lines:
        return 0
    fresh = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(((HEADER + "\n" if fresh else "") + "\n".join(lines) + "\n").encode())
        file.flush()
        os.fsync(file.fileno())
    return len(lines)


def begin(path: Path) -> None:
    """Makes an empty ledger where there is none, so that a restore can tell "nothing destroyed" from "lost"."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write((HEADER + "\n").encode())


def read(path: Path) -> dict[str, set[int]]:
    """Every destroyed id by kind. Raises Misconfigured when the file is absent or damaged."""
    found: dict[str, set[int]] = {kind: set() for kind in KINDS}
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured("ledger.absent", file=path.name) from error
    if not lines or lines[0] != HEADER:
        raise Misconfigured("ledger.damaged", file=path.name)
    for line in lines[1:]:
        _day, _, rest = line.partition(" ")
        kind, _, number = rest.partition(" ")
        if kind not in found or not number.isdigit():
            raise Misconfigured("ledger.damaged", file=path.name)
        found[kind].add(int(number))
    return found
