"""The text message webhook against the least that any would do: interleaved runs on PostgreSQL, median of five.

Wanted: throughput at least 0.8 of the floor's, p99 at most twice; with 50,000 earlier messages within 1.2 of empty.
"""

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from hotline.db.engine import make_engine
from hotline.db.migrate import upgrade
from tests import servers
from tests.bench import load
from tests.channels.builders import ACCOUNT, NUMBER, TOKEN
from tests.world import PASSPHRASE, make_rings

PATH = "/hooks/twilio/sms"
ROOT = Path(__file__).parents[2]
RUNS, MESSAGES, EARLIER = 5, 600, 50_000
RATE, TAIL, GROWTH = 0.8, 2.0, 1.2


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gunicorn(app: str, port: int, ready: str, **environment: str) -> Iterator[None]:
    """An application under the deployment's own flags."""
    conf = ROOT / "config" / "deploy" / "gunicorn.conf.py"
    command = [sys.executable, "-m", "gunicorn", "--config", str(conf), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, "--threads", "16", app], cwd=ROOT, env={**os.environ, **environment})
    try:
        _wait(f"http://127.0.0.1:{port}{ready}", process)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return  # the floor knows no page: that it answers is enough
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} did not answer")


@contextmanager
def served(databases: tuple[str, str], tmp_path: Path) -> Iterator[tuple[int, int, int]]:
    """The floor and the real application on the first database, the real one again on the second; their ports."""
    rings = tmp_path / "rings"
    rings.mkdir()
    make_rings(rings)
    floor, real, full = free_port(), free_port(), free_port()
    least = {"FLOOR_TOKEN": TOKEN, "FLOOR_URL": f"http://127.0.0.1:{floor}{PATH}", "FLOOR_DATABASE": databases[0]}
    with ExitStack() as stack:
        stack.enter_context(gunicorn("tests.bench.floor:app", floor, "/", **least))
        for port, database in zip((real, full), databases, strict=True):
            settings = {
                "HOTLINE_MODE": "demo", "HOTLINE_DATABASE_URL": database, "HOTLINE_KEYRING": str(rings),
                "HOTLINE_KEYRING_PASSPHRASE": PASSPHRASE, "HOTLINE_PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
                "HOTLINE_TWILIO_ACCOUNT_SID": ACCOUNT, "HOTLINE_TWILIO_AUTH_TOKEN": TOKEN,
                "HOTLINE_TWILIO_NUMBER": NUMBER,
            }  # fmt: skip
            stack.enter_context(gunicorn("wsgi:create_intake()", port, "/readyz", **settings))
        yield floor, real, full


def measured(port: int, count: int = MESSAGES) -> load.Measure:
    """One run."""
    return load.run(port, PATH, load.requests_for(TOKEN, f"http://127.0.0.1:{port}{PATH}", count))


def rates(runs: list[load.Measure]) -> float:
    """The median of the runs' throughputs."""
    return statistics.median(run.rate for run in runs)


def tails(runs: list[load.Measure]) -> float:
    """The median of the runs' slowest hundredths."""
    return statistics.median(run.p99 for run in runs)


@contextmanager
def durable() -> Iterator[tuple[str, str]]:
    """Two migrated databases that write to the disk what they have committed, as a deployment's do."""
    with servers.postgres(fsync="on", synchronous_commit="on", full_page_writes="on") as cluster:
        urls = tuple(cluster.replace("/postgres?", f"/{name}?") for name in ("bench_empty", "bench_full"))
        with psycopg.connect(cluster.replace("+psycopg", ""), autocommit=True) as control:
            for name in ("bench_empty", "bench_full"):
                control.execute(f"CREATE DATABASE {name}".encode())
        for url in urls:
            engine = make_engine(url)
            upgrade(engine)
            engine.dispose()
        yield urls[0], urls[1]


def test_the_webhook_is_close_to_the_floor(tmp_path: Path) -> None:
    with durable() as databases, served(databases, tmp_path) as ports:
        _fill(databases[1])
        for port in ports:
            measured(port, 100)
        rounds = [[measured(port) for port in ports] for _ in range(RUNS)]
    least, empty, full = ([round_[which] for round_ in rounds] for which in range(3))
    for name, runs in (("floor", least), ("empty", empty), (f"{EARLIER} earlier", full)):
        print(f"{name:15s} {rates(runs):7.0f}/s  p99 {tails(runs):6.1f} ms")
    print(f"throughput {rates(empty) / rates(least):.2f} of the floor's, p99 {tails(empty) / tails(least):.2f} times")
    assert rates(empty) >= RATE * rates(least)
    assert tails(empty) <= TAIL * tails(least)
    assert rates(full) * GROWTH >= rates(empty)


def _fill(database: str) -> None:
    """50,000 earlier messages: waiting rows, deliveries and threads of random keys."""
    columns = "id, channel, text, address, thread, code, first, at, not_before, attempts, claimed_until, state"
    body, key = "decode(repeat('ab', 1500), 'hex')", "sha256(n::text::bytea)"
    rows = f"n, 'sms', {body}, {body}, {key}, {key}, true, 1, 0, 0, 0, 'waiting'"
    numbers = f"FROM generate_series(1, {EARLIER}) n"
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in (
            f"INSERT INTO inbound ({columns}) SELECT {rows} {numbers}",
            f"INSERT INTO delivery (provider_hash, day) SELECT {key}, 1 {numbers}",
            f"INSERT INTO thread (sender, root, parts, replies, window_until, until) "
            f"SELECT {key}, {key}, 1, 0, 1, 1 {numbers}",
            "ANALYZE",
        ):
            connection.execute(statement.encode())
