"""Passwords: the form they are compared in, which are refused, and the one slow derivation (design 2, sessions).

No verifier is stored anywhere: a password is right when the officer's key opens. At most two derivations run at once.
"""

import secrets
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import config
from hotline.errors import Refused
from hotline.keyring import Cost, Key

SHORTEST, LONGEST = 12, 128
SALT = 16
COMMON = Path(config.__file__).parent / "common_passwords.txt"
_TURN = threading.BoundedSemaphore(2)  # 64 MiB each: a crowd at the door must not take the machine's memory


def normal(password: str) -> str:
    """NFC, as typed otherwise: the same letters by any keyboard are the same password."""
    return unicodedata.normalize("NFC", password)


def new_salt() -> bytes:
    """A fresh salt."""
    return secrets.token_bytes(SALT)


def wrapping_key(password: str, salt: bytes, pepper: Key, cost: Cost) -> bytes:
    """32 bytes from a password (Argon2id with salt and pepper); takes its turn."""
    with _TURN:
        return cost.derive(normal(password).encode(), salt, pepper.secret)


def cost_text(cost: Cost) -> str:
    """A cost as stored with an officer."""
    return f"{cost.memory},{cost.passes},{cost.lanes}"


def read_cost(text: str) -> Cost:
    """The cost of `cost_text`."""
    memory, passes, lanes = (int(part) for part in text.split(","))
    return Cost(memory, passes, lanes)


def check(password: str, names: Iterable[str]) -> None:
    """Refuses a password that is too short, too long, common, or made of the given names. Raises Refused."""
    chosen = normal(password)
    if not SHORTEST <= len(chosen) <= LONGEST:
        raise Refused("password.length", least=SHORTEST, most=LONGEST)
    bare = folded(chosen)
    if len(set(bare)) < 5 or bare in common() or _is_row(bare):
        raise Refused("password.common")
    letters = "".join(c for c in bare if c.isalpha())
    for word in sorted({part for name in names for part in _parts(name)}, key=len, reverse=True):
        letters = letters.replace(word, "")
    if len(letters) < 4 and any(_parts(name) and max(_parts(name), key=len) in bare for name in names):
        raise Refused("password.name")


def folded(text: str) -> str:
    """Lower case without marks and spaces, for comparing with words that must not be a password."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c) and not c.isspace())


@cache
def common() -> frozenset[str]:
    """Passwords that everybody tries first, folded."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(folded(line) for line in lines if line and not line.startswith("#"))


def _parts(name: str) -> list[str]:
    words = "".join(c if c.isalnum() else " " for c in name).split()
    return [folded(word) for word in words if len(word) > 1] + ([folded(name)] if name.strip() else [])


def _is_row(text: str) -> bool:
    """Neighbours on a keyboard or in the alphabet all the way, or one short piece repeated."""
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890123456789")
    lines = [*rows, *(row[::-1] for row in rows)]
    pairs = {line[i : i + 2] for line in lines for i in range(len(line) - 1)}
    breaks = sum(text[i : i + 2] not in pairs for i in range(len(text) - 1))
    repeated = any(len(text) % n == 0 and text == text[:n] * (len(text) // n) for n in range(1, 5))
    return repeated or breaks <= len(text) // 6
