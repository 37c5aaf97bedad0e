"""`hotline db upgrade`, `db check` and `db roles`: the database's schema, and who may do what to it."""

import click

from hotline.cli.context import Context, pass_context
from hotline.db import migrate
from hotline.db import roles as rights


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


@db.command()
@pass_context
def roles(context: Context) -> None:
    """Set the rights of hotline_intake, hotline_worker and hotline_board (PostgreSQL)."""
    if context.db.is_sqlite:
        raise click.ClickException("SQLite has no roles; this is for PostgreSQL")
    with context.db.engine.begin() as connection:
        rights.grant(connection)
    click.echo(
        "hotline_intake, hotline_worker and hotline_board have their rights; make each process's login a member."
    )
