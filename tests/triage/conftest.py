"""A board with real officers, and browsers that sign in by the form with CSRF on."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config.settings import Settings
from hotline.db.engine import Database
from tests.builders import PASSWORD
from tests.shift import Shift
from triage.app import create_board

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')
HX = {"HX-Request": "true"}


@dataclass
class Browser:
    """A test client that carries the form token of the last page it saw, as a browser does."""

    client: FlaskClient
    token: str = ""
    version: str = "0"

    def get(self, path: str, **options: Any) -> TestResponse:
        """A page."""
        return self._seen(self.client.get(path, buffered=True, **options))

    def post(self, path: str, data: Mapping[str, object] | None = None, **options: Any) -> TestResponse:
        """A form sent from the last page: its token and version go along."""
        form = {"csrf_token": self.token, "version": self.version, **(data or {})}
        return self._seen(self.client.post(path, data=form, buffered=True, **options))

    def _seen(self, response: TestResponse) -> TestResponse:
        found = TOKEN.search(response.text) if response.mimetype == "text/html" else None
        self.token = found.group(1) if found else self.token
        version = VERSION.search(response.text) if found else None
        self.version = version.group(1) if version else self.version
        return response


def text_of(response: TestResponse) -> str:
    """What a reader sees of a page: no tags, entities resolved, spaces joined."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms, without the token."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found if name != "csrf_token"}


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    """A desk on SQLite."""
    return Shift(sqlite, tmp_path / "rings")


@pytest.fixture
def settings() -> Settings:
    """Settings of a demonstration: plain http, no second factor."""
    return Settings(mode="demo", secret_key="k" * 40)


@pytest.fixture
def app(shift: Shift, settings: Settings) -> Flask:
    """The board's application."""
    return create_board(shift.board, settings)


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """A browser that has not signed in."""
    return Browser(app.test_client())


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], Browser]:
    """`signed_in("alice")` is the browser of an officer after the sign-in form."""

    def enter(login: str) -> Browser:
        browser = Browser(app.test_client())
        browser.get("/board/sign-in")
        answer = browser.post("/board/sign-in", {"login": login, "password": PASSWORD})
        assert answer.status_code == 303, text_of(answer)
        browser.get("/board/help")
        return browser

    return enter
