"""The simulator's devices reach the real endpoints with real signatures, in demo mode only."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from channels.app import create_public
from channels.senders import build_senders
from channels.simulator import create_simulator
from config.errors import ConfigError
from config.settings import Settings
from hotline.tips import Address
from tests.channels.builders import NUMBER, Bare, settings_for

Served = Callable[..., str]


@pytest.fixture
def site(bare: Bare, served: Served) -> tuple[str, Settings]:
    """Both applications on loopback, the providers' addresses pointing at the simulator."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    settings = settings_for(
        public_base_url=base,
        twilio_api_url=f"{base}/simulator/twilio",
        telegram_api_url=f"{base}/simulator/telegram",
        gateway_send_url=f"{base}/simulator/gateway",
    )
    simulator = create_simulator(settings)

    def app(environ, start_response):
        inner = simulator if environ["PATH_INFO"].startswith("/simulator") else public
        return inner(environ, start_response)

    public = create_public(bare.edge, settings)
    served(app, port)
    return base, settings


def do(base: str, name: str, **given: Any) -> int:
    """What the page's script posts; the provider request's status."""
    status: int = requests.post(f"{base}/simulator/api/do/{name}", json=given, timeout=10).json()["status"]
    return status


def lines(base: str, device: str) -> list[dict[str, Any]]:
    """A device's bubbles."""
    found: list[dict[str, Any]] = requests.get(f"{base}/simulator/api/lines/{device}", timeout=10).json()
    return found


def test_a_text_message_is_kept_and_its_answer_shown(site: tuple[str, Settings], bare: Bare) -> None:
    base, _ = site
    assert do(base, "sms", **{"from": "+84900000101"}, text="nha ben canh ban thuoc") == 200
    [mine, answer] = lines(base, "sms:+84900000101")
    assert (mine["who"], mine["text"]) == ("me", "nha ben canh ban thuoc")
    assert answer["text"].startswith("Da nhan tin. Ma:")
    assert bare.texts() == ["nha ben canh ban thuoc"]


def test_what_the_worker_sends_later_is_shown_and_can_be_deleted(site: tuple[str, Settings]) -> None:
    base, settings = site
    sender = build_senders(settings)["twilio"]
    sent = sender.send(Address("sms", "twilio", "+84900000101", "SM1"), "Con o do khong?", "1")
    assert lines(base, "sms:+84900000101")[-1]["text"] == "Con o do khong?"
    [(kind, ref)] = sent.copies
    assert not sender.gone(kind, ref)
    sender.forget(kind, ref)
    assert sender.gone(kind, ref)


def test_the_page_shows_its_devices_and_forbids_foreign_scripts(site: tuple[str, Settings]) -> None:
    base, _ = site
    page = requests.get(f"{base}/simulator", timeout=10)
    assert NUMBER in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert requests.get(f"{base}/simulator/static/simulator.js", timeout=10).status_code == 200


def test_it_does_not_run_outside_the_demo() -> None:
    with pytest.raises(ConfigError, match="demo"):
        create_simulator(settings_for(mode="production", telegram_secret="x" * 32, gateway_secret="y" * 32))
