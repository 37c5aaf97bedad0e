"""A board on loopback with sample tips, and pages of officers who have signed in by its form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize

from config.catalog.gazetteer import load_gazetteer
from config.settings import Settings
from hotline.bootstrap import OfficerSpec
from hotline.db.engine import Database
from tests.builders import PASSWORD, PEOPLE
from tests.shift import Shift
from triage.app import create_board

WIDE: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
DANGER = "Cấp cứu, thằng Tuấn ngáo đá đang cầm dao chém người ở xóm 3 xã Cẩm Xuyên"
NAMES = {"alice": "Lê Thị Thu Hà", "bob": "Trần Quốc Bảo", "lead": "Phan Đức Bình", "super": "Võ Minh Châu"}
TEXTS = (
    "o quan karaoke Sao Dem phuong Thanh Sen co nguoi ban ma tuy da, toi nao cung co xe lui toi",
    "xom 4 xa Cam Binh co thanh nien tu tap chich hut trong nha hoang canh kenh",
    "Em trai tôi nghiện ma túy, gia đình muốn xin cai nghiện tự nguyện, ở xã Kỳ Anh thì hỏi ai",
    "nghe noi o bai bien xa Thach Khe co nguoi ban thuoc lac cho khach",
    "khuya 22h tại cầu Bến Thủy xã Nghi Xuân có hai thanh niên giao hàng trắng, đi xe 38B1-123.45",
)


@dataclass
class Desk:
    """A served board, and the officers' pages that are open on it."""

    shift: Shift
    base: str
    browser: Browser
    app: Flask
    contexts: list[BrowserContext] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def page(self, login: str, *, viewport: ViewportSize | None = None, **options: Any) -> Page:
        """A page of an officer who has just signed in."""
        context = self.browser.new_context(
            viewport=viewport or WIDE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console", lambda said: self.errors.append(said.text) if "Content Security Policy" in said.text else None
        )
        page.goto(f"{self.base}/board/sign-in")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    def tips(self, texts: tuple[str, ...] = TEXTS) -> list[int]:
        """Takes tips through intake and worker, a minute apart, each of a sender of its own; their leads."""
        leads = []
        for number, text in enumerate(texts):
            leads.append(self.shift.tip(text, sender=f"+8490000{number:04d}"))
            self.shift.clock.now += 60
        return leads


def matters(count: int) -> tuple[str, ...]:
    """Texts of different matters, each in a commune of its own, so that none joins another."""
    names = [unit.name for unit in load_gazetteer("42") if unit.level == "new"]
    conducts = ("tu tap hut chich", "ban ma tuy da", "giao hang trang luc khuya", "to chuc su dung thuoc lac")
    return tuple(f"xom {n + 1} xa {names[n]} co nguoi {conducts[n % 4]}" for n in range(count))


def own_requests(page: Page) -> list[str]:
    """A list that grows by what the page asks of the board: acts and pages, not live changes, files or heartbeats."""
    seen: list[str] = []

    def note(request: Request) -> None:
        path = request.url.split("/board", 1)[-1]
        if not path.startswith(("/api/", "/static/")):
            seen.append(f"{request.method} {path}")

    page.on("request", note)
    return seen


@pytest.fixture
def desk(sqlite: Database, tmp_path: Path, browser: Browser, served: Callable[..., str]) -> Iterator[Desk]:
    """The board, served on SQLite, with no tips yet."""
    people = tuple(
        OfficerSpec(one.login, NAMES.get(one.login, one.name), one.role, one.unit, one.password) for one in PEOPLE
    )
    shift = Shift(sqlite, tmp_path / "rings", people=people)
    app = create_board(shift.board, Settings(mode="demo", secret_key="k" * 40))
    found = Desk(shift, served(app), browser, app)
    yield found
    for context in found.contexts:
        context.close()
    assert not found.errors, found.errors
