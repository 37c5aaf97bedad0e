"""`hotline backup`: the database into an encrypted file; the lasting rings into another, sealed to the recovery key."""

from pathlib import Path

import click

from hotline import backup as backups
from hotline import deletions
from hotline.cli import _rings
from hotline.cli.context import Context, pass_context
from hotline.keyring import PROCESSES, write_private
from hotline.sealing import PublicKey


def secret(context: Context) -> str:
    """What encrypts backups: HOTLINE_BACKUP_KEY, else the rings' passphrase."""
    name = "backup_key" if context.settings.backup_key is not None else "keyring_passphrase"
    return context.settings.secret(name)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--rings", type=click.Path(dir_okay=False, path_type=Path), help="Also the lasting rings, to this file.")
@pass_context
def backup(context: Context, file: Path, rings: Path | None) -> None:
    """Write a backup to FILE. Keep the ledger of destroyed ids beside it: a restore asks for it."""
    deletions.begin(deletions.path_in(_rings.directory(context)))
    count = backups.write(context.db, file, secret(context))
    click.echo(
        f"{file}: {count} rows. Keep {deletions.path_in(_rings.directory(context)).name} beside it, as it grows."
    )
    if rings is not None:
        held = _rings.rings(context)
        there = [p for p in PROCESSES if p != "worker-passing" and (held.directory / f"{p}.ring").exists()]
        lasting = [held.read(process) for process in there]
        recovery = next(ring.current("recovery") for ring in lasting if ring.all("recovery"))
        write_private(rings, backups.seal_rings(lasting, PublicKey(recovery.public)))
        click.echo(
            f"{rings}: {', '.join(there)}, for the holders of the recovery shares. Keep it apart from the database."
        )
