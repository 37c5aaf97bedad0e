"""How soon another officer's change reaches 200 connected officers of one board process."""

import selectors
import socket
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from config.settings import Settings
from hotline.db.engine import Database
from tests.shift import Shift
from triage.app import create_board

STREAMS, CHANGES = 200, 10
SLOWEST = 2.0  # seconds, p99


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


def test_a_change_reaches_two_hundred_officers(sqlite: Database, tmp_path: Path, served: Callable[..., str]) -> None:
    shift = Shift(sqlite, tmp_path / "rings")
    base = served(create_board(shift.board, Settings(mode="demo", secret_key="k" * 40)))
    cookie = shift.cookie("alice")
    streams = [connect(base, cookie) for _number in range(STREAMS)]
    assert len(wait_all(streams, b"event: changes", 60)) == STREAMS
    delays: list[float] = []
    for number in range(CHANGES):
        lead_id = shift.tip(f"xom {number} xa Cam Binh co nguoi ban ma tuy", sender=f"+8490000{number:04d}")
        committed = time.monotonic()
        delays += [heard - committed for heard in wait_all(streams, str(lead_id).encode(), 10)]
    for stream in streams:
        stream.close()

    delays.sort()
    p99 = delays[int(len(delays) * 0.99) - 1]
    print(f"{len(delays)} notices to {STREAMS} officers: median {statistics.median(delays):.2f} s, p99 {p99:.2f} s")
    assert len(delays) == STREAMS * CHANGES
    assert p99 <= SLOWEST
