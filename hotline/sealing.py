"""Public halves: what seals. A process that holds only this can write a message and read none (design 2, keys)."""

import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hotline.envelope import KEY_ID, SUITE_GCM, SUITE_XWING, Context, join, pad
from hotline.errors import Misconfigured

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
MLKEM_PUBLIC = 1184
PUBLIC = MLKEM_PUBLIC + 32
NONCE = 12


def key_id(public: bytes) -> bytes:
    """The id of a key pair: 16 bytes of a hash of its public half."""
    return hashlib.blake2b(public, digest_size=KEY_ID, person=b"hotline-key-id").digest()


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One HPKE public key (X-Wing), 1,216 raw bytes: ML-KEM-768 then X25519."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != PUBLIC:
            raise Misconfigured("key.public_size")

    @property
    def id(self) -> bytes:
        """The 16-byte key id that envelopes name."""
        return key_id(self.raw)

    def seal(self, content: bytes, context: Context) -> bytes:
        """An envelope of padded `content` that opens only at `context` and with the private half."""
        return self.wrap(pad(content), context)

    def wrap(self, key: bytes, context: Context) -> bytes:
        """An envelope of a short secret, without padding: its size is known anyway."""
        return join(SUITE_XWING, self.id, SUITE.encrypt(key, _pair(self.raw), info=context.encode(self.id)))


@lru_cache(maxsize=256)
def _pair(raw: bytes) -> MLKEM768X25519PublicKey:
    """The library's form of a public key: reading it costs a third of a seal, and the same few keys come again."""
    return MLKEM768X25519PublicKey(
        mlkem.MLKEM768PublicKey.from_public_bytes(raw[:MLKEM_PUBLIC]),
        x25519.X25519PublicKey.from_public_bytes(raw[MLKEM_PUBLIC:]),
    )


def new_subject_key() -> bytes:
    """A fresh content key (32 bytes) for one thing sealed at one time."""
    return secrets.token_bytes(32)


def item_key(subject_key: bytes, kind: str, item_id: int) -> bytes:
    """The key of one item under its subject's key (HKDF-SHA256, RFC 5869)."""
    info = f"hotline/1 item {kind} {item_id}".encode()
    return HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(subject_key)


def subject_id_bytes(subject_id: int) -> bytes:
    """A subject's id in the header's 16 bytes."""
    return subject_id.to_bytes(KEY_ID, "big")


def seal_item(subject_key: bytes, subject_id: int, kind: str, item_id: int, content: bytes, version: int = 1) -> bytes:
    """The body of an item: AES-256-GCM under the item's key, bound to its row, padded to its bucket."""
    header = subject_id_bytes(subject_id)
    aad = Context(kind, "item", item_id, "body", version).encode(header)
    nonce = secrets.token_bytes(NONCE)
    body = nonce + AESGCM(item_key(subject_key, kind, item_id)).encrypt(nonce, pad(content), aad)
    return join(SUITE_GCM, header, body)
