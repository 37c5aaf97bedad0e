"""`hotline retention`: the daily sweep by hand or what it would do; a supervisor's holds and renewals."""

from pathlib import Path

import click

from config.retention import periods
from hotline import audit, deletions, keeping, sweep
from hotline.cli import _rings
from hotline.cli._officer import signed_in
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


@retention.command()
@click.argument("kind", type=click.Choice(sorted(keeping.TABLES)))
@click.argument("number", type=int)
@click.option("--officer", "who", required=True, help="A supervisor; asked for password and time code.")
@click.option("--reason", required=True, help="Kept sealed, for audit and supervision.")
@click.option("--end", is_flag=True, help="End a hold.")
@pass_context
def hold(context: Context, kind: str, number: int, who: str, reason: str, end: bool) -> None:
    """Keep a lead or a record from destruction, or end that."""
    front = _rings.office(context)
    roster = front.ring().current("roster").secret
    with signed_in(front, who) as viewer:
        keeping.hold(front.db, roster, viewer, kind, number, reason, now(), on=not end)
    click.echo("No longer held." if end else "Held.")


@retention.command()
@click.argument("lead", type=int)
@click.option("--officer", "who", required=True, help="A supervisor; asked for password and time code.")
@click.option("--reason", required=True, help="Kept sealed, for audit and supervision.")
@pass_context
def renew(context: Context, lead: int, who: str, reason: str) -> None:
    """Keep a substantiated lead a year longer; once a year."""
    front = _rings.office(context)
    roster = front.ring().current("roster").secret
    with signed_in(front, who) as viewer:
        keeping.renew(front.db, roster, viewer, lead, reason, now(), periods())
    click.echo("Kept a year longer.")
