"""Each act is taken back in a real browser: by one key, from the history much later, and without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from hotline import leads
from hotline.db.engine import reading, writing
from hotline.db.tables import Approval, Lead, Link, Membership, Outbox, ReceiptRow, Release, Tip
from hotline.ids import new_id
from tests.journeys.conftest import Desk
from tests.journeys.test_keyboard import act
from tests.shift import OTHER, RAW_HOTSPOT, RAW_PERSON, Shift

NAMED = "o quan karaoke Anh Trang phuong Thanh Sen co Nguyen Van Thu ban ma tuy da, toi nao cung co"
# What time and hands leave behind, not what was decided.
PASSING = {"version", "touched_at", "lease_by", "lease_until", "first_action_s"}


def standing(shift: Shift, *lead_ids: int) -> dict[str, Any]:
    """Everything that an act could have decided and an undo must give back: leads, edges, links, what is to leave."""
    with reading(shift.db) as session:
        rows = [session.get_one(Lead, one) for one in lead_ids]
        columns = [column.key for column in Lead.__table__.columns if column.key not in PASSING]
        edges = session.scalars(select(Membership).where(Membership.undone_at.is_(None)))
        links = session.scalars(select(Link).where(Link.undone_at.is_(None)))
        return {
            "leads": [{name: getattr(row, name) for name in columns} for row in rows],
            "tips": sorted(session.execute(select(Tip.id, Tip.lead_id)).all()),
            "edges": sorted((edge.tip_id, edge.lead_id, edge.verdict) for edge in edges),
            "links": sorted((link.lead_id, link.record_id, link.verdict) for link in links),
            "waiting": sorted(session.scalars(select(Outbox.id))),
            "proposals": sorted(session.scalars(select(Approval.id).where(Approval.verdict == "open"))),
            "releases": sorted(session.scalars(select(Release.id).where(Release.state != "withdrawn"))),
            "receipts": sorted(session.execute(select(ReceiptRow.tip_id, ReceiptRow.status)).all()),
            "open": sorted(session.scalars(select(Lead.id).where(Lead.state != "closed"))),
        }


def apart(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What differs, for the message of a failure."""
    found = [
        f"{name}: {before[name]} {after[name]}" for name in before if name != "leads" and before[name] != after[name]
    ]
    for one, other in zip(before["leads"], after["leads"], strict=True):
        found += [f"{name}: {one[name]} {other[name]}" for name in one if one[name] != other[name]]
    return found


@dataclass
class Case:
    """A lead of two tips that fits a hotspot and a person, and another lead that is perhaps the same."""

    desk: Desk
    one: int
    other: int
    page: Page

    @property
    def code(self) -> str:
        return leads.short(self.other)

    def state(self) -> dict[str, Any]:
        """What stands; without when the other lead is due, which taking it in hand as the next one sets anew."""
        found = standing(self.desk.shift, self.one, self.other)
        del found["leads"][1]["due_at"]
        return found

    def open(self) -> None:
        self.page.goto(f"{self.desk.base}/board/leads/{self.one}")

    def click(self, selector: str, *, opening: str = "") -> None:
        """A button as somebody without JavaScript finds it: its panel opened first."""
        if opening:
            self.page.locator(f"{opening} > summary").first.click()
        self.page.locator(selector).first.click()


def made(desk: Desk, **options: Any) -> Case:
    """The case, taken in hand by alice on a page of hers."""
    shift = desk.shift
    shift.record(RAW_HOTSPOT)
    shift.record(RAW_PERSON)
    one = shift.tip(NAMED)
    assert shift.tip(NAMED + " nhe", "+84900000003") == one
    other = shift.tip(OTHER, "+84900000002")
    with writing(shift.db) as session:
        maybe = {"verdict": "maybe", "bits": 900, "groups": ["place"], "decision_id": new_id(), "at": shift.clock.now}
        session.add(Membership(id=new_id(), tip_id=shift.tips(one)[0], lead_id=other, **maybe))
    for lead_id in (other, one):  # both looked at: what a receipt code has once said is not unsaid
        shift.claim("alice", lead_id)
    case = Case(desk, one, other, desk.page("alice", **options))
    case.open()
    return case


def keyed(*keys: str) -> Callable[[Case], None]:
    return lambda case: act(case.page, *keys)


def typed(*steps: str) -> Callable[[Case], None]:
    """Keys, and words to be typed, which begin with "="."""

    def run(case: Case) -> None:
        case.page.evaluate("document.querySelector('#desk').dataset.old = 'yes'")
        for step in steps:
            if step.startswith("="):
                case.page.keyboard.type(step[1:].replace("CODE", case.code))
            else:
                case.page.keyboard.press(step)
        case.page.wait_for_selector("#desk:not([data-old])")

    return run


def marked(*steps: str) -> Callable[[Case], None]:
    """The second tip marked "not this one" by the space bar, then keys."""

    def run(case: Case) -> None:
        case.page.locator("[name=without]").nth(1).press("Space")
        typed(*steps)(case)

    return run


BY_KEY: dict[str, Callable[[Case], None]] = {
    "classify": keyed("F2", "2"),
    "urgency": keyed("F4", "2"),
    "place": typed("Shift+F3", "=cam xuyen", "Enter"),
    "grade": keyed("Shift+F6", "2"),
    "link a place": keyed("2"),
    "link a person": typed("3", "=đúng tên và nơi ở", "Enter"),
    "not this place": keyed("Shift+2"),
    "join what was suggested": keyed("F7"),
    "not the same lead": keyed("Shift+1"),
    "join by code": typed("Control+k", "=ghep, chuyen", "Enter", "=CODE", "Enter"),
    "split": marked("Control+k", "=ghep, chuyen", "Enter", "Tab", "Tab", "Tab", "Tab", "Enter"),
    "move": marked("Control+k", "=ghep, chuyen", "Enter", "Tab", "Tab", "=CODE", "Enter"),
    "hold": typed("Control+k", "=dua vao theo doi", "Enter", "Enter"),
    "ask": keyed("F6", "2"),
    "release": typed("F3", "Control+Enter"),
    "spam": keyed("F8"),
    "close": keyed("Shift+F8", "3"),
}
"""Acts by keyboard alone."""


def test_each_act_is_taken_back_by_one_key(desk: Desk) -> None:
    case = made(desk)
    before = case.state()
    for name, deed in BY_KEY.items():
        case.open()
        if desk.shift.lead(case.one).lease_until == 0:
            act(case.page, "Enter")
            before = before | {"leads": case.state()["leads"]}
        deed(case)
        assert case.state() != before, name
        expect(case.page.locator(".undo-what")).to_be_visible()
        act(case.page, "Control+z")
        assert apart(before, case.state()) == [], name


def split(case: Case) -> None:
    case.page.locator("[name=without]").nth(1).check()
    case.click("button[formaction$='/split']", opening="#group-panel")


PLAIN: dict[str, Callable[[Case], None]] = {
    "classify": lambda case: case.click("#category-pick button >> nth=1", opening="#category-pick"),
    "link a place": lambda case: case.click(".suggestion.hotspot form[action$='/link'] button"),
    "not this place": lambda case: case.click(".suggestion.hotspot form[action$='/reject-link'] button"),
    "not the same lead": lambda case: case.click("form[action$='/reject-candidate'] button"),
    "join": lambda case: case.click("form[action$='/merge'] button"),
    "split": split,
    "hold": lambda case: case.click("button[formaction$='/hold']", opening="#hold-panel"),
    "ask": lambda case: case.click("button[name=canned] >> nth=1", opening="#ask-panel"),
    "release": lambda case: case.click("form[action$='/release'] button.primary", opening="#release-panel"),
    "close": lambda case: case.click("#close-panel button >> nth=2", opening="#close-panel"),
}
"""Acts by what is on the page, which is the same without JavaScript."""


@pytest.mark.parametrize("scripts", [True, False], ids=["by keyboard", "without JavaScript"])
def test_each_act_is_taken_back_from_the_history_long_after(scripts: bool, desk: Desk) -> None:
    case = made(desk, java_script_enabled=scripts)
    before = case.state()
    for name, deed in PLAIN.items():
        case.open()
        if desk.shift.lead(case.one).lease_until <= desk.shift.clock.now:
            case.page.locator(".enter").click()
            expect(case.page.locator(".enter")).not_to_contain_text("nhận xử lý")
            case.open()
            before = before | {"leads": case.state()["leads"]}
        deed(case)
        expect(case.page.locator(".undo-what")).to_be_visible()
        assert case.state() != before, name
        desk.shift.clock.now += 60
        case.open()
        expect(case.page.locator(".undo-what")).to_have_count(0)
        case.page.locator("#history-panel > summary").press("Enter")
        case.page.locator("#history-panel form[action*='/undo/'] button").first.press("Enter")
        expect(case.page.locator("#history-panel .undone").first).to_be_attached()
        expect(case.page.locator("#history-panel li").first).to_contain_text("Đã hoàn tác")
        assert apart(before, case.state()) == [], name
