"""What a check found: also for the providers' checks, which may not reach anything that opens a message."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, and what to do about it."""

    what: str
    do: str
