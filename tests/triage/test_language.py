"""Vietnamese first, English second; times in Vietnam's zone; preferences kept with the account."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import force_locale

from hotline import leads
from hotline.errors import Refused
from tests.moment import START
from tests.triage.conftest import Browser, text_of
from triage import show
from triage.messages import SENTENCES, sentence
from triage.preferences import own_page

Enter = Callable[[str], Browser]


def test_before_the_sign_in_a_link_changes_the_language(stranger: Browser) -> None:
    assert "Đăng nhập" in text_of(stranger.get("/board/sign-in"))
    stranger.get("/board/sign-in?lang=en")

    assert "Sign in" in text_of(stranger.get("/board/sign-in"))


def test_a_preference_stays_with_the_account(signed_in: Enter) -> None:
    browser = signed_in("alice")
    browser.post("/board/preferences", {"language": "en", "back": "/board/help"})
    browser.post("/board/preferences", {"theme": "dark"})
    again = signed_in("alice").get("/board/help")

    assert 'lang="en"' in again.text
    assert 'data-theme="dark"' in again.text


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/board/\\evil", "/elsewhere", "", "/board/\n"]
)
def test_no_form_sends_officers_elsewhere(path: str) -> None:
    assert own_page(path) == "/board/"


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "vừa xong"), (840, "14 phút trước"), (7_200, "2 giờ trước"), (-180, "sau 3 phút nữa")]
)
def test_times_are_told_in_words(seconds: int, words: str, app: Flask) -> None:
    with app.test_request_context("/board/help"):
        assert show.ago(START - seconds) == words


def test_times_of_day_are_vietnams(app: Flask) -> None:
    with app.test_request_context("/board/help"):
        assert show.clock(START) == "03:26"  # 20:26:40 UTC


def test_every_sentence_can_be_said_with_its_parameters(app: Flask) -> None:
    params = {"seconds": 1, "least": 1, "most": 2, "longest": 3, "n": 4, "troubles": "born:year"}
    with app.test_request_context("/board/help?lang=en"):
        said = [sentence(Refused(code, **params)) for code in SENTENCES]  # type: ignore[arg-type]  # words and numbers

    assert all(words and "%(" not in words for words in said)


def test_a_lead_is_called_by_five_letters() -> None:
    assert leads.short(0) == "00000"
    assert len(leads.short(2**63 - 1)) == 5


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_day_reads_the_same_in_both_languages(language: str, app: Flask) -> None:
    with app.test_request_context("/board/"), force_locale(language):
        assert show.moment(START) == "29/05/2026 03:26"
        assert show.day(START) == "29/05/2026"
