"""Throwaway real servers for the tests: PostgreSQL and Redis on Unix sockets in a folder that disappears afterwards.

Started once a session, reachable by this machine only, without fsync. As root PostgreSQL runs as the user `postgres`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

INSTALL = "make test says what to install"
POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": "120",
    "max_wal_size": "2GB",
    "logging_collector": "off",
}


class ServerMissing(RuntimeError):
    """A program that the tests need is not installed."""


def program(*names: str) -> str:
    """The path of the first of these programs that is installed; PostgreSQL's own folder is looked into as well."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for name in names:
        found = shutil.which(name) or next((str(f / name) for f in folders if (f / name).exists()), None)
        if found:
            return found
    raise ServerMissing(f"{names[0]} is not installed: {INSTALL}")


def _tied(*command: str) -> list[str]:
    """The command, made to end when this process dies, however it dies."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT", *command] if setpriv else list(command)


@contextmanager
def folder(prefix: str, owner: str | None = None) -> Iterator[Path]:
    """A short-named folder (Unix sockets allow 107 characters), owned by `owner` when we are root."""
    path = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    try:
        if owner:
            shutil.chown(path, owner, owner)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        if ready():
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not start: {log.read_text(errors='replace')[-2000:]}")


@contextmanager
def postgres(**changed: str) -> Iterator[str]:
    """A running cluster; yields the address of its database `postgres` for the role `hotline` (owner, no superuser).

    `changed` are options of its own: a bench wants real durability.
    """
    owner = "postgres" if os.geteuid() == 0 else None
    if owner and owner not in {user.pw_name for user in pwd.getpwall()}:
        raise ServerMissing(f"the user postgres does not exist: {INSTALL}")
    with folder("hotline-pg-", owner) as home:
        data, log = home / "data", home / "log"
        flags = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            [program("initdb"), f"--pgdata={data}", *flags], check=True, user=owner, stdout=subprocess.DEVNULL, cwd="/"
        )
        options = [f"-c{name}={value}" for name, value in (POSTGRES_OPTIONS | changed).items()]
        with log.open("wb") as out:
            process = subprocess.Popen(
                _tied(program("postgres"), "-D", str(data), "-k", str(home), *options),
                user=owner, stdout=out, stderr=subprocess.STDOUT, cwd="/",
            )  # fmt: skip
        try:
            _wait(lambda: _answers(home), process, log)
            with psycopg.connect(f"host={home} user=postgres dbname=postgres", autocommit=True) as db:
                db.execute("CREATE ROLE hotline LOGIN CREATEDB CREATEROLE")
            yield f"postgresql+psycopg://hotline@/postgres?host={home}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _answers(home: Path) -> bool:
    try:
        psycopg.connect(f"host={home} user=postgres dbname=postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def redis_server() -> Iterator[str]:
    """A running Redis without persistence; yields its address."""
    with folder("hotline-redis-") as home:
        socket, log = home / "redis.sock", home / "log"
        flags = ["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket", str(socket), "--dir", str(home)]
        with log.open("wb") as out:
            process = subprocess.Popen(
                _tied(program("redis-server", "valkey-server"), *flags), stdout=out, stderr=subprocess.STDOUT
            )
        try:
            _wait(lambda: _pings(socket), process, log)
            yield f"unix://{socket}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _pings(socket: Path) -> bool:
    if not socket.exists():
        return False
    try:
        with redis.Redis(unix_socket_path=str(socket)) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False
