"""Messages back to a citizen: an outbox row, opened and sent by the worker alone, at most once (design 4, relay)."""

from hotline.sender import Sender

__all__ = ["Sender"]
