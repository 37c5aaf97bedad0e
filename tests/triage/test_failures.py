"""What went wrong is said in words: with a number for faults, with what was typed, as a block for htmx."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from hotline.errors import Unavailable
from tests.shift import Shift
from tests.triage.conftest import HX, Browser, text_of
from triage import failures

Enter = Callable[[str], Browser]


def broken(app: Flask, endpoint: str, error: Exception) -> None:
    """Makes a view fail."""

    def view(**values: object) -> str:
        raise error

    view.permission = "signed_in"  # type: ignore[attr-defined]  # as access.allowed does
    app.view_functions[endpoint] = view


def test_a_fault_has_a_number_and_tells_nothing_else(app: Flask, signed_in: Enter) -> None:
    browser = signed_in("alice")
    broken(app, "preferences.help_page", ValueError("số 0912000345 của Nguyễn Văn Thử"))
    answer = browser.get("/board/help")

    assert answer.status_code == 500
    assert "0912000345" not in answer.text
    assert any(len(word) == 8 and set(word) <= set(failures.ALPHABET) for word in text_of(answer).split())


@pytest.mark.parametrize("error", [Unavailable("database.unavailable"), OperationalError("x", {}, Exception("y"))])
def test_a_database_that_is_down_loses_no_typing(error: Exception, app: Flask, signed_in: Enter) -> None:
    browser = signed_in("alice")
    broken(app, "entry.keep", error)
    answer = browser.post("/board/entry", {"text": "một tin rất dài mà cán bộ đã gõ " * 4})

    assert answer.status_code in (500, 503)
    assert "một tin rất dài mà cán bộ đã gõ" in answer.text


def test_an_ended_session_shows_what_was_typed_and_sends_it_again(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    browser, colleague = signed_in("alice"), signed_in("alice")
    browser.get(f"/board/leads/{lead_id}")
    shift.clock.now += 3_600
    answer = browser.post(f"/board/leads/{lead_id}/remark", {"remark": "đã báo đội tuần tra"})

    assert answer.status_code == 401
    assert 'value="đã báo đội tuần tra"' in answer.text
    assert f'action="/board/leads/{lead_id}/remark"' in answer.text
    assert colleague.client is not browser.client


def test_passwords_and_codes_are_never_shown_back(app: Flask, stranger: Browser) -> None:
    stranger.get("/board/sign-in")
    stranger.token = "old"
    answer = stranger.post("/board/sign-in", {"login": "alice", "password": "bí mật của tôi", "code": "123456"})

    assert "bí mật của tôi" not in answer.text
    assert "123456" not in answer.text


def test_htmx_gets_a_block_for_the_notice(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    browser = signed_in("alice")
    browser.get(f"/board/leads/{lead_id}")
    answer = browser.post(f"/board/leads/{lead_id}/close", {"outcome": "fined"}, headers=HX)

    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#notice"
    assert "<html" not in answer.text
    assert "xác minh" in text_of(answer)


@pytest.mark.parametrize(
    ("path", "status"), [("/board/leads/12", 404), ("/board/nowhere", 404), ("/board/officers", 403)]
)
def test_pages_that_are_not_there_or_not_yours_say_so(path: str, status: int, signed_in: Enter) -> None:
    answer = signed_in("alice").get(path)

    assert answer.status_code == status
    assert "Trở lại danh sách" in text_of(answer)


HUGE = ("9223372036854775808", "99999999999999999999", "²", "-1", "1e3")


@pytest.mark.parametrize("number", HUGE)
def test_a_number_that_fits_no_row_is_no_address_and_no_fault(
    number: str, signed_in: Callable[[str], Browser], shift: Shift
) -> None:
    lead_id = shift.tip()
    alice = signed_in("alice")
    assert alice.get(f"/board/leads/{number}").status_code == 404
    assert alice.post(f"/board/leads/{number}/claim").status_code in (404, 405)
    for path, form in (
        ("/board/search", {"q": "karaoke", "after": f"{number}.{number}"}),
        ("/board/audit", {"lead": number}),
    ):
        assert alice.post(path, form).status_code < 500
    assert alice.get(f"/board/?after={number}.{number}").status_code < 500
    assert shift.lead(lead_id).state == "new"
