"""The generic gateway's worker half: one signed JSON POST a message to the configured address.

The row's random id travels as the message's id, so that a box that remembers ids can drop a repeat; since not all do,
an interrupted sending stays uncertain.
"""

import json
import time
from collections.abc import Callable

import requests

from channels.gateway import JSON, signature_of
from config.settings import Settings
from hotline.sender import NotNow, Sent, Undeliverable, Unsure
from hotline.tips import Address, Media

TIMEOUT = 15.0
TOO_MANY, SILENT = 429, 504
LONGEST_WAIT = 86_400


class GatewaySender:
    """Sends through HOTLINE_GATEWAY_SEND_URL."""

    idempotent = False

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        settings.require("gateway_send_url", "gateway_secret")
        self._url, self._number = str(settings.gateway_send_url), settings.twilio_number or ""
        self._secret, self._clock = settings.secret("gateway_secret").encode(), clock

    def send(self, address: Address, text: str, key: str) -> Sent:
        """One message. 4xx is for good, 429 and 5xx for now, silence is nobody knows."""
        stamp = str(int(self._clock()))
        message = {"id": key, "from": self._number, "to": address.sender, "text": text, "sent_at": int(stamp)}
        body = json.dumps(message, ensure_ascii=False).encode()
        headers = {
            "Content-Type": JSON,
            "X-Hotline-Timestamp": stamp,
            "X-Hotline-Signature": signature_of(self._secret, stamp, body),
        }
        try:
            response = requests.post(self._url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False)
        except requests.ConnectTimeout:
            raise NotNow("provider.unreachable") from None
        except requests.ConnectionError as error:
            raise (NotNow if "NewConnectionError" in repr(error) else Unsure)("provider.unreachable") from None
        except requests.RequestException:
            raise Unsure("provider.silent") from None
        _judge(response)
        return Sent()

    def fetch(self, media: Media) -> bytes:
        """The gateway carries no pictures."""
        return b""

    def forget(self, kind: str, ref: str) -> None:
        """Operators' boxes keep what they keep; the status page says so."""

    def gone(self, kind: str, ref: str) -> bool:
        """Nothing of a gateway is ever in the ledger."""
        return True


def _judge(response: requests.Response) -> None:
    status = response.status_code
    if response.ok and not response.is_redirect:
        return
    if status == SILENT:
        raise Unsure("provider.silent")
    if status == TOO_MANY or status >= 500:
        wait = response.headers.get("Retry-After", "")
        raise NotNow(f"provider.http_{status}", min(int(wait), LONGEST_WAIT) if wait.isdecimal() else 0)
    raise Undeliverable(f"provider.http_{status}")
