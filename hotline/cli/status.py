"""`hotline status [--json]`: what waits, what failed, what is open; exit 1 when an operator is needed."""

import json

import click

from hotline.cli.context import Context, pass_context


@click.command(help="Counts: waiting, processing and failed messages, leads by state, what providers still hold.")
@click.option("--json", "as_json", is_flag=True, help="For a script.")
@pass_context
def status(context: Context, as_json: bool) -> int:
    """Exit 1 when the database or the queue does not answer, or a message was set aside."""
    from hotline import status as core
    from hotline.clock import now

    found = core.look(context.db, now(), context.settings.redis_url)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False))
        return 0 if found.well else 1
    click.echo(f"database {_word(found.database)}, queue {_word(found.queue)}")
    if found.database:
        age = f", the oldest for {found.oldest_waiting} s" if found.oldest_waiting is not None else ""
        click.echo(f"messages: {found.waiting} waiting{age}, {found.processing} in work, {found.failed} set aside")
        for why, n in found.failed_because.items():
            click.echo(f"  set aside because of {why}: {n}")
        click.echo("accepted by day: " + (", ".join(f"{day} {n}" for day, n in found.accepted.items()) or "none"))
        click.echo("leads: " + (", ".join(f"{n} {state}" for state, n in found.leads.items()) or "none"))
        click.echo(f"open alarms {found.alarms}, overdue {found.overdue}, for a second officer {found.approvals}")
        click.echo("to citizens: " + (", ".join(f"{n} {state}" for state, n in found.answers.items()) or "nothing"))
        for why, n in found.delayed_because.items():
            click.echo(f"  tried again because of {why}: {n}")
        oldest = f", the oldest for {found.oldest_copy} s" if found.oldest_copy is not None else ""
        click.echo(f"copies at providers not yet deleted: {found.provider_copies}{oldest}")
    return 0 if found.well else 1


def _word(answers: bool) -> str:
    return "answers" if answers else "DOES NOT ANSWER"
