"""The simulator in a real browser: a text message, a call and a chat, each answered on its device."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from hotline.db.engine import Database
from tests.channels.builders import Bare
from tests.channels.sites import demo_site
from tests.moment import Moment


@pytest.fixture
def page_at(sqlite: Database, served: Callable[..., str], page: Page) -> Page:
    """The simulator's page."""
    base, _ = demo_site(Bare(sqlite, Moment()), served)
    page.goto(f"{base}/simulator")
    return page


def test_a_phone_sends_a_text_message_and_shows_the_answer(page_at: Page) -> None:
    phone = page_at.locator("[data-kind=sms]")
    phone.locator("textarea").fill("Co nguoi ban ma tuy o cho Hom")
    phone.get_by_role("button", name="Gửi tin").click()
    expect(phone.locator("li")).to_have_count(2)
    expect(phone.locator("li").last).to_contain_text("Da nhan tin. Ma:")


def test_a_call_is_spoken_and_ended_with_a_code(page_at: Page) -> None:
    phone = page_at.locator("[data-kind=call]")
    phone.get_by_role("button", name="Gọi").click()
    expect(phone.locator("li").first).to_contain_text("không được ghi âm")
    phone.locator("textarea").fill("ở xóm ba có người bán ma tuý")
    phone.get_by_role("button", name="Nói", exact=True).click()
    expect(phone.get_by_role("log")).to_contain_text("Đã ghi.")
    phone.get_by_label("Phím").fill("#")
    phone.get_by_role("button", name="Bấm").click()
    expect(phone.get_by_role("log")).to_contain_text("Mã của bạn là")


def test_a_chat_offers_buttons(page_at: Page) -> None:
    chat = page_at.locator("[data-kind=telegram]")
    chat.get_by_role("button", name="/start").click()
    chat.get_by_role("button", name="Nơi tụ tập, chứa chấp").click()
    expect(chat.get_by_role("log")).to_contain_text("Bạn viết vào đây:")
