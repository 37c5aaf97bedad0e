"""Reads and keeps how an officer likes his screen: language, theme, keyboard."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from hotline.db.tables import Preference
from hotline.errors import Refused

LANGUAGES = ("vi", "en")
THEMES = ("system", "dark", "light")


@dataclass(frozen=True, slots=True)
class Preferences:
    """`language` is None until the officer has chosen; `keys` False switches the keyboard map off."""

    language: str | None = None
    theme: str = "system"
    keys: bool = True


def of(session: Session, officer_id: int) -> Preferences:
    """The officer's preferences, or the defaults."""
    row = session.get(Preference, officer_id)
    return Preferences() if row is None else Preferences(row.language, row.theme, row.keys)


def keep(session: Session, officer_id: int, wanted: Preferences) -> None:
    """Stores preferences. Raises Refused for a language or theme that does not exist."""
    if wanted.language not in LANGUAGES or wanted.theme not in THEMES:
        raise Refused("preferences.unknown")
    row = session.get(Preference, officer_id) or Preference(officer_id=officer_id)
    row.language, row.theme, row.keys = wanted.language, wanted.theme, wanted.keys
    session.add(row)
