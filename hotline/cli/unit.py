"""`hotline unit`: units made with their keys, listed, given a new key, what they hold sealed to it."""

import json

import click
from sqlalchemy import func, select

from hotline import accounts, officers, permissions, unit_keys
from hotline.cli import _rings
from hotline.cli._officer import signed_in
from hotline.cli.context import Context, pass_context
from hotline.clock import now
from hotline.db.engine import reading, writing
from hotline.db.tables import Officer, Unit, UnitKey
from hotline.db.tables.people import UNIT_KINDS
from hotline.errors import Refused
from hotline.officers import Office, Viewer
from hotline.sessions import trust


@click.group()
def unit() -> None:
    """Units: a desk, supervision, registry, communes, audit."""


@unit.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(UNIT_KINDS), help="Left out: what the first officer's role works in.")
@click.option("--commune", help="Code of the commune, for a commune's unit.")
@click.option("--officer", "people", multiple=True, required=True, help="First officer, enrolled; may be repeated.")
@pass_context
def add(context: Context, name: str, kind: str | None, commune: str | None, people: tuple[str, ...]) -> None:
    """Make a unit: its key is made in memory, wrapped to its first officers and to the recovery key, and forgotten."""
    with writing(_rings.operator_db(context)) as session:
        first = [officers.named(session, who) for who in people]
        wanted = kind or permissions.KIND_OF[first[0].role] or ""
        if any(permissions.KIND_OF[person.role] != wanted for person in first):
            raise Refused("officer.role_kind")
        unit_id, _ = unit_keys.add(
            session, _rings.operator_trust(context), wanted, name, commune, first, by=None, now=now()
        )
        for person in first:
            person.unit_id = unit_id
            session.flush()
            accounts.settle(session, person)
    click.echo(f"{name} has its key.")


@unit.command("list")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@pass_context
def list_(context: Context, as_json: bool) -> None:
    """List units with their kind, people and the age of their key."""
    count = select(func.count(Officer.id)).where(Officer.unit_id == Unit.id, Officer.state == "active")
    query = select(
        Unit.name, Unit.kind, Unit.commune, UnitKey.at.label("key_at"), UnitKey.due,
        count.scalar_subquery().label("officers"),
    )  # fmt: skip
    query = query.join(UnitKey, (UnitKey.unit_id == Unit.id) & (UnitKey.state == "current"), isouter=True)
    with reading(context.db) as session:
        rows = [dict(row._mapping) for row in session.execute(query.order_by(Unit.kind, Unit.name))]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        due = "  new key at the next sign-in" if row["due"] else ""
        click.echo(f"{row['kind']:<12} {row['commune'] or '–':<6} {row['officers']:>3} active  {row['name']}{due}")


@unit.command()
@click.argument("name")
@click.option("--officer", "who", required=True, help="An officer of the unit; asked for password and time code.")
@click.option(
    "--reseal", is_flag=True, help="Also move all that the unit holds to the new key and destroy the old one."
)
@pass_context
def rotate(context: Context, name: str, who: str, reseal: bool) -> None:
    """Give a unit its next key. With --reseal it may be stopped and started again; it goes on where it was."""
    front = _rings.office(context)
    with signed_in(front, who) as colleague:
        _rotate(front, colleague, name, reseal=reseal)
    click.echo(f"{name} has a new key.")


def _rotate(front: Office, colleague: Viewer, name: str, *, reseal: bool) -> None:
    with writing(front.db) as session:
        found = unit_keys.named(session, name)
        if found.id != colleague.unit_id:
            raise Refused("officer.other_unit")
        # What an earlier run left unfinished is finished under the key that it made.
        if not (reseal and unit_keys.unfinished(session, found.id, now())):
            unit_keys.rotate(session, trust(front), found.id, by=colleague.officer_id, now=now())
    if reseal:
        _reseal(front, colleague, found.id)


def _reseal(front: Office, colleague: Viewer, unit_id: int) -> None:
    with reading(front.db) as session:
        total = unit_keys.to_reseal(session, unit_id)
    with click.progressbar(length=total, label="Sealing anew") as bar:
        unit_keys.reseal(front.db, trust(front), colleague.holder, unit_id, by=colleague.officer_id, tick=bar.update)
