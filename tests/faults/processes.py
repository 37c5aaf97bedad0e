"""Real processes of a hotline under test: gunicorn and workers that can be killed, a provider that posts to them."""

import multiprocessing
import os
import random
import runpy
import secrets
import signal
import socket
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPException
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess

from twilio.request_validator import RequestValidator

import wsgi
from hotline.cli import serve
from tests.world import PASSPHRASE, World

TOKEN = "token-of-the-test-account"
OWN_NUMBER = "+15005550006"
PRELOADED = ("wsgi", "channels.app", "channels.senders", "gunicorn.app.wsgiapp", "hotline.jobs", "hotline.work")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(world: World, database_url: str, redis_url: str | None, port: int) -> dict[str, str]:
    """The settings of a whole hotline on this machine."""
    settings = {
        "HOTLINE_MODE": "demo",
        "HOTLINE_DATABASE_URL": database_url,
        "HOTLINE_KEYRING": str(world.directory),
        "HOTLINE_KEYRING_PASSPHRASE": PASSPHRASE,
        "HOTLINE_SECRET_KEY": secrets.token_hex(32),
        "HOTLINE_PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "HOTLINE_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "HOTLINE_TWILIO_AUTH_TOKEN": TOKEN,
        "HOTLINE_TWILIO_NUMBER": OWN_NUMBER,
        "HOTLINE_TWILIO_API_URL": f"http://127.0.0.1:{port}/nowhere",
        "HOTLINE_BOARD_THREADS": "8",
    }
    if redis_url:
        settings["HOTLINE_REDIS_URL"] = redis_url
    return {**{k: v for k, v in os.environ.items() if not k.startswith("HOTLINE_")}, **settings}


def _become(name: str, port: int, env: dict[str, str], log: str) -> None:
    """The body of a process under test: a group of its own, settings, log; then gunicorn or `hotline worker`."""
    os.setsid()
    os.environ.clear()
    os.environ.update(env)
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(out, stream)
    if name != "web":
        sys.argv = ["hotline", "worker"]
        wsgi.main()
        return
    threads = int(env["HOTLINE_BOARD_THREADS"])
    _python, _m, *sys.argv = serve.command("127.0.0.1", port, threads, "wsgi:create_intake()")
    runpy.run_module("gunicorn", run_name="__main__")


@cache
def _nursery() -> ForkServerContext:
    """Where processes are forked from: everything is imported there once, so that a start costs a tenth."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*PRELOADED, __name__])
    return context


@dataclass
class Processes:
    """One web server and some workers; `kill` is SIGKILL to one of them and a new start."""

    env: Mapping[str, str]
    port: int
    log: str
    running: dict[str, BaseProcess] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Starts "web" or a worker by name."""
        process = _nursery().Process(target=_become, args=(name, self.port, dict(self.env), self.log))
        process.start()
        self.running[name] = process

    def kill(self, name: str) -> None:
        """SIGKILL to the whole process group, then a new start."""
        self.stop(name, signal.SIGKILL)
        self.start(name)

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        """Ends a process group and waits for it."""
        process = self.running.pop(name)
        assert process.pid
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:  # it has no group of its own yet
            process.kill()
        process.join(20)

    def stop_all(self) -> None:
        """Ends everything, hard."""
        for name in list(self.running):
            self.stop(name, signal.SIGKILL)

    def wait_ready(self, seconds: float = 120) -> None:
        """Returns when the web server answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2).read()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the web server did not come up")


@dataclass
class Provider:
    """Twilio as the hotline meets it: signs each request and, without a 200, sends the same message again."""

    port: int
    acknowledged: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    def post(self, sid: str, number: str, text: str) -> int:
        """One try; the status, or 0 when nobody answered."""
        url = f"http://127.0.0.1:{self.port}/hooks/twilio/sms"
        fields = {
            "MessageSid": sid, "SmsSid": sid, "AccountSid": "AC" + "0" * 32, "From": number, "To": OWN_NUMBER,
            "Body": text, "NumMedia": "0", "NumSegments": "1",
        }  # fmt: skip
        request = urllib.request.Request(
            url,
            data=urllib.parse.urlencode(fields).encode(),
            headers={
                "X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(url, fields),
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                answer.read()
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except (OSError, HTTPException):  # killed before, or in the middle of, its answer
            return 0

    def send(self, marker: str, chance: random.Random) -> None:
        """One message, tried up to eight times, sometimes delivered twice although it was acknowledged."""
        sid = f"SM{secrets.token_hex(16)}"
        number = f"+8490{chance.randrange(10**7):07d}"
        text = f"{marker} o xom {chance.randrange(1, 20)} co nguoi ban ma tuy da"
        self.sent.add(marker)
        self.numbers.add(number)
        for _ in range(8):
            if self.post(sid, number, text) == 200:
                self.acknowledged.add(marker)
                if chance.random() < 0.1:
                    self.post(sid, number, text)
                return
            time.sleep(0.2)
