"""`hotline retention run`: the daily sweep by hand, or what it would do."""

from pathlib import Path

import click

from config.retention import periods
from hotline import audit, deletions, sweep
from hotline.cli import _rings
from hotline.cli.context import Context, pass_context
from hotline.clock import now
from hotline.db.engine import Database


@click.group()
def retention() -> None:
    """How long things are kept (config/retention.toml)."""


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Count, change nothing.")
@click.option("--clock-is-right", is_flag=True, help="After a long pause: you have looked at this machine's clock.")
@click.option("--ledger", type=click.Path(dir_okay=False, path_type=Path), help="Default: beside the rings.")
@pass_context
def run_(context: Context, dry_run: bool, clock_is_right: bool, ledger: Path | None) -> None:
    """Run the sweep now."""
    path = ledger or deletions.path_in(_rings.directory(context))
    db = Database(context.db.engine, audit.appender(_rings.ring_file(context, "worker"), now))
    report = sweep.run(db, path, now(), periods(), dry=dry_run, trusted=clock_is_right)
    click.echo(f"{'Would do' if dry_run else 'Done'}: {report}.")
