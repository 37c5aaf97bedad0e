"""What the commands for keys, people and audit share: rings, the operator's database, new shares as files."""

from pathlib import Path

from hotline import audit
from hotline.cli.context import Context
from hotline.clock import now
from hotline.db.engine import Database
from hotline.keyring import RingFile, write_private
from hotline.officers import Office
from hotline.rotation import Rings
from hotline.sealing import PublicKey
from hotline.unit_keys import Trust


def directory(context: Context) -> Path:
    """Where the ring files are."""
    context.settings.require("keyring", "keyring_passphrase")
    return Path(str(context.settings.keyring))


def rings(context: Context) -> Rings:
    """The ring files, for changing them."""
    return Rings(directory(context), context.settings.secret("keyring_passphrase"))


def ring_file(context: Context, process: str) -> RingFile:
    """One process's ring."""
    return RingFile(directory(context), process, context.settings.secret("keyring_passphrase"))


def operator_db(context: Context) -> Database:
    """The database with the audit chain under the operator's ring."""
    return Database(context.db.engine, audit.appender(ring_file(context, "operator"), now))


def operator_trust(context: Context) -> Trust:
    """What making a unit's key needs, from the operator's ring."""
    ring = ring_file(context, "operator")()
    return Trust(ring.current("roster").secret, PublicKey(ring.current("recovery").public))


def office(context: Context) -> Office:
    """What signing an officer in needs: the board's ring, which holds the pepper."""
    ring = ring_file(context, "board")
    db = Database(context.db.engine, audit.appender(ring, now))
    return Office(db, ring, now, second_factor=not context.settings.demo)


def write_shares(folder: Path, shares: tuple[str, ...], mark: str = "") -> list[Path]:
    """One file a share, mode 0600, for handing out; `hotline check --deploy` complains while they lie there.

    `mark` tells a later set from the first, whose files may still lie there.
    """
    paths = [folder / f"recovery-share-{mark}{n}-of-{len(shares)}.txt" for n in range(1, len(shares) + 1)]
    for path, share in zip(paths, shares, strict=True):
        write_private(path, share.encode() + b"\n")
    return paths
