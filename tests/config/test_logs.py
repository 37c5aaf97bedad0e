"""Logs: what a citizen wrote, a number, an id or a token never becomes a line, whoever logs it and however."""

import io
import logging
import threading
from collections.abc import Iterator

import pytest
import structlog

from config.logs import places, set_up

CANARIES = ("ban ma tuy o xom 3", "0912 000 123", "+84912000123", "84912000123", "ông Canary", "bot123:AbC")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, hooks = root.handlers[:], threading.excepthook
    stream = io.StringIO()
    set_up(stream=stream)
    yield stream
    root.handlers[:] = before
    threading.excepthook = hooks
    logging.captureWarnings(False)
    structlog.reset_defaults()


def test_our_own_event_keeps_names_and_counts(lines: io.StringIO) -> None:
    structlog.get_logger("hotline.drain").info("drained", job="sweep", count=3, seconds=0.5)

    assert "level=info event=drained" in lines.getvalue()
    assert "job=sweep count=3 seconds=0.5" in lines.getvalue()


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize("name", ["text", "body", "sender", "tip_id", "why", "code"])
def test_a_value_of_a_message_is_dropped_under_any_name(lines: io.StringIO, name: str, canary: str) -> None:
    structlog.get_logger("hotline.intake").warning("kept", **{name: canary})

    assert "kept" in lines.getvalue()
    assert canary not in lines.getvalue()


def test_an_id_or_a_moment_is_dropped_even_under_an_allowed_name(lines: io.StringIO) -> None:
    structlog.get_logger("hotline").info("odd", count=4_611_686_018_427_387_904, waiting=1_790_000_000)

    assert "count=[dropped] waiting=[dropped]" in lines.getvalue()


@pytest.mark.parametrize("canary", CANARIES)
def test_a_librarys_arguments_are_dropped(lines: io.StringIO, canary: str) -> None:
    logging.getLogger("flask.app").error("Exception on %s", canary)
    logging.getLogger("hotline.pipeline").error("failed on %s", canary)

    assert "Exception on %s" in lines.getvalue()
    assert canary not in lines.getvalue()


@pytest.mark.parametrize("canary", CANARIES)
def test_a_librarys_text_without_arguments_is_dropped(lines: io.StringIO, canary: str) -> None:
    logging.getLogger("somelibrary").error(f"cannot parse {canary}")  # noqa: G004 - what a careless library does

    assert "[dropped] test_logs:" in lines.getvalue()
    assert canary not in lines.getvalue()


def test_our_own_codes_and_small_numbers_stand_in_the_line(lines: io.StringIO) -> None:
    logging.getLogger("hotline.drain").warning("not processed: %s, %d left", "key.missing", 3)

    assert "not processed: key.missing, 3 left" in lines.getvalue()


@pytest.mark.parametrize(
    "name", ["httpx", "telegram.ext", "twilio.http_client", "sqlalchemy.engine.Engine", "rq.worker"]
)
def test_clients_that_log_addresses_and_tokens_are_quiet(lines: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("POST https://api.telegram.org/%s/sendMessage", "bot123:AbC")

    assert lines.getvalue() == ""


def test_a_traceback_tells_types_and_places_only(lines: io.StringIO) -> None:
    try:
        try:
            int("0912000123x")
        except ValueError as error:
            raise KeyError("ban ma tuy") from error
    except KeyError:
        logging.getLogger("hotline").exception("failed")
        structlog.get_logger("hotline").exception("failed")

    assert lines.getvalue().count("KeyError at test_logs.py") == 2
    assert "from ValueError at test_logs.py" in lines.getvalue()
    assert "0912000123" not in lines.getvalue()
    assert "ban ma tuy" not in lines.getvalue()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_a_thread_does_not_catch_is_told_without_its_text(lines: io.StringIO) -> None:
    def fail() -> None:
        raise ValueError("0912000123")

    hook = threading.excepthook
    error = _raised(fail)
    hook(threading.ExceptHookArgs((type(error), error, error.__traceback__, None)))

    assert "event=uncaught" in lines.getvalue()
    assert "0912000123" not in lines.getvalue()


def _raised(act) -> BaseException:
    try:
        act()
    except ValueError as error:
        return error
    raise AssertionError


def test_places_name_our_codes() -> None:
    from hotline.errors import Refused

    assert places(Refused("key.missing")) == "Refused(key.missing)"
