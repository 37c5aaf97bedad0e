"""`hotline audit`: the chain verified, its head printed."""

import click

from hotline import audit as chain
from hotline.cli import _rings
from hotline.cli.context import Context, pass_context
from hotline.db.engine import reading


@click.group()
def audit() -> None:
    """The chain of events."""


@audit.command()
@click.option("--deep", is_flag=True, help="Also compare every sealed item with the event that made it.")
@click.option("--head", "heads", multiple=True, metavar="SEQ:MAC", help="A head printed or sent elsewhere; repeatable.")
@pass_context
def verify(context: Context, deep: bool, heads: tuple[str, ...]) -> None:
    """Walk the whole chain; exit 1 when anything was changed, removed or slipped in."""
    try:
        known = [chain.Head.parse(text) for text in heads]
    except ValueError as error:
        raise click.UsageError("a head looks like 1234:0f3a…, as `hotline audit head` prints it") from error
    keys = _rings.ring_file(context, "operator")().all("audit")
    with reading(context.db) as session:
        found = chain.verify(session, keys, known=known, deep=deep)
    for line in found.problems:
        click.echo(line, err=True)
    if found.count:
        raise click.ClickException(f"{found.count} problems in {found.events} events")
    click.echo(f"{found.events} events verified, {found.items} items compared; head {found.head}")


@audit.command()
@pass_context
def head(context: Context) -> None:
    """Print the head; keep it elsewhere, and compare later with `audit verify --head`."""
    with reading(context.db) as session:
        click.echo(str(chain.head(session)))
