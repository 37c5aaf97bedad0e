"""What is far too long: 500 tips on a lead, a tip of 4,000 words, names of 200 letters; on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy import event, select

from hotline import cards, vault
from hotline.db.engine import reading, writing
from hotline.db.tables import Item, Lead, Membership, Tip
from hotline.ids import new_id
from hotline.leads.words import units_for
from tests.journeys.conftest import PHONE, WIDE, Desk
from tests.journeys.test_axe import both_lights
from tests.journeys.test_keyboard import act
from tests.journeys.test_plain import width_of
from tests.shift import RAW_HOTSPOT, RAW_PERSON, RETAIL, Shift

SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
NAME = "Nguyễn " + "Văn " * 45 + "Thử" + "W" * 10
WORDS = "o xom 2 xa Cam Binh co nguoi ban ma tuy " + "nhieu nguoi lui toi ban dem " * 665


def swell(shift: Shift, lead_id: int, count: int) -> None:
    """More tips for a lead, with the words of its first one, each sealed for itself."""
    boss, oldest = shift.viewer("super"), shift.tips(lead_id)[0]
    with writing(shift.front.db) as session:
        lead, first = session.get_one(Lead, lead_id), session.get_one(Tip, oldest)
        items = list(session.scalars(select(Item).where(Item.owner == "tip", Item.owner_id == first.id)))
        opened = vault.read(session, boss.holder, items)
        kept = {column.key: getattr(first, column.key) for column in Tip.__table__.columns}
        units = units_for(session, shift.board, lead.routed)
        for number in range(count):
            subject, tip_id = vault.new_subject(), new_id()
            fresh = {"id": tip_id, "subject_id": subject.id, "received_at": first.received_at + 60 * (number + 1)}
            session.add(Tip(**{**kept, **fresh}))
            session.flush()
            for item in items:
                vault.put(session, subject, "tip", tip_id, item.kind, opened[item.id], item.at)
            vault.grant(session, subject, units, granted_by=None, at=item.at)
            session.add(
                Membership(
                    id=new_id(), tip_id=tip_id, lead_id=lead_id, verdict="same", why="same_matter",
                    decision_id=new_id(), at=lead.opened_at,
                )
            )  # fmt: skip
        session.flush()
        cards.refresh(session, lead_id, lead.opened_at)


def readable(page: Page) -> None:
    """Nothing is pushed off the screen, and what can be done is in sight."""
    content, shown = width_of(page)
    assert content <= shown
    expect(page.locator(".enter")).to_be_in_viewport()


@SIZES
def test_a_lead_of_five_hundred_tips_is_read_page_by_page(size: ViewportSize, desk: Desk) -> None:
    lead_id = desk.shift.tip(RETAIL)
    swell(desk.shift, lead_id, 499)
    assert desk.shift.lead(lead_id).tips == 500
    page = desk.page("alice", viewport=size)
    asked: list[str] = []
    event.listen(desk.shift.db.engine, "before_cursor_execute", lambda c, cur, said, *rest: asked.append(said))
    page.goto(f"{desk.base}/board/leads/{lead_id}")
    expect(page.locator(".tip")).to_have_count(25)
    assert len(asked) < 150  # the page, its files' sessions, the stream's first look
    assert len(page.content()) < 300_000
    readable(page)
    page.locator(".turning a", has_text="Tin sau đó").first.press("Enter")
    expect(page.locator(".turning").first).to_contain_text("Tin 26 đến 50 trong 500")
    assert both_lights(page) == []
    page.locator(".turning a", has_text="Tin mới nhất").first.press("Enter")
    expect(page.locator(".turning").first).to_contain_text("Tin 476 đến 500 trong 500")
    readable(page)
    page.reload()
    expect(page.locator(".turning").first).to_contain_text("Tin 476 đến 500 trong 500")
    page.locator(".enter").press("Enter")
    expect(page.locator(".enter")).not_to_contain_text("nhận xử lý")
    page.locator("#close-panel > summary").press("Enter")
    page.locator("#close-panel button").nth(2).press("Enter")
    expect(page.locator(".undo-what")).to_be_visible()
    assert desk.shift.lead(lead_id).state == "closed"


@SIZES
def test_four_thousand_words_and_two_hundred_letters_break_no_page(size: ViewportSize, desk: Desk) -> None:
    shift = desk.shift
    person = shift.record({**RAW_PERSON, "full_name": NAME[:200], "aliases": ["Thử còi", "W" * 100]})
    shift.record({**RAW_HOTSPOT, "name": ("quán karaoke Ánh Trăng " + "W" * 200)[:200]})
    assert len(WORDS.split()) >= 4_000
    lead_id = shift.tip(f"{NAME} o quan karaoke Anh Trang phuong Thanh Sen. {WORDS}")
    page = desk.page("alice", viewport=size)
    page.goto(f"{desk.base}/board/leads/{lead_id}")
    readable(page)
    page.locator(".enter").press("Enter")
    expect(page.locator(".enter")).not_to_contain_text("nhận xử lý")
    for panel in page.locator("main details, aside details").all():
        panel.evaluate("one => { one.open = true }")
        readable(page)
    for path in (f"/board/registry/{person}", "/board/registry?kind=person", "/board/", "/board/handover"):
        page.goto(f"{desk.base}{path}")
        content, shown = width_of(page)
        assert content <= shown, path


def namesakes(shift: Shift) -> int:
    """A lead that fits three persons alike."""
    for hamlet in ("TDP 3", "TDP 4", "TDP 7"):
        shift.record({"kind": "person", "full_name": RAW_PERSON["full_name"], "commune": "18073", "hamlet": hamlet})
    return shift.tip("Nguyen Van Thu o phuong Thanh Sen ban ma tuy da cho hoc sinh, toi nao cung co")


def test_the_splitting_question_is_one_key(desk: Desk) -> None:
    for hamlet in ("TDP 3", "TDP 4", "TDP 7"):
        desk.shift.record(
            {"kind": "person", "full_name": RAW_PERSON["full_name"], "commune": "18073", "hamlet": hamlet}
        )
    lead_id = desk.shift.tip("Nguyen Van Thu o phuong Thanh Sen ban ma tuy da cho hoc sinh, toi nao cung co")
    page = desk.page("alice")
    act(page, "Enter")
    expect(page.locator(".splitting")).to_contain_text("3 người khớp như nhau")
    page.locator("#group-panel").evaluate("one => { one.open = true }")
    assert both_lights(page) == []
    act(page, "0")
    assert desk.shift.open("alice", lead_id).questions[0].canned == "hamlet"
    act(page, "Control+z")

    assert desk.shift.open("alice", lead_id).questions == ()
    with reading(desk.shift.db) as session:
        assert session.get_one(Lead, lead_id).state == "triaging"


def test_the_splitting_question_works_without_javascript(desk: Desk) -> None:
    for hamlet in ("TDP 3", "TDP 4"):
        desk.shift.record(
            {"kind": "person", "full_name": RAW_PERSON["full_name"], "commune": "18073", "hamlet": hamlet}
        )
    lead_id = desk.shift.tip("Nguyen Van Thu o phuong Thanh Sen ban ma tuy da cho hoc sinh, toi nao cung co")
    page = desk.page("alice", java_script_enabled=False)
    page.locator("main form button").click()
    page.locator(".splitting button").click()
    expect(page.locator(".undo-what")).to_contain_text("hỏi")

    assert desk.shift.open("alice", lead_id).questions[0].canned == "hamlet"


def test_a_lead_is_kept_from_destruction_by_keyboard(desk: Desk) -> None:
    page = desk.page("super")
    page.goto(f"{desk.base}/board/leads/{desk.shift.tip(RETAIL)}")
    page.locator("#keeping-panel > summary").press("Enter")
    assert both_lights(page) == []
    page.fill("#hold-why", "đang chờ tòa án")
    act(page, "Enter")
    page.locator("#keeping-panel > summary").press("Enter")

    expect(page.locator("#keeping-panel")).to_contain_text("giữ lại, không bị hủy")
