"""The registry's pages: a batch that waits says what it holds; a change asks for its document; a record shows all."""

import re
from collections.abc import Callable
from datetime import date

from hotline import links, registry, registry_io
from hotline.db.tables import AuditEvent
from hotline.registry import Status
from tests.registry.acting import EDITED, version, with_status
from tests.shift import RAW_PERSON, Shift
from tests.triage.conftest import Browser, text_of

Enter = Callable[[str], Browser]
LIST = """kind,full_name,commune,status,document_ref,name,place_kind
person,Trần Thị Thử,18073,user,QĐ 1,,
person,Lê Văn Thử,18073,,,,
hotspot,,18073,,,quán net Thử,quán net
"""


def dated(day: int) -> str:
    return date.fromordinal(date(1970, 1, 1).toordinal() + day).strftime("%d/%m/%Y")


def test_a_batch_says_what_it_holds_and_shows_its_records(shift: Shift, signed_in: Enter) -> None:
    shift.record({**RAW_PERSON, "full_name": "Người Khác"})
    officer = shift.viewer("registry")
    report = registry_io.import_file(shift.board, officer, LIST.encode(), "x.csv", duplicates=True)
    lead = signed_in("lead")

    page = lead.get("/board/approvals")
    assert "2 người, 1 tụ điểm; 1 hồ sơ xin ghi" in text_of(page)
    batch = f"state=proposed&amp;batch={report.batch}"
    assert f"/board/registry?kind=person&amp;{batch}" in page.text
    listed = text_of(lead.get(f"/board/registry?kind=person&state=proposed&batch={report.batch}"))
    assert ("Trần Thị Thử" in listed, "Lê Văn Thử" in listed, "Người Khác" in listed) == (True, True, False)
    assert "Chỉ gồm hồ sơ của một lần nhập tệp" in listed


def test_the_second_officer_reads_the_document_before_he_decides(shift: Shift, signed_in: Enter) -> None:
    record, browser = shift.record(RAW_PERSON), signed_in("super")
    day = shift.clock.now // 86_400 - 3
    wanted = Status("addict", day, "test", "<b>KQXN 77/2026")
    seen = version(shift, record)
    registry.propose_period(shift.board, shift.viewer("registry"), record, seen, wanted, "dương tính <i>lần hai", "ngờ")

    before = shift.count(AuditEvent)
    for path in ("/board/approvals", f"/board/registry/{record}"):
        page = browser.get(path)
        told = text_of(page)
        for words in ("người nghiện", dated(day), "xét nghiệm", "<b>KQXN 77/2026", "dương tính <i>lần hai", "ngờ"):
            assert words in told, (path, words)
        assert "&lt;b&gt;KQXN" in page.text
    assert shift.count(AuditEvent) == before + 2


def test_who_took_a_complaint_down_is_offered_no_word_on_it(shift: Shift, signed_in: Enter) -> None:
    complaint = registry.complain(shift.board, shift.viewer("super2"), with_status(shift), "khiếu nại")

    assert f"/board/approvals/{complaint}" not in signed_in("super2").get("/board/approvals").text
    page = signed_in("lead").get("/board/approvals")
    assert f"/board/approvals/{complaint}" in page.text
    assert all(words in text_of(page) for words in ("Bác khiếu nại", "chấm dứt từ hôm nay"))


def test_a_batch_shows_each_records_document_beside_it(shift: Shift, signed_in: Enter) -> None:
    report = registry_io.import_file(shift.board, shift.viewer("registry"), LIST.encode(), "x.csv")
    lead = signed_in("lead")

    listed = lead.get(f"/board/registry?kind=person&state=proposed&batch={report.batch}")
    record = listed.text.split("Trần Thị Thử")[0].rsplit("/board/registry/", 1)[1].split('"')[0]
    for page in (listed, lead.get(f"/board/registry/{record}")):
        assert "QĐ 1" in text_of(page)


def test_a_change_asks_for_its_document_and_shows_it_in_the_history(shift: Shift, signed_in: Enter) -> None:
    record = shift.record(RAW_PERSON)
    browser, path = signed_in("registry"), f"/board/registry/{record}"
    form = {"full_name": "Nguyễn Văn Thử", "commune": "18073", "hamlet": "TDP 9", "reason": "chuyển nhà"}

    browser.get(f"{path}/edit")
    assert browser.post(f"{path}/edit", form).status_code == 422
    answer = browser.post(f"{path}/edit", {**form, "document_kind": "decision", "document_ref": "QĐ 7/2026"})
    assert answer.status_code == 303
    told = text_of(browser.get(path))
    assert ("QĐ 7/2026" in told, "TDP 9" in told) == (True, True)


def test_another_name_under_a_status_is_refused_in_words(shift: Shift, signed_in: Enter) -> None:
    record = with_status(shift)
    browser, path = signed_in("registry"), f"/board/registry/{record}/edit"
    browser.get(path)

    form = {"full_name": "Lê Văn Khác", "born": "1990", "reason": "sửa", "document_kind": "test", "document_ref": "1"}
    answer = browser.post(path, form)

    assert answer.status_code == 422
    assert "đề xuất lại từ đầu" in text_of(answer)


def test_a_record_that_changed_since_is_shown_anew_before_it_is_approved(shift: Shift, signed_in: Enter) -> None:
    board, officer, second = shift.board, shift.viewer("registry"), signed_in("super")
    record = shift.record(RAW_PERSON)
    wanted = Status("addict", None, "test", "KQ 1/2026")
    approval = registry.propose_period(board, officer, record, version(shift, record), wanted, "")
    second.get("/board/approvals")
    registry.edit(board, officer, record, version(shift, record), {**EDITED, "hamlet": "TDP 9"}, "chuyển nhà")

    path, form = f"/board/approvals/{approval}", {"kind": "status", "verdict": "approve"}
    answer = second.post(path, form)
    assert (answer.status_code, "đã thay đổi" in text_of(answer)) == (409, True)
    assert second.post(path, {**form, "version": ""}).status_code == 422
    assert second.post(path, form).status_code == 303  # by the page that it was answered with


def test_a_likely_duplicate_is_shown_told_apart_and_taken_back(shift: Shift, signed_in: Enter) -> None:
    record, other = shift.record(RAW_PERSON), shift.record({**RAW_PERSON, "hamlet": "TDP 9"})
    browser, path = signed_in("registry"), f"/board/registry/{record}"
    page = browser.get(path)
    assert ("Có thể trùng" in text_of(page), f"/board/registry/{other}" in page.text) == (True, True)

    assert browser.post(f"{path}/not_same", {"other_id": other}).status_code == 303
    page = browser.get(path)
    assert "Có thể trùng" not in text_of(page)
    answer = browser.post(f"{path}/merge", {"other_id": other, "reason": "trùng"})
    assert (answer.status_code, "ghi là khác nhau" in text_of(answer)) == (422, True)

    undo = re.findall(r"/board/registry/undo/\d+", page.text)
    assert browser.post(undo[0]).status_code == 303
    assert (
        browser.get(path) and browser.post(f"{path}/merge", {"other_id": other, "reason": "trùng"}).status_code == 303
    )
    assert "Có thể trùng" not in text_of(browser.get(path))


def test_a_merged_record_leads_to_the_one_that_it_rests_in(shift: Shift, signed_in: Enter) -> None:
    board, officer = shift.board, shift.viewer("registry")
    record, other = shift.record(RAW_PERSON), shift.record({**RAW_PERSON, "hamlet": "TDP 9"})
    merged = registry.merge(board, officer, record, version(shift, record), other, version(shift, other), "một người")
    browser = signed_in("registry")

    assert f"/board/registry/{record}" in browser.get(f"/board/registry/{other}").text
    registry.undo(board, officer, merged.decision_id)
    assert "Xem hồ sơ đã nhập vào" not in text_of(browser.get(f"/board/registry/{other}"))


def test_who_only_reads_is_offered_no_judgement_on_a_duplicate(shift: Shift, signed_in: Enter) -> None:
    record, other = shift.record(RAW_PERSON), shift.record({**RAW_PERSON, "hamlet": "TDP 9"})
    page = signed_in("alice").get(f"/board/registry/{record}")
    assert (f"/board/registry/{other}" in page.text, "/not_same" in page.text) == (True, False)


def test_the_drawing_writes_no_style_and_escapes_names(shift: Shift, signed_in: Enter) -> None:
    hotspot, person = shift.record(), shift.record({**RAW_PERSON, "full_name": "Lê <b>Thử</b>"})
    lead_id, alice = shift.tip(), shift.viewer("alice")
    for record in (hotspot, person):
        links.mention(shift.board, alice, lead_id, shift.lead(lead_id).version, record, "khớp")

    page = signed_in("alice").get(f"/board/registry/{hotspot}").text
    drawing = page[page.index('<svg class="network"') : page.index("</svg>", page.index('<svg class="network"'))]
    assert ("style=" in drawing, "Lê &lt;b&gt;Thử" in drawing, "<b>" in drawing) == (False, True, False)
