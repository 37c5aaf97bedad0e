"""What a command may ask for, made only when it asks: settings, database, and what wsgi.py composes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import click

from config.settings import Settings, load_settings
from hotline.db.engine import Database, make_engine
from hotline.errors import Misconfigured

if TYPE_CHECKING:
    from hotline.checks import Check
    from hotline.demo_samples import Sample
    from hotline.intake import Edge
    from hotline.runtime import Board, Worker


@dataclass(frozen=True, slots=True)
class Compose:
    """How wsgi.py, the only composition root, makes each capability set out of settings."""

    edge: "Callable[[Settings], Edge]"
    worker: "Callable[[Settings], Worker]"
    board: "Callable[[Settings], Board]"
    samples: "Callable[[Settings, Edge], Callable[[Sample, int], None]]"
    checks: "Sequence[Check]" = ()


class Context:
    """The object of every command (`@click.pass_obj`). Reads nothing before it is asked."""

    def __init__(self, compose: Compose | None = None, settings: Settings | None = None) -> None:
        self._compose = compose
        if settings is not None:
            self.__dict__["settings"] = settings

    @cached_property
    def settings(self) -> Settings:
        """The settings of this process. Raises ConfigError."""
        return load_settings()

    @cached_property
    def db(self) -> Database:
        """The database without an audit writer: for migrations, counts and checks."""
        return Database(make_engine(self.settings.database_url))

    @cached_property
    def edge(self) -> "Edge":
        """What the public side may use."""
        return self._made.edge(self.settings)

    @cached_property
    def worker(self) -> "Worker":
        """What the worker may use."""
        return self._made.worker(self.settings)

    @cached_property
    def board(self) -> "Board":
        """What the board may use, without any officer's key."""
        return self._made.board(self.settings)

    @property
    def compose(self) -> Compose:
        """What wsgi.py composes."""
        return self._made

    @property
    def _made(self) -> Compose:
        if self._compose is None:
            raise Misconfigured("cli.no_composition")
        return self._compose


pass_context = click.make_pass_decorator(Context)
