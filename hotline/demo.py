"""The demo's set-up: rings, database, invented units and officers, a small registry, tips through the real intake.

Everything it runs under is written to `demo.env` and `demo-officers.json`, mode 0600, in the demo's folder.
"""

import json
import secrets
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from hotline import bootstrap, registry_io, work
from hotline.bootstrap import OfficerSpec, UnitSpec
from hotline.clock import MINUTE, now
from hotline.demo_samples import SAMPLES, Sample, samples
from hotline.demo_shift import Shift
from hotline.keyring import write_private
from hotline.runtime import Board, Worker

ENV, OFFICERS, READY = "demo.env", "demo-officers.json", "demo.ready"
SHARES = "demo-recovery-shares.txt"
SMS_NUMBER = "+15005550006"


def environment(directory: Path, port: int) -> dict[str, str]:
    """The demo's settings as `HOTLINE_` names: those of the folder's demo.env, or fresh ones, for this port."""
    base = f"http://127.0.0.1:{port}"
    values = _read_env(directory / ENV) or {
        "HOTLINE_MODE": "demo",
        "HOTLINE_DATABASE_URL": f"sqlite:///{directory.resolve()}/hotline.db",
        "HOTLINE_KEYRING": str(directory.resolve() / "rings"),
        "HOTLINE_KEYRING_PASSPHRASE": secrets.token_urlsafe(24),
        "HOTLINE_SECRET_KEY": secrets.token_urlsafe(32),
        "HOTLINE_TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
        "HOTLINE_TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "HOTLINE_TWILIO_NUMBER": SMS_NUMBER,
        "HOTLINE_TELEGRAM_TOKEN": f"{secrets.randbelow(10**9):09d}:{secrets.token_urlsafe(26)}",
        "HOTLINE_TELEGRAM_SECRET": secrets.token_urlsafe(24),
        "HOTLINE_GATEWAY_SECRET": secrets.token_urlsafe(24),
        "HOTLINE_METRICS_TOKEN": secrets.token_urlsafe(24),
        "HOTLINE_BOARD_THREADS": "24",
    }
    values["HOTLINE_PUBLIC_BASE_URL"] = base
    values["HOTLINE_TWILIO_API_URL"] = f"{base}/simulator/twilio"
    values["HOTLINE_TELEGRAM_API_URL"] = f"{base}/simulator/telegram"
    values["HOTLINE_GATEWAY_SEND_URL"] = f"{base}/simulator/gateway"
    write_env(directory / ENV, values)
    return values


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Writes settings in a form that both a shell and systemd read."""
    write_private(path, "".join(f"{name}={value}\n" for name, value in sorted(values.items())).encode())


def _read_env(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    pairs = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines() if "=" in line)
    return {name: value for name, _, value in pairs}


def people(directory: Path, board: Board) -> bootstrap.Raised:
    """Makes the sample units and officers; their passwords go to demo-officers.json."""
    told = tomllib.loads((SAMPLES / "officers.toml").read_text(encoding="utf-8"))
    units = [UnitSpec(unit["kind"], unit["name"], unit.get("commune")) for unit in told["unit"]]
    officers = [
        OfficerSpec(
            one["login"], one["name"], one["role"], one.get("unit"), f"{one['login']}-{secrets.token_hex(4)}-thu-nghiem"
        )
        for one in told["officer"]
    ]
    shown = [{"login": o.login, "password": o.password, "role": o.role, "unit": o.unit} for o in officers]
    write_private(directory / OFFICERS, json.dumps(shown, ensure_ascii=False, indent=1).encode() + b"\n")
    return bootstrap.raise_all(board, units, officers)


def send_samples(
    worker: Worker, board: Board, raised: bootstrap.Raised, post: Callable[[Sample, int], None]
) -> Iterator[tuple[int, int]]:
    """Posts every sample at its own moment; worker and sample officers act in turn. Yields (done, of how many)."""
    start, rows = now(), samples()
    shift = Shift(board, raised, start)
    for number, sample in enumerate(rows, 1):
        moment = start - sample.ago * MINUTE
        shift.until(moment)
        post(sample, moment)
        work.step(replace(worker, clock=_at(moment)))
        yield number, len(rows)


def _at(moment: int) -> Callable[[], int]:
    return lambda: moment


def registry(board: Board, raised: bootstrap.Raised) -> int:
    """Imports the sample registry and lets a second officer approve it; returns the number of records."""
    return registry_io.import_sample(board, raised, (SAMPLES / "registry.jsonl").read_bytes())
