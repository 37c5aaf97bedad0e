"""Which adapter answers which webhook: one line a hook. A provider without settings has none: 403."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from channels.adapter import Adapter
from channels.twilio.sms import TwilioSms
from config.catalog.channels import ChannelRules
from config.catalog.replies import Replies
from config.settings import Settings


@dataclass(frozen=True, slots=True)
class Means:
    """What an adapter is built from."""

    settings: Settings
    replies: Replies
    rules: ChannelRules


Build = Callable[[Means], Adapter | None]


def _twilio_sms(means: Means) -> Adapter | None:
    if means.settings.twilio_auth_token is None:
        return None
    means.settings.require("public_base_url")  # the signature is over the address that Twilio calls
    token = means.settings.secret("twilio_auth_token")
    return TwilioSms(token, means.replies, means.rules, means.settings.twilio_api_url)


HOOKS: Mapping[str, Build] = {
    "twilio/sms": _twilio_sms,
}


def build_adapters(means: Means) -> dict[str, Adapter]:
    """The adapters of every configured provider by hook. Raises ConfigError when a secret is empty or missing."""
    built = {hook: build(means) for hook, build in HOOKS.items()}
    return {hook: adapter for hook, adapter in built.items() if adapter is not None}
