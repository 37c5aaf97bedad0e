"""Makes the pictures of docs/screenshots: every page, on a desk and on a phone, by night and by day."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from hotline import releases
from tests.journeys.conftest import DANGER, PHONE, TEXTS, WIDE, Desk
from tests.shift import RAW_HOTSPOT, RAW_PERSON

FOLDER = Path("docs/screenshots")
SIZES = {"desk": WIDE, "phone": PHONE}
NEIGHBOURS = (
    "o quan karaoke Anh Trang phuong Thanh Sen thang Thu coi ban ma tuy da cho hoc sinh, toi nao cung co",
    "Quán karaoke Ánh Trăng phường Thành Sen: Nguyễn Văn Thử sinh 1990 bán hàng đá, khuya nào cũng đông",
    "Con tôi nghiện đá hai năm nay, đang đập phá đồ đạc, gia đình ở xóm 3 xã Cẩm Xuyên sợ lắm",
    "KHUYEN MAI vay tien nhanh lai suat 0% lien he http://vay-nhanh.example.com hom nay",
)
WORDINGS = (
    "Gia đình ở xã Kỳ Anh có người nghiện ma túy, mong được hướng dẫn cai nghiện tự nguyện.",
    "Ở bãi biển xã Thạch Khê có người bán thuốc lắc cho khách vào buổi tối.",
)
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


def fill(desk: Desk) -> tuple[int, int]:
    """Sample tips, two records, one release that the commune has and one that waits; (the lead to show, the person)."""
    shift = desk.shift
    shift.record(RAW_HOTSPOT)
    person = shift.record(RAW_PERSON)
    leads = desk.tips((*NEIGHBOURS, *TEXTS[1:], DANGER))
    unit = shift.raised.units["Phường Thành Sen"]
    for lead_id, wording in ((leads[5], WORDINGS[0]), (leads[6], WORDINGS[1])):
        version = shift.claim("alice", lead_id)
        releases.propose(shift.board, shift.viewer("alice"), lead_id, version, unit, wording)
    release = shift.open("lead", leads[5]).releases[0]
    releases.decide(shift.board, shift.viewer("lead"), release.approval_id, approve=True)
    shift.clock.now += 30
    return leads[0], person


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", list(SIZES))
def test_pictures(size: str, theme: str, desk: Desk) -> None:
    lead_id, person = fill(desk)
    page = desk.page("super", viewport=SIZES[size], color_scheme=theme)
    page.goto(f"{desk.base}/board/")
    keep(page, "queue", size, theme)
    page.goto(f"{desk.base}/board/leads/{lead_id}")
    page.locator(".enter").click()
    page.wait_for_selector("#release-panel")
    keep(page, "lead", size, theme)
    page.locator("#release-panel").evaluate("panel => { panel.open = true }")
    keep(page, "release", size, theme)
    for name, path in (*PAGES.items(), ("person", f"/board/registry/{person}")):
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
