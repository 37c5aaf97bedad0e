"""Makes the pictures of docs/screenshots: every page, on a desk and on a phone, by night and by day."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.journeys.conftest import PHONE, WIDE, Desk
from tests.journeys.pages import come, furnish, stops

FOLDER = Path("docs/screenshots")
SIZES = {"desk": WIDE, "phone": PHONE}
COLOURS, LONGEST = 128, 1800  # so that the repository stays small


def keep(page: Page, name: str, size: str, theme: str) -> None:
    """One picture with few colours; on the phone the whole page, cut where it only repeats itself."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(250)
    taken = page.screenshot(full_page=size == "phone")
    with Image.open(io.BytesIO(taken)) as picture:
        kept = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, LONGEST)))
        few = kept.quantize(COLOURS, Image.Quantize.FASTOCTREE)  # the other way loses the red of an alarm
        few.save(FOLDER / f"{name}-{size}-{theme}.png", optimize=True)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", list(SIZES))
def test_pictures(size: str, theme: str, desk: Desk) -> None:
    ids = furnish(desk)
    page, who = None, ""
    for stop in stops(ids):
        if page is None or stop.who != who:
            page, who = come(desk, stop.who, "vi", viewport=SIZES[size], color_scheme=theme), stop.who
        page.goto(f"{desk.base}{stop.path}")
        keep(page, stop.name, size, theme)
    at_work(desk, desk.page("super", viewport=SIZES[size], color_scheme=theme), ids["lead"], size, theme)


def at_work(desk: Desk, page: Page, lead_id: int, size: str, theme: str) -> None:
    """What shows only while somebody works: a lead in hand, a release being written, hits, a page that is not there."""
    page.goto(f"{desk.base}/board/leads/{lead_id}")
    page.locator(".enter").click()
    page.wait_for_selector("#release-panel")
    keep(page, "lead", size, theme)
    page.locator("#release-panel").evaluate("panel => { panel.open = true }")
    keep(page, "release", size, theme)
    page.goto(f"{desk.base}/board/search")
    page.fill("#q", "karaoke")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hits")
    keep(page, "search-found", size, theme)
    page.goto(f"{desk.base}/board/leads/1")
    keep(page, "not-found", size, theme)
