"""What interrupts an officer: an ended session, a factor, a broken stream, a colleague's change, an input method."""

from playwright.sync_api import Page, expect

from hotline import timers
from tests.builders import PASSWORD
from tests.journeys.conftest import DANGER, PHONE, Desk, own_requests
from tests.journeys.test_axe import both_lights
from tests.journeys.test_keyboard import act
from tests.journeys.test_together import settle

SENDERS_OWN = "Con tôi nghiện ma túy đá hai năm nay, hay đến quán karaoke Ánh Trăng phường Thành Sen"
NOTE = "Đã báo đội tuần tra đến kiểm tra trước mười giờ tối, chờ trả lời của đội rồi mới ghi tiếp vào đây."


def sign_in(page: Page, login: str) -> None:
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def test_an_ended_session_costs_a_sign_in_and_no_word(desk: Desk) -> None:
    lead_id = desk.tips()[0]
    page = desk.page("alice")
    page.goto(f"{desk.base}/board/leads/{lead_id}")
    page.locator("#history-panel > summary").press("Enter")
    page.fill("#remark", NOTE)
    desk.shift.clock.now += 3_600
    page.press("#remark", "Enter")
    expect(page.locator("#notice")).to_contain_text("đăng nhập lại")
    with page.context.expect_page() as opened:
        page.locator("#notice a[target=_blank]").press("Enter")
    sign_in(opened.value, "alice")
    page.locator("#notice button.primary").press("Enter")

    page.wait_for_url(f"**/leads/{lead_id}")
    assert NOTE in [entry.words for entry in desk.shift.open("alice", lead_id).history]


def test_a_reason_survives_the_factor_that_is_asked_first(desk: Desk) -> None:
    lead_id = desk.shift.tip(SENDERS_OWN)
    page = desk.page("alice")
    page.goto(f"{desk.base}/board/leads/{lead_id}")
    page.locator("details.unmask > summary").press("Enter")
    page.fill("details.unmask [name=reason]", "cần xác định nhà")
    page.press("details.unmask [name=reason]", "Enter")
    page.wait_for_selector("[name=password]")
    assert both_lights(page) == []
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page.locator("main")).to_contain_text("cần xác định nhà")
    expect(page.locator("main button")).to_be_focused()
    assert both_lights(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Con tôi")
    page.goto(f"{desk.base}/board/leads/{lead_id}")
    page.locator("details.unmask > summary").press("Enter")
    page.fill("details.unmask [name=reason]", "xem lại")
    page.press("details.unmask [name=reason]", "Enter")

    expect(page.locator(".words").first).to_contain_text("Con tôi")


def test_an_alarm_that_nobody_takes_escalates_on_every_screen(desk: Desk) -> None:
    desk.shift.tip(DANGER)
    alice, boss = desk.page("alice", viewport=PHONE), desk.page("lead")
    settle(boss)
    expect(boss.locator(".alarm")).not_to_contain_text("trưởng ca")
    desk.shift.clock.now += 121
    timers.escalate(desk.shift.worker.db, desk.shift.clock.now)
    expect(boss.locator(".alarm")).to_contain_text("đã chuyển cấp trưởng ca", timeout=4_000)
    act(boss, "F9")

    expect(alice.locator(".alarm")).to_have_count(0, timeout=4_000)


def test_without_a_stream_the_board_asks_every_few_seconds(desk: Desk) -> None:
    desk.tips()
    watching, working = desk.page("bob"), desk.page("alice")
    watching.route("**/api/stream*", lambda route: route.abort())
    watching.goto(f"{desk.base}/board/")
    expect(watching.locator("#link-state")).to_have_text("cập nhật vài giây một lần", timeout=20_000)
    act(working, "Enter")

    expect(watching.locator("#queue .holder").first).to_contain_text("Lê Thị Thu Hà", timeout=10_000)


def test_a_page_that_was_away_knows_what_happened_meanwhile(desk: Desk) -> None:
    desk.tips()
    watching, working = desk.page("bob"), desk.page("alice")
    settle(watching)
    watching.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    watching.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    act(working, "Enter")
    watching.wait_for_timeout(1_500)
    expect(watching.locator("#queue .holder")).to_have_count(0)
    watching.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")

    expect(watching.locator("#queue .holder").first).to_contain_text("Lê Thị Thu Hà", timeout=4_000)


def test_a_colleagues_change_leaves_half_typed_words_where_they_are(desk: Desk) -> None:
    desk.tips()
    typing, working = desk.page("bob"), desk.page("alice")
    settle(typing)
    typing.locator(".filters > summary").press("Enter")
    typing.focus("#view-name")
    typing.keyboard.type("Bán lẻ ở Thà")
    act(working, "Enter")
    expect(typing.locator("#queue .holder").first).to_contain_text("Lê Thị Thu Hà", timeout=4_000)
    typing.keyboard.type("nh Sen")

    expect(typing.locator("#view-name")).to_have_value("Bán lẻ ở Thành Sen")
    expect(typing.locator("#view-name")).to_be_focused()


def test_an_input_method_composes_corrects_and_picks_without_an_act(desk: Desk) -> None:
    lead_id = desk.tips()[0]
    page = desk.page("alice")
    act(page, "Enter")
    asked = own_requests(page)
    page.keyboard.press("F6")
    page.focus("#question")
    method = page.context.new_cdp_session(page)
    for piece in ("n", "ng", "ngu", "ngư", "ngươ", "người"):  # as Telex and VNI let a word grow
        method.send(
            "Input.imeSetComposition", {"text": piece, "selectionStart": len(piece), "selectionEnd": len(piece)}
        )
    method.send("Input.insertText", {"text": "người "})
    for key in ("Backspace", "Backspace", "7", "1", "Backspace", "Space", "Enter"):  # as Unikey injects them
        page.keyboard.press(key)

    assert asked == []
    assert page.locator("#question").input_value() == "ngườ7 \n"
    assert desk.shift.lead(lead_id).state == "triaging"


def test_activity_keeps_a_lead_in_hand(desk: Desk) -> None:
    lead_id = desk.tips()[0]
    page = desk.page("alice")
    page.clock.install()
    page.goto(f"{desk.base}/board/leads/{lead_id}")
    act(page, "Enter")
    ends = desk.shift.lead(lead_id).lease_until
    desk.shift.clock.now += 40
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/beat"):
        page.clock.run_for(31_000)

    assert desk.shift.lead(lead_id).lease_until == ends + 40


def test_a_handover_is_printed_without_what_is_only_for_the_screen(desk: Desk) -> None:
    desk.tips()
    page = desk.page("alice")
    act(page, "Enter")
    page.goto(f"{desk.base}/board/handover")
    page.get_by_role("button", name="Giao ca").press("Enter")
    page.wait_for_url("**/board/handover/*")
    expect(page.get_by_role("button", name="In")).to_be_visible()
    page.emulate_media(media="print")

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("table")).to_be_visible()
    expect(page.locator("main dl")).to_contain_text(":")  # the head of the log, with its number
    for hidden in ("header.bar", ".no-print"):
        expect(page.locator(hidden).first).to_be_hidden()
