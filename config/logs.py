"""Logging that cannot tell what a citizen wrote: names and counts pass, everything else is dropped before it is a line.

Our own events are constant English words with values from ALLOWED names. Lines of libraries are cut down to their
template, and a traceback to types and places, since texts of exceptions may quote what they failed on.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

# Names under which a value may stand in a log: kinds, counts and durations, never an id, a text or an address.
ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "lost", "error", "where",
        "job", "state", "kind", "code", "why", "channel", "provider", "process", "mode", "command", "setting", "file",
        "status", "method", "signal", "version", "revision", "dialect",
        "count", "waiting", "aside", "failed", "done", "attempts", "parts", "rows", "workers", "threads", "port", "pid",
        "seconds", "milliseconds", "bytes", "size", "reference",
    }
)  # fmt: skip
OWN_WORDS = frozenset({"event", "where", "level", "logger"})  # constant, or made by the functions below
OURS = ("hotline", "channels", "triage", "config", "wsgi")
RENDERED = ("gunicorn.error", "alembic", "py.warnings")  # libraries whose lines hold processes and versions only
QUIET = (
    "httpx", "httpcore", "telegram", "twilio", "urllib3", "requests", "asyncio", "sqlalchemy", "rq", "redis",
    "werkzeug", "PIL", "fontTools", "fpdf", "babel", "phonenumbers", "webauthn", "alembic",
)  # fmt: skip
LARGEST = 999_999_999  # a larger number is an id, a phone number or a moment
LONGEST = 120
_MASKED = re.compile(r"\w+://(?!(?:127\.0\.0\.1|localhost|0\.0\.0\.0):\d+(?:\s|$))\S+|\S+@\S+|\+?\d(?:[\s.()-]?\d){6,}")
_CODE = re.compile(r"\w[\w./-]{0,59}")
DROPPED = "[dropped]"


def set_up(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Sends every log line of this process through the filter to one stream (standard error); safe to call again."""
    chain: list[Any] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ")]
    structlog.configure(
        processors=[*chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(Careful())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*chain, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, careful, _render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


class Careful(logging.Filter):
    """Cuts a library's record down to its template, and any record's traceback to types and places."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Changes the record in place; stops what a quiet library says below a warning, at whatever level it is."""
        if record.levelno < logging.WARNING and record.name.split(".")[0] in QUIET:
            return False
        if record.exc_info and record.exc_info[1]:
            record.__dict__["hotline_where"] = places(record.exc_info[1])
        record.exc_info = record.exc_text = record.stack_info = None
        if isinstance(record.msg, MutableMapping):  # an event of structlog's, whose values `careful` looks at
            record.msg.pop("exc_info", None)
            if "hotline_where" in record.__dict__:
                record.msg["where"] = record.__dict__["hotline_where"]
            return True
        record.msg = _line(record)
        record.args = None
        return True


def _line(record: logging.LogRecord) -> str:
    name = record.name
    where = record.__dict__.get("hotline_where", "")
    if name.startswith(RENDERED):
        text = _mask(record.getMessage())
    elif name.split(".")[0] in OURS:
        text = _mask(_filled(str(record.msg), record.args))
    elif record.args:
        text = _mask(str(record.msg))  # the template: its values stay out
    else:
        # Without arguments, values may stand in the text itself.
        text = f"{DROPPED} {record.module}:{record.lineno}"
    return f"{text} | {where}" if where else text


def _filled(template: str, args: Any) -> str:
    values = args if isinstance(args, tuple) else ()
    try:
        return template % tuple(_harmless(value) for value in values) if values else template
    except (TypeError, ValueError):
        return template


def careful(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog's processor: keeps ALLOWED names with harmless values, and counts what it left out as `lost`."""
    kept = {
        name: _mask(str(value)) if name in OWN_WORDS else value if name == "timestamp" else _harmless(value)
        for name, value in event.items()
        if name in ALLOWED
    }
    lost = len(event) - len(kept)
    return {**kept, "lost": lost} if lost else kept


def _harmless(value: Any) -> Any:
    if isinstance(value, bool | None):
        return value
    if isinstance(value, int | float):
        return value if abs(value) <= LARGEST else DROPPED
    # A value of ours is a code; what has a space, a mark or many digits is somebody's.
    return _mask(value) if isinstance(value, str) and _CODE.fullmatch(value) else DROPPED


def _mask(text: str) -> str:
    # Our own words are ASCII. What is not was written by somebody, or is a name.
    if not text.isascii():
        return DROPPED
    cut = text if len(text) <= LONGEST * 8 else text[: LONGEST * 8] + "..."
    return _MASKED.sub(DROPPED, cut.replace("\n", " "))


def places(error: BaseException) -> str:
    """Type and last places of an exception and of what caused it, without any of their texts."""
    parts: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(parts) < 4:
        frames = traceback.extract_tb(seen.__traceback__)[-3:]
        at = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
        code = getattr(seen, "code", None)
        label = f"{type(seen).__name__}({code})" if isinstance(code, str) else type(seen).__name__
        parts.append(f"{label} at {at}" if at else label)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return " from ".join(parts)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is None or issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger("hotline").error("uncaught", where=places(error.with_traceback(trace)))


_logfmt = structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], drop_missing=True)


def _render(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
    return str(_logfmt(logger, method, event))
