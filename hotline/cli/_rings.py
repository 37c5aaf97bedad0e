"""What the commands for keys, people and audit share: rings, the operator's database, an officer who signs in here."""

import sys
from pathlib import Path

import click

from hotline import audit, factors, officers, throttle
from hotline.cli.context import Context
from hotline.clock import now
from hotline.db.engine import Database, reading, writing
from hotline.errors import Refused
from hotline.keyring import RingFile, write_private
from hotline.officers import Office, Viewer
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


def ask(text: str, *, hidden: bool = True) -> str:
    """One line from the terminal, or from standard input when a script speaks."""
    if sys.stdin.isatty():
        return str(click.prompt(text, hide_input=hidden, err=True))
    line = sys.stdin.readline()
    if not line:
        raise click.ClickException(f"{text} was not given on standard input")
    return line.rstrip("\r\n")


def sign_in(front: Office, login: str) -> Viewer:
    """An officer who shows password and time code here and now; his keys live in this process only. Raises Refused."""
    bucket = throttle.bucket(front.ring().current("edge").secret, "password", login.strip().casefold(), "")
    with writing(front.db) as session:
        throttle.begin(session, bucket, front.clock())
        officer = officers.by_login(session, login)
    private = officers.open_key(front, officer, ask(f"Password of {login}"))
    if officer is None or private is None:
        raise Refused("signin.wrong")
    if officer.totp is not None:
        factors.take_totp(front, officer, private, ask(f"Six digits of {login}", hidden=False))
    elif front.second_factor:
        raise Refused("factor.none")
    with writing(front.db) as session:
        throttle.clear(session, bucket)
        audit.record(session, officer.id, "officer.sign_in", "officer", [officer.id], codes={"at": "command line"})
    with reading(front.db) as session:
        return officers.viewer(session, officer, private)


def write_shares(folder: Path, shares: tuple[str, ...]) -> list[Path]:
    """One file a share, mode 0600, for handing out; `hotline check --deploy` complains while they lie there."""
    paths = [folder / f"recovery-share-{n}-of-{len(shares)}.txt" for n in range(1, len(shares) + 1)]
    for path, share in zip(paths, shares, strict=True):
        write_private(path, share.encode() + b"\n")
    return paths
