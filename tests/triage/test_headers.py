"""Headers on every answer, static names that change with their content, proxies that are believed only when named."""

from collections.abc import Callable
from ipaddress import ip_network

import pytest
from flask import Flask

from tests.triage.conftest import Browser
from triage import headers


@pytest.mark.parametrize("path", ["/board/sign-in", "/board/", "/board/nothing-here"])
def test_every_page_carries_the_headers(path: str, stranger: Browser) -> None:
    answer = stranger.get(path)

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_a_static_file_is_kept_for_a_year_under_its_present_name_only(stranger: Browser) -> None:
    present = stranger.get(headers.static_url("css/base.css"))
    old = stranger.get("/board/static/000000000000/css/base.css")

    assert "immutable" in present.headers["Cache-Control"]
    assert old.headers["Cache-Control"] == "no-cache"
    assert old.data == present.data


def test_no_static_path_leads_out_of_its_folder(stranger: Browser) -> None:
    assert stranger.get(headers.static_url("../app.py")).status_code == 404


def test_a_page_holds_neither_inline_script_nor_inline_style(signed_in: Callable[[str], Browser]) -> None:
    page = signed_in("alice").get("/board/").text

    assert "<style" not in page
    assert ' style="' not in page
    assert " onclick" not in page
    assert all("src=" in tag for tag in page.split("<script")[1:])


@pytest.mark.parametrize(("client", "scheme"), [("10.1.2.3", "https"), ("192.0.2.9", "http"), ("", "http")])
def test_a_forwarded_scheme_counts_only_from_a_named_proxy(client: str, scheme: str) -> None:
    seen: list[str] = []

    def inner(environ: dict[str, object], start: object) -> list[bytes]:
        seen.append(str(environ["wsgi.url_scheme"]))
        return []

    wrapped = headers.FromProxies(inner, [ip_network("10.0.0.0/8")])
    environ = {"REMOTE_ADDR": client, "wsgi.url_scheme": "http", "HTTP_X_FORWARDED_PROTO": "https"}
    wrapped(environ, lambda *args: lambda data: None)

    assert seen == [scheme]


def test_a_body_past_the_limit_is_refused(app: Flask, signed_in: Callable[[str], Browser]) -> None:
    answer = signed_in("alice").post("/board/entry", {"text": "a" * (600 * 1024)})

    assert answer.status_code in (401, 413)
