"""axe finds nothing on any page, in both languages and both lights."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DANGER, PHONE, Desk
from tests.journeys.test_keyboard import act
from tests.shift import RAW_HOTSPOT, RAW_PERSON

AXE = Path("triage/assets/node_modules/axe-core/axe.min.js")
PAGES = (
    "/board/", "/board/search", "/board/registry", "/board/registry?kind=person", "/board/entry", "/board/approvals",
    "/board/handover", "/board/help", "/board/profile", "/board/officers", "/board/officers/waiting", "/board/audit",
    "/board/audit/looks", "/board/registry/new/person", "/board/registry/new/hotspot", "/board/leads/1",
)  # fmt: skip
LOOKS = [("vi", "dark"), ("vi", "light"), ("en", "dark"), ("en", "light")]


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now: rule and the elements."""
    if not page.evaluate("!!window.axe"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found["violations"]]


def dressed(desk: Desk, login: str, language: str, theme: str) -> Page:
    """A page of an officer who reads that language in that light."""
    page = desk.page(login, color_scheme=theme)
    page.goto(f"{desk.base}/board/help")
    page.locator(f"main button[name=language][value={language}]").press("Enter")
    page.wait_for_load_state()
    return page


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_on_any_page(language: str, theme: str, desk: Desk) -> None:
    hotspot, person = desk.shift.record(RAW_HOTSPOT), desk.shift.record(RAW_PERSON)
    desk.tips()
    page = dressed(desk, "super", language, theme)
    found = {}
    for path in (*PAGES, f"/board/registry/{hotspot}", f"/board/registry/{person}", f"/board/registry/{person}/edit"):
        page.goto(f"{desk.base}{path}")
        found[path] = violations(page)

    assert {path: some for path, some in found.items() if some} == {}


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_axe_finds_nothing_on_a_lead_with_its_panels_open(language: str, theme: str, desk: Desk) -> None:
    desk.shift.record(RAW_HOTSPOT)
    desk.shift.tip(DANGER)
    desk.tips(("o quan karaoke Anh Trang phuong Thanh Sen co nguoi ban ma tuy da, Con toi nghien hai nam nay",))
    page = dressed(desk, "alice", language, theme)
    page.goto(f"{desk.base}/board/")
    act(page, "Enter")
    found = violations(page)
    act(page, "Space")
    for panel in page.locator("main details, aside details").all():
        panel.evaluate("one => { one.open = true }")
    found += violations(page)
    act(page, "F8")
    found += violations(page)

    assert found == []


@pytest.mark.parametrize("login", ["commune", "registry", "auditor", "admin"])
def test_axe_finds_nothing_for_other_roles_and_on_a_phone(login: str, desk: Desk) -> None:
    page = desk.page(login, viewport=PHONE)
    links = page.eval_on_selector_all(".sheet .only-phone a", "links => links.map(link => link.getAttribute('href'))")
    found = {}
    for path in ("/board/", *links):
        page.goto(f"{desk.base}{path}")
        found[path] = violations(page)

    assert {path: some for path, some in found.items() if some} == {}


def test_axe_finds_nothing_before_the_sign_in(desk: Desk) -> None:
    page = desk.page("alice")
    page.context.clear_cookies()
    found = {}
    for path in ("/board/sign-in", "/board/sign-in?lang=en", "/board/enrol", "/board/nothing"):
        page.goto(f"{desk.base}{path}")
        found[path] = violations(page)

    assert {path: some for path, some in found.items() if some} == {}
