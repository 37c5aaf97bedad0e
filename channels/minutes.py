"""How many requests of each provider were answered how: a log line a minute, never one a message.

It is written when the minute is over, by a timer of its own, so that its time tells nothing of a message's.
"""

import logging
import threading
from collections import Counter
from time import time

from hotline.clock import MINUTE

log = logging.getLogger(__name__)


class Minutes:
    """Counts of the present minute by provider and outcome (an HTTP status, or "known" for a repeated delivery)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._timer: threading.Timer | None = None

    def note(self, provider: str, outcome: str) -> None:
        """One more; the first of a minute sets the timer."""
        with self._lock:
            self._counts[provider, outcome] += 1
            if self._timer is None:
                self._timer = threading.Timer(MINUTE - time() % MINUTE, self.tell)
                self._timer.daemon = True
                self._timer.start()

    def tell(self) -> None:
        """Writes the lines of a minute and begins the next."""
        with self._lock:
            counts, self._counts, self._timer = self._counts, Counter(), None
        for (provider, outcome), count in sorted(counts.items()):
            log.info("webhook of %s answered %s: %s in a minute", provider, outcome, count)
