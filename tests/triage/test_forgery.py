"""Forms that another site sends, and cookies that another chose: refused on every address, sign-out included."""

import re
from collections.abc import Callable

from flask import Flask

from tests.builders import PASSWORD
from tests.triage.conftest import Browser
from triage.session import cookie_name

CHOSEN = "A" * 43  # the form of a session's cookie, made by somebody else


def test_no_form_without_its_token_is_obeyed_not_even_sign_out(app: Flask, signed_in: Callable[[str], Browser]) -> None:
    alice = signed_in("super")
    paths = [rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    posted = {path: alice.client.post(_filled(path), data={}).status_code for path in paths}
    assert len(posted) > 30
    assert "/board/sign-out" in posted
    assert {path: status for path, status in posted.items() if status not in (400, 401)} == {}
    assert alice.get("/board/profile").status_code == 200


def _filled(path: str) -> str:
    """The address with the first of its choices, and 1 for each other variable."""
    return re.sub(r"<[^>]*>", "1", re.sub(r"<any\('([^']+)'[^>]*>", r"\1", path))


def test_a_cookie_that_another_chose_is_never_a_session(app: Flask, stranger: Browser) -> None:
    with app.test_request_context():
        name = cookie_name()
    stranger.client.set_cookie(name, CHOSEN)
    stranger.get("/board/sign-in")
    assert stranger.post("/board/sign-in", {"login": "alice", "password": PASSWORD}).status_code == 303
    given = stranger.client.get_cookie(name)
    assert given is not None
    assert given.value != CHOSEN
    other = app.test_client()
    other.set_cookie(name, CHOSEN)
    assert other.get("/board/profile").status_code == 303
