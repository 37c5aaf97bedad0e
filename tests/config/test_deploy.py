"""Deployment files: nothing of a citizen is logged on the way in, and every process is confined."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

DEPLOY = Path("config/deploy")
UNITS = sorted(DEPLOY.glob("*.service"))
CONFINED = (
    "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "CapabilityBoundingSet=\n",
    "MemoryDenyWriteExecute=yes", "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6", "LimitCORE=0", "UMask=0077",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
@pytest.mark.parametrize("line", CONFINED, ids=lambda line: line.split("=")[0])
def test_every_unit_is_confined(unit: Path, line: str) -> None:
    assert line in unit.read_text()


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_no_unit_holds_a_secret_in_its_environment(unit: Path) -> None:
    names = re.findall(r"^Environment=(\w+)", unit.read_text(), re.MULTILINE)

    assert names == ["HOTLINE_KEYRING_PASSPHRASE_FILE"]


def test_each_process_runs_as_a_user_of_its_own() -> None:
    users = [re.findall(r"^User=(.+)$", unit.read_text(), re.MULTILINE) for unit in UNITS]

    assert len({user for found in users for user in found}) == len(UNITS) == 4


def test_nginx_logs_and_passes_on_no_address() -> None:
    text = (DEPLOY / "nginx.conf").read_text()

    assert re.findall(r"access_log\s+(\S+);", text) == ["off"]
    assert re.findall(r"error_log\s+(.+);", text) == ["stderr emerg"]
    assert 'X-Forwarded-For "";' in text
    assert "$remote_addr" not in text


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    (tmp_path / "small.py").write_text(
        "def app(environ, start):\n"
        "    if environ['PATH_INFO'] == '/fails': raise ValueError('canary 0912000123')\n"
        "    start('200 OK', [('Content-Type', 'text/plain')])\n"
        "    return [environ['wsgi.url_scheme'].encode()]\n"
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", str(DEPLOY / "gunicorn.conf.py")]
    flags = ["--bind", f"127.0.0.1:{port}", "--threads", "4", "--pythonpath", str(tmp_path), "small:app"]
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen([*command, *flags], stdout=out, stderr=subprocess.STDOUT)
    for _ in range(100):
        if b"Booting worker" in log.read_bytes():
            break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}", log
    process.terminate()
    process.wait(20)


def test_gunicorn_logs_its_own_state_and_no_request(served: tuple[str, Path]) -> None:
    address, log = served
    asked = urllib.request.Request(f"{address}/canary?code=CANARY", headers={"X-Forwarded-Proto": "https"})

    assert urllib.request.urlopen(asked, timeout=10).read() == b"http"  # nobody is trusted unless it is said
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{address}/fails", timeout=10)
    text = log.read_text().lower()
    assert "listening at: http://127.0.0.1" in text
    assert "valueerror at small.py:2" in text
    assert "canary" not in text
    assert "0912000123" not in text
