"""The only composition root: three WSGI applications, the worker, and the command `hotline`. Builds nothing at import.

`create_intake()` is the public side and holds no key that opens a message; `create_board()` is for the police network;
`create_app()` mounts both for one machine.
"""

import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from config.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

    from hotline.db.engine import Database
    from hotline.intake import Edge, Passing
    from hotline.keyring import RingFile
    from hotline.runtime import Board, Worker
    from hotline.text.readers import Readers


class Parts:
    """One process's parts, each built when it is first asked for, from the settings alone."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def rings(self) -> Path:
        """The directory of the ring files."""
        self.settings.require("keyring", "keyring_passphrase")
        return Path(str(self.settings.keyring))

    def ring(self, process: str) -> "RingFile":
        """A process's ring, read again when its file changes."""
        from hotline.keyring import RingFile

        return RingFile(self.rings, process, self.settings.secret("keyring_passphrase"))

    def database(self, process: str = "") -> "Database":
        """The database; with the audit chain for a process whose ring holds the audit key."""
        from hotline import audit, clock
        from hotline.db.engine import Database, make_engine

        if not process:
            return Database(make_engine(self.settings.database_url, ping=False))  # intake tries twice anyway
        engine = make_engine(self.settings.database_url, ping=process != "worker")  # so does the worker's loop
        return Database(engine, audit.appender(self.ring(process), clock.now))

    @cached_property
    def readers(self) -> "Readers":
        """Lexicons and gazetteer, compiled once."""
        from hotline.text.readers import build_readers

        return build_readers(self.settings.province)

    def passing(self, process: str) -> "Passing":
        """The public passing keys, checked under the edge key of that process's ring."""
        from hotline.keyring import PassingPublic

        return PassingPublic(self.rings, self.ring(process))

    def edge(self, process: str = "intake") -> "Edge":
        """The edge: public passing keys, the edge key, the doorbell."""
        from hotline import clock, doorbell
        from hotline.intake import Edge

        ring = self.ring(process)
        bell: Callable[[int], None] = doorbell.silent
        if self.settings.redis_url:
            bell = doorbell.Bell(self.settings.redis_url)
        return Edge(
            db=self.database(),
            edge_key=lambda: ring().current("edge").secret,
            passing=self.passing(process),
            doorbell=bell,
            clock=clock.now,
        )

    @cached_property
    def worker(self) -> "Worker":
        """The worker's capabilities, with the providers' worker halves."""
        from channels.senders import build_senders
        from hotline import clock
        from hotline.runtime import Worker

        return Worker(
            db=self.database("worker"),
            ring=self.ring("worker"),
            passing_ring=self.ring("worker-passing"),
            passing=self.passing("worker"),
            readers=self.readers,
            senders=build_senders(self.settings),
            clock=clock.now,
        )

    @cached_property
    def board(self) -> "Board":
        """The board's capabilities; manual entry goes through its own edge."""
        from hotline import clock
        from hotline.runtime import Board

        return Board(
            db=self.database("board"),
            ring=self.ring("board"),
            edge=self.edge("board"),
            readers=self.readers,
            clock=clock.now,
            second_factor=not self.settings.demo,
        )


def create_intake(settings: Settings | None = None) -> "Flask":
    """The public application: webhooks, how to report, health. No route, template or key with which to read a tip."""
    from channels.app import create_public
    from channels.minutes import Minutes

    parts = Parts(settings or load_settings())
    return create_public(parts.edge("intake"), parts.settings, Minutes())


def create_board(settings: Settings | None = None) -> "Flask":
    """The officers' application under /board."""
    from triage.app import create_board as build

    parts = Parts(settings or load_settings())
    return build(parts.board, parts.settings)


def create_app(settings: Settings | None = None) -> "WSGIApplication":
    """Both applications in one process, and the simulator in demo mode. This process holds every server key."""
    settings = settings or load_settings()
    public = create_intake(settings).wsgi_app
    mounts = {"/board": create_board(settings).wsgi_app}
    if settings.demo:
        from channels.simulator import create_simulator

        mounts["/simulator"] = create_simulator(settings).wsgi_app

    def choose(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        first = "/" + str(environ.get("PATH_INFO", "")).lstrip("/").partition("/")[0]
        return mounts.get(first, public)(environ, start_response)

    return choose


def main() -> None:
    """The command `hotline`."""
    from channels.checks import CHECKS
    from channels.cli import COMMANDS
    from channels.samples import poster
    from hotline.cli.context import Compose
    from hotline.cli.main import main as run

    compose = Compose(
        edge=lambda settings: Parts(settings).edge(),
        worker=lambda settings: Parts(settings).worker,
        board=lambda settings: Parts(settings).board,
        samples=poster,
        checks=CHECKS,
    )
    sys.exit(run(compose, COMMANDS))
