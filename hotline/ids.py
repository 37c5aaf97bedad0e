"""Ids made by the application: random, so that neither count nor time leaks (decision 0001)."""

import secrets


def new_id() -> int:
    """A random id of 63 bits, fit for a signed BIGINT and never zero."""
    return secrets.randbits(63) or 1


def read_number(text: str) -> int | None:
    """A whole number as somebody typed it or a cursor holds it; None for anything that fits no BIGINT column."""
    if not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    number = int(text)
    return number if number < 2**63 else None
