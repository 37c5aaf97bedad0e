"""Sentences for the core's error codes. A code without a sentence of its own gets the general one of its kind."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from hotline.errors import HotlineError

SENTENCES: Mapping[str, Any] = {
    "lead.changed": lazy_gettext("Somebody was faster: this lead has changed since you opened it."),
    "lead.leased": lazy_gettext("A colleague is working on this lead."),
    "session.ended": lazy_gettext("Your session has ended."),
    "item.not_granted": lazy_gettext("Your unit was not given this."),
    "database.unavailable": lazy_gettext("The database does not answer at the moment."),
}


def sentence(error: HotlineError) -> str:
    """The sentence for an error, in the officer's language, with its parameters."""
    found = SENTENCES.get(error.code)
    if found is None:
        return gettext("This cannot be done (%(code)s).", code=error.code)
    return str(found % error.params if error.params else found)
