"""Keyed hashes of what could name a citizen: replay hash, thread, receipt code, source tag (decisions 0002, 0006).

blake2b with a key, one `person` per purpose. Pure; takes the key's bytes, returns bytes or small integers.
"""

import hashlib

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
CODE_LENGTH = 8
TAG_BITS = 12


def keyed(key: bytes, purpose: str, *parts: str, size: int = 16) -> bytes:
    """`size` bytes of a keyed hash over length-prefixed parts; purposes never collide (at most 16 letters)."""
    hash_ = hashlib.blake2b(key=key[:64], digest_size=size, person=purpose.encode().ljust(16, b"\0"))
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hash_.update(len(data).to_bytes(4, "big") + data)
    return hash_.digest()


def provider_hash(edge: bytes, channel: str, provider_id: str) -> bytes:
    """Tells a repeated delivery; kept 90 days, joins to nothing."""
    return keyed(edge, "dedupe", channel, provider_id)


def thread_sender(edge: bytes, channel: str, sender: str) -> bytes:
    """The thread of a sender at the edge; dies after 30 minutes."""
    return keyed(edge, "thread", channel, sender)


def thread_root(edge: bytes, channel: str, provider_id: str) -> bytes:
    """What the receipt code is derived from: the thread's first provider id."""
    return keyed(edge, "root", channel, provider_id)


def sender_lookup(lookup: bytes, channel: str, sender: str) -> bytes:
    """Finds a living conversation; worker only, dies with the return window."""
    return keyed(lookup, "lookup", channel, sender, size=32)


def source_tag(tag: bytes, channel: str, sender: str) -> int:
    """12 bits under the period's key: tells the senders of one matter apart, too few to name one."""
    return int.from_bytes(keyed(tag, "source", channel, sender, size=2), "big") >> (16 - TAG_BITS)


def receipt_code(edge: bytes, root: bytes) -> str:
    """7 letters of Crockford base32 and a check letter (Luhn mod 32), as `XXXX-XXXX`."""
    number = int.from_bytes(keyed(edge, "receipt", root.hex(), size=8), "big") >> (64 - 35)
    digits = [(number >> shift) & 31 for shift in range(30, -1, -5)]
    code = "".join(CROCKFORD[d] for d in [*digits, _check(digits)])
    return f"{code[:4]}-{code[4:]}"


def read_code(written: str) -> str | None:
    """A code as a person typed or spoke it, in canonical form; None when it is no valid code."""
    letters = "".join(c for c in written.upper() if c.isalnum()).translate(LOOKALIKE)
    if len(letters) != CODE_LENGTH or any(c not in CROCKFORD for c in letters):
        return None
    digits = [CROCKFORD.index(c) for c in letters]
    if _check(digits[:-1]) != digits[-1]:
        return None
    return f"{letters[:4]}-{letters[4:]}"


def code_term(edge: bytes, code: str) -> bytes:
    """The blind term of a canonical code; the only form in which a code is stored."""
    return keyed(edge, "code", code)


def _check(digits: list[int]) -> int:
    """Luhn mod N check digit for N = 32."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        addend = digit * 2 if position % 2 == 0 else digit
        total += addend // 32 + addend % 32
    return -total % 32
