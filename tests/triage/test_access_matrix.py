"""Every route as every role, as a stranger and as somebody not yet granted, compared with tests/data/access.txt.

`RENEW_ACCESS=1 pytest tests/triage/test_access_matrix.py` writes the table anew; then read the difference.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from hotline import accounts, officers, permissions
from hotline.db.engine import writing
from hotline.db.tables import Officer
from tests.builders import PASSWORD
from tests.shift import Shift
from tests.triage.conftest import Browser
from triage.access import permission_of

TABLE = Path(__file__).parent.parent / "data" / "access.txt"
ROLES = {
    "duty_officer": "alice",
    "shift_lead": "lead",
    "supervisor": "super",
    "registry_officer": "registry",
    "commune_officer": "commune",
    "auditor": "auditor",
    "administrator": "admin",
}
METHODS = {"GET", "POST"}
COLUMNS = ("stranger", "ungranted", *ROLES)


def _paths(app: Flask) -> list[tuple[str, str, str]]:
    """(name, method, a path) of every route but static files, the endless stream and the sign-out; each choice."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in ("static_file", "live.stream", "signin.sign_out"):
            continue
        for choice in _choices(rule.rule):
            shown = re.sub(r"<any\(.*?\):\w+>", choice, rule.rule)
            path = re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: "7" if m[1] == "int" else "x", shown)
            found += [(f"{method:<5}{shown}", method, path) for method in sorted((rule.methods or set()) & METHODS)]
    return sorted(found)


def _choices(rule: str) -> list[str]:
    listed = re.search(r"<any\((.*?)\)", rule)
    return [one.strip(" '") for one in listed[1].split(",")] if listed else [""]


def _verdict(browser: Browser, method: str, path: str) -> str:
    """`-` refused or sent to the sign-in, `s` asked for a factor first, `+` let through (whatever is found there)."""
    answer = browser.get(path) if method == "GET" else browser.post(path)
    where = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
    proof = answer.status_code == 401 and 'name="then"' in answer.text
    answer.close()
    if proof:
        return "s"
    if answer.status_code in (401, 403) or where.split("?")[0].endswith("/board/sign-in"):
        return "-"
    return "s" if "/board/step-up" in where else "+"


def _table(app: Flask, browsers: dict[str, Browser]) -> str:
    lines = [" | ".join(("route".ljust(64), *COLUMNS))]
    for browser in browsers.values():
        browser.get("/board/enrol")
    for name, method, path in _paths(app):
        verdicts = (_verdict(browsers[column], method, path).ljust(len(column)) for column in COLUMNS)
        lines.append(" | ".join((name.ljust(64), *verdicts)).rstrip())
    return "\n".join(lines) + "\n"


def _ungranted(app: Flask, shift: Shift) -> Browser:
    """An officer who has enrolled and signed in, and whom no colleague has handed the unit's key."""
    browser = Browser(app.test_client())
    browser.get("/board/sign-in")
    browser.post("/board/sign-in", {"login": "bob", "password": PASSWORD})
    with writing(shift.front.db) as session:
        session.execute(update(Officer).where(Officer.login == "bob").values(state="enrolled"))
    return browser


def test_every_route_answers_every_role_as_the_table_says(
    app: Flask, shift: Shift, stranger: Browser, signed_in: Callable[[str], Browser]
) -> None:
    browsers = {"stranger": stranger, "ungranted": _ungranted(app, shift)}
    browsers |= {role: signed_in(login) for role, login in ROLES.items()}
    found = _table(app, browsers)
    if os.environ.get("RENEW_ACCESS"):
        TABLE.write_text(found, encoding="utf-8")
    assert found.splitlines() == TABLE.read_text(encoding="utf-8").splitlines()


def test_the_table_agrees_with_the_roles_permissions(app: Flask) -> None:
    known = {name: app.url_map.bind("localhost").match(path, method) for name, method, path in _paths(app)}
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        name, *verdicts = (part.strip() for part in line.split("|"))
        permission = str(permission_of(app.view_functions[known[name][0]]))
        if permission in permissions.PERMISSIONS:
            allowed = {role for role, verdict in zip(COLUMNS, verdicts, strict=True) if verdict != "-"}
            assert allowed == permissions.PERMISSIONS[permission], line


def test_a_role_change_counts_on_the_next_request(shift: Shift, signed_in: Callable[[str], Browser]) -> None:
    lead = signed_in("lead")
    assert lead.get("/board/officers").status_code == 200
    with writing(shift.front.db) as session:
        person = officers.named(session, "lead")
        accounts.move(session, person, "duty_officer", person.unit_id, by=shift.raised.officers["super"])
    assert lead.get("/board/officers").status_code == 303
    assert lead.get("/board/profile").headers["Location"].startswith("/board/sign-in")


def test_sign_out_wants_the_form_token_and_ends_the_session(signed_in: Callable[[str], Browser]) -> None:
    alice = signed_in("alice")
    alice.token, kept = "forged", alice.token
    assert alice.post("/board/sign-out").status_code == 401
    assert alice.get("/board/profile").status_code == 200
    alice.token = kept or alice.token
    alice.get("/board/profile")
    assert alice.post("/board/sign-out").status_code == 303
    assert alice.get("/board/profile").status_code == 303


def test_a_cookie_that_was_planted_before_is_not_the_sessions(app: Flask, settings) -> None:
    browser = Browser(app.test_client())
    browser.client.set_cookie("hotline-demo", "A" * 43, path="/")
    browser.get("/board/sign-in")
    answer = browser.post("/board/sign-in", {"login": "alice", "password": PASSWORD})
    cookies = [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("hotline-demo=")]
    assert len(cookies) == 1
    assert "A" * 43 not in cookies[0]
    assert "HttpOnly" in cookies[0]
    assert "SameSite=Strict" in cookies[0]


def test_in_production_the_cookies_are_host_bound_and_secure(shift: Shift) -> None:
    from config.settings import Settings
    from triage.app import create_board

    settings = Settings(mode="production", secret_key="k" * 40, public_base_url="https://hotline.example")
    browser = Browser(create_board(shift.board, settings).test_client())
    browser.get("/board/sign-in", base_url="https://hotline.example")
    headers = {"Referer": "https://hotline.example/board/sign-in"}
    form = {"login": "alice", "password": PASSWORD}
    answer = browser.post("/board/sign-in", form, base_url="https://hotline.example", headers=headers)
    cookies = answer.headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} >= {"__Host-hotline", "__Host-hotline-device"}
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie
