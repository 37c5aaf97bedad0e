"""The public application: webhooks, how to report, health. No cookie, no session, no log line a visitor.

It has no route, template or key with which a tip could be read, and never looks at the address a request came from.
"""

import io
from base64 import b64encode

import segno
from flask import Blueprint, Flask, Response, render_template, request
from werkzeug.exceptions import ClientDisconnected, HTTPException

from channels.adapter import Answer, Request
from channels.minutes import Minutes
from channels.registry import HOOKS, Means, build_adapters
from channels.webhook import Driver
from config.catalog.channels import load_channels
from config.catalog.replies import LANGUAGES, load_replies
from config.settings import Settings
from hotline.db.engine import reachable
from hotline.errors import HotlineError
from hotline.intake import Edge

GUARD = "Content-Security-Policy"
HEADERS = {
    GUARD: "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
UNKNOWN_HOOK = Answer(403)


def create_public(edge: Edge, settings: Settings, minutes: Minutes | None = None) -> Flask:
    """The public side as an application of its own; `minutes` counts what it answers."""
    app = Flask("channels", static_folder=None)
    app.config.update(PROPAGATE_EXCEPTIONS=False, MAX_CONTENT_LENGTH=None)
    app.register_blueprint(create_blueprint(edge, settings, minutes))
    return app


def create_blueprint(edge: Edge, settings: Settings, minutes: Minutes | None = None) -> Blueprint:
    """The public routes. Raises ConfigError when a provider is half configured."""
    rules = load_channels()
    means = Means(settings, load_replies(), rules, edge.clock)
    adapters = build_adapters(means)
    driver = Driver(edge, rules, minutes.note) if minutes else Driver(edge, rules)
    public = Blueprint(
        "public", __name__, template_folder="templates", static_folder="static", static_url_path="/public"
    )
    public.after_app_request(_headers)
    public.app_errorhandler(HTTPException)(_refusal)
    public.add_url_rule("/", "how", lambda: _how(settings))
    public.add_url_rule("/healthz", "healthz", lambda: _plain("ok"))
    public.add_url_rule("/readyz", "readyz", lambda: _ready(edge))

    def hook(name: str) -> Response:
        if name not in HOOKS:
            return _plain("", 404)
        largest = max(rules.bodies.values()) + 1
        incoming = _request(settings, largest)
        adapter = adapters.get(name)
        return _response(driver.answer(adapter, incoming) if adapter is not None else UNKNOWN_HOOK)

    public.add_url_rule("/hooks/<path:name>", "hook", hook, methods=["POST"])
    return public


def _request(settings: Settings, largest: int) -> Request:
    """What the provider sent; at most `largest` bytes of the body are read."""
    query = request.query_string.decode("utf-8", "replace")
    path = request.script_root + request.path
    base = settings.public_base_url or ""
    return Request(
        url=base + path + (f"?{query}" if query else ""),
        query=query,
        headers=request.headers,
        body=_body(largest),
    )


def _body(largest: int) -> bytes:
    parts: list[bytes] = []
    told = request.content_length
    left = largest if told is None else min(told, largest)
    while left > 0 and (chunk := request.stream.read(left)):
        parts.append(chunk)
        left -= len(chunk)
    if told is not None and left > 0:
        raise ClientDisconnected
    return b"".join(parts)


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, {**HEADERS, **answer.headers}, content_type=answer.content_type)


def _plain(text: str, status: int = 200) -> Response:
    return Response(text, status, HEADERS, content_type="text/plain; charset=utf-8")


def _refusal(problem: HTTPException) -> Response:
    """An error page that says nothing of what was asked for. Our own fault means "not kept": providers try again."""
    code = problem.code or 400
    return _plain("", 503 if code >= 500 else code)


def _headers(response: Response) -> Response:
    if GUARD not in response.headers:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def _ready(edge: Edge) -> Response:
    """Whether a message could be kept at this moment: database reachable, keys usable."""
    try:
        edge.passing.current("intake")
        edge.passing.current("relay")
        usable = bool(edge.edge_key())
    except HotlineError:
        usable = False
    return _plain("ready") if usable and reachable(edge.db) else _plain("not ready", 503)


def _how(settings: Settings) -> Response:
    """How to report, in plain words, with codes to point a camera at."""
    asked = request.args.get("lang", "")
    lang = asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or settings.language
    number = settings.twilio_number
    codes = {"sms": _qr(f"smsto:{number}"), "call": _qr(f"tel:{number}")} if number else {}
    telegram = settings.telegram_secret is not None
    html = render_template("how.html", lang=lang, number=number, codes=codes, telegram=telegram)
    return Response(html, content_type="text/html; charset=utf-8")


def _qr(target: str) -> str:
    """A QR code as a data address of an SVG."""
    out = io.BytesIO()
    segno.make(target, error="m", micro=False).save(out, kind="svg", scale=4, border=2, xmldecl=False, svgns=True)
    return "data:image/svg+xml;base64," + b64encode(out.getvalue()).decode()
