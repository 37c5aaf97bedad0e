"""`hotline registry import` and `export`: by a named officer, who gives his password; rows stay proposed at first."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotline.cli._officer import signed_in
from hotline.cli.context import Context, pass_context

if TYPE_CHECKING:
    from hotline.registry_io import Report


@click.group(help="Import and export the registry of persons and hotspots.")
def registry() -> None:
    """The group."""


@registry.command("import", help="Import FILE (CSV, XLSX, JSON Lines; - is standard input), whole or not at all.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--officer", "login", required=True, metavar="NAME", help="Who imports: asks for the password.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--document", default="", metavar="REF", help="The paper that the list came with, for rows without one.")
@click.option("--allow-duplicates", is_flag=True, help="Import told duplicates all the same.")
@click.option("--json", "as_json", is_flag=True, help="For a script.")
@pass_context
def import_(
    context: Context, file: str, login: str, dry_run: bool, document: str, allow_duplicates: bool, as_json: bool
) -> int:
    """Exit 1 when any line is wrong or tells a duplicate: nothing is imported then."""
    from hotline import registry_io

    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    board = context.board
    with signed_in(board, login) as viewer, click.progressbar(length=1000, label="registry", file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.update(max(0, done * 1000 // max(1, total) - bar.pos))

        report = registry_io.import_file(
            board, viewer, data, "" if file == "-" else file, dry_run=dry_run, document=document,
            duplicates=allow_duplicates, progress=progress,
        )  # fmt: skip
    if as_json:
        click.echo(registry_io.as_json(report))
    else:
        _tell(report, dry_run=dry_run)
    return 1 if report.troubles or (report.duplicates and not allow_duplicates) else 0


def _tell(report: "Report", *, dry_run: bool) -> None:
    for trouble in report.troubles:
        click.echo(f"line {trouble.line}: {trouble.codes}", err=True)
    for double in report.duplicates:
        what = f"line {double.line_before}" if double.line_before is not None else f"record {double.record_id}"
        what += f", which is {double.state}" if double.state in ("retired", "merged") else ""
        click.echo(f"line {double.line}: tells the same as {what}", err=True)
    click.echo(f"{report.rows} rows: {report.persons} persons, {report.hotspots} hotspots")
    if report.imported:
        click.echo(f"imported {report.imported} as proposed; a second officer approves batch {report.approval_id}")
    elif report.troubles:
        click.echo(f"nothing imported: {len(report.troubles)} lines are wrong")
    else:
        click.echo("nothing imported" + (" (dry run)" if dry_run else "; --allow-duplicates imports them all the same"))


@registry.command("export", help="Write the registry to FILE (- is standard output) in the format of its name.")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--officer", "login", required=True, metavar="NAME", help="Who exports: asks for the password.")
@click.option("--format", "kind", type=click.Choice(("csv", "xlsx", "jsonl")), help="When the name does not say it.")
@pass_context
def export(context: Context, file: str, login: str, kind: str | None) -> None:
    """Writes a file that only its owner may read; an existing one is not overwritten."""
    from hotline import registry_export

    chosen = kind or (file.rpartition(".")[2].lower() if "." in file else "jsonl")
    board = context.board
    with signed_in(board, login) as viewer:
        data = registry_export.export(board, viewer, chosen)
    if file == "-":
        sys.stdout.buffer.write(data)
        return
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
