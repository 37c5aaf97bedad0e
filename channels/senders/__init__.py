"""The providers' worker halves: send, fetch, forget, gone. Nothing here can open a message; the relay calls it."""

from collections.abc import Callable, Mapping

from channels.senders.gateway import GatewaySender
from channels.senders.telegram import TelegramSender
from channels.senders.twilio import TwilioSender
from config.catalog.channels import load_channels
from config.settings import Settings
from hotline.sender import Sender


def _twilio(settings: Settings) -> Sender | None:
    if settings.twilio_auth_token is None or settings.twilio_account_sid is None or settings.twilio_number is None:
        return None
    return TwilioSender(settings, load_channels())


def _gateway(settings: Settings) -> Sender | None:
    if settings.gateway_secret is None or settings.gateway_send_url is None:
        return None
    return GatewaySender(settings)


def _telegram(settings: Settings) -> Sender | None:
    return TelegramSender(settings, load_channels()) if settings.telegram_token is not None else None


SENDERS: Mapping[str, Callable[[Settings], Sender | None]] = {
    "twilio": _twilio,
    "gateway": _gateway,
    "telegram": _telegram,
}


def build_senders(settings: Settings) -> dict[str, Sender]:
    """The worker halves of every configured provider, by the name that an Inbound carries."""
    built = {name: build(settings) for name, build in SENDERS.items()}
    return {name: sender for name, sender in built.items() if sender is not None}
