"""Every page has a permission, and gives nothing to who lacks it."""

from collections.abc import Callable

import pytest
from flask import Flask

from config.settings import Settings
from hotline import permissions
from tests.builders import PEOPLE
from tests.shift import Shift
from tests.triage.conftest import Browser
from triage import access
from triage.access import PENDING, PUBLIC, SIGNED_IN, permission_of

OPEN = {PUBLIC, PENDING, SIGNED_IN}


def pages(app: Flask) -> list[tuple[str, str]]:
    """(path, permission) of every page without a parameter."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    return [(rule.rule, str(permission_of(app.view_functions[rule.endpoint]))) for rule in rules]


def test_every_view_names_a_known_permission(app: Flask) -> None:
    named = {permission_of(view) for view in app.view_functions.values()}

    assert None not in named
    assert named - OPEN <= set(permissions.PERMISSIONS)


def test_an_application_with_an_unmarked_view_does_not_start(app: Flask) -> None:
    app.view_functions["forgotten"] = lambda: ""

    with pytest.raises(RuntimeError, match="forgotten"):
        access.check_views(app)


def test_a_permission_that_does_not_exist_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        access.allowed("tips.everything")


def test_a_stranger_is_sent_to_the_sign_in_from_every_page(app: Flask, stranger: Browser) -> None:
    closed = [path for path, permission in pages(app) if permission != PUBLIC]
    answers = {path: stranger.get(path) for path in closed}

    assert len(closed) > 10
    assert {path: a.status_code for path, a in answers.items() if a.status_code not in (303, 401)} == {}


def test_a_strangers_forms_change_nothing(app: Flask, stranger: Browser) -> None:
    stranger.get("/board/sign-in")
    public = ("/board/sign-in", "/board/enrol")
    posts = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()) and rule.rule not in public]
    answers = {rule.rule: stranger.post(rule.rule.replace("<", "").replace(">", "")) for rule in posts}

    assert {path: a.status_code for path, a in answers.items() if a.status_code not in (401, 404)} == {}


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.login)
def test_an_officer_gets_the_pages_of_his_role_and_no_other(
    person: object, app: Flask, signed_in: Callable[[str], Browser]
) -> None:
    browser = signed_in(person.login)  # type: ignore[attr-defined]  # one of PEOPLE
    quiet = ("/board/api/stream",)  # would not end
    for path, permission in pages(app):
        if permission in OPEN or path in quiet:
            continue
        answer = browser.get(path)
        expected = permissions.may(person.role, permission)  # type: ignore[attr-defined]  # one of PEOPLE
        assert (answer.status_code != 403) is expected, (path, permission, answer.status_code)


def test_a_commune_officer_cannot_open_a_lead(shift: Shift, signed_in: Callable[[str], Browser]) -> None:
    lead_id = shift.tip()

    assert signed_in("commune").get(f"/board/leads/{lead_id}").status_code == 404


def test_a_form_without_its_token_is_refused_and_its_words_are_kept(
    shift: Shift, signed_in: Callable[[str], Browser]
) -> None:
    lead_id = shift.tip()
    browser = signed_in("alice")
    browser.token = "forged"
    answer = browser.post(f"/board/leads/{lead_id}/remark", {"remark": "đã gọi lại cho đơn vị"})

    assert answer.status_code == 401
    assert "đã gọi lại cho đơn vị" in answer.text


def test_production_refuses_to_start_without_a_secret_key(shift: Shift) -> None:
    from config.errors import ConfigError
    from triage.app import create_board

    with pytest.raises(ConfigError):
        create_board(shift.board, Settings(mode="production"))
