"""Twilio's worker half: text messages out, pictures in, and deletion of what Twilio keeps.

The client of Twilio's own library with its base address swapped. Its request log is off, since URLs hold numbers.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from config.catalog.channels import ChannelRules
from config.settings import Settings
from hotline.errors import HotlineError
from hotline.sender import NotNow, Sent, Undeliverable, Unsure
from hotline.tips import Address, Channel, Media

API = "https://api.twilio.com"
TIMEOUT = 15.0
HOPS = 4
CHUNK = 65_536
TOO_MANY, UNKNOWN, GATEWAY_SILENT = 429, 404, 504
OURS = (401, 403)  # our credentials, not the citizen's number: an operator must look


class SwappedHost:
    """Twilio's HTTP client with another base address, for a region, a proxy or a test; it logs nothing."""

    def __init__(self, api_url: str) -> None:
        silent = logging.getLogger(f"{__name__}.http")
        silent.disabled = True  # its lines hold numbers and words
        self._client, self._api_url = TwilioHttpClient(timeout=TIMEOUT, logger=silent), api_url

    def request(self, method: str, uri: str, **options: Any) -> Any:
        """One request to the swapped address."""
        return self._client.request(method, self._api_url + uri.removeprefix(API), **options)


class TwilioSender:
    """The worker half of text messages and calls. Twilio offers no idempotency: an interrupted sending is uncertain."""

    idempotent = False

    def __init__(self, settings: Settings, rules: ChannelRules) -> None:
        settings.require("twilio_account_sid", "twilio_auth_token", "twilio_number")
        self._account = (str(settings.twilio_account_sid), settings.secret("twilio_auth_token"))
        self._number, self._rules, self._api = settings.twilio_number, rules, settings.twilio_api_url
        self._callback = f"{settings.public_base_url}/hooks/twilio/status?letter=" if settings.public_base_url else ""
        self._client = Client(*self._account, http_client=SwappedHost(self._api))

    def send(self, address: Address, text: str, key: str) -> Sent:
        """One text message; to a caller too, if the number can take one."""
        if address.channel not in (Channel.SMS, Channel.VOICE):
            raise Undeliverable("provider.wrong_channel")
        extra = {"status_callback": self._callback + key} if self._callback.startswith("https") else {}
        with translated(may_have_acted=True):
            message = self._client.messages.create(to=address.sender, from_=self._number, body=text, **extra)
        return Sent((("message", str(message.sid)),))

    def forget(self, kind: str, ref: str) -> None:
        """Deletes a message, a medium ("message/medium") or a call."""
        with absent_is_fine(), translated():
            self._resource(kind, ref).delete()

    def gone(self, kind: str, ref: str) -> bool:
        """Whether fetching it answers 404."""
        try:
            with translated():
                self._resource(kind, ref).fetch()
        except Absent:
            return True
        return False

    def _resource(self, kind: str, ref: str) -> Any:
        if kind == "message":
            return self._client.messages(ref)
        if kind == "media":
            message, _, medium = ref.partition("/")
            return self._client.messages(message).media(medium)
        if kind == "call":
            return self._client.calls(ref)
        raise Undeliverable("provider.unknown_copy")

    def fetch(self, media: Media) -> bytes:
        """A picture's bytes; b"" when Twilio no longer has it, when it is too large or lies elsewhere."""
        url = media.ref.replace(API, self._api, 1) if media.ref.startswith(API + "/") else media.ref
        try:
            for _ in range(HOPS):
                if not self._allowed(url):
                    return b""
                with self._get(url) as response:
                    if not response.is_redirect:
                        return self._body(response)
                    url = urljoin(url, response.headers.get("Location", ""))
        except requests.RequestException as error:
            raise NotNow("provider.unreachable") from error
        return b""

    def _get(self, url: str) -> requests.Response:
        own = urlsplit(url).netloc == urlsplit(self._api).netloc  # the password goes to the API alone
        return requests.get(
            url, auth=self._account if own else None, timeout=TIMEOUT, stream=True, allow_redirects=False
        )

    def _allowed(self, url: str) -> bool:
        parts, api = urlsplit(url), urlsplit(self._api)
        if (parts.scheme, parts.netloc) == (api.scheme, api.netloc):
            return True
        return parts.scheme == "https" and parts.netloc in self._rules.media_hosts

    def _body(self, response: requests.Response) -> bytes:
        if response.status_code in (UNKNOWN, 410):
            return b""
        if response.status_code != requests.codes.ok:
            raise NotNow("provider.refused")
        body = b""
        for chunk in response.iter_content(CHUNK):
            body += chunk
            if len(body) > self._rules.images.largest:
                return b""
        return body


def number_settings(settings: Settings) -> dict[str, str | None] | None:
    """The addresses that our number has at Twilio; None when the account has no such number. Raises NotNow."""
    account = (str(settings.twilio_account_sid), settings.secret("twilio_auth_token"))
    client = Client(*account, http_client=SwappedHost(settings.twilio_api_url))
    with translated():
        found = client.incoming_phone_numbers.list(phone_number=settings.twilio_number, limit=1)
    names = ("sms_url", "sms_fallback_url", "voice_url", "voice_fallback_url", "status_callback")
    return {name: getattr(found[0], name) for name in names} if found else None


class Absent(HotlineError):
    """The provider answers that it has no such thing."""


@contextmanager
def absent_is_fine() -> Iterator[None]:
    """What is not there need not be deleted."""
    try:
        yield
    except Absent:
        return


@contextmanager
def translated(*, may_have_acted: bool = False) -> Iterator[None]:
    """Twilio's and the network's errors in our words; their own texts hold numbers and are dropped."""
    try:
        yield
    except TwilioRestException as error:
        raise _meaning(error, may_have_acted=may_have_acted) from None
    except requests.ConnectTimeout:
        raise NotNow("provider.unreachable") from None
    except requests.Timeout:
        raise (Unsure if may_have_acted else NotNow)("provider.silent") from None
    except requests.ConnectionError as error:
        refused = "NewConnectionError" in repr(error)
        raise (NotNow if refused or not may_have_acted else Unsure)("provider.unreachable") from None
    except (requests.RequestException, TwilioException, ValueError):
        raise (Unsure if may_have_acted else NotNow)("provider.unreadable") from None


def _meaning(error: TwilioRestException, *, may_have_acted: bool) -> HotlineError:
    status = int(error.status)
    if status == UNKNOWN:
        return Absent("provider.absent")
    if status == GATEWAY_SILENT and may_have_acted:
        return Unsure("provider.silent")
    if status == TOO_MANY or status >= 500 or status in OURS or not may_have_acted:
        return NotNow(f"provider.http_{status}")
    return Undeliverable(f"twilio.{error.code}" if error.code else f"provider.http_{status}")
