"""Whatever stops a form - an ended session, a factor wanted first, an old token - what was typed comes back."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.builders import PASSWORD
from tests.shift import Shift
from tests.triage.conftest import HX, Browser, hidden
from tests.triage.test_access_matrix import _paths
from triage.access import PENDING, PUBLIC, SIGNED_IN, permission_of

Enter = Callable[[str], Browser]
TYPED = "những lời đã gõ, không ai muốn gõ lại: <b>một câu dài hơn sáu mươi chữ cái để thành ô nhiều dòng</b>"
ESCAPED = "không ai muốn gõ lại: &lt;b&gt;một câu dài"


def forms(app: Flask) -> list[str]:
    """The address of every form of a signed-in officer."""
    bound = app.url_map.bind("localhost")
    found = [(path, bound.match(path, "POST")[0]) for _name, method, path in _paths(app) if method == "POST"]
    public = (PUBLIC, PENDING, SIGNED_IN)
    views = [(path, permission_of(app.view_functions[endpoint])) for path, endpoint in found]
    return [path for path, permission in views if permission not in public and "/api/" not in path]


@pytest.mark.parametrize("headers", [{}, HX], ids=["page", "htmx"])
def test_no_form_loses_its_words_when_the_session_has_ended(
    headers: dict[str, str], app: Flask, shift: Shift, signed_in: Enter
) -> None:
    browser = signed_in("super")
    shift.clock.now += 3_600
    lost = []
    for path in forms(app):
        answer = browser.post(path, {"words": TYPED}, headers=headers)
        if answer.status_code != 401 or ESCAPED not in answer.text or f'action="{path}"' not in answer.text:
            lost.append(path)

    assert len(forms(app)) > 40
    assert lost == []


def test_no_form_that_wants_a_factor_loses_its_words(app: Flask, signed_in: Enter) -> None:
    lost, asked = [], 0
    for login in ("super", "admin"):
        browser = signed_in(login)
        for path in forms(app):
            answer = browser.post(path, {"words": TYPED, "password": "không bao giờ"})
            if 'name="then"' not in answer.text:
                continue
            asked += 1
            kept = hidden(answer.text)
            if (kept["then"], kept["kept.words"]) != (path, TYPED) or "không bao giờ" in answer.text:
                lost.append(path)

    assert asked >= 8
    assert lost == []


def test_a_wrong_factor_keeps_the_words_for_the_next_try(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip("Con tôi nghiện ma túy đá hai năm nay, hay đến quán karaoke phường Thành Sen")
    path = f"/board/leads/{lead_id}/tips/{shift.tips(lead_id)[0]}/unmask"
    browser = signed_in("alice")
    first = browser.post(path, {"reason": TYPED})
    wrong = browser.post("/board/step-up", hidden(first.text) | {"password": "wrong wrong wrong"})
    assert (wrong.status_code, hidden(wrong.text)["kept.reason"]) == (422, TYPED)
    shift.clock.now += 60
    right = browser.post("/board/step-up", hidden(wrong.text) | {"password": PASSWORD})

    assert f'action="{path}"' in right.text
    assert hidden(right.text)["reason"] == TYPED


def test_what_waits_for_a_factor_leads_nowhere_else(signed_in: Enter) -> None:
    browser = signed_in("alice")
    browser.get("/board/step-up")
    form = {"password": PASSWORD, "then": "https://example.invalid/board/x", "kept.words": "x"}
    answer = browser.post("/board/step-up", form)

    assert 'action="/board/"' in answer.text
    assert "example.invalid" not in answer.text


def test_htmx_hands_such_a_form_over_to_the_browser(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip("Con tôi nghiện ma túy đá hai năm nay, hay đến quán karaoke phường Thành Sen")
    path = f"/board/leads/{lead_id}/tips/{shift.tips(lead_id)[0]}/unmask"
    answer = signed_in("alice").post(path, {"reason": "x"}, headers=HX)

    assert (answer.status_code, answer.headers["HX-Trigger"], answer.text) == (401, "send-as-page", "")
