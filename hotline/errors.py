"""Every error the core raises on purpose: a code and parameters, never a value of a message.

The edges turn the code into a sentence in the reader's language; `permanent` says whether trying again can help.
"""


class HotlineError(Exception):
    """Base: `code` names the sentence, `params` fill it, `permanent` is False when a later try may succeed."""

    permanent = True

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Refused(HotlineError):
    """A person asked for something that the rules do not allow, or in a form that cannot be understood."""


class NotFound(Refused):
    """The thing is not there, or not this officer's to see: the two look the same on purpose."""


class Conflict(Refused):
    """Somebody was faster: the version that the act was based on is not the present one."""


class Unreadable(HotlineError):
    """A ciphertext does not open: wrong key, wrong place, damaged or moved."""


class KeyMissing(HotlineError):
    """The key that an envelope names is not in this process's ring."""


class Unavailable(HotlineError):
    """Something outside answers not now: database, Redis, provider."""

    permanent = False


class Untrusted(HotlineError):
    """A unit's public key carries a wrong MAC: sealing stops until an operator has looked (design 2, trusted keys)."""

    permanent = False


class Misconfigured(HotlineError):
    """Settings, ring files or data files are wrong; the message says which and what to do."""
