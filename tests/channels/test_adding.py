"""docs/adding-a-channel.md is true: the adapter that it shows is all that a new provider needs."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from channels.adapter import Adapter, Request
from channels.webhook import Driver
from config.catalog.channels import load_channels
from config.catalog.replies import load_replies
from config.errors import ConfigError
from tests.channels.builders import Bare

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-channel.md"
NEEDED = (
    "import hmac\nfrom channels.adapter import *\nfrom channels.gateway import json_object\n"
    "from channels.language import language_of\nfrom channels.replies import worded\n"
    "from config.catalog.replies import Replies\nfrom config.errors import ConfigError\n"
    "from hotline.tips import Inbound\n"
)


@pytest.fixture
def shown() -> Any:
    """The class of the page; its line in `Channel` is the only thing that it names and that is not there."""
    code = re.search(r"```python\n(class .*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code
    names: dict[str, Any] = {"Channel": SimpleNamespace(LETTERBOX="letterbox")}
    exec(compile(NEEDED + code[1], str(PAGE), "exec"), names)
    return names["Letterbox"]


def test_the_adapter_of_the_page_is_driven_like_any_other(shown: Any, bare: Bare) -> None:
    adapter: Adapter = shown("secret", load_replies())
    rules = load_channels()
    driver = Driver(bare.edge, replace(rules, bodies={**rules.bodies, "letterbox": 10_000}))
    body = b'{"id": "1", "text": "o xom 3 co nguoi ban ma tuy"}'
    statuses = []
    for secret in ("wrong", "secret", "secret"):
        request = Request("https://tin.example.vn/", "", Headers({"X-Letterbox-Secret": secret}), body)
        answer = driver.answer(adapter, request)
        statuses.append(answer.status)
    assert statuses == [403, 200, 200]
    assert "Mã: " in answer.body.decode()
    assert bare.texts() == ["o xom 3 co nguoi ban ma tuy"]


def test_an_empty_secret_is_refused_there_too(shown: Any) -> None:
    with pytest.raises(ConfigError):
        shown(" ", load_replies())
