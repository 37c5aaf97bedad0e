"""Codes of errors as one English line for the command line. The board has its own, in the reader's language."""

from hotline.errors import HotlineError

SENTENCES = {
    "cli.no_composition": "this command has to be started as `hotline`",
    "database.unavailable": "the database does not answer; see HOTLINE_DATABASE_URL",
    "key.missing": "the ring of {process} has no {purpose} key",
    "ring.absent": "{file} is not there or cannot be read; `hotline keys init` makes the rings",
    "ring.mode": "{file} can be read by others (mode {mode}); chmod 600 it",
    "ring.damaged": "{file} is damaged or of another kind; restore it from its backup",
    "ring.passphrase": "{file} does not open with HOTLINE_KEYRING_PASSPHRASE",
}


class _Missing(dict[str, str | int]):
    def __missing__(self, key: str) -> str:
        return "?"


def sentence(error: HotlineError) -> str:
    """One line; a code without a sentence is shown with its parameters."""
    found = SENTENCES.get(error.code)
    if found is None:
        given = ", ".join(f"{name}={value}" for name, value in sorted(error.params.items()))
        return f"{error.code} ({given})" if given else error.code
    return found.format_map(_Missing(error.params))
