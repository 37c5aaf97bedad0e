"""What the application carries from its factory to the views: the board's capability set and the settings."""

from dataclasses import dataclass

from flask import current_app

from config.settings import Settings
from hotline.feed import Hub
from hotline.runtime import Board

KEY = "hotline.board"


@dataclass(frozen=True, slots=True)
class State:
    """Set once by `create_board`; never holds an officer's key."""

    board: Board
    settings: Settings
    hub: Hub


def state() -> State:
    """The state of the running application."""
    found: State = current_app.extensions[KEY]
    return found


def the_board() -> Board:
    """The board's capability set."""
    return state().board


def now() -> int:
    """The present moment by the board's clock, in epoch seconds."""
    return state().board.clock()
