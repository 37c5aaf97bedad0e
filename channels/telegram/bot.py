"""A bot of python-telegram-bot for one use, and its errors in our words. Its log lines hold the token and are off."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

import httpx
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from config.settings import Settings
from hotline.errors import HotlineError
from hotline.sender import NotNow, Undeliverable, Unsure

TIMEOUT = 10.0
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
T = TypeVar("T")
for _name in ("httpx", "httpcore", "telegram"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@asynccontextmanager
async def open_bot(settings: Settings, *, timeout: float = TIMEOUT) -> AsyncIterator[Bot]:
    """A bot on the configured Bot API server. Not initialised: that would ask getMe each time."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's own switch: durations as they will be from 23 on
    api, token = settings.telegram_api_url, settings.secret("telegram_token")
    request = HTTPXRequest(read_timeout=timeout, connect_timeout=TIMEOUT, connection_pool_size=4)
    unused = HTTPXRequest(connection_pool_size=1)
    try:
        yield Bot(token, f"{api}/bot", f"{api}/file/bot", request=request, get_updates_request=unused)
    finally:
        await request.shutdown()
        await unused.shutdown()


def once(settings: Settings, act: Callable[[Bot], Awaitable[T]], *, timeout: float = TIMEOUT) -> T:
    """Does one thing with a bot from code that is not asynchronous. Raises Undeliverable, NotNow or Unsure."""

    async def run() -> T:
        async with open_bot(settings, timeout=timeout) as bot:
            return await act(bot)

    try:
        return asyncio.run(run())
    except TelegramError as error:
        raise meaning(error) from None


def meaning(error: TelegramError) -> HotlineError:
    """A Bot API error in our words; its own text may quote a chat."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return NotNow("telegram.flood", int(wait.total_seconds() if isinstance(wait, timedelta) else wait))
    if isinstance(error, Forbidden):
        return Undeliverable("telegram.blocked")
    if isinstance(error, (BadRequest, ChatMigrated)):
        return Undeliverable("telegram.refused")
    if isinstance(error, InvalidToken):
        return NotNow("telegram.token")
    if isinstance(error, (TimedOut, NetworkError)):
        cause = error.__cause__
        answered = cause is None or isinstance(cause, TelegramError)  # the server said that it failed
        unsent = answered and not isinstance(error, TimedOut)
        return NotNow("telegram.away") if unsent or isinstance(cause, NEVER_LEFT) else Unsure("telegram.silent")
    return NotNow("telegram.unknown")
