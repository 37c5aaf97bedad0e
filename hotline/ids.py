"""Ids made by the application: random, so that neither count nor time leaks (decision 0001)."""

import secrets


def new_id() -> int:
    """A random id of 63 bits, fit for a signed BIGINT and never zero."""
    return secrets.randbits(63) or 1
