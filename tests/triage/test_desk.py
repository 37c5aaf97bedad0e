"""The screen without JavaScript and with htmx: the same forms, the same acts, the next lead as the answer."""

from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import event

from hotline.db.engine import writing
from hotline.db.tables import Lead
from tests.builders import PASSWORD
from tests.shift import OTHER, RETAIL, Shift
from tests.triage.conftest import HX, Browser, hidden, text_of

Enter = Callable[[str], Browser]


def two_tips(shift: Shift) -> tuple[int, int]:
    """Two leads, the first a minute older: the queue's order is by age."""
    first = shift.tip()
    shift.clock.now += 60
    return first, shift.tip(OTHER, sender="+84900000002")


def test_nothing_is_opened_before_the_officer_asks(shift: Shift, signed_in: Enter) -> None:
    shift.tip()
    page = signed_in("alice").get("/board/")

    assert page.status_code == 200
    assert "quan karaoke" not in page.text


def test_next_opens_a_lead_and_takes_it_in_hand(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    browser = signed_in("alice")
    browser.get("/board/")
    answer = browser.post("/board/next", headers=HX)

    assert answer.headers["HX-Push-Url"] == f"/board/leads/{lead_id}"
    assert "quan karaoke" in text_of(answer)
    assert shift.lead(lead_id).state == "triaging"


def test_without_javascript_an_act_redirects_to_the_next_lead(shift: Shift, signed_in: Enter) -> None:
    first, second = two_tips(shift)
    browser = signed_in("alice")
    browser.get(browser.post("/board/next").headers["Location"])
    answer = browser.post(f"/board/leads/{first}/close", {"outcome": "out_of_scope"})

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/board/leads/{second}"
    assert shift.lead(first).outcome == "out_of_scope"


def test_the_block_for_htmx_is_no_whole_page(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    block = signed_in("alice").get(f"/board/leads/{lead_id}", headers=HX).text

    assert block.lstrip().startswith('<div id="desk"')
    assert "<html" not in block


def test_fields_are_set_and_stop_being_guesses(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    browser = signed_in("alice")
    browser.get(f"/board/leads/{lead_id}")
    browser.post(f"/board/leads/{lead_id}/change", {"category": "harbouring"})

    assert shift.lead(lead_id).category == "harbouring"
    assert "category" not in shift.lead(lead_id).guessed


def test_an_act_on_an_old_version_shows_what_changed_and_offers_to_redo(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    alice, bob = signed_in("alice"), signed_in("lead")
    for browser in (alice, bob):
        browser.get(f"/board/leads/{lead_id}")
    alice.post(f"/board/leads/{lead_id}/change", {"urgency": "now"})
    shift.clock.now += 200
    answer = bob.post(f"/board/leads/{lead_id}/change", {"urgency": "timebound"})

    assert answer.status_code == 409
    assert "Alice" in text_of(answer)
    assert "Đang diễn ra" in text_of(answer)
    assert bob.post(f"/board/leads/{lead_id}/change", {"urgency": "timebound"}).status_code == 303
    assert shift.lead(lead_id).urgency == "timebound"


def test_undo_takes_the_last_decision_back(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    browser = signed_in("alice")
    browser.get(f"/board/leads/{lead_id}")
    after = browser.post(f"/board/leads/{lead_id}/close", {"outcome": "spam"}, headers=HX)
    undo = after.text.split('action="/board/undo/')[1].split('"')[0]
    browser.post(f"/board/undo/{undo}")

    assert shift.lead(lead_id).state != "closed"


def test_a_skipped_lead_does_not_come_back_at_once(shift: Shift, signed_in: Enter) -> None:
    first, second = two_tips(shift)
    browser = signed_in("alice")
    browser.get(browser.post("/board/next").headers["Location"])
    skipped = browser.post(f"/board/leads/{first}/skip")

    assert skipped.headers["Location"] == f"/board/leads/{second}"
    assert shift.lead(first).lease_until == 0


def test_what_only_the_sender_knows_is_hidden_until_a_reason_is_given(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip("Con tôi nghiện ma túy đá hai năm nay, hay đến quán karaoke Ánh Trăng phường Thành Sen")
    tip_id = shift.tips(lead_id)[0]
    browser = signed_in("alice")
    assert "Con tôi" not in browser.get(f"/board/leads/{lead_id}").text
    asked = browser.post(f"/board/leads/{lead_id}/tips/{tip_id}/unmask", {"reason": "cần xác định nhà"})
    assert (asked.status_code, 'name="kept.reason" value="cần xác định nhà"' in asked.text) == (401, True)
    ready = browser.post("/board/step-up", hidden(asked.text) | {"password": PASSWORD})
    shown = browser.post(f"/board/leads/{lead_id}/tips/{tip_id}/unmask", hidden(ready.text))

    assert "Con tôi" in text_of(shown)


def test_a_release_goes_to_a_second_officer_and_then_to_the_commune(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    alice, second, commune = signed_in("alice"), signed_in("lead"), signed_in("commune")
    alice.get(f"/board/leads/{lead_id}")
    alice.post(f"/board/leads/{lead_id}/claim")
    alice.get(f"/board/leads/{lead_id}")
    wording = {"unit_id": shift.raised.units["Phường Thành Sen"], "wording": "Tối có người bán ma túy ở quán karaoke."}
    alice.post(f"/board/leads/{lead_id}/release", wording)
    waiting = second.get("/board/approvals")
    approval = waiting.text.split('action="/board/approvals/')[1].split('"')[0]
    second.post(f"/board/approvals/{approval}", {"kind": "release", "verdict": "approve"})
    shift.clock.now += 60

    inbox = commune.get("/board/releases")
    release = inbox.text.split('href="/board/releases/')[1].split('"')[0]
    page = commune.get(f"/board/releases/{release}")
    assert "Tối có người bán ma túy" in page.text
    assert RETAIL not in page.text
    assert commune.post(f"/board/releases/{release}/accept").status_code == 303
    assert shift.lead(lead_id).state == "verifying"


@pytest.mark.parametrize("act", ["claim", "close", "change", "hold", "merge", "link", "ask", "release", "not-same"])
@pytest.mark.parametrize("value", ["", "-1", "9" * 30, "abc", "١٢"])
def test_a_broken_form_is_refused_in_words_and_never_fails(
    act: str, value: str, shift: Shift, signed_in: Enter
) -> None:
    lead_id = shift.tip()
    browser = signed_in("alice")
    browser.get(f"/board/leads/{lead_id}")
    form = dict.fromkeys(("version", "outcome", "category", "review_day", "other_id", "unit_id", "tip_id"), value)
    answer = browser.post(f"/board/leads/{lead_id}/{act}", form)

    assert answer.status_code in (409, 422), answer.status_code


def test_a_danger_rings_until_somebody_takes_it_by_name(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip("Cấp cứu, thằng Tuấn ngáo đá đang cầm dao chém người ở xóm 3 xã Cẩm Xuyên")
    alice, bob = signed_in("alice"), signed_in("bob")
    assert 'class="alarm"' in bob.get("/board/").text
    alice.get("/board/")
    alice.post(f"/board/leads/{lead_id}/acknowledge")

    assert 'class="alarm"' not in bob.get("/board/").text
    assert shift.lead(lead_id).alarm_ack_by == shift.raised.officers["alice"]


def test_a_view_of_the_queue_is_kept_for_its_officer_alone(shift: Shift, signed_in: Enter) -> None:
    alice, bob = signed_in("alice"), signed_in("bob")
    alice.get("/board/")
    alice.post("/board/views", {"name": "Bán lẻ ở Thành Sen", "only_category": "retail", "only_commune": "18073"})

    assert "Bán lẻ ở Thành Sen" in alice.get("/board/").text
    assert "only_commune=18073" in alice.get("/board/").text
    assert "Bán lẻ ở Thành Sen" not in bob.get("/board/").text


def test_the_queue_goes_on_within_its_filters_and_stays_there_when_it_is_refreshed(
    shift: Shift, signed_in: Enter
) -> None:
    with writing(shift.front.db) as session:
        first = session.get_one(Lead, shift.tip())
    kept = {column.key: getattr(first, column.key) for column in Lead.__table__.columns}
    with writing(shift.front.db) as session:
        session.add_all(Lead(**{**kept, "id": number + 1, "opened_at": number}) for number in range(60))
    page = signed_in("alice").get("/board/?only_category=retail").text
    link = unescape(page.split('class="more-rows"')[1].split('href="')[1].split('"')[0])
    further = signed_in("alice").get(link)

    assert "only_category=retail" in link
    assert further.text.count("data-row>") == 11
    assert unescape(further.text.split('data-queue="')[1].split('"')[0]).endswith(link.split("?")[1])


def test_a_page_asks_the_database_as_often_for_many_leads_as_for_one(shift: Shift, signed_in: Enter) -> None:
    browser = signed_in("alice")
    asked: list[str] = []
    event.listen(shift.db.engine, "before_cursor_execute", lambda c, cur, statement, *rest: asked.append(statement))

    def count(path: str) -> int:
        asked.clear()
        assert browser.get(path).status_code == 200
        return len(asked)

    lead_id = shift.tip()
    one = count("/board/"), count(f"/board/leads/{lead_id}"), count("/board/handover")
    for number in range(12):
        shift.tip(f"xom {number} xa Cam Binh co nguoi ban ma tuy", sender=f"+8490000{number:04d}")
        shift.tip(RETAIL, sender=f"+8490010{number:04d}")
    many = count("/board/"), count(f"/board/leads/{lead_id}"), count("/board/handover")

    assert shift.lead(lead_id).tips > 5
    assert max(m - o for m, o in zip(many, one, strict=True)) <= 3, (one, many)
