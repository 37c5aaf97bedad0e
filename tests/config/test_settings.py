"""Settings: what is read, what is refused, and that no refusal repeats a value."""

import re
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.settings import PREFIX, Settings, load_settings

EXAMPLE = Path("config/example.env")


def refusal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name, value in environment.items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_without_any_name_the_defaults_hold() -> None:
    settings = load_settings()

    assert (settings.mode, settings.province, settings.language) == ("production", "42", "vi")
    assert settings.database_url.startswith("sqlite:///")
    assert settings.redis_url is None


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(monkeypatch, DATABSE_URL="sqlite:///x").startswith("HOTLINE_DATABSE_URL is not a setting")


def test_a_secret_can_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("0123456789abcdef\n")
    monkeypatch.setenv("HOTLINE_TWILIO_AUTH_TOKEN_FILE", str(tmp_path / "token"))

    assert load_settings().secret("twilio_auth_token") == "0123456789abcdef"


def test_a_name_given_both_ways_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = refusal(monkeypatch, SECRET_KEY="x" * 40, SECRET_KEY_FILE=str(tmp_path))

    assert "HOTLINE_SECRET_KEY is given both" in text


def test_a_file_that_is_not_there_is_refused_without_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    text = refusal(monkeypatch, SECRET_KEY_FILE="/nowhere/key")

    assert "HOTLINE_SECRET_KEY_FILE names a file that cannot be read" in text
    assert "/nowhere" not in text


@pytest.mark.parametrize("name", ["TWILIO_AUTH_TOKEN", "TELEGRAM_SECRET", "GATEWAY_SECRET", "KEYRING_PASSPHRASE"])
@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_secret_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert f"{PREFIX}{name} is set but empty" in refusal(monkeypatch, **{name: value})


def test_an_empty_secret_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("\n")

    assert "is set but empty" in refusal(monkeypatch, TWILIO_AUTH_TOKEN_FILE=str(tmp_path / "token"))


@pytest.mark.parametrize("name, value", [("TWILIO_NUMBER", "+15005550006"), ("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)])
def test_twilio_without_its_token_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert "HOTLINE_TWILIO_AUTH_TOKEN is missing" in refusal(monkeypatch, **{name: value})


@pytest.mark.parametrize(
    "name, value",
    [
        ("MODE", "wrongvalue"),
        ("PROVINCE", "wrongvalue"),
        ("LANGUAGE", "wrongvalue"),
        ("DATABASE_URL", "mysql://wrongvalue"),
        ("REDIS_URL", "wrongvalue"),
        ("PUBLIC_BASE_URL", "ftp://wrongvalue"),
        ("PUBLIC_BASE_URL", "http://wrongvalue"),
        ("PUBLIC_BASE_URL", "https://wrongvalue/?a=b"),
        ("TWILIO_NUMBER", "wrongvalue"),
        ("TRUSTED_PROXIES", "wrongvalue"),
        ("BOARD_THREADS", "wrongvalue"),
        ("TELEGRAM_SECRET", "wrongvalue wrongvalue"),
        ("SECRET_KEY", "wrongvalue"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    text = refusal(monkeypatch, **{name: value})

    assert PREFIX + name in text
    assert "wrongvalue" not in text


def test_two_wrong_values_are_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    text = refusal(monkeypatch, PROVINCE="x", BOARD_THREADS="y")

    assert "HOTLINE_PROVINCE" in text
    assert "HOTLINE_BOARD_THREADS" in text


@pytest.mark.parametrize("given", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_postgresql_means_psycopg(given: str) -> None:
    assert Settings(database_url=given).database_url == "postgresql+psycopg://u@h/d"


def test_production_refuses_what_only_the_demo_may(monkeypatch: pytest.MonkeyPatch) -> None:
    Settings(mode="demo", public_base_url="http://127.0.0.1:8000")

    assert "must be https in production" in refusal(monkeypatch, PUBLIC_BASE_URL="http://127.0.0.1:8000")


def test_secrets_and_addresses_stand_in_no_repr() -> None:
    settings = Settings(
        database_url="postgresql://u:canary1@h/d",
        redis_url="redis://:canary2@h",
        secret_key="canary3" * 8,
        alert_url="https://h/canary4",
    )

    assert "canary" not in repr(settings) + str(settings)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().province = "01"  # type: ignore[misc]  # that is what is tested


def test_what_is_needed_and_missing_is_named() -> None:
    with pytest.raises(ConfigError, match=r"HOTLINE_KEYRING, HOTLINE_SECRET_KEY must be set"):
        Settings().require("keyring", "secret_key", "province")


def test_another_process_can_be_started_with_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(mode="demo", secret_key="s" * 40, trusted_proxies="10.0.0.0/8,127.0.0.1")
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)

    assert load_settings() == settings


def test_the_example_lists_every_setting_once_and_no_other() -> None:
    names = re.findall(r"^#?HOTLINE_([A-Z_]+?)(?:_FILE)?=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(set(names)) == sorted(name.upper() for name in Settings.model_fields)


def test_every_setting_of_the_example_has_a_line_of_meaning_above_it() -> None:
    blocks = EXAMPLE.read_text(encoding="utf-8").strip().split("\n\n")[1:]

    assert all(block.startswith("# ") and len(block.splitlines()[0]) > 20 for block in blocks)


def test_the_examples_own_values_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        name, _, value = line.removeprefix("#").partition("=")
        if line.removeprefix("#").startswith(PREFIX) and not name.endswith("_FILE") and "sqlite" not in value:
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOTLINE_TWILIO_AUTH_TOKEN", "0" * 32)
    monkeypatch.setenv("HOTLINE_GATEWAY_SECRET", "0" * 32)

    assert load_settings().mode == "production"
