"""Private halves: what opens. Intake and everything under channels/ may not import this module (import contract)."""

import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from hotline.envelope import SUITE_GCM, SUITE_XWING, Context, split, unpad
from hotline.errors import Misconfigured, Unreadable
from hotline.sealing import NONCE, SUITE, PublicKey, item_key, subject_id_bytes

SEED = 64
PRIVATE = SEED + 32


@dataclass(frozen=True, slots=True, repr=False)
class PrivateKey:
    """One HPKE private key, 96 raw bytes: the ML-KEM-768 seed then the X25519 scalar."""

    raw: bytes
    # The library's form, made when first needed: making it costs more than opening. It lives as long as this value.
    _made: list[MLKEM768X25519PrivateKey] = field(default_factory=list, init=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.raw) != PRIVATE:
            raise Misconfigured("key.private_size")

    @classmethod
    def generate(cls) -> "PrivateKey":
        """A fresh pair from the system's randomness."""
        return cls(secrets.token_bytes(PRIVATE))

    def _pair(self) -> MLKEM768X25519PrivateKey:
        if not self._made:
            self._made.append(
                MLKEM768X25519PrivateKey(
                    mlkem.MLKEM768PrivateKey.from_seed_bytes(self.raw[:SEED]),
                    x25519.X25519PrivateKey.from_private_bytes(self.raw[SEED:]),
                )
            )
        return self._made[0]

    def public(self) -> PublicKey:
        """The public half."""
        lattice = mlkem.MLKEM768PrivateKey.from_seed_bytes(self.raw[:SEED]).public_key().public_bytes_raw()
        curve = x25519.X25519PrivateKey.from_private_bytes(self.raw[SEED:]).public_key().public_bytes_raw()
        return PublicKey(lattice + curve)

    def unwrap(self, envelope: bytes, context: Context) -> bytes:
        """The short secret of `PublicKey.wrap`. Raises Unreadable for a wrong key, place or a damaged envelope."""
        key_id, body = split(envelope, SUITE_XWING)
        try:
            return SUITE.decrypt(body, self._pair(), info=context.encode(key_id))
        except (InvalidTag, ValueError) as error:
            raise Unreadable("envelope.closed") from error

    def open(self, envelope: bytes, context: Context) -> bytes:
        """The content of `PublicKey.seal`. Raises Unreadable like `unwrap`."""
        return unpad(self.unwrap(envelope, context))


def open_item(subject_key: bytes, subject_id: int, kind: str, item_id: int, body: bytes, version: int = 1) -> bytes:
    """The content of `seal_item`. Raises Unreadable when key, row, kind or version differ, or a byte was changed."""
    header, sealed = split(body, SUITE_GCM)
    if header != subject_id_bytes(subject_id) or len(sealed) <= NONCE:
        raise Unreadable("item.header")
    aad = Context(kind, "item", item_id, "body", version).encode(header)
    try:
        padded = AESGCM(item_key(subject_key, kind, item_id)).decrypt(sealed[:NONCE], sealed[NONCE:], aad)
    except InvalidTag as error:
        raise Unreadable("item.closed") from error
    return unpad(padded)
