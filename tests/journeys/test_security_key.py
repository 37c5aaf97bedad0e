"""An officer enrols with a security key in a real browser, signs out, and signs in with it again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from config.settings import Settings
from hotline import accounts, officers
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Credential
from tests.shift import Shift
from triage.app import create_board

PASSWORD = "nine quiet herons on the dyke"


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings", second_factor=True)


@pytest.fixture
def address(shift: Shift, served: Callable[..., str]) -> str:
    """The board with second factors. By name: a security key is bound to a name, not to a number."""
    board = replace(shift.board, second_factor=True)
    settings = Settings(mode="demo", secret_key="k" * 40)
    return served(create_board(board, settings)).replace("127.0.0.1", "localhost")


@pytest.fixture
def security_key(page: Page) -> None:
    """Chromium's own security key: always plugged in, always touched."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": False,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _password(page: Page, *, login: str = "") -> None:
    if login:
        page.fill("input[name=login]", login)
    else:
        page.fill("input[name=again]", PASSWORD)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.primary")


def _invited(shift: Shift) -> str:
    with writing(shift.front.db) as session:
        _, token = accounts.invite(
            session, "new", "Mới", "duty_officer", shift.raised.units["Trực ban"], by=None, now=shift.clock.now
        )
    return token


@pytest.mark.usefixtures("security_key")
def test_a_security_key_opens_the_door_and_counts(page: Page, shift: Shift, address: str) -> None:
    page.goto(f"{address}/board/enrol#{_invited(shift)}")
    assert "#" not in page.url
    _password(page)
    page.click("form[data-webauthn=create] button")
    code = page.locator("#officer-code").inner_text()

    with writing(shift.front.db) as session:
        person = officers.named(session, "new")
        accounts.grant(session, shift.viewer("alice"), person, code, shift.clock.now)
    page.goto(f"{address}/board/profile")
    page.locator("#officer-menu summary").click()
    page.locator("form[action$='/sign-out'] button").first.click()

    _password(page, login="new")
    assert "/board/second-factor" in page.url
    page.click("form[data-webauthn=get] button")
    page.wait_for_url(f"{address}/board/")
    with reading(shift.db) as session:
        assert session.query(Credential).one().counter >= 1


@pytest.mark.usefixtures("security_key")
def test_an_answer_for_another_session_opens_nothing(page: Page, shift: Shift, address: str) -> None:
    page.goto(f"{address}/board/enrol#{_invited(shift)}")
    _password(page)
    page.click("form[data-webauthn=create] button")
    page.locator("#officer-code").wait_for()
    caught: list[str] = []
    page.context.clear_cookies()
    page.goto(f"{address}/board/sign-in")
    _password(page, login="new")
    page.on("request", lambda request: caught.append(request.post_data or ""))
    page.route(
        "**/second-factor*", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.click("form[data-webauthn=get] button")
    page.wait_for_timeout(800)
    page.unroute("**/second-factor*")
    answer = next(data for data in caught if "answer=" in data)
    page.context.clear_cookies()
    page.goto(f"{address}/board/sign-in")
    _password(page, login="new")
    token = page.locator("form[data-webauthn=get] input[name=csrf_token]").get_attribute("value")
    stolen = answer.split("answer=")[1].split("&")[0]
    status = page.evaluate(
        """async ([token, stolen]) => (await fetch('/board/second-factor', {method: 'POST', redirect: 'manual',
        headers: {'Content-Type': 'application/x-www-form-urlencoded'},
        body: 'csrf_token=' + encodeURIComponent(token) + '&answer=' + stolen})).status""",
        [token, stolen],
    )
    assert status == 422
