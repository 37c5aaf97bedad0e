"""How soon another officer's change reaches 200 connected officers of one board process, served as it is deployed.

gunicorn's threads with config/deploy/gunicorn.conf.py on PostgreSQL, its threads as many as the settings say.
"""

import os
import selectors
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from config.settings import Settings
from hotline.cli.serve import application, command
from hotline.db.engine import Database
from tests.builders import PASSPHRASE
from tests.moment import Moment
from tests.shift import Shift

STREAMS, CHANGES = 200, 10
SLOWEST = 2.0  # seconds, p99


@contextmanager
def deployed(shift: Shift, url: str, log: Path) -> Iterator[str]:
    """The board under gunicorn, as `hotline serve --board` runs it; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    names = {"DATABASE_URL": url, "KEYRING": str(shift.directory), "KEYRING_PASSPHRASE": PASSPHRASE, "MODE": "demo",
             "SECRET_KEY": "k" * 40}  # fmt: skip
    environment = os.environ | {f"HOTLINE_{name}": value for name, value in names.items()}
    threads = Settings(mode="demo").board_threads
    with log.open("wb") as out:
        server = subprocess.Popen(
            command("127.0.0.1", port, threads, application(intake=False, board=True)),
            env=environment, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        yield _answering(server, port, log)
    finally:
        server.terminate()
        server.wait(30)


def _answering(server: subprocess.Popen[bytes], port: int, log: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return f"http://127.0.0.1:{port}"
    raise RuntimeError(log.read_text(errors="replace")[-2_000:])


def connect(base: str, cookie: str) -> socket.socket:
    """One officer's stream, as his browser opens it."""
    url = urlsplit(base)
    stream = socket.create_connection((str(url.hostname), int(url.port or 80)))
    stream.sendall(
        f"GET /board/api/stream HTTP/1.1\r\nHost: {url.netloc}\r\nCookie: hotline-demo={cookie}\r\n\r\n".encode()
    )
    return stream


def wait_all(streams: list[socket.socket], marker: bytes, seconds: float) -> list[float]:
    """The moment at which each stream has said `marker`."""
    chooser = selectors.DefaultSelector()
    seen: dict[socket.socket, bytes] = {}
    heard: dict[socket.socket, float] = {}
    for stream in streams:
        chooser.register(stream, selectors.EVENT_READ)
        seen[stream] = b""
    end = time.monotonic() + seconds
    while len(heard) < len(streams) and time.monotonic() < end:
        for key, _mask in chooser.select(0.2):
            assert isinstance(key.fileobj, socket.socket)
            one = key.fileobj
            seen[one] += one.recv(65_536)
            if marker in seen[one] and one not in heard:
                heard[one] = time.monotonic()
    chooser.close()
    return list(heard.values())


def test_a_change_reaches_two_hundred_officers(postgres: Database, postgres_url: str, tmp_path: Path) -> None:
    shift = Shift(postgres, tmp_path / "rings", clock=Moment(int(time.time())))
    with deployed(shift, postgres_url, tmp_path / "gunicorn.log") as base:
        delays = told(shift, base)
    delays.sort()
    p99 = delays[int(len(delays) * 0.99) - 1]
    print(f"{len(delays)} notices to {STREAMS} officers: median {statistics.median(delays):.2f} s, p99 {p99:.2f} s")
    assert len(delays) == STREAMS * CHANGES
    assert p99 <= SLOWEST


def told(shift: Shift, base: str) -> list[float]:
    """Seconds from the commit of each of CHANGES to each of STREAMS officers."""
    cookie = shift.cookie("alice")
    streams = [connect(base, cookie) for _number in range(STREAMS)]
    assert len(wait_all(streams, b"event: changes", 60)) == STREAMS
    delays: list[float] = []
    for number in range(CHANGES):
        shift.clock.now = int(time.time())
        lead_id = shift.tip(f"xom {number} xa Cam Binh co nguoi ban ma tuy", sender=f"+8490000{number:04d}")
        committed = time.monotonic()
        delays += [heard - committed for heard in wait_all(streams, str(lead_id).encode(), 10)]
    for stream in streams:
        stream.close()
    return delays
