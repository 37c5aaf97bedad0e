"""The edge half of a channel: what one provider's file must offer. The driver in webhook.py does all the rest.

An adapter decides whether a request is authentic, turns it into an Inbound (or says that there is nothing to keep), and
words the answer in the provider's form. It keeps nothing, calls nobody and logs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol
from urllib.parse import parse_qsl

from werkzeug.datastructures import Headers

from hotline.tips import Inbound


class Malformed(Exception):
    """An authentic request that cannot be understood; `status` is the HTTP answer (400 or 415)."""

    def __init__(self, status: int = 400) -> None:
        super().__init__(status)
        self.status = status


MOST_FIELDS = 500


class Form(dict[str, list[str]]):
    """A form's values by name, in the order in which they came."""

    def getall(self, name: str) -> list[str]:
        """The values of one name: what Twilio's validator asks a form for."""
        return self[name]


@dataclass(frozen=True, repr=False)  # without slots: the form, once read, stays on its request and goes with it
class Request:
    """One request as it came: the public URL with its raw query, the headers, the raw body."""

    url: str
    query: str
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """A header's value, or ""."""
        return self.headers.get(name, "")

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @cached_property
    def form(self) -> Form:
        """The body as a form. Raises ValueError for more fields than any provider sends."""
        form, text = Form(), self.body.decode("utf-8", "replace")
        for name, value in parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS):
            form.setdefault(name, []).append(value)
        return form


@dataclass(frozen=True, slots=True)
class Aside:
    """Nothing to keep: `reply` names the answer ("" for none), `lang` its language, `to` whom it goes to.

    With `asker` (who guesses, for the limits) the status of one of `codes` is wanted, and `reply` is not looked at.
    """

    reply: str
    lang: str = "vi"
    to: str = ""
    asker: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What is to be said: the name of a text in config/replies.toml ("" for nothing), its language and code."""

    name: str
    lang: str = "vi"
    code: str = ""


SILENCE = Reply("")


@dataclass(frozen=True, slots=True)
class Answer:
    """The HTTP answer to the provider."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class Adapter(Protocol):
    """One provider's edge half."""

    name: str
    """The provider, as in config/channels.toml [bodies]."""

    def authentic(self, request: Request) -> bool:
        """Whether the provider itself sent exactly this request. Looks at nothing else; never raises."""
        ...

    def parse(self, request: Request) -> Inbound | Aside:
        """The message of an authentic request. Raises Malformed."""
        ...

    def acknowledge(self, request: Request, heard: Inbound | Aside, reply: Reply) -> Answer:
        """The answer in the provider's form."""
        ...
