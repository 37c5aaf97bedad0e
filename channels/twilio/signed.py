"""What every Twilio webhook shares: the signature over the exact public URL, and the form."""

import re
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from channels.adapter import Malformed, Request
from config.errors import ConfigError

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 500
_SID = re.compile(r"[A-Za-z]{2}[0-9A-Za-z]{1,62}")


class Signature:
    """Twilio's own validator with the account's token. An empty token would let anybody in, so it is refused."""

    def __init__(self, token: str) -> None:
        if not token.strip():
            raise ConfigError("HOTLINE_TWILIO_AUTH_TOKEN is empty: an empty token validates anything")
        self._validator = RequestValidator(token)

    def authentic(self, request: Request) -> bool:
        """Whether Twilio signed this URL with these fields."""
        try:
            fields = MultiDict(_pairs(request)) if request.content_type == FORM else MultiDict()
            return bool(self._validator.validate(request.url, fields, request.header("x-twilio-signature")))
        except ValueError:
            return False  # a signature of other than ASCII letters, or more fields than Twilio would ever send


def _pairs(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(
        request.body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
    )


def form_of(request: Request) -> dict[str, str]:
    """The form's fields, the first of each name. Raises Malformed for what is no form."""
    if request.content_type != FORM:
        raise Malformed(415)
    fields: dict[str, str] = {}
    for name, value in _pairs(request):
        fields.setdefault(name, value)
    return fields


def sid_of(fields: dict[str, str], *names: str) -> str:
    """The first of these fields that is there, as a provider id. Raises Malformed."""
    found = next((fields[name] for name in names if fields.get(name)), "")
    if not _SID.fullmatch(found):
        raise Malformed
    return found


def query_of(request: Request) -> dict[str, str]:
    """The query's fields; they are ours, since the signature covers them."""
    return dict(parse_qsl(request.query, max_num_fields=MOST_FIELDS))
