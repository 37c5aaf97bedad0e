"""`hotline restore`: a backup into an empty database; what was destroyed since is destroyed again."""

import sys
from pathlib import Path

import click

from hotline import audit, deletions, recovery, rotation
from hotline import backup as backups
from hotline.cli import _rings
from hotline.cli.backup import secret
from hotline.cli.context import Context, pass_context
from hotline.clock import now
from hotline.db import migrate
from hotline.db.engine import Database
from hotline.errors import Misconfigured, Refused
from hotline.keyring import Ring


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--ledger", type=click.Path(dir_okay=False, path_type=Path), help="Default: beside the rings.")
@click.option("--without-ledger", is_flag=True, help="It is lost: nothing can be destroyed again.")
@click.option("--rings", is_flag=True, help="FILE holds rings, not a database: recovery shares open it.")
@click.option("--share", "files", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_context
def restore(
    context: Context, file: Path, ledger: Path | None, without_ledger: bool, rings: bool, files: tuple[Path, ...]
) -> None:
    """Load FILE into an empty database (migrated first), or with --rings into an empty directory of rings."""
    if rings:
        _restore_rings(context, file, files)
        return
    path = None if without_ledger else ledger or deletions.path_in(_rings.directory(context))
    if path is not None and not path.exists():
        raise Misconfigured("ledger.absent", file=path.name)
    migrate.upgrade(context.db.engine)
    done = backups.restore(_operator(context), file, secret(context), path)
    click.echo(f"{done.rows} rows, {done.destroyed} destroyed again; the chain stood at {done.head}.")
    if path is None:
        click.echo("Without the ledger nothing was destroyed again: what expired since that backup is back.", err=True)
    click.echo("Messages that waited, open conversations and addresses open only if their passing keys still exist.")


def _operator(context: Context) -> Database:
    return Database(context.db.engine, audit.appender(_rings.ring_file(context, "operator"), now))


def _restore_rings(context: Context, file: Path, files: tuple[Path, ...]) -> None:
    given = [path.read_text(encoding="utf-8") for path in files] or sys.stdin.read().splitlines()
    private = recovery.join(given)
    target = _rings.rings(context)
    if any(target.directory.glob("*.ring")):
        raise Refused("ring.there", file=target.directory.name)
    target.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    lasting = backups.open_rings(file.read_bytes(), private)
    for ring in lasting:
        target.write(ring)
    target.write(Ring(rotation.PASSING_RING, ()))
    rotation.add_passing(target, [*rotation.SEALING, *rotation.HASHING], now())
    click.echo(
        f"Rings {', '.join(ring.process for ring in lasting)}, and a new passing ring. The shares are spent: recover."
    )
