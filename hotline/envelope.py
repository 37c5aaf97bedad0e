"""The sealed format: canonical context, padding, header. Pure; holds no key and opens nothing.

Envelope = version (1) · suite (1) · key id (16) · body. The context that a body is bound to is one encoding of purpose,
table, row id, column, key id and version, each length-prefixed, so a moved or edited ciphertext does not open.
"""

import struct
from dataclasses import dataclass

from hotline.errors import Unreadable

VERSION = 1
SUITE_XWING = 1  # HPKE base mode (RFC 9180): MLKEM768-X25519, HKDF-SHA256, AES-256-GCM
SUITE_GCM = 2  # AES-256-GCM under a subject's item key, random 96-bit nonce first
HEADER = 18
KEY_ID = 16
MAGIC = b"hotline/1"
BUCKETS = (256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)


@dataclass(frozen=True, slots=True)
class Context:
    """Where a ciphertext belongs. `row` is the row's id or key, `version` grows when the same cell is sealed anew."""

    purpose: str
    table: str
    row: int | str
    column: str
    version: int = 1

    def encode(self, key_id: bytes) -> bytes:
        """The canonical bytes for HPKE `info` or AES-GCM associated data."""
        parts = (self.purpose, self.table, str(self.row), self.column, str(self.version))
        fields = [MAGIC, *(part.encode() for part in parts), key_id]
        return b"".join(struct.pack(">I", len(field)) + field for field in fields)


def bucket_of(size: int) -> int:
    """The padded size in bytes for `size` bytes of content: fixed steps, then multiples of 64 KiB."""
    need = size + 4
    for bucket in BUCKETS:
        if need <= bucket:
            return bucket
    return -(-need // BUCKETS[-1]) * BUCKETS[-1]


def pad(content: bytes) -> bytes:
    """Length-prefixed content, filled with zeros up to its bucket."""
    return (struct.pack(">I", len(content)) + content).ljust(bucket_of(len(content)), b"\0")


def unpad(padded: bytes) -> bytes:
    """The content of `pad`. Raises Unreadable when the length does not fit."""
    if len(padded) < 4:
        raise Unreadable("envelope.padding")
    (size,) = struct.unpack_from(">I", padded)
    if size > len(padded) - 4:
        raise Unreadable("envelope.padding")
    return padded[4 : 4 + size]


def join(suite: int, key_id: bytes, body: bytes) -> bytes:
    """Header and body as one value for a column."""
    return bytes((VERSION, suite)) + key_id + body


def split(envelope: bytes, suite: int) -> tuple[bytes, bytes]:
    """(key id, body) of an envelope of that suite. Raises Unreadable for anything else."""
    if len(envelope) <= HEADER or envelope[0] != VERSION or envelope[1] != suite:
        raise Unreadable("envelope.header")
    return envelope[2:HEADER], envelope[HEADER:]


def key_id_of(envelope: bytes) -> bytes:
    """The id (16 bytes) of the key that an envelope was sealed to."""
    if len(envelope) <= HEADER:
        raise Unreadable("envelope.header")
    return envelope[2:HEADER]
