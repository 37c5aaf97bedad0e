"""Secrets under a key that is stored nowhere: an officer's key under his password, a session's under its cookie."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hotline.envelope import SUITE_GCM, Context, join, split
from hotline.errors import Unreadable
from hotline.sealing import NONCE


def derive(secret: bytes, purpose: str, length: int = 32) -> bytes:
    """`length` bytes from a secret of full entropy, one value a purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(hashes.SHA256(), length, salt=None, info=f"hotline/1 {purpose}".encode()).derive(secret)


def lock(key: bytes, key_id: bytes, content: bytes, context: Context) -> bytes:
    """AES-256-GCM of `content`, bound to its place; `key_id` (16 bytes) says what was wrapped or with what."""
    nonce = secrets.token_bytes(NONCE)
    return join(SUITE_GCM, key_id, nonce + AESGCM(key).encrypt(nonce, content, context.encode(key_id)))


def unlock(key: bytes, envelope: bytes, context: Context) -> bytes:
    """The content of `lock`. Raises Unreadable for a wrong key, place or a changed byte."""
    key_id, body = split(envelope, SUITE_GCM)
    try:
        return AESGCM(key).decrypt(body[:NONCE], body[NONCE:], context.encode(key_id))
    except (InvalidTag, ValueError) as error:
        raise Unreadable("wrap.closed") from error
