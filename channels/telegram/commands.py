"""`hotline telegram`: long polling, and telling Telegram where the webhook is."""

from typing import Protocol

import click
from telegram import Bot

from channels.telegram.bot import once
from channels.telegram.poll import WANTED, poll
from config.settings import Settings
from hotline.intake import Edge


class Context(Protocol):
    """What the command line hands over."""

    @property
    def settings(self) -> Settings:
        """The settings of this process."""

    @property
    def edge(self) -> Edge:
        """What the public side may use."""


@click.group()
def telegram() -> None:
    """Telegram without a public address, or with one."""


@telegram.command("poll")
@click.option("--rounds", type=click.IntRange(min=0), default=0, help="End after so many rounds (0: never).")
@click.pass_obj
def poll_command(context: Context, rounds: int) -> None:
    """Fetch messages by long polling, keep and answer them. Ends a webhook that is set."""
    context.settings.require("telegram_token")
    try:
        poll(context.settings, context.edge, rounds=rounds)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


@telegram.command()
@click.pass_obj
def webhook(context: Context) -> None:
    """Tell Telegram to call this hotline's public address."""
    settings = context.settings
    settings.require("telegram_token", "telegram_secret", "public_base_url")
    url, secret = f"{settings.public_base_url}/hooks/telegram", settings.secret("telegram_secret")

    async def set_it(bot: Bot) -> bool:
        return await bot.set_webhook(url, secret_token=secret, allowed_updates=WANTED, max_connections=20)

    once(settings, set_it)
    click.echo("the webhook is set")
