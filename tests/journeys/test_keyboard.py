"""A shift by keyboard alone: no mouse, one request an act, and input methods that cannot trigger anything."""

from playwright.sync_api import Page, expect
from sqlalchemy import select

from hotline.db.engine import reading
from hotline.db.tables import LeadEvent
from tests.journeys.conftest import DANGER, Desk, matters, own_requests

COUNT_MOUSE = """
window.mouseEvents = 0;
for (const kind of ["mousedown", "mousemove", "pointerdown", "touchstart"])
  addEventListener(kind, () => { window.mouseEvents += 1; }, true);
"""


def title(page: Page) -> str:
    return page.locator("#lead-title").inner_text()


def act(page: Page, *keys: str) -> None:
    """Presses keys and waits until the screen has been replaced."""
    page.evaluate("document.querySelector('#desk').dataset.old = 'yes'")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_selector("#desk:not([data-old])")


def log_of(desk: Desk) -> list[tuple[int, int]]:
    """(opened_at, acted_at) of each lead that was closed, from its history, in the order of the acts."""
    with reading(desk.shift.db) as session:
        lines = list(session.scalars(select(LeadEvent).order_by(LeadEvent.seq)))
    opened = {line.lead_id: line.at for line in lines if line.action == "claim"}
    return [(opened[line.lead_id], line.at) for line in lines if line.action == "close"]


def test_thirty_leads_by_keyboard_with_one_request_an_act(desk: Desk) -> None:
    desk.tips(matters(30))
    page = desk.page("alice")
    page.evaluate(COUNT_MOUSE)
    asked = own_requests(page)
    act(page, "Enter")
    for number in range(30):
        before = len(asked)
        desk.shift.clock.now += 5 + number % 7  # he reads
        act(page, *(("F8",), ("Shift+F8", "3"), ("Shift+F8", "2"))[number % 3])
        assert len(asked) - before == 1, asked[before:]

    assert page.locator("#lead-title").count() == 0
    assert page.evaluate("window.mouseEvents") == 0
    spans = [acted - opened for opened, acted in log_of(desk)]
    assert spans == [5 + number % 7 for number in range(30)]


def test_a_field_is_set_with_two_keys(desk: Desk) -> None:
    lead_id = desk.tips()[0]
    page = desk.page("alice")
    act(page, "Enter")
    act(page, "F2", "2")
    assert desk.shift.lead(lead_id).category == "harbouring"
    act(page, "F4", "3")
    assert desk.shift.lead(lead_id).urgency == "timebound"
    act(page, "Control+z")
    assert desk.shift.lead(lead_id).urgency != "timebound"


def test_a_place_is_found_without_marks(desk: Desk) -> None:
    lead_id = desk.tips()[1]
    page = desk.page("alice")
    page.goto(f"{desk.base}/board/leads/{lead_id}")
    act(page, "Enter")
    page.keyboard.press("Shift+F3")
    page.keyboard.type("cam xuyen")
    act(page, "Enter")

    assert "Cẩm Xuyên" in page.locator("#commune-pick summary").inner_text()


def test_enter_never_releases_by_itself(desk: Desk) -> None:
    desk.tips()
    page = desk.page("alice")
    act(page, "Enter")
    page.keyboard.press("Enter")

    expect(page.locator("#wording")).to_be_focused()
    act(page, "Control+Enter")
    expect(page.locator(".undo-what")).to_contain_text("bản chuyển")


def test_nothing_fires_while_a_letter_is_composed_or_in_a_field(desk: Desk) -> None:
    desk.tips()
    page = desk.page("alice")
    act(page, "Enter")
    asked = own_requests(page)
    page.evaluate(
        """() => {
        const fire = (init) => document.body.dispatchEvent(
          new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...init}));
        for (const code of ['F8', 'Enter', 'Space', 'Digit1']) {
          fire({code, key: code, isComposing: true});
          fire({code, key: 'Process', keyCode: 229});
        }
        fire({code: 'Backspace', key: 'Backspace'});
        fire({code: 'F8', key: 'F8', altKey: true});
        fire({code: 'KeyA', key: 'a', altKey: true}); }"""
    )
    page.keyboard.press("F6")
    page.focus("#question")
    page.keyboard.type("1 2 8 ?/ ")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")

    assert asked == []
    assert page.locator("#question").input_value().startswith("1 2 8 ?/")


def test_the_map_can_be_switched_off(desk: Desk) -> None:
    desk.tips()
    page = desk.page("alice")
    page.goto(f"{desk.base}/board/help")
    page.locator("main button[value=off]").press("Enter")
    page.goto(f"{desk.base}/board/")
    asked = own_requests(page)
    for key in ("F9", "F8", "?", "/", "1"):
        page.keyboard.press(key)

    assert asked == []


def test_the_help_and_the_palette_are_a_key_away(desk: Desk) -> None:
    desk.tips((DANGER,))
    page = desk.page("alice")
    page.keyboard.press("Control+k")
    page.keyboard.type("tim kiem")
    expect(page.locator("dialog [role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")

    page.wait_for_url("**/board/help")
