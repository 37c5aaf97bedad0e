"""Several officers at once: live changes, one lead and two hands, alarm, release to a commune and back, handover."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import DANGER, Desk
from tests.journeys.test_keyboard import act


def settle(page: Page) -> None:
    """Waits until the page hears of changes."""
    expect(page.locator("#link-state")).to_have_text("trực tiếp")


def test_a_colleagues_change_shows_within_two_seconds(desk: Desk) -> None:
    desk.tips()
    watching, working = desk.page("bob"), desk.page("alice")
    settle(watching)
    act(working, "Enter")

    expect(watching.locator("#queue .holder").first).to_contain_text("Lê Thị Thu Hà", timeout=2_500)


def test_two_officers_on_one_lead_cannot_overwrite_each_other(desk: Desk) -> None:
    lead_id = desk.tips()[0]
    alice, bob = desk.page("alice"), desk.page("lead")
    for page in (alice, bob):
        page.goto(f"{desk.base}/board/leads/{lead_id}")
    act(alice, "Enter")
    bob.keyboard.press("Enter")
    expect(bob.locator("#notice")).to_contain_text("Đã có người nhanh hơn")
    bob.locator("#notice a.button").press("Enter")

    expect(bob.locator("#main")).to_contain_text("Lê Thị Thu Hà đang xử lý vụ việc này.")
    bob.get_by_role("button", name="Nhận thay").press("Enter")
    expect(alice.locator("#notice")).to_contain_text("đã thay đổi vụ việc này", timeout=5_000)
    assert desk.shift.lead(lead_id).lease_by == desk.shift.raised.officers["lead"]


def test_an_alarm_reaches_everybody_and_is_taken_by_name(desk: Desk) -> None:
    alice, bob = desk.page("alice"), desk.page("bob")
    settle(alice)
    settle(bob)
    lead_id = desk.shift.tip(DANGER)
    expect(bob.locator(".alarm")).to_contain_text("Nguy hiểm tính mạng", timeout=4_000)
    expect(bob.locator("#live")).to_contain_text("Nguy hiểm tính mạng")
    act(alice, "F9")

    expect(bob.locator(".alarm")).to_have_count(0, timeout=4_000)
    assert desk.shift.lead(lead_id).alarm_ack_by == desk.shift.raised.officers["alice"]


def release(desk: Desk) -> int:
    """A lead that alice wrote a release for and the shift lead let pass."""
    lead_id = desk.tips()[0]
    alice, second = desk.page("alice"), desk.page("lead")
    act(alice, "Enter")
    alice.keyboard.press("Enter")
    alice.fill("#wording", "Buổi tối có người bán ma túy ở quán karaoke, nhiều xe lui tới.")
    act(alice, "Control+Enter")
    second.goto(f"{desk.base}/board/approvals")
    expect(second.locator("main")).to_contain_text("Buổi tối có người bán ma túy")
    second.locator("button[value=approve]").press("Enter")
    expect(second.locator("main")).to_contain_text("Không có gì đang chờ.")
    desk.shift.clock.now += 30
    return lead_id


def test_a_release_is_accepted_verified_and_reviewed(desk: Desk) -> None:
    lead_id = release(desk)
    commune, boss = desk.page("commune"), desk.page("super")
    commune.get_by_role("link", name="Bán lẻ").first.press("Enter")
    expect(commune.locator("main")).to_contain_text("Buổi tối có người bán ma túy")
    commune.keyboard.press("Enter")
    commune.select_option("#outcome", "drugs_seized")
    commune.fill("#grams", "2,5")
    commune.fill("#words", "Bắt quả tang, thu giữ 2,5 gam ma túy đá.")
    commune.get_by_role("button", name="Nộp để duyệt").press("Enter")
    boss.goto(f"{desk.base}/board/leads/{lead_id}?tab=review")
    expect(boss.locator(".enter")).to_contain_text("Thu giữ ma túy")
    act(boss, "Enter")

    assert desk.shift.lead(lead_id).state == "closed"
    assert desk.shift.lead(lead_id).outcome == "drugs_seized"


def test_a_release_is_returned_with_a_reason(desk: Desk) -> None:
    lead_id = release(desk)
    commune = desk.page("commune")
    commune.get_by_role("link", name="Bán lẻ").first.press("Enter")
    commune.locator("details summary").filter(has_text="Trả lại").press("Enter")
    commune.select_option("#reason", "not_our_area")
    commune.locator("main details button").press("Enter")
    commune.wait_for_url("**/board/releases")

    assert desk.shift.lead(lead_id).state == "triaging"


def test_a_shift_is_handed_over_line_by_line(desk: Desk) -> None:
    desk.shift.tip(DANGER)
    alice, bob = desk.page("alice"), desk.page("bob")
    alice.goto(f"{desk.base}/board/handover")
    alice.fill("#note", "Chú ý vụ ngáo đá ở Cẩm Xuyên.")
    alice.get_by_role("button", name="Giao ca").press("Enter")
    alice.wait_for_url("**/board/handover/*")
    bob.goto(alice.url)
    expect(bob.locator("main")).to_contain_text("Chú ý vụ ngáo đá")
    while bob.get_by_role("button", name="Tôi nhận").count():
        bob.get_by_role("button", name="Tôi nhận").first.press("Enter")
        bob.wait_for_load_state()

    expect(bob.locator("dl")).to_contain_text("Trần Quốc Bảo")


def test_each_decision_can_be_taken_back(desk: Desk) -> None:
    lead_id = desk.tips()[0]
    page = desk.page("alice")
    act(page, "Enter")
    before = desk.shift.lead(lead_id)
    for keys in (("F2", "4"), ("F4", "2"), ("F8",), ("Shift+F8", "4")):
        if page.locator("#desk").get_attribute("data-lead") != str(lead_id):
            page.goto(f"{desk.base}/board/leads/{lead_id}")
        act(page, *keys)
        act(page, "Control+z")
    after = desk.shift.lead(lead_id)

    assert (after.category, after.urgency, after.outcome) == (before.category, before.urgency, None)
    assert after.state in ("new", "triaging")
