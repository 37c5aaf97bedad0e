"""`hotline serve`: one or both web applications under gunicorn."""

import os
import sys
from pathlib import Path

import click

from hotline.cli.context import Context, pass_context


@click.command(help="Run the public intake, the board, or both (the default), under gunicorn.")
@click.option("--intake", is_flag=True, help="The public side alone.")
@click.option("--board", is_flag=True, help="The officers' side alone.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@pass_context
def serve(context: Context, intake: bool, board: bool, host: str, port: int) -> None:
    """Checks the settings, then becomes gunicorn."""
    settings = context.settings
    os.execv(sys.executable, command(host, port, settings.board_threads, application(intake, board)))  # noqa: S606


def application(intake: bool, board: bool) -> str:
    """gunicorn's name of the application: both when neither or both are asked for."""
    if intake == board:
        return "wsgi:create_app()"
    return "wsgi:create_intake()" if intake else "wsgi:create_board()"


def command(host: str, port: int, threads: int, app: str) -> list[str]:
    """The whole command line of gunicorn."""
    import config

    conf = Path(config.__file__).parent / "deploy" / "gunicorn.conf.py"
    return [
        sys.executable, "-m", "gunicorn", "--config", str(conf),
        "--bind", f"{host}:{port}", "--threads", str(threads), app,
    ]  # fmt: skip
