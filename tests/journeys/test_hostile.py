"""Hostile texts in every field that a citizen or officer can fill: readable, nothing executes, nothing breaks."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk
from tests.journeys.test_keyboard import act
from tests.shift import RAW_PERSON
from tests.triage.corpus import XSS

ALL = " | ".join(text.replace("\x00", "") for text in XSS if len(text) < 200)
TRAP = "window.hits = []; window.alert = (what) => window.hits.push(String(what));"


def untouched(page: Page) -> None:
    """No script ran, no element came out of a text, nothing was asked of another host."""
    assert page.evaluate("window.hits") == []
    assert page.locator("iframe, base, math, object, embed, img[onerror], [onload], [onmouseover]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_hostile_tip_is_only_words(desk: Desk) -> None:
    lead_id = desk.shift.tip(f"o phuong Thanh Sen co nguoi ban ma tuy {ALL}")
    page = desk.page("alice")
    page.add_init_script(TRAP)
    page.goto(f"{desk.base}/board/leads/{lead_id}")
    expect(page.locator(".words")).to_contain_text("<script>alert(1)</script>")
    untouched(page)
    act(page, "Enter")
    page.locator("#release-panel").evaluate("panel => { panel.open = true }")
    expect(page.locator("#wording")).to_have_value(re.compile("script"))
    untouched(page)
    page.goto(f"{desk.base}/board/search")
    page.fill("#q", "ma tuy")
    page.keyboard.press("Enter")
    expect(page.locator(".hits")).to_contain_text("<script>")
    untouched(page)


def test_hostile_notes_records_and_handovers_are_only_words(desk: Desk) -> None:
    lead_id = desk.tips()[0]
    person = desk.shift.record({**RAW_PERSON, "full_name": "<img src=x onerror=alert(1)>" * 4, "note": ALL[:1500]})
    page = desk.page("alice")
    page.add_init_script(TRAP)
    page.goto(f"{desk.base}/board/leads/{lead_id}")
    act(page, "Enter")
    page.locator("#history-panel > summary").press("Enter")
    page.fill("#remark", ALL[:3000])
    act(page, "Enter")
    page.locator("#history-panel").evaluate("panel => { panel.open = true }")
    expect(page.locator("#history-panel")).to_contain_text("<script>alert(1)</script>")
    untouched(page)
    for path in (f"/board/registry/{person}", "/board/registry?kind=person"):
        page.goto(f"{desk.base}{path}")
        expect(page.locator("main")).to_contain_text("<img src=x onerror=alert(1)>")
        untouched(page)
    page.goto(f"{desk.base}/board/handover")
    page.fill("#note", ALL[:3000])
    page.get_by_role("button", name="Giao ca").press("Enter")
    page.wait_for_url("**/board/handover/*")
    untouched(page)


def test_four_thousand_words_and_many_tips_stay_usable(desk: Desk) -> None:
    long = desk.shift.tip("o xom 2 xa Cam Binh co nguoi ban ma tuy " + "nhieu nguoi lui toi ban dem " * 650)
    page = desk.page("alice")
    page.goto(f"{desk.base}/board/leads/{long}")
    expect(page.locator(".enter")).to_be_in_viewport()
    act(page, "Enter")
    expect(page.locator(".enter")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
