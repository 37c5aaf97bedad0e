"""Telegram's worker half: messages out, pictures in. The Bot API has no idempotency: interrupted means uncertain."""

from telegram import Bot

from channels.telegram.bot import once
from config.catalog.channels import ChannelRules
from config.settings import Settings
from hotline.sender import NotNow, Sent, Undeliverable, Unsure
from hotline.tips import Address, Channel, Media


class TelegramSender:
    """Sends and fetches by the bot's token, which only the worker holds."""

    idempotent = False

    def __init__(self, settings: Settings, rules: ChannelRules, *, timeout: float = 10.0) -> None:
        settings.require("telegram_token")
        self._settings, self._largest, self._timeout = settings, rules.images.largest, timeout

    def send(self, address: Address, text: str, key: str) -> Sent:
        """One message to a private chat, without any preview of a link."""
        if address.channel != Channel.TELEGRAM:
            raise Undeliverable("provider.wrong_channel")
        chat = int(address.sender)
        once(self._settings, lambda bot: bot.send_message(chat, text), timeout=self._timeout)
        return Sent()

    def fetch(self, media: Media) -> bytes:
        """A picture's bytes; b"" when Telegram no longer has it or it is too large."""

        async def get(bot: Bot) -> bytes:
            file = await bot.get_file(media.ref)
            if (file.file_size or 0) > self._largest:
                return b""
            data = bytes(await file.download_as_bytearray())
            return data if len(data) <= self._largest else b""

        try:
            return once(self._settings, get, timeout=self._timeout)
        except Undeliverable:
            return b""
        except Unsure as error:
            raise NotNow(error.code) from None

    def forget(self, kind: str, ref: str) -> None:
        """A private chat is the citizen's: he is told how to delete it (design 4, XOA)."""

    def gone(self, kind: str, ref: str) -> bool:
        """Nothing of Telegram is ever in the ledger."""
        return True
