"""An officer at the command line: password and time code asked for, keys held in this process, session ended after."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from hotline.errors import Refused

if TYPE_CHECKING:
    from hotline.officers import Front, Viewer


@contextmanager
def signed_in(board: "Front", login: str) -> "Iterator[Viewer]":
    """The viewer of an officer who gives his password, and his time code where a second factor is wanted.

    Raises Refused like a sign-in at the board, with the same throttling; `cli.key_only` for security keys alone.
    """
    from hotline import factors, sessions
    from hotline.db.engine import writing

    password = click.prompt(f"Password of {login}", hide_input=True, err=True)
    entered = sessions.sign_in(board, login, password)
    signed = sessions.load(board, entered.cookie)
    if signed is not None and signed.state == "pending":
        if not signed.has_totp:
            raise Refused("cli.key_only")
        entered = factors.check_totp(board, signed, click.prompt("Time code", err=True))
        signed = sessions.load(board, entered.cookie)
    if signed is None or signed.viewer is None:
        raise Refused("signin.wrong")
    try:
        yield signed.viewer
    finally:
        with writing(board.db) as session:
            sessions.end(session, signed.officer_id, signed.id_hash)
