"""`hotline reindex`: everything posted again under the newest index key, by a supervisor's keys."""

import click

from hotline import reindexing
from hotline.cli import _rings
from hotline.cli._officer import signed_in
from hotline.cli.context import Context, pass_context
from hotline.db.engine import reading
from hotline.text.readers import build_readers


@click.command()
@click.option("--officer", "who", required=True, help="A supervisor; asked for password and time code.")
@pass_context
def reindex(context: Context, who: str) -> None:
    """After `hotline keys rotate index`: open tips and records once more. May be stopped and started again."""
    front = _rings.office(context)
    readers = build_readers(context.settings.province)
    with signed_in(front, who) as viewer:
        with reading(front.db) as session:
            length, known = reindexing.total(session), reindexing.with_telephones(session)
        with click.progressbar(length=length, label="Indexing anew") as bar:
            key = front.ring().current("index")
            done, closed = reindexing.run(front.db, key, viewer, readers, bar.update)
    click.echo(f"{done} indexed anew; {closed} are not sealed to this officer's unit and stay unfindable.")
    if known:
        click.echo(f"Telephones are kept as hashes only. Enter again those of: {', '.join(known)}")
        click.echo("with hotline officer roster LOGIN --phone NUMBER")
