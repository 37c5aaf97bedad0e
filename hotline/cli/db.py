"""`hotline db upgrade` and `hotline db check`: the database's schema."""

import click

from hotline.cli.context import Context, pass_context
from hotline.db import migrate


@click.group()
def db() -> None:
    """The database's schema."""


@db.command()
@pass_context
def upgrade(context: Context) -> None:
    """Apply the missing migrations; safe to run again."""
    migrate.upgrade(context.db.engine)
    click.echo(f"The database stands at migration {migrate.head()}.")


@db.command()
@pass_context
def check(context: Context) -> None:
    """Compare the database with the models; exit 1 where they differ."""
    found, wanted = migrate.current(context.db.engine), migrate.head()
    if found != wanted:
        raise click.ClickException(f"the database stands at migration {found or 'none'}, not {wanted}; run db upgrade")
    differences = migrate.differences(context.db.engine)
    if differences:
        raise click.ClickException("the database differs from the models: " + "; ".join(differences))
    click.echo(f"The database equals the models (migration {found}).")
