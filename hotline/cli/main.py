"""The command `hotline`: one module of this package a noun, loaded when it is called; exit codes 0, 1 and 2.

A module `noun.py` holds a click command or group of that name. What a user can cause ends in one line on stderr.
"""

import importlib
import pkgutil
import sys
from collections.abc import Mapping, Sequence

import click
from sqlalchemy.exc import SQLAlchemyError

import hotline.cli
from config.errors import ConfigError
from config.logs import set_up
from hotline.cli.context import Compose, Context
from hotline.cli.sentences import sentence
from hotline.errors import HotlineError

HELPERS = frozenset({"main", "context", "sentences"})
DONE, FAILED, USAGE = 0, 1, 2


class Nouns(click.Group):
    """A group whose commands are the modules of hotline.cli, and `more`: names to "module:attribute"."""

    def __init__(self, more: Mapping[str, str]) -> None:
        super().__init__("hotline", help="The hotline: its processes, keys, people and upkeep.")
        self._more = more

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every noun, in order."""
        found = {module.name for module in pkgutil.iter_modules(hotline.cli.__path__)} - HELPERS
        return sorted({name for name in found if not name.startswith("_")} | set(self._more))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the noun's module; None when there is no such noun."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module, _, attribute = self._more.get(cmd_name, f"hotline.cli.{cmd_name}:{cmd_name}").partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


def main(
    compose: Compose | None = None, more: Mapping[str, str] | None = None, arguments: Sequence[str] | None = None
) -> int:
    """Runs one command and returns its exit code: 0 done, 1 refused or failed, 2 wrong usage."""
    set_up()
    try:
        done = Nouns(more or {}).main(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name="hotline",
            obj=Context(compose),
            standalone_mode=False,
        )
    except (click.UsageError, click.exceptions.NoArgsIsHelpError) as error:
        error.show()
        return USAGE
    except BrokenPipeError:
        return FAILED
    except (click.ClickException, click.Abort, ConfigError, HotlineError, SQLAlchemyError, OSError) as error:
        click.echo(f"hotline: {_reason(error)}", err=True)
        return FAILED
    return done if isinstance(done, int) else DONE


def _reason(error: Exception) -> str:
    if isinstance(error, HotlineError):
        return sentence(error)
    if isinstance(error, click.ClickException):
        return " ".join(error.format_message().split())
    if isinstance(error, click.Abort):
        return "stopped"
    if isinstance(error, SQLAlchemyError):
        # The driver's text may quote what it failed on.
        return f"the database does not answer or refuses ({type(error).__name__}); see HOTLINE_DATABASE_URL"
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror)
    return str(error)
