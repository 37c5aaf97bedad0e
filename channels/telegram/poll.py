"""Long polling, for a machine without a public address: the same reading, keeping and answering as the webhook.

An update counts as received only once the next call names a higher offset, which happens after COMMIT; a crash in
between brings it again, and its number is known then. Updates are taken as plain JSON: a strange one stops no other.
"""

import asyncio
import json
import logging
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import TelegramError

from channels.adapter import Malformed
from channels.telegram.answers import answer_to
from channels.telegram.bot import meaning, open_bot
from channels.telegram.updates import read_update
from channels.webhook import Driver
from config.catalog.channels import load_channels
from config.catalog.replies import Replies, load_replies
from config.settings import Settings
from hotline.errors import HotlineError
from hotline.intake import Edge
from hotline.sender import NotNow

WANTED = ("message", "edited_message", "callback_query")
PATIENCE, MARGIN, PAUSE = 25, 10, 5.0
log = logging.getLogger(__name__)


class Poller:
    """Takes updates one after the other; `pause` seconds after whatever can pass."""

    def __init__(self, bot: Bot, driver: Driver, replies: Replies, patience: int, pause: float) -> None:
        self._bot, self._driver, self._replies = bot, driver, replies
        self._patience, self._pause = patience, pause
        self._offset = 0
        self.taken = 0

    async def begin(self) -> None:
        """Ends a webhook, which Telegram does not allow beside polling. Nothing that waits is dropped."""
        await self._call("deleteWebhook")

    async def round(self) -> None:
        """Waits for updates and takes what comes."""
        wanted = json.dumps(WANTED)
        found = await self._call("getUpdates", timeout=self._patience, allowed_updates=wanted, offset=self._offset)
        for update in found or []:
            await self._take(update)
            self._offset = int(update["update_id"]) + 1
            self.taken += 1

    async def confirm(self) -> None:
        """Tells Telegram what was taken, before leaving."""
        if self._offset:
            await self._call("getUpdates", timeout=0, offset=self._offset, limit=1)

    async def _take(self, update: dict[str, Any]) -> None:
        """Keeps one update, trying until it is safe; then answers it. An answer that fails is not tried again."""
        while True:
            try:
                heard, reply = self._driver.act(read_update(update, self._replies, self._driver.edge.clock()))
                break
            except Malformed:
                return
            except HotlineError as error:
                log.warning("telegram update not kept yet: %s", error.code)
                await asyncio.sleep(self._pause)
        call = answer_to(self._replies, heard, reply)
        if call is not None:
            await self._answer(call)

    async def _answer(self, call: dict[str, Any]) -> None:
        buttons = {"reply_markup": call["reply_markup"]} if "reply_markup" in call else {}
        try:
            await self._bot.send_message(call["chat_id"], call["text"], api_kwargs=buttons)
        except TelegramError as error:
            log.warning("telegram answer not sent: %s", meaning(error).code)

    async def _call(self, method: str, **fields: Any) -> Any:
        """A method without anybody's words, tried again until it answers; its fields stand in the address."""
        url = f"{self._bot.base_url}/{method}?{urlencode(fields)}"
        while True:
            try:
                return await self._bot.request.post(url, read_timeout=self._patience + MARGIN)
            except TelegramError as error:
                problem = meaning(error)
            log.warning("telegram %s: %s", method, problem.code)
            wait = problem.retry_after if isinstance(problem, NotNow) else 0
            await asyncio.sleep(max(self._pause, wait))


def poll(settings: Settings, edge: Edge, *, rounds: int = 0, patience: int = PATIENCE, pause: float = PAUSE) -> int:
    """Polls for ever, or `rounds` times; returns how many updates were taken."""

    async def run() -> int:
        async with open_bot(settings) as bot:
            poller = Poller(bot, Driver(edge, load_channels()), load_replies(), patience, pause)
            await poller.begin()
            done = 0
            while not rounds or done < rounds:
                await poller.round()
                done += 1
            await poller.confirm()
            return poller.taken

    return asyncio.run(run())
