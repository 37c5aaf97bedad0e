"""`hotline telegram`: polling and setting the webhook from the command line."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner

from channels.cli import COMMANDS
from channels.telegram.commands import Context, telegram
from config.errors import ConfigError
from config.settings import Settings
from hotline.intake import Edge
from tests.channels.builders import BASE, Bare, settings_for
from tests.channels.updates import message
from tests.fake_bot_api import FakeBotApi


class Given(Context):
    """Settings and edge of a test."""

    def __init__(self, settings: Settings, edge: Edge) -> None:
        self._settings, self._edge = settings, edge

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def edge(self) -> Edge:
        return self._edge


@pytest.fixture
def bot_api() -> FakeBotApi:
    return FakeBotApi()


@pytest.fixture
def given(bare: Bare, bot_api: FakeBotApi, served: Callable[..., str]) -> Given:
    return Given(settings_for(telegram_api_url=served(bot_api.app())), bare.edge)


def test_poll_takes_what_waits(given: Given, bare: Bare, bot_api: FakeBotApi) -> None:
    bot_api.updates.append(message(text="mot tin"))
    result = CliRunner().invoke(telegram, ["poll", "--rounds", "1"], obj=given)
    assert result.exit_code == 0
    assert bare.texts() == ["mot tin"]


def test_webhook_tells_telegram_the_address_and_the_secret(given: Given, bot_api: FakeBotApi) -> None:
    result = CliRunner().invoke(telegram, ["webhook"], obj=given)
    assert (result.exit_code, result.output) == (0, "the webhook is set\n")
    assert bot_api.webhook["url"] == f"{BASE}/hooks/telegram"
    assert bot_api.webhook["secret_token"] == "invented_telegram_secret"


def test_without_a_token_it_says_which_setting_is_missing(bare: Bare) -> None:
    result = CliRunner().invoke(telegram, ["poll"], obj=Given(settings_for(telegram_token=None), bare.edge))
    assert isinstance(result.exception, ConfigError)
    assert "HOTLINE_TELEGRAM_TOKEN" in str(result.exception)


def test_the_command_is_named_where_the_command_line_looks() -> None:
    assert COMMANDS == {"telegram": "channels.telegram.commands:telegram"}
