"""A record: proposed, sealed to its readers, edited by a document, retired; nobody else finds it."""

import json

import pytest
from sqlalchemy import select

from hotline import linking, links, proposals, registry, registry_io, suggesting
from hotline.clock import coarse
from hotline.db.engine import reading
from hotline.db.tables import Grant, Item, Link, Record, Unit
from hotline.errors import Conflict, NotFound, Refused
from hotline.registry import Status
from tests.registry.acting import EDITED, give, statuses, version, with_status
from tests.shift import RAW_HOTSPOT, RAW_PERSON, Shift

ELSEWHERE = "18115"
HUNG = {**RAW_PERSON, "full_name": "Nguyen Van Hung"}
NO_YEAR = {**RAW_PERSON, "born": None}


def test_a_record_is_proposed_until_a_second_officer_approves_it(shift: Shift) -> None:
    kept = registry.add(shift.board, shift.viewer("alice"), RAW_PERSON, "theo hồ sơ phường")
    with pytest.raises(NotFound):
        registry.open_record(shift.board, shift.viewer("commune"), kept.record_id)

    registry.decide(shift.board, shift.viewer("super"), kept.approval_id, approve=True)

    view = registry.open_record(shift.board, shift.viewer("commune"), kept.record_id)
    assert (view.row.state, view.row.name, view.row.statuses) == ("active", "Nguyễn Văn Thử", ())


def test_a_record_is_sealed_to_its_readers_and_to_nobody_else(shift: Shift) -> None:
    record = shift.record(RAW_PERSON)

    with reading(shift.db) as session:
        rows = session.execute(
            select(Unit.name)
            .join(Grant, Grant.unit_id == Unit.id)
            .join(Item, Item.subject_id == Grant.subject_id)
            .where(Item.owner == "record", Item.owner_id == record, Item.kind == "record")
        )
        assert {row.name for row in rows} == {"Trực ban", "Chỉ huy", "Hồ sơ", "Phường Thành Sen"}


@pytest.mark.parametrize("login", ["charlie", "auditor", "admin"])
def test_others_do_not_find_a_record(shift: Shift, login: str) -> None:
    record = shift.record(RAW_PERSON)

    with pytest.raises(NotFound):
        registry.open_record(shift.board, shift.viewer(login), record)


def test_outside_the_desk_a_record_does_not_tell_the_minute_of_a_tip(shift: Shift) -> None:
    shift.clock.now += 1_234
    hotspot, lead_id = shift.record(RAW_HOTSPOT), shift.tip()
    board, alice = shift.board, shift.viewer("alice")
    done = links.mention(board, alice, lead_id, shift.claim("alice", lead_id), hotspot)
    with reading(shift.db) as session:
        link = session.scalars(select(Link.id).where(Link.record_id == hotspot)).one()
    links.confirm(board, alice, lead_id, done.version, link, "rõ")
    (exact,) = registry.open_record(board, alice, hotspot).leads
    (told,) = registry.open_record(board, shift.viewer("registry"), hotspot).leads
    assert told.opened_at == coarse(exact.opened_at) != exact.opened_at


def test_a_retired_record_is_suggested_no_more_and_comes_back(shift: Shift) -> None:
    record = shift.record(RAW_HOTSPOT)
    lead_id = shift.tip()

    def suggested() -> list[int]:
        with reading(shift.db) as session:
            found: tuple[linking.Suggestion, ...] = suggesting.of_lead(session, lead_id, "hotspot")
            return [one.record_id for one in found]

    assert suggested() == [record]
    done = registry.retire(shift.board, shift.viewer("registry"), record, version(shift, record), "đã đóng cửa")
    assert suggested() == []
    registry.undo(shift.board, shift.viewer("registry"), done.decision_id)
    assert suggested() == [record]


def test_an_edit_is_a_new_version_and_the_old_words_stay(shift: Shift) -> None:
    record = shift.record(RAW_PERSON)
    seen = version(shift, record)
    edited = {**EDITED, "hamlet": "TDP 9"}
    registry.edit(shift.board, shift.viewer("registry"), record, seen, edited, "chuyển nhà")

    view = registry.open_record(shift.board, shift.viewer("super"), record)
    assert view.words.hamlet == "TDP 9"
    assert (view.history[-1].words, view.history[-1].document) == ("chuyển nhà", ("decision", "QĐ 7/2026"))
    with reading(shift.db) as session:
        versions = select(Item).where(Item.owner_id == record, Item.kind == "record")
        assert len(session.scalars(versions).all()) == 2
    with pytest.raises(Conflict):
        registry.edit(shift.board, shift.viewer("registry"), record, seen, edited, "x")


@pytest.mark.parametrize(
    "fields, told",
    [
        ({"full_name": ""}, "full_name:missing"),
        ({"born": "1890"}, "born:year"),
        ({"born": "năm nay"}, "born:year"),
        ({"commune": "99999"}, "commune:unknown"),
        ({"sex": "x"}, "sex:unknown"),
        ({"phones": ["abc"]}, "phones:phone"),
        ({"note": "=1+1"}, "formula"),
        ({"note": "x" * 5000}, "note:too_long"),
        ({"aliases": [str(n) for n in range(21)]}, "aliases:too_many"),
        ({"colour": "red"}, "colour:column"),
        ({"status": "user"}, "document_ref:missing"),
        ({"status": "king", "document_ref": "1"}, "status:unknown"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_nothing_is_kept(shift: Shift, fields: dict[str, object], told: str) -> None:
    with pytest.raises(Refused) as error:
        registry.add(shift.board, shift.viewer("registry"), {**RAW_PERSON, **fields})

    assert told in str(error.value.params["troubles"])
    assert shift.count(Record) == 0


@pytest.mark.parametrize("document", [{}, {"document_kind": "decision"}, {"document_kind": "tip", "document_ref": "1"}])
def test_an_edit_rests_on_a_document(shift: Shift, document: dict[str, str]) -> None:
    record, raw = shift.record(RAW_PERSON), {**RAW_PERSON, **document}

    with pytest.raises(Refused) as told:
        registry.edit(shift.board, shift.viewer("registry"), record, version(shift, record), raw, "đổi tên")
    assert told.value.code == "edit.document"


@pytest.mark.parametrize(
    "change, code",
    [
        ({"full_name": "Nguyễn Văn Khác"}, "edit.identity"),
        ({"born": 1991}, "edit.identity"),
        ({"full_name": "Nguyễn Văn Thứ"}, "edit.identity"),
        ({"full_name": "Nguyen Van Thu"}, "edit.identity"),
        ({"full_name": "NGUYỄN VĂN THỬ"}, ""),
        ({"hamlet": "TDP 9", "phones": []}, ""),
    ],
)
def test_a_status_does_not_come_to_another_person_by_a_change_of_name(
    shift: Shift, change: dict[str, object], code: str
) -> None:
    board, officer = shift.board, shift.viewer("registry")
    record = with_status(shift)
    if not code:
        registry.edit(board, officer, record, version(shift, record), {**EDITED, **change}, "sửa")
        return
    with pytest.raises(Refused) as told:
        registry.edit(board, officer, record, version(shift, record), {**EDITED, **change}, "sửa")
    assert told.value.code == code

    period = registry.open_record(board, officer, record).periods[0].id
    registry.end_period(board, officer, period, "corrected", "ghi nhầm người")
    registry.edit(board, officer, record, version(shift, record), {**EDITED, **change}, "sửa")
    assert statuses(shift, record) == ()


@pytest.mark.parametrize(
    "raw, change, other",
    [
        (RAW_HOTSPOT, {"name": "nhà nghỉ Hai"}, True),
        (RAW_HOTSPOT, {"place_kind": "nhà nghỉ"}, True),
        (RAW_HOTSPOT, {"commune": ELSEWHERE}, True),
        (RAW_HOTSPOT, {"name": "quán karaoke Ánh Trắng"}, True),
        (RAW_HOTSPOT, {"name": "Quán Karaoke Ánh Trăng", "hamlet": "TDP 9"}, False),
        (HUNG, {"full_name": "Nguyễn Văn Hùng"}, False),
        (HUNG, {"full_name": "Nguyen Van Hưng"}, False),
        ({**HUNG, "full_name": "Nguyễn Văn Hùng"}, {"full_name": "Nguyễn Văn Hưng"}, True),
        ({**HUNG, "full_name": "Nguyễn Văn Hoà"}, {"full_name": "NGUYỄN VĂN HÒA"}, False),
        (NO_YEAR, {"commune": ELSEWHERE}, True),
        (NO_YEAR, {"commune": ELSEWHERE, "born": 1990}, True),
        (NO_YEAR, {"born": 1990, "hamlet": "TDP 9"}, False),
        (RAW_PERSON, {"born": None}, True),
        (RAW_PERSON, {"commune": ELSEWHERE}, False),
    ],
)
def test_a_level_or_a_status_stays_with_what_it_was_given_to(
    shift: Shift, raw: dict[str, object], change: dict[str, object], other: bool
) -> None:
    board, officer, record = shift.board, shift.viewer("registry"), shift.record(raw)
    given = "complex" if raw is RAW_HOTSPOT else "user"
    give(shift, record, Status(given, None, "decision", "QĐ 1"))
    edited = {**raw, **change, "document_kind": "decision", "document_ref": "QĐ 2"}

    if not other:
        registry.edit(board, officer, record, version(shift, record), edited, "sửa")
        return
    with pytest.raises(Refused) as told:
        registry.edit(board, officer, record, version(shift, record), edited, "sửa")
    assert told.value.code == "edit.identity"


ADDICT = Status("addict", None, "test", "KQ 7/2026")
ANOTHER = {**EDITED, "full_name": "Trần Thị Khác", "born": 1970, "phones": []}


def test_a_status_that_waits_does_not_come_to_another_person(shift: Shift) -> None:
    board, officer = shift.board, shift.viewer("registry")
    asked, added = shift.record(RAW_PERSON), {**RAW_PERSON, "full_name": "Lê Văn Một", "status": "addict"}
    registry.propose_period(board, officer, asked, version(shift, asked), ADDICT, "")
    new = registry.add(board, officer, {**added, "document_kind": "test", "document_ref": "KQ 8"}).record_id

    for record in (asked, new):
        with pytest.raises(Refused) as told:
            registry.edit(board, officer, record, version(shift, record), ANOTHER, "sửa tên")
        assert told.value.code == "edit.identity"


def test_the_second_officer_approves_the_record_that_he_saw(shift: Shift) -> None:
    board, officer, second = shift.board, shift.viewer("registry"), shift.viewer("super")
    record = shift.record(RAW_PERSON)
    approval = registry.propose_period(board, officer, record, version(shift, record), ADDICT, "")
    seen = version(shift, record)
    registry.edit(board, officer, record, seen, {**EDITED, "hamlet": "TDP 9"}, "chuyển nhà")

    with pytest.raises(Conflict) as told:
        registry.decide(board, second, approval, approve=True, seen=seen)
    assert (told.value.code, statuses(shift, record)) == ("record.changed", ())

    registry.decide(board, second, approval, approve=True, seen=version(shift, record))
    assert statuses(shift, record) == ("addict",)


def test_a_batch_is_approved_as_it_was_seen(shift: Shift) -> None:
    board, officer, second = shift.board, shift.viewer("registry"), shift.viewer("super")
    report = registry_io.import_file(board, officer, json.dumps({**RAW_PERSON, "id": "1"}).encode(), "1.jsonl")
    (seen,) = [one.version for one in proposals.waiting(board, second)]
    (record,) = report.ids.values()
    registry.edit(board, officer, record, version(shift, record), ANOTHER, "sửa tên")

    with pytest.raises(Conflict):
        registry.decide(board, second, report.approval_id, approve=True, seen=seen)
    (seen,) = [one.version for one in proposals.waiting(board, second)]
    registry.decide(board, second, report.approval_id, approve=True, seen=seen)


@pytest.mark.parametrize("out", ["retire", "merge"])
def test_what_waits_falls_with_its_record_and_what_comes_back_waits_again(shift: Shift, out: str) -> None:
    board, officer, second = shift.board, shift.viewer("registry"), shift.viewer("super")
    raw = {**RAW_PERSON, "status": "addict", "document_kind": "test", "document_ref": "KQ 8"}
    record, other = (registry.add(board, officer, one).record_id for one in (raw, RAW_PERSON))
    seen = version(shift, record)
    if out == "retire":
        done = registry.retire(board, officer, record, seen, "nhầm người")
    else:
        done = registry.merge(board, officer, other, version(shift, other), record, seen, "trùng")
    assert [one.record_id for one in proposals.waiting(board, second)] == [other]

    back = registry.undo(board, officer, done.decision_id)

    assert {one.record_id for one in proposals.waiting(board, second)} == {record, other}
    registry.decide(board, second, back.approval_id, approve=True)
    assert (registry.open_record(board, second, record).row.state, statuses(shift, record)) == ("active", ())


def test_a_record_that_comes_back_after_its_batch_was_decided_waits_by_itself(shift: Shift) -> None:
    board, officer, second = shift.board, shift.viewer("registry"), shift.viewer("super")
    data = json.dumps({**RAW_PERSON, "id": "1", "status": "user", "document_ref": "QĐ 1"}).encode()
    report = registry_io.import_file(board, officer, data, "1.jsonl")
    retired = registry.retire(board, officer, report.ids["1"], 1, "nhầm người")
    assert registry.undo(board, officer, retired.decision_id).approval_id == 0  # the batch's still covers it
    again = registry.retire(board, officer, report.ids["1"], version(shift, report.ids["1"]), "nhầm người")
    registry.decide(board, second, report.approval_id, approve=True)

    back = registry.undo(board, officer, again.decision_id)

    registry.decide(board, second, back.approval_id, approve=True)
    assert statuses(shift, report.ids["1"]) == ()


def test_a_status_is_approved_for_a_record_that_is_in_force(shift: Shift) -> None:
    board, officer, second = shift.board, shift.viewer("registry"), shift.viewer("super")
    kept = registry.add(board, officer, RAW_PERSON)
    approval = registry.propose_period(board, officer, kept.record_id, version(shift, kept.record_id), ADDICT, "")
    with pytest.raises(Refused) as told:
        registry.decide(board, second, approval, approve=True)
    assert told.value.code == "record.state"

    registry.decide(board, second, kept.approval_id, approve=True)
    registry.decide(board, second, approval, approve=True)
    assert statuses(shift, kept.record_id) == ("addict",)
    registry.retire(board, officer, kept.record_id, version(shift, kept.record_id), "đã mất")
    assert statuses(shift, kept.record_id) == ()
