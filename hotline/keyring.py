"""Ring files: the keys that one process holds, sealed under a passphrase, mode 0600 (design 2, keys).

One directory holds `<process>.ring` files and `passing.pub`, the public passing keys that whoever seals needs, with a
MAC under the edge key. A file is read again when it changes, so a rotation needs no restart.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from hotline.errors import KeyMissing, Misconfigured
from hotline.sealing import PublicKey

FORMAT = "hotline-ring-1"
PASSING_PUBLIC = "passing.pub"
PROCESSES = ("intake", "worker", "worker-passing", "board", "operator")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """One key: `secret` for keyed hashes and private halves, `public` for what only seals; ids are hex."""

    purpose: str
    id: str
    created: int
    secret: bytes = b""
    public: bytes = b""

    def __repr__(self) -> str:
        return f"Key({self.purpose}, {self.id})"


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys of one process. The newest key of a purpose is the current one."""

    process: str
    keys: tuple[Key, ...]
    # What a key is opened with is dear to make. It is kept here, so that it goes when the file is read again.
    _made: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def made(self, key: Key, make: Callable[[Key], T]) -> T:
        """What `make` makes of a key, made once for as long as this ring lives."""
        if key.id not in self._made:
            self._made[key.id] = make(key)
        found: T = self._made[key.id]
        return found

    def all(self, purpose: str) -> tuple[Key, ...]:
        """Every key of a purpose, newest first."""
        return tuple(sorted((k for k in self.keys if k.purpose == purpose), key=lambda k: (-k.created, k.id)))

    def current(self, purpose: str) -> Key:
        """The newest key of a purpose. Raises KeyMissing."""
        keys = self.all(purpose)
        if not keys:
            raise KeyMissing("key.missing", purpose=purpose, process=self.process)
        return keys[0]

    def by_id(self, purpose: str, key_id: bytes) -> Key:
        """The key of a purpose with that 16-byte id. Raises KeyMissing, for instance after its destruction."""
        for key in self.keys:
            if key.purpose == purpose and key.id == key_id.hex():
                return key
        raise KeyMissing("key.missing", purpose=purpose, process=self.process)


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id's cost: memory in KiB, passes, lanes. Cheap only in the test run's settings."""

    memory: int = 65_536
    passes: int = 3
    lanes: int = 4

    def derive(self, password: bytes, salt: bytes, pepper: bytes | None = None) -> bytes:
        """32 bytes from a password (RFC 9106)."""
        kdf = Argon2id(
            salt=salt, length=32, iterations=self.passes, lanes=self.lanes, memory_cost=self.memory, secret=pepper
        )
        return kdf.derive(password)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def write_private(path: Path, data: bytes) -> None:
    """Writes a file of mode 0600 whole or not at all, and flushes it to the disk."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def write_ring(directory: Path, ring: Ring, passphrase: str, cost: Cost) -> None:
    """Seals a ring under the passphrase into `<process>.ring`."""
    content = json.dumps(
        [
            {"purpose": k.purpose, "id": k.id, "created": k.created, "secret": _b64(k.secret), "public": _b64(k.public)}
            for k in ring.keys
        ]
    ).encode()
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapping = cost.derive(passphrase.encode(), salt)
    document = {
        "format": FORMAT,
        "process": ring.process,
        "cost": [cost.memory, cost.passes, cost.lanes],
        "salt": _b64(salt),
        "nonce": _b64(nonce),
        "body": _b64(AESGCM(wrapping).encrypt(nonce, content, f"{FORMAT} {ring.process}".encode())),
    }
    write_private(directory / f"{ring.process}.ring", json.dumps(document, indent=1).encode() + b"\n")


def read_ring(directory: Path, process: str, passphrase: str) -> Ring:
    """Opens `<process>.ring`. Raises Misconfigured with one clear reason for each way in which it can be wrong."""
    path = directory / f"{process}.ring"
    try:
        mode = path.stat().st_mode & 0o777
        raw = path.read_bytes()
    except OSError as error:
        raise Misconfigured("ring.absent", file=path.name) from error
    if mode & 0o077:
        raise Misconfigured("ring.mode", file=path.name, mode=oct(mode))
    try:
        document = json.loads(raw)
        cost = Cost(*document["cost"])
        salt, nonce, body = (base64.b64decode(document[name]) for name in ("salt", "nonce", "body"))
        wrong = document["format"] != FORMAT or document["process"] != process
    except (ValueError, KeyError, TypeError) as error:
        raise Misconfigured("ring.damaged", file=path.name) from error
    if wrong:
        raise Misconfigured("ring.damaged", file=path.name)
    try:
        wrapping = cost.derive(passphrase.encode(), salt)
        content = AESGCM(wrapping).decrypt(nonce, body, f"{FORMAT} {process}".encode())
    except (InvalidTag, ValueError) as error:
        raise Misconfigured("ring.passphrase", file=path.name) from error
    rows = json.loads(content)
    return Ring(
        process,
        tuple(
            Key(r["purpose"], r["id"], r["created"], base64.b64decode(r["secret"]), base64.b64decode(r["public"]))
            for r in rows
        ),
    )


def _passing_mac(edge: bytes, keys: list[dict[str, str | int]]) -> str:
    content = json.dumps(keys, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.blake2b(content, key=edge, digest_size=32, person=b"passing.pub").hexdigest()


def write_passing_public(directory: Path, edge: Key, keys: list[Key]) -> None:
    """Publishes the public halves of the passing keys beside the rings, with a MAC under the edge key."""
    rows: list[dict[str, str | int]] = [
        {"purpose": k.purpose, "id": k.id, "created": k.created, "public": _b64(k.public)} for k in keys
    ]
    write_private(
        directory / PASSING_PUBLIC,
        json.dumps({"keys": rows, "mac": _passing_mac(edge.secret, rows)}, indent=1).encode() + b"\n",
    )


def read_passing_public(directory: Path, edge: Key) -> Ring:
    """The public passing keys. Raises Misconfigured when the file is absent, damaged or not ours."""
    try:
        document = json.loads((directory / PASSING_PUBLIC).read_bytes())
        rows, mac = document["keys"], document["mac"]
    except OSError as error:
        raise Misconfigured("ring.absent", file=PASSING_PUBLIC) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Misconfigured("ring.damaged", file=PASSING_PUBLIC) from error
    if not hmac.compare_digest(_passing_mac(edge.secret, rows), str(mac)):
        raise Misconfigured("ring.damaged", file=PASSING_PUBLIC)
    return Ring(
        "passing", tuple(Key(r["purpose"], r["id"], r["created"], public=base64.b64decode(r["public"])) for r in rows)
    )


class RingFile:
    """A process's ring on disk, read again whenever the file changes."""

    def __init__(self, directory: Path, process: str, passphrase: str) -> None:
        self._directory, self._process, self._passphrase = directory, process, passphrase
        self._path = directory / f"{process}.ring"
        self._lock = threading.Lock()
        self._stamp: tuple[int, ...] = ()
        self._ring: Ring | None = None

    def __call__(self) -> Ring:
        """The ring as the file is now. Raises Misconfigured like `read_ring`."""
        stamp = _stamp(self._path)
        with self._lock:
            if self._ring is None or stamp != self._stamp:
                self._ring, self._stamp = read_ring(self._directory, self._process, self._passphrase), stamp
            return self._ring


class PassingPublic:
    """The published passing keys, read again whenever the file changes."""

    def __init__(self, directory: Path, edge: RingFile) -> None:
        self._directory, self._edge = directory, edge
        self._lock = threading.Lock()
        self._stamp: tuple[int, ...] = ()
        self._ring: Ring | None = None

    def current(self, purpose: str) -> PublicKey:
        """The newest public passing key of a purpose: intake or relay."""
        stamp = _stamp(self._directory / PASSING_PUBLIC)
        with self._lock:
            if self._ring is None or stamp != self._stamp:
                self._ring = read_passing_public(self._directory, self._edge().current("edge"))
                self._stamp = stamp
            return PublicKey(self._ring.current(purpose).public)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        stat = path.stat()
    except OSError as error:
        raise Misconfigured("ring.absent", file=path.name) from error
    return (stat.st_mtime_ns, stat.st_ino, stat.st_size)
