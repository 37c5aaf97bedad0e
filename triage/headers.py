"""Response headers by hand, static files under a name that changes with them, and whose word on the client is taken."""

import hashlib
import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, send_from_directory
from werkzeug.middleware.proxy_fix import ProxyFix

from triage.access import PUBLIC, allowed

STATIC = Path(__file__).resolve().parent / "static"
YEAR = 31_536_000
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: the check against forged requests looks at the Referer of a form over https.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@lru_cache(maxsize=1)
def build() -> str:
    """Twelve hex letters that change when any static file does: modules import each other by relative names."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a static file, e.g. `static_url("css/base.css")`."""
    return f"/board/static/{build()}/{name}"


@allowed(PUBLIC)
def static_file(tag: str, name: str) -> Response:
    """A static file; under its present name it may be kept for a year, under an older one it must be asked for."""
    response = send_from_directory(STATIC, name, max_age=YEAR)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if tag == build() else "no-cache"
    return response


def _secure(response: Response, *, https: bool) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if https:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    return response


class FromProxies:
    """Believes forwarded scheme and host only when the connection comes from a proxy that the settings name."""

    def __init__(self, app: WSGIApplication, proxies: Iterable[Network]) -> None:
        self._plain = app
        self._fixed = ProxyFix(app, x_for=1, x_proto=1, x_host=1)
        self._proxies = tuple(proxies)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        chosen = self._fixed if self._trusted(environ.get("REMOTE_ADDR", "")) else self._plain
        return chosen(environ, start_response)

    def _trusted(self, address: str) -> bool:
        try:
            client = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(client in network for network in self._proxies)


def install(app: Flask, proxies: Iterable[Network], *, https: bool) -> None:
    """Adds headers, the static route and the proxies' middleware."""
    app.add_url_rule("/board/static/<tag>/<path:name>", "static_file", static_file)
    app.after_request(lambda response: _secure(response, https=https))
    app.jinja_env.globals["static_url"] = static_url
    app.wsgi_app = FromProxies(app.wsgi_app, proxies)  # type: ignore[method-assign]  # Flask's own way of wrapping
