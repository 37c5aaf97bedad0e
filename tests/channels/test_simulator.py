"""The simulator's devices reach the real endpoints with real signatures, in demo mode only."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from channels.senders import build_senders
from channels.simulator import create_simulator
from config.errors import ConfigError
from config.settings import Settings
from hotline.tips import Address
from tests.channels.builders import NUMBER, Bare, settings_for
from tests.channels.sites import demo_site

Served = Callable[..., str]


@pytest.fixture
def site(bare: Bare, served: Served) -> tuple[str, Settings]:
    """Both applications on loopback, the providers' addresses pointing at the simulator."""
    return demo_site(bare, served)


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


def test_a_call_and_a_chat_go_through_their_real_endpoints(site: tuple[str, Settings], bare: Bare) -> None:
    base, _ = site
    caller = {"from": "+84900000202"}
    assert do(base, "call", **caller) == 200
    assert do(base, "speak", **caller, text="ở xóm ba có người bán", confidence=0.9) == 200
    assert do(base, "mumble", **caller, text="và còn") == 200
    assert do(base, "speak", **caller, keys="#") == 200
    assert do(base, "hangup", **caller) == 204
    assert any("Mã của bạn là" in line["text"] for line in lines(base, "call:+84900000202"))
    assert do(base, "telegram", **{"from": "900000303"}, text="/start") == 200
    assert len(lines(base, "telegram:900000303")[-1]["buttons"]) == 5
    assert do(base, "telegram", **{"from": "900000303"}, location=[18.3, 105.9]) == 200
    bare.clock.now = int(time.time())  # the box signs with its own clock
    assert do(base, "gateway", **{"from": "0900000404"}, text="tin qua cổng") == 200
    assert {"ở xóm ba có người bán", "và còn", "tin qua cổng"} <= set(bare.texts())


def test_the_page_shows_its_devices_and_forbids_foreign_scripts(site: tuple[str, Settings]) -> None:
    base, _ = site
    page = requests.get(f"{base}/simulator", timeout=10)
    assert NUMBER in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert requests.get(f"{base}/simulator/static/simulator.js", timeout=10).status_code == 200


def test_it_does_not_run_outside_the_demo() -> None:
    with pytest.raises(ConfigError, match="demo"):
        create_simulator(settings_for(mode="production", telegram_secret="x" * 32, gateway_secret="y" * 32))
