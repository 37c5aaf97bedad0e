"""Which adapter answers which webhook: one line a hook. A provider without settings has none: 403."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from channels.adapter import Adapter
from channels.gateway import Gateway
from channels.telegram.webhook import TelegramWebhook
from channels.twilio import voice
from channels.twilio.sms import TwilioSms
from channels.twilio.status import TwilioStatus
from channels.twilio.voice import TwilioVoice
from config.catalog.channels import ChannelRules
from config.catalog.replies import Replies
from config.settings import Settings


@dataclass(frozen=True, slots=True)
class Means:
    """What an adapter is built from."""

    settings: Settings
    replies: Replies
    rules: ChannelRules
    clock: Callable[[], int]


Build = Callable[[Means], Adapter | None]


def _twilio_sms(means: Means) -> Adapter | None:
    if means.settings.twilio_auth_token is None:
        return None
    means.settings.require("public_base_url")  # the signature is over the address that Twilio calls
    token = means.settings.secret("twilio_auth_token")
    base = str(means.settings.public_base_url)
    return TwilioSms(token, means.replies, means.rules, means.settings.twilio_api_url, base)


def _twilio_voice(step: str) -> Build:
    def build(means: Means) -> Adapter | None:
        settings = means.settings
        if settings.twilio_auth_token is None:
            return None
        settings.require("public_base_url")
        base, token = str(settings.public_base_url), settings.secret("twilio_auth_token")
        return TwilioVoice(step, token, base, means.replies, means.rules.voice)

    return build


def _twilio_status(means: Means) -> Adapter | None:
    if means.settings.twilio_auth_token is None:
        return None
    return TwilioStatus(means.settings.secret("twilio_auth_token"))


def _gateway(means: Means) -> Adapter | None:
    if means.settings.gateway_secret is None:
        return None
    return Gateway(means.settings.secret("gateway_secret"), means.replies, means.rules.gateway_window, means.clock)


def _telegram(means: Means) -> Adapter | None:
    if means.settings.telegram_secret is None:
        return None
    return TelegramWebhook(means.settings.secret("telegram_secret"), means.replies, means.clock)


HOOKS: Mapping[str, Build] = {
    "twilio/sms": _twilio_sms,
    "twilio/voice": _twilio_voice(voice.START),
    "twilio/voice/said": _twilio_voice(voice.SAID),
    "twilio/voice/code": _twilio_voice(voice.CODE),
    "twilio/voice/partial": _twilio_voice(voice.PARTIAL),
    "twilio/status": _twilio_status,
    "gateway/sms": _gateway,
    "telegram": _telegram,
}


def build_adapters(means: Means) -> dict[str, Adapter]:
    """The adapters of every configured provider by hook. Raises ConfigError when a secret is empty or missing."""
    built = {hook: build(means) for hook, build in HOOKS.items()}
    return {hook: adapter for hook, adapter in built.items() if adapter is not None}
