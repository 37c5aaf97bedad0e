"""The cookie of a device on which somebody has signed in: a random name and a MAC, nothing about anybody.

It gives a known machine a throttle of its own, so that a stranger who guesses never shuts the desk out.
"""

import hmac
import secrets

from hotline.officers import Front
from hotline.tags import keyed


def new_device(front: Front) -> str:
    """The cookie of a device on which somebody has signed in: a random name and a MAC, nothing about anybody."""
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_device_mac(front.ring().current('pepper').secret, nonce)}"


def known_device(front: Front, cookie: str) -> str:
    """The device's name, "" for a cookie that is not ours."""
    nonce, _, mac = cookie.partition(".")
    peppers = front.ring().all("pepper")
    return nonce if any(hmac.compare_digest(_device_mac(key.secret, nonce), mac) for key in peppers) else ""


def _device_mac(pepper: bytes, nonce: str) -> str:
    return keyed(pepper, "device", nonce).hex()
