"""Without JavaScript, on a phone, at twice the size: the main path stays open."""

from playwright.sync_api import Page, ViewportSize, expect

from tests.journeys.conftest import PHONE, Desk
from tests.journeys.pages import come, furnish, stops

HALF: ViewportSize = {"width": 683, "height": 384}  # what a browser at 200 % on a 1366 × 768 screen lays out
NARROW: ViewportSize = {"width": 320, "height": 640}  # the width at which WCAG 1.4.10 wants pages to reflow


def test_the_main_path_without_javascript(desk: Desk) -> None:
    first, second = desk.tips()[:2]
    page = desk.page("alice", java_script_enabled=False)
    page.get_by_role("button", name="Mở vụ việc tiếp theo").click()
    expect(page.locator("#lead-title")).to_contain_text("Bán lẻ")
    page.locator("#category-pick summary").click()
    page.locator("#category-pick button").nth(1).click()
    assert desk.shift.lead(first).category == "harbouring"
    page.locator("#release-panel > summary").click()
    page.fill("#wording", "Tối có người bán ma túy.")
    page.select_option("#unit_id", label="Phường Thành Sen")
    page.locator("#release-panel button.primary").click()
    expect(page.locator("#lead-title")).to_be_visible()
    page.locator("#close-panel > summary").click()
    page.locator("#close-panel button").nth(3).click()

    assert desk.shift.lead(second).outcome == "no_information"
    page.goto(f"{desk.base}/board/search")
    page.fill("#q", "karaoke")
    page.locator("main form button").click()
    expect(page.locator(".hits")).to_contain_text("karaoke")


def width_of(page: Page) -> tuple[int, int]:
    found = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return int(found[0]), int(found[1])


def test_no_page_scrolls_sideways(desk: Desk) -> None:
    words = "o quan karaoke phuong Thanh Sen " + "W" * 400 + " " + "tu tap ban ma tuy da " * 300
    ids = furnish(desk) | {"lead": desk.shift.tip(words)}
    page, who, wide = None, "", {}
    for stop in stops(ids):
        if page is None or stop.who != who:
            page, who = come(desk, stop.who, "vi"), stop.who
        page.goto(f"{desk.base}{stop.path}")
        for size in (PHONE, HALF, NARROW):
            page.set_viewport_size(size)
            content, shown = width_of(page)
            if content > shown:
                wide[stop.path] = content, shown

    assert wide == {}


def test_a_phone_shows_the_queue_then_one_lead(desk: Desk) -> None:
    desk.tips()
    page = desk.page("alice", viewport=PHONE, has_touch=True)
    page.locator("[data-row]").nth(1).tap()
    expect(page.locator("#lead-title")).to_be_visible()
    expect(page.locator("#queue")).to_be_hidden()
    page.locator(".enter").tap()
    expect(page.locator(".enter")).not_to_contain_text("nhận xử lý")
    page.locator(".back").tap()

    expect(page.locator("#queue")).to_be_visible()
