"""Signed text messages from several senders at once over kept-alive connections, and how long each took."""

import http.client
import itertools
import secrets
import statistics
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

FORM = "application/x-www-form-urlencoded"
_numbers = itertools.count(secrets.randbelow(10**9) * 10**6)


@dataclass(frozen=True)
class Measure:
    """Messages a second, and the 99th hundredth of the times in milliseconds."""

    rate: float
    p99: float


def requests_for(token: str, url: str, count: int) -> list[tuple[bytes, str]]:
    """Bodies and signatures of messages, each from a sender of its own."""
    validator, made = RequestValidator(token), []
    for number in itertools.islice(_numbers, count):
        fields = {
            "MessageSid": f"SM{number:032x}", "AccountSid": "AC" + "0" * 32, "From": f"+849{number % 10**8:08d}",
            "To": "+15005550006", "Body": "Toi thay o xom 4 co nguoi ban hang trang moi toi", "NumMedia": "0",
        }  # fmt: skip
        made.append((urlencode(fields).encode(), validator.compute_signature(url, fields)))
    return made


def run(port: int, path: str, made: list[tuple[bytes, str]], senders: int = 4) -> Measure:
    """Sends them all; every answer must be 200."""
    queue, times, failures = iter(made), [], []
    lock = threading.Lock()

    def sender() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            with lock:
                one = next(queue, None)
            if one is None:
                connection.close()
                return
            body, signature = one
            begun = time.perf_counter()
            connection.request("POST", path, body, {"Content-Type": FORM, "X-Twilio-Signature": signature})
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - begun)
            if answer.status != 200:
                failures.append(answer.status)

    threads = [threading.Thread(target=sender) for _ in range(senders)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    assert not failures, failures[:5]
    return Measure(len(made) / took, statistics.quantiles(times, n=100)[98] * 1_000)
