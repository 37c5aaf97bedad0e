"""`hotline evaluate`: takes an evaluation set through the real intake and worker and writes what came of it."""

import json
from pathlib import Path

import click

from hotline.cli.context import Context, pass_context


@click.command(help="Take the tips of SET_DIR through a fresh hotline and write one line a tip, for the scorer.")
@click.argument("set_dir", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.option("--limit", default=0, type=click.IntRange(min=0), help="Only so many tips; 0 takes all.")
@pass_context
def evaluate(context: Context, set_dir: Path, out: Path, limit: int) -> None:
    """Shows a bar while it works, and the worker's time per tip at the end."""
    from rich.console import Console
    from rich.progress import Progress

    from hotline import evaluate as use_case
    from hotline.text.readers import build_readers

    with Progress(transient=True, console=Console(stderr=True)) as progress:
        bar = progress.add_task("Importing the registry", total=None)

        def told(done: int, total: int) -> None:
            progress.update(bar, description="Tips", completed=done, total=total)

        found = use_case.run(set_dir, build_readers(context.settings.province), limit=limit, progress=told)
    out.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in found.lines), encoding="utf-8")
    click.echo(
        f"{len(found.lines)} tips, {found.median:.1f} ms a tip (median), {found.slowest:.1f} ms (99th percentile)"
    )
