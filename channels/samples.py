"""Posts the demo's sample tips to the public application in this process, signed as their providers would sign them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import requests
from requests.adapters import BaseAdapter
from werkzeug.test import Client

from channels.app import create_public
from channels.simulator.providers import Providers
from channels.simulator.state import State
from config.settings import Settings
from hotline.demo_samples import Sample
from hotline.intake import Edge


class InProcess(BaseAdapter):
    """Carries requests to a WSGI application without a socket."""

    def __init__(self, app: Any) -> None:
        super().__init__()
        self._client = Client(app)

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """The application's answer."""
        answer = self._client.open(
            request.path_url, method=str(request.method), data=request.body, headers=dict(request.headers)
        )
        response = requests.Response()
        response.status_code, response.url, response.request = answer.status_code, str(request.url), request
        response.headers.update(dict(answer.headers))
        response._content = answer.get_data()
        return response

    def close(self) -> None:
        """Holds nothing open."""


def poster(settings: Settings, edge: Edge) -> Callable[[Sample, int], None]:
    """A function that posts one sample as if the clock stood at a moment (epoch seconds)."""
    clock = [0]
    app = create_public(replace(edge, clock=lambda: clock[0]), settings)
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", InProcess(app))
    providers = Providers(settings, State(), session)

    def post(sample: Sample, moment: int) -> None:
        clock[0] = moment
        number = sum(ord(letter) * 37**place for place, letter in enumerate(sample.sender))
        status = _post(providers, sample.channel, number, sample.text, moment)
        if status != 200:
            raise RuntimeError(f"a sample tip was answered {status}")

    return post


def _post(providers: Providers, channel: str, number: int, text: str, moment: int) -> int:
    phone = f"+8490000{number % 10_000:04d}"
    if channel == "voice":
        providers.call(phone)
        status = providers.speak(phone, text, "", 0.9)
        providers.hang_up(phone)
        return status
    if channel == "telegram":
        chat = {"id": 10_000_000 + number, "type": "private", "first_name": "?"}
        sender = {"id": chat["id"], "is_bot": False, "first_name": "?"}
        message = {"message_id": 1, "date": moment, "chat": chat, "from": sender, "text": text}
        return providers.telegram(10_000_000 + number, {"message": message})
    return providers.sms(phone, text)
