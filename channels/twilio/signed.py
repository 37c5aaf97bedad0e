"""What every Twilio webhook shares: the signature over the exact public URL, and the form."""

import hmac
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlparse

from twilio.request_validator import RequestValidator, add_port, remove_port

from channels.adapter import MOST_FIELDS, Form, Malformed, Request
from config.errors import ConfigError

FORM = "application/x-www-form-urlencoded"
_SID = re.compile(r"[A-Za-z]{2}[0-9A-Za-z]{1,62}")


class Signature:
    """Twilio's own validator with the account's token. An empty token would let anybody in, so it is refused."""

    def __init__(self, token: str) -> None:
        if not token.strip():
            raise ConfigError("HOTLINE_TWILIO_AUTH_TOKEN is empty: an empty token validates anything")
        self._validator = RequestValidator(token)

    def authentic(self, request: Request) -> bool:
        """Whether Twilio signed this URL with these fields.

        Not by the validator's `validate`, which always computes two signatures and compares them letter by letter.
        """
        try:
            given = request.header("x-twilio-signature").encode("ascii")
            fields = request.form if request.content_type == FORM else Form()
            return any(
                hmac.compare_digest(self._validator.compute_signature(url, fields).encode(), given)
                for url in _spellings(request.url)
            )
        except ValueError:
            return False  # a signature of other than ASCII letters, or more fields than Twilio would ever send


def _spellings(url: str) -> Iterator[str]:
    """The address as it is configured; only if that fails, with or without its port: Twilio signs either."""
    yield url
    parts = urlparse(url)
    yield remove_port(parts) if parts.port else add_port(parts)


def form_of(request: Request) -> dict[str, str]:
    """The form's fields, the first of each name. Raises Malformed for what is no form."""
    if request.content_type != FORM:
        raise Malformed(415)
    return {name: values[0] for name, values in request.form.items()}


def sid_of(fields: dict[str, str], *names: str) -> str:
    """The first of these fields that is there, as a provider id. Raises Malformed."""
    found = next((fields[name] for name in names if fields.get(name)), "")
    if not _SID.fullmatch(found):
        raise Malformed
    return found


def query_of(request: Request) -> dict[str, str]:
    """The query's fields; they are ours, since the signature covers them."""
    return dict(parse_qsl(request.query, max_num_fields=MOST_FIELDS))
