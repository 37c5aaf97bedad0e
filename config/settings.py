"""Frozen, typed settings: the only reader of the environment.

A name is given by value (`HOTLINE_X`) or by the path of a file that holds it (`HOTLINE_X_FILE`). An unknown name, an
empty secret and a contradiction are refused at once, in one line that never repeats what was given.
"""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from config.errors import ConfigError

PREFIX = "HOTLINE_"
FILE = "_FILE"
LONG_SECRET, SHORT_SECRET = 32, 16
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class _Environment(PydanticBaseSettingsSource):
    """Reads `HOTLINE_` names; refuses unknown ones, a name given twice, an empty secret and an unreadable file."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Part of the base class's protocol; everything happens in `__call__`."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Values by field name, as text."""
        found: dict[str, str] = {}
        for name, value in sorted(os.environ.items()):
            if name.startswith(PREFIX):
                field = self._field(name)
                if field in found:
                    raise ConfigError(f"{PREFIX}{field.upper()} is given both by value and by {FILE}; leave one out")
                found[field] = value if name == PREFIX + field.upper() else _content(name, value)
        return {field: value for field, value in found.items() if value or self._is_secret(field)}

    def _field(self, name: str) -> str:
        bare = name.removeprefix(PREFIX)
        for candidate in (bare, bare.removesuffix(FILE)):
            if candidate.lower() in self.settings_cls.model_fields and candidate.isupper():
                return candidate.lower()
        raise ConfigError(f"{name} is not a setting; config/example.env lists them all")

    def _is_secret(self, field: str) -> bool:
        return "SecretStr" in str(self.settings_cls.model_fields[field].annotation)


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ConfigError(f"{name} names a file that cannot be read as text ({type(error).__name__})") from None


class Settings(BaseSettings):
    """Every setting of the hotline. Arguments win over the environment, so that a test can build one by hand."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=False)

    mode: Literal["demo", "production"] = "production"
    database_url: str = Field(default="sqlite:///hotline.db", repr=False)
    redis_url: str | None = Field(default=None, repr=False)
    keyring: Path | None = None
    keyring_passphrase: SecretStr | None = None
    secret_key: SecretStr | None = None
    public_base_url: str | None = None
    province: str = Field(default="42", pattern=r"^[0-9]{2}$")
    language: Literal["vi", "en"] = "vi"

    twilio_account_sid: str | None = Field(default=None, pattern=r"^AC[0-9A-Za-z]{4,64}$", repr=False)
    twilio_auth_token: SecretStr | None = None
    twilio_number: str | None = Field(default=None, pattern=r"^(\+[0-9]{8,15}|[0-9]{3,8})$")
    twilio_api_url: str = "https://api.twilio.com"

    telegram_token: SecretStr | None = None
    telegram_secret: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"

    gateway_secret: SecretStr | None = None
    gateway_send_url: str | None = Field(default=None, repr=False)

    metrics_token: SecretStr | None = None
    alert_url: str | None = Field(default=None, repr=False)
    backup_key: SecretStr | None = None
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = ()
    board_threads: int = Field(default=240, ge=4, le=2_000)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then our own reading of the environment; no .env file is ever picked up by itself."""
        return init_settings, _Environment(settings_cls)

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        for scheme in ("postgres://", "postgresql://", "postgresql+psycopg://"):
            if value.startswith(scheme):
                return "postgresql+psycopg://" + value.removeprefix(scheme)
        if value.startswith("sqlite:///"):
            return value
        raise ValueError("must begin with sqlite:/// or postgresql://")

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @field_validator("public_base_url", "twilio_api_url", "telegram_api_url", "gateway_send_url", "alert_url")
    @classmethod
    def _web(cls, value: str | None) -> str | None:
        if value is None:
            return None
        url = urlsplit(value)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise ValueError("must be a whole http or https address")
        if url.scheme == "http" and url.hostname not in LOOPBACK:
            raise ValueError("must be https, unless it is this machine")
        return value.rstrip("/")

    @field_validator("public_base_url")
    @classmethod
    def _bare(cls, value: str | None) -> str | None:
        url = urlsplit(value or "")
        if url.query or url.fragment or url.username:
            raise ValueError("must be an address without query, fragment or user name")
        return value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _proxies(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return tuple(ipaddress.ip_network(part.strip()) for part in value.split(",") if part.strip())
        except ValueError:
            raise ValueError("must be addresses or networks, separated by commas") from None

    @field_validator("*")
    @classmethod
    def _secrets(cls, value: Any) -> Any:
        if isinstance(value, SecretStr):
            if not value.get_secret_value().strip():
                raise ValueError("is set but empty: an empty secret would let anybody in; set it or leave the name out")
            if value.get_secret_value() != value.get_secret_value().strip():
                raise ValueError("begins or ends with white space")
        return value

    @field_validator("telegram_secret")
    @classmethod
    def _telegram(cls, value: SecretStr | None) -> SecretStr | None:
        allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
        if value is not None and not set(value.get_secret_value()) <= set(allowed):
            raise ValueError("may hold only letters, digits, _ and - (Telegram's own rule)")
        return value

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        if (self.twilio_account_sid or self.twilio_number) and self.twilio_auth_token is None:
            raise ValueError("HOTLINE_TWILIO_AUTH_TOKEN is missing although Twilio is configured")
        if self.gateway_send_url and self.gateway_secret is None:
            raise ValueError("HOTLINE_GATEWAY_SECRET is missing although a gateway is configured")
        if self.mode == "production":
            self._refuse_demo_values()
        return self

    def _refuse_demo_values(self) -> None:
        if self.public_base_url and not self.public_base_url.startswith("https://"):
            raise ValueError("HOTLINE_PUBLIC_BASE_URL must be https in production")
        shortest = {"secret_key": LONG_SECRET, "keyring_passphrase": SHORT_SECRET, "gateway_secret": SHORT_SECRET,
                    "telegram_secret": SHORT_SECRET, "metrics_token": SHORT_SECRET}  # fmt: skip
        for name, least in shortest.items():
            secret = getattr(self, name)
            if secret is not None and len(secret) < least:
                raise ValueError(f"{PREFIX}{name.upper()} is shorter than {least} characters, too short for production")

    @property
    def demo(self) -> bool:
        """Whether the sample data's shortcuts (plain http, no second factor, simulator) are allowed."""
        return self.mode == "demo"

    def require(self, *names: str) -> None:
        """Raises ConfigError naming the settings among `names` that are not set."""
        missing = [PREFIX + name.upper() for name in names if getattr(self, name) is None]
        if missing:
            raise ConfigError(f"{', '.join(missing)} must be set for this; config/example.env says what it is")

    def secret(self, name: str) -> str:
        """The plain value of a secret setting. Raises ConfigError when it is not set."""
        self.require(name)
        value: SecretStr = getattr(self, name)
        return value.get_secret_value()

    def environment(self) -> Mapping[str, str]:
        """The settings that differ from the defaults as `HOTLINE_` names, to start another process with."""
        pairs = ((name, getattr(self, name)) for name in sorted(self.model_fields_set))
        return {PREFIX + name.upper(): _text(value) for name, value in pairs if value is not None}


def _text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return ",".join(str(part) for part in value) if isinstance(value, tuple) else str(value)


def load_settings() -> Settings:
    """The settings of this process. Raises ConfigError: one line that names every wrong setting, with no value."""
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigError("; ".join(_sentence(problem) for problem in error.errors(include_input=False))) from None


def _sentence(problem: Mapping[str, Any]) -> str:
    reason = str(problem["msg"]).removeprefix("Value error, ")
    if not problem["loc"]:
        return reason
    name = PREFIX + str(problem["loc"][0]).upper()
    if problem["type"] == "string_pattern_mismatch":
        return f"{name} does not have the form that config/example.env shows"
    return f"{name} {reason[0].lower()}{reason[1:]}"
