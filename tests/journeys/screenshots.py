"""Makes the pictures of docs/screenshots: every page, on a desk and on a phone, by night and by day."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.journeys.conftest import PHONE, WIDE, Desk
from tests.journeys.pages import furnish

FOLDER = Path("docs/screenshots")
SIZES = {"desk": WIDE, "phone": PHONE}
PAGES = {
    "registry": "/board/registry?kind=hotspot",
    "type-in": "/board/entry",
    "second-officer": "/board/approvals",
    "handover": "/board/handover",
    "help": "/board/help",
    "account": "/board/profile",
    "officers": "/board/officers",
    "log": "/board/audit",
    "not-found": "/board/leads/1",
}


def keep(page: Page, name: str, size: str, theme: str) -> None:
    """One picture with few colours, so that the repository stays small; on the phone the whole page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(250)
    taken = page.screenshot(full_page=size == "phone")
    with Image.open(io.BytesIO(taken)) as picture:
        picture.convert("RGB").quantize(96).save(FOLDER / f"{name}-{size}-{theme}.png", optimize=True)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", list(SIZES))
def test_pictures(size: str, theme: str, desk: Desk) -> None:
    ids = furnish(desk)
    page = desk.page("super", viewport=SIZES[size], color_scheme=theme)
    page.goto(f"{desk.base}/board/")
    keep(page, "queue", size, theme)
    page.goto(f"{desk.base}/board/leads/{ids['lead']}")
    page.locator(".enter").click()
    page.wait_for_selector("#release-panel")
    keep(page, "lead", size, theme)
    page.locator("#release-panel").evaluate("panel => { panel.open = true }")
    keep(page, "release", size, theme)
    for name, path in (*PAGES.items(), ("person", f"/board/registry/{ids['person']}")):
        page.goto(f"{desk.base}{path}")
        keep(page, name, size, theme)
    page.goto(f"{desk.base}/board/search")
    page.fill("#q", "karaoke")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hits")
    keep(page, "search", size, theme)
    commune = desk.page("commune", viewport=SIZES[size], color_scheme=theme)
    keep(commune, "commune", size, theme)
    commune.locator("main a").first.click()
    commune.wait_for_selector(".words")
    keep(commune, "commune-release", size, theme)
    page.context.clear_cookies()
    page.goto(f"{desk.base}/board/sign-in")
    keep(page, "sign-in", size, theme)
