"""What `hotline check --deploy` asks the providers: whether they call the right address, and try again after a 503."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

from config.settings import Settings
from hotline.errors import HotlineError
from hotline.finding import Finding

CHECKS_RETRIED = ("5xx", "all")
Check = Callable[[Settings], Iterable[Finding]]


def twilio(settings: Settings) -> Iterator[Finding]:
    """The number's addresses: without a fallback or retry overrides a 503 is a lost tip."""
    if settings.twilio_auth_token is None:
        return
    if settings.twilio_account_sid is None or settings.twilio_number is None:
        yield Finding("Twilio is half configured", "set HOTLINE_TWILIO_ACCOUNT_SID and HOTLINE_TWILIO_NUMBER")
        return
    from channels.senders.twilio import number_settings

    try:
        found = number_settings(settings)
    except HotlineError as error:
        yield Finding(
            f"Twilio does not tell its settings ({error.code})", "check account, token and network; try again"
        )
        return
    if found is None:
        yield Finding("the Twilio account has no such number", "correct HOTLINE_TWILIO_NUMBER")
        return
    yield from _address(settings, "messages", "/hooks/twilio/sms", found.get("sms_url"), found.get("sms_fallback_url"))
    yield from _address(
        settings, "calls", "/hooks/twilio/voice", found.get("voice_url"), found.get("voice_fallback_url")
    )
    if not (found.get("status_callback") or "").startswith(f"{settings.public_base_url}/hooks/twilio/status"):
        yield Finding(
            "Twilio does not tell when a call is over",
            f"set the number's call status changes to {settings.public_base_url}/hooks/twilio/status",
        )


def _address(settings: Settings, what: str, path: str, url: str | None, fallback: str | None) -> Iterator[Finding]:
    wanted = f"{settings.public_base_url}{path}"
    if (url or "").partition("#")[0] != wanted:
        yield Finding(f"Twilio sends {what} elsewhere", f"set the number's address for {what} to {wanted}")
    if not fallback and not _retried(url or ""):
        yield Finding(
            f"Twilio gives up on {what} after one failure: a 503 would be a lost tip",
            f"set a fallback address, or the address {wanted}#rc=5&rp=5xx,ct,rt",
        )


def _retried(url: str) -> bool:
    """Whether the address carries Twilio's connection overrides that try again after a 5xx."""
    overrides = parse_qs(urlsplit(url).fragment)
    count = overrides.get("rc", ["0"])[0]
    policy = set(",".join(overrides.get("rp", [])).split(","))
    return count.isdecimal() and int(count) > 0 and bool(policy & set(CHECKS_RETRIED))


def telegram(settings: Settings) -> Iterator[Finding]:
    """The webhook's address, if Telegram is configured for one."""
    if settings.telegram_token is None or settings.telegram_secret is None:
        return
    from channels.telegram.bot import once

    try:
        url = once(settings, lambda bot: bot.get_webhook_info()).url
    except HotlineError as error:
        yield Finding(f"Telegram does not tell its settings ({error.code})", "check token and network; try again")
        return
    if url != f"{settings.public_base_url}/hooks/telegram":
        yield Finding(
            "Telegram does not call this hotline", "run `hotline telegram webhook`, or `hotline telegram poll`"
        )


CHECKS: Sequence[Check] = (twilio, telegram)
