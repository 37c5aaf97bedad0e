"""`hotline keys`: ring files made, shown, changed, checked. Private halves are never printed."""

import json
from pathlib import Path

import click

from hotline import audit, passwords, recovery, rotation, unit_keys
from hotline.cli import _rings
from hotline.cli.context import Context, pass_context
from hotline.clock import DAY, now
from hotline.db.engine import Database, reading, writing
from hotline.keyring import PROCESSES


@click.group()
def keys() -> None:
    """Ring files: one a process, mode 0600, sealed under HOTLINE_KEYRING_PASSPHRASE."""


@keys.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--shares", type=int, default=recovery.SHARES, show_default=True, help="How many recovery shares.")
@click.option("--threshold", type=int, default=recovery.THRESHOLD, show_default=True, help="How many of them suffice.")
@pass_context
def init(context: Context, folder: Path, shares: int, threshold: int) -> None:
    """Make every ring of a new hotline in FOLDER, and the shares of its recovery key."""
    passphrase = context.settings.secret("keyring_passphrase")
    made = rotation.init(folder, passphrase, now(), threshold=threshold, shares=shares)
    paths = _rings.write_shares(folder, made)
    click.echo(f"{folder}: rings {', '.join(PROCESSES)}, and passing.pub.")
    click.echo(f"Hand {paths[0].name} to {paths[-1].name} to {shares} people outside the desk and delete the files.")
    click.echo(f"Any {threshold} of them recover every unit's key: hotline recover. Then rehearse it: --rehearse.")


@keys.command()
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@pass_context
def show(context: Context, as_json: bool) -> None:
    """List purposes, ids and ages of the keys in the rings that are here."""
    rings, rows = _rings.rings(context), []
    for process in PROCESSES:
        if (rings.directory / f"{process}.ring").exists():
            ring = rings.read(process)
            rows += [
                {"ring": process, "purpose": key.purpose, "id": key.id, "days": (now() - key.created) // DAY,
                 "current": key == ring.current(key.purpose)}
                for key in sorted(ring.keys, key=lambda key: (key.purpose, -key.created))
            ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        mark = "" if row["current"] else "  (older)"
        click.echo(f"{row['ring']:<15} {row['purpose']:<9} {str(row['id'])[:16]}  {row['days']:>5} d{mark}")


@keys.command()
@click.argument("purpose", required=False, type=click.Choice(sorted(set(rotation.HOLDERS) - {"recovery"})))
@click.option("--passing", is_flag=True, help="The passing keys: make the next ones, destroy the spent.")
@click.option("--head", "heads", multiple=True, help="A printed head of the chain; two are wanted with `audit`.")
@pass_context
def rotate(context: Context, purpose: str | None, passing: bool, heads: tuple[str, ...]) -> None:
    """Make the next key of PURPOSE, or with --passing the next passing keys."""
    if passing == bool(purpose):
        raise click.UsageError("name one purpose, or --passing")
    if passing:
        _rotate_passing(context)
    elif purpose == "audit":
        _rotate_audit(context, heads)
    else:
        _rotate_lasting(context, str(purpose))


def _rotate_passing(context: Context) -> None:
    from hotline import resealing

    ring = _rings.ring_file(context, "worker")
    db = Database(context.db.engine, audit.appender(ring, now))
    done = resealing.rotate_passing(db, _rings.rings(context), now())
    click.echo(
        f"New: {', '.join(done.made)}. Re-sealed: {done.resealed}. Destroyed: {done.destroyed}. Kept: {done.kept}."
    )


AFTERWARDS = {
    "pepper": "Every officer's next sign-in wraps his key anew; run this again later to drop the old pepper.",
    "index": "Nothing is found by search until `hotline reindex --officer NAME` has run; old copies stay guessable.",
    "roster": "Units' keys are trusted under the new key; restart nothing.",
    "edge": "Receipt codes given before are unknown from now on; repeated deliveries of today may be kept twice.",
}


def _rotate_lasting(context: Context, purpose: str) -> None:
    rings, db = _rings.rings(context), _rings.operator_db(context)
    key = rotation.rotate(rings, purpose, now())
    with writing(db) as session:
        if purpose == "roster":
            unit_keys.remac(session, [old.secret for old in rings.read("operator").all("roster")], key.secret)
        audit.record(session, None, "key.rotated", "key", [], codes={"purpose": purpose, "key": key.id})
    if purpose == "roster":
        rings.drop("roster", [old.id for old in rings.read("operator").all("roster") if old.id != key.id])
    if purpose == "pepper":
        rings.drop("pepper", rotation.unused_peppers(db, rings.read("board")))
    click.echo(f"New {purpose} key {key.id[:16]}. {AFTERWARDS[purpose]}")


def _rotate_audit(context: Context, heads: tuple[str, ...]) -> None:
    """A new audit key after a leak: the chain up to here must agree with two heads that were kept elsewhere."""
    if len(set(heads)) < 2:
        raise click.UsageError("two heads printed elsewhere are wanted: --head SEQ:MAC --head SEQ:MAC")
    rings = _rings.rings(context)
    with reading(context.db) as session:
        known = [audit.Head.parse(text) for text in heads]
        found = audit.verify(session, rings.read("operator").all("audit"), known=known)
    if found.problems:
        raise click.ClickException(f"the chain does not agree: {found.problems[0]}")
    key = rotation.rotate(rings, "audit", now())
    with writing(_rings.operator_db(context)) as session:
        codes = {"key": key.id, "after": str(found.head), "heads": list(heads)}
        audit.record(session, None, "audit.key", "audit", [], codes=codes)
    click.echo(f"New audit key {key.id[:16]}; {found.events} events verified under the old ones, two heads agree.")


@keys.command()
@pass_context
def passphrase(context: Context) -> None:
    """Seal the rings that are here under another passphrase, asked for twice; their keys stay as they are."""
    folder, old = _rings.directory(context), context.settings.secret("keyring_passphrase")
    new = click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True)
    passwords.check(new, ())
    changed = rotation.change_passphrase(folder, old, new)
    click.echo(f"Under the new passphrase: {', '.join(changed) or 'nothing was left to change'}.")
    click.echo("Set HOTLINE_KEYRING_PASSPHRASE anew where these rings are used. Whoever has old copies of them and the")
    click.echo("old passphrase opens those still: if it leaked, rotate the keys too.")


@keys.command()
@pass_context
def check(context: Context) -> None:
    """Open every ring that is here and compare them; exit 1 on any finding."""
    rings = _rings.rings(context)
    found = rotation.problems(rings)
    found += [
        f"{path.name} still lies there: hand it out and delete it" for path in rings.directory.glob("recovery-share-*")
    ]
    for line in found:
        click.echo(line, err=True)
    if found:
        raise click.ClickException(f"{len(found)} findings")
    click.echo("The rings are whole and agree.")
