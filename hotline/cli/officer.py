"""`hotline officer`: accounts made, listed, granted, emptied by two people, revoked."""

import json

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import accounts, officers, permissions, roster, unit_keys
from hotline.cli import _rings
from hotline.cli._officer import signed_in
from hotline.cli.context import Context, pass_context
from hotline.clock import now
from hotline.db.engine import reading, writing
from hotline.db.tables import Officer, Unit


@click.group()
def officer() -> None:
    """People who sign in."""


def _link(context: Context, token: str) -> str:
    base = context.settings.public_base_url or "https://YOUR-BOARD"
    return f"{base}/board/enrol#{token}"


@officer.command()
@click.argument("login")
@click.option("--name", required=True, help="As colleagues see it.")
@click.option("--role", required=True, type=click.Choice(permissions.ROLES))
@click.option("--phone", "phones", multiple=True, help="A telephone of his, for the roster; repeatable.")
@click.option("--unit", help="Name of the unit; left out for an administrator and for a unit's first officer.")
@pass_context
def add(context: Context, login: str, name: str, role: str, unit: str | None, phones: tuple[str, ...]) -> None:
    """Invite an officer: prints a one-time link that is good for 24 hours."""
    with writing(_rings.operator_db(context)) as session:
        unit_id = unit_keys.named(session, unit).id if unit else None
        officer_id, token = accounts.invite(session, login, name, role, unit_id, by=None, now=now())
        _enter(context, session, officer_id, name, phones)
    click.echo(_link(context, token))


def _enter(context: Context, session: Session, officer_id: int, name: str, phones: tuple[str, ...]) -> None:
    """The line in the roster, by which a tip about one of us goes past his unit; needs the board's ring."""
    index = _rings.ring_file(context, "board")().current("index").secret
    roster.enter(session, index, officer_id, name, phones)


@officer.command("roster")
@click.argument("login")
@click.option("--phone", "phones", multiple=True, help="A telephone of his; kept as a keyed hash only; repeatable.")
@pass_context
def roster_(context: Context, login: str, phones: tuple[str, ...]) -> None:
    """Write an officer's line in the roster anew: a tip that names him or a number of his goes past his unit."""
    with writing(_rings.operator_db(context)) as session:
        person = officers.named(session, login)
        _enter(context, session, person.id, person.name, phones)
    click.echo(f"{login} stands in the roster with {len(phones)} telephones.")


@officer.command("list")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@pass_context
def list_(context: Context, as_json: bool) -> None:
    """List officers with role, unit and state."""
    query = select(Officer.login, Officer.name, Officer.role, Unit.name.label("unit"), Officer.state)
    query = query.outerjoin(Unit, Unit.id == Officer.unit_id).order_by(Unit.name, Officer.login)
    with reading(context.db) as session:
        rows = [dict(row._mapping) for row in session.execute(query)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['login']:<16} {row['role']:<17} {row['state']:<9} {row['unit'] or '–':<24} {row['name']}")


@officer.command()
@click.argument("login")
@pass_context
def revoke(context: Context, login: str) -> None:
    """End an account at once: sessions and keys go, the unit's key is made anew at a colleague's next sign-in."""
    with writing(_rings.operator_db(context)) as session:
        accounts.revoke(session, officers.named(session, login), by=None)
    click.echo(f"{login} is revoked.")


@officer.command()
@click.argument("login")
@click.option(
    "--officer", "people", multiple=True, required=True, help="Who agrees; given twice, two different people."
)
@pass_context
def reset(context: Context, login: str, people: tuple[str, ...]) -> None:
    """Empty an account whose password is forgotten, as two people; prints a new one-time link."""
    if len(set(people)) != 2:
        raise click.UsageError("two different people are wanted: --officer A --officer B")
    front = _rings.office(context)
    with signed_in(front, people[0]) as first, signed_in(front, people[1]) as second:
        if not (first.may("officers.manage") and second.may("officers.manage")):
            raise click.ClickException("both must be supervisors or administrators")
        with writing(front.db) as session:
            person = officers.named(session, login)
            token = accounts.reset(session, person, by=first.officer_id, second=second.officer_id, now=now())
    click.echo(_link(context, token))


@officer.command()
@click.argument("login")
@click.option("--officer", "who", required=True, help="The colleague who hands the unit's key over.")
@click.option("--code", required=True, help="The eight characters that the new officer reads out.")
@pass_context
def grant(context: Context, login: str, who: str, code: str) -> None:
    """Hand a unit's key to a new officer who has enrolled."""
    front = _rings.office(context)
    with signed_in(front, who) as colleague, writing(front.db) as session:
        accounts.grant(session, colleague, officers.named(session, login), code, now())
    click.echo(f"{login} holds the key.")
