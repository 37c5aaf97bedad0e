"""`hotline recover`: enough shares open the units' keys once, for named officers; or a rehearsal that opens nothing."""

import sys
from pathlib import Path

import click

from hotline import recovery
from hotline.cli import _rings
from hotline.cli.context import Context, pass_context
from hotline.clock import now


@click.command()
@click.option("--officer", "people", multiple=True, help="Who gets his own unit's key; enrolled; may be repeated.")
@click.option("--share", "files", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rehearse", is_flag=True, help="Only show that the shares give the present key.")
@click.option("--shares", type=int, default=recovery.SHARES, show_default=True, help="How many new shares.")
@click.option("--threshold", type=int, default=recovery.THRESHOLD, show_default=True, help="How many will suffice.")
@pass_context
def recover(
    context: Context, people: tuple[str, ...], files: tuple[Path, ...], rehearse: bool, shares: int, threshold: int
) -> None:
    """Combine recovery shares: from files, or one a line from the terminal or standard input."""
    if rehearse == bool(people):
        raise click.UsageError("name at least one --officer, or --rehearse")
    given = [path.read_text(encoding="utf-8") for path in files] or _typed()
    rings, db = _rings.rings(context), _rings.operator_db(context)
    if rehearse:
        recovery.rehearse(db, rings.read("operator"), given)
        click.echo("The shares give the present recovery key. Nothing was opened.")
        return
    old = recovery.matching(rings.read("operator"), given)
    made = recovery.make(now(), threshold, shares)
    # First the new shares, then the rings, then the database: whatever stops in between, one of the two sets works.
    paths = _rings.write_shares(rings.directory, made.shares, f"{made.key.id[:6]}-")
    rings.add(made.key)
    try:
        roster = rings.read("operator").current("roster").secret
        got = recovery.recover(db, old, made.key, roster, people)
    except BaseException:
        rings.drop("recovery", [made.key.id])
        for path in paths:
            path.unlink()
        raise
    rings.drop("recovery", [key.id for key in rings.read("operator").all("recovery") if key.id != made.key.id])
    for login, count in got.items():
        click.echo(f"{login} holds {count} keys of his unit.")
    click.echo(f"The old shares are spent. Hand out {paths[0].name} to {paths[-1].name} and delete the files.")


def _typed() -> list[str]:
    if not sys.stdin.isatty():
        return sys.stdin.read().splitlines()
    given: list[str] = []
    while line := click.prompt(f"Share {len(given) + 1} (empty to end)", default="", show_default=False):
        given.append(line)
    return given
