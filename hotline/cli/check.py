"""`hotline check [--deploy]`: what is wrong with this installation, each finding with what to do."""

import json

import click

from hotline.cli.context import Context, pass_context


@click.command(help="Check settings, keys, database, migrations and clock; --deploy: all that a deployment needs.")
@click.option("--deploy", is_flag=True, help="Also what a deployment needs: providers, recovery, mode.")
@click.option("--json", "as_json", is_flag=True, help="For a script.")
@pass_context
def check(context: Context, deploy: bool, as_json: bool) -> int:
    """Prints the findings; exit 1 when there is any."""
    from hotline import checks

    found = checks.run(context.settings, deploy=deploy, more=context.compose.checks if deploy else ())
    if as_json:
        click.echo(json.dumps([{"what": one.what, "do": one.do} for one in found], ensure_ascii=False))
    elif not found:
        click.echo("Everything that was looked at is as it should be.")
    for one in found if not as_json else []:
        click.echo(f"✗ {one.what}\n  → {one.do}")
    return 1 if found else 0
