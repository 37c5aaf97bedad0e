"""`hotline demo`: what `make demo` runs. Sets up what is missing, starts web and worker, stops both on Ctrl-C."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import click
from rich.progress import Progress

from hotline.cli.context import Context, pass_context
from hotline.errors import Refused

WAIT = 60


@click.command(help="Run the whole hotline on the embedded database with sample data and the simulator.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--dir", "directory", default="demo", show_default=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--reset", is_flag=True, help="Begin anew: the demo's folder is emptied first.")
@click.option("--prepare-only", is_flag=True, help="Set everything up and end.")
@pass_context
def demo(context: Context, port: int, directory: Path, reset: bool, prepare_only: bool) -> None:
    """Prepares the folder once, then supervises the two processes."""
    from hotline import demo as make

    if reset and directory.exists():
        _empty(directory)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    env = make.environment(directory, port)
    os.environ.update(env)
    if not (directory / make.READY).exists():
        _prepare(context, directory)
        (directory / make.READY).touch(mode=0o600)
    if not prepare_only:
        _supervise(directory, port, env)


def _empty(directory: Path) -> None:
    """Empties a demo's folder, and refuses any other."""
    from hotline.demo import ENV

    if any(directory.iterdir()) and not (directory / ENV).exists():
        raise Refused("demo.not_a_demo", directory=str(directory))
    shutil.rmtree(directory)


def _prepare(context: Context, directory: Path) -> None:
    from hotline import demo as make
    from hotline import rotation
    from hotline.clock import now
    from hotline.db.migrate import upgrade
    from hotline.keyring import write_private

    settings, compose = context.settings, context.compose
    click.echo("Making keys, units and officers ...")
    ring_folder = Path(str(settings.keyring))
    if not ring_folder.exists():
        shares = rotation.init(ring_folder, settings.secret("keyring_passphrase"), now())
        write_private(directory / make.SHARES, ("\n".join(shares) + "\n").encode())
    upgrade(context.db.engine)
    raised = make.people(directory, context.board)
    click.echo(f"Registry: {make.registry(context.board, raised)} records.")
    with Progress(transient=True) as progress:
        task = progress.add_task("Sending sample tips through the webhooks", total=None)
        post = compose.samples(settings, context.edge)
        for done, total in make.send_samples(context.worker, context.board, raised, post):
            progress.update(task, completed=done, total=total)


def _supervise(directory: Path, port: int, env: Mapping[str, str]) -> None:
    """Runs web and worker until Ctrl-C, or until one of them ends."""
    from hotline.cli.serve import application, command

    whole = {**os.environ, **env}
    web = command("127.0.0.1", port, int(env["HOTLINE_BOARD_THREADS"]), application(intake=False, board=False))
    worker = [sys.executable, "-c", "import wsgi; wsgi.main()", "worker"]
    signal.signal(signal.SIGTERM, _interrupt)
    processes = [subprocess.Popen(one, env=whole, start_new_session=True) for one in (web, worker)]  # noqa: S603
    try:
        _wait_ready(port, processes)
        _print(directory, port)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        raise Refused("demo.process_ended")
    except KeyboardInterrupt:
        click.echo("\nStopping ...")
    finally:
        _stop(processes)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _stop(processes: list["subprocess.Popen[bytes]"]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_ready(port: int, processes: list["subprocess.Popen[bytes]"]) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end and all(process.poll() is None for process in processes):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise Refused("demo.not_ready", port=port)


def _print(directory: Path, port: int) -> None:
    import json

    from hotline.demo import ENV, OFFICERS

    base = f"http://127.0.0.1:{port}"
    click.echo(f"\n  How to report   {base}/\n  Simulator       {base}/simulator\n  Board           {base}/board\n")
    for one in json.loads((directory / OFFICERS).read_text(encoding="utf-8")):
        click.echo(
            f"    {one['login']:10s} {one['password']:38s} {one['role']}{', ' + one['unit'] if one['unit'] else ''}"
        )
    click.echo(f"\n  Settings: {directory / ENV}   Sign-ins: {directory / OFFICERS}")
    click.echo(
        "  The demo asks for no second factor, runs on plain http on this machine, and one process holds every key."
    )
    click.echo("  Ctrl-C stops it; a second run keeps the data; `make demo-reset` begins anew.\n")
