"""What only supervisors and auditors do to leads and records: keep them, ask to read them; from the pages."""

from collections.abc import Callable

import pytest

from hotline import leads
from hotline.db.engine import reading
from hotline.db.tables import AuditEvent, Record
from tests.builders import PASSWORD
from tests.shift import Shift
from tests.triage.conftest import Browser, hidden, text_of

Enter = Callable[[str], Browser]


def held(shift: Shift, record_id: int) -> bool:
    with reading(shift.db) as session:
        return session.get_one(Record, record_id).hold


def last_event(shift: Shift) -> tuple[str, list[int]]:
    with reading(shift.db) as session:
        row = session.query(AuditEvent).order_by(AuditEvent.seq.desc()).first()
        assert row is not None
        return row.action, row.ids


def test_a_supervisor_holds_a_lead_and_ends_the_hold_from_its_page(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    boss = signed_in("super")
    assert f'action="/board/leads/{lead_id}/keep/hold"' in boss.get(f"/board/leads/{lead_id}").text
    boss.post(f"/board/leads/{lead_id}/keep/hold", {"reason": "đang chờ tòa án"})
    assert (shift.lead(lead_id).hold, last_event(shift)) == (True, ("keeping.hold", [lead_id]))
    assert "không bị hủy" in text_of(boss.get(f"/board/leads/{lead_id}"))
    boss.post(f"/board/leads/{lead_id}/keep/unhold", {"reason": "tòa đã xử"})
    assert not shift.lead(lead_id).hold


def test_a_record_is_held_from_its_page(shift: Shift, signed_in: Enter) -> None:
    record_id = shift.record()
    boss = signed_in("super")
    assert "/hold" in boss.get(f"/board/registry/{record_id}").text
    answer = boss.post(f"/board/registry/{record_id}/keep/hold", {"reason": "đang chờ tòa án"})
    assert (answer.headers["Location"], held(shift, record_id)) == (f"/board/registry/{record_id}", True)
    assert "/unhold" in boss.get(f"/board/registry/{record_id}").text


def test_a_substantiated_lead_is_kept_a_year_longer_once_a_year(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    bob, boss = shift.viewer("super"), signed_in("super2")
    sent = leads.send(shift.board, bob, lead_id, shift.claim("super", lead_id), bob.unit_id or 0)
    taken = leads.accept(shift.board, bob, lead_id, sent.version)
    found = leads.submit(shift.board, bob, lead_id, taken.version, "fined", "Đã xử phạt.")
    leads.approve(shift.board, shift.viewer("super2"), lead_id, found.version)
    assert "/renew" in boss.get(f"/board/leads/{lead_id}").text
    for status in (303, 422):
        assert boss.post(f"/board/leads/{lead_id}/keep/renew", {"reason": "vụ án kéo dài"}).status_code == status
    assert (shift.lead(lead_id).expires_at or 0) > shift.clock.now + 5 * 365 * 86_400
    assert "Giữ thêm một năm" in text_of(boss.get(f"/board/leads/{lead_id}"))


@pytest.mark.parametrize("form", [{}, {"reason": "   "}])
def test_without_a_reason_nothing_is_held(form: dict[str, str], shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    boss = signed_in("super")
    boss.get(f"/board/leads/{lead_id}")
    assert boss.post(f"/board/leads/{lead_id}/keep/hold", form).status_code == 422
    assert not shift.lead(lead_id).hold


def test_nobody_else_is_offered_to_hold_or_renew(shift: Shift, signed_in: Enter) -> None:
    lead_id, record_id = shift.tip(), shift.record()
    for login in ("alice", "lead"):
        browser = signed_in(login)
        assert "/keep/" not in browser.get(f"/board/leads/{lead_id}").text
        assert "/keep/" not in browser.get(f"/board/registry/{record_id}").text
        assert browser.post(f"/board/leads/{lead_id}/keep/hold", {"reason": "x"}).status_code == 403


def test_an_auditor_asks_from_the_log_and_reads_after_a_supervisors_yes(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    shift.open("alice", lead_id)
    auditor, boss = signed_in("auditor"), signed_in("super")
    ask = f"/board/audit/leads/{lead_id}/ask"
    assert f'action="{ask}"' in auditor.get("/board/audit").text
    for _twice in range(2):
        assert auditor.post(ask).status_code == 303
    page = auditor.get("/board/audit")
    assert (f'action="{ask}"' in page.text, "đã xin đọc" in text_of(page)) == (False, True)
    assert auditor.get(f"/board/leads/{lead_id}").status_code == 404

    asked = boss.get("/board/audit").text.split('action="/board/audit/requests/')
    assert len(asked) == 2
    path = f"/board/audit/requests/{asked[1].split(chr(34))[0]}"
    first = boss.post(path, {"verdict": "approve"})
    ready = boss.post("/board/step-up", hidden(first.text) | {"password": PASSWORD})
    boss.post(path, hidden(ready.text))
    assert f'href="/board/leads/{lead_id}"' in auditor.get("/board/audit").text
    assert "quan karaoke" in text_of(auditor.get(f"/board/leads/{lead_id}"))
