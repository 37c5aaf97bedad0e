"""The night shift's "today" is the day of the officers' calendar: until 07:00 in Vietnam the UTC day is yesterday."""

import json
from datetime import date

import pytest

from hotline import registry, registry_export, registry_io, timers
from hotline.clock import DAY, HOUR, local_day, local_year
from hotline.errors import Refused
from hotline.registry import PeriodView, Status
from tests.registry.acting import statuses, version, with_status
from tests.shift import RAW_PERSON, Shift

TODAY = date(2026, 11, 22)
DAY_NUMBER = TODAY.toordinal() - date(1970, 1, 1).toordinal()
DATED = {**RAW_PERSON, "status": "user", "from": TODAY.isoformat(), "document_kind": "test", "document_ref": "KQ 1"}


@pytest.fixture(params=[0, 4, 23])
def night(shift: Shift, request: pytest.FixtureRequest) -> Shift:
    """The desk at midnight, at four, and late in the evening of one day in Vietnam."""
    shift.clock.now = DAY_NUMBER * DAY + (request.param - 7) * HOUR
    return shift


def period(shift: Shift, record: int) -> PeriodView:
    return registry.open_record(shift.board, shift.viewer("super"), record).periods[0]


def test_a_day_begins_at_midnight_in_vietnam() -> None:
    midnight = DAY_NUMBER * DAY - 7 * HOUR
    assert [local_day(at) - DAY_NUMBER for at in (midnight - 1, midnight, midnight + DAY - 1)] == [-1, 0, 0]


@pytest.mark.parametrize("given", [None, DAY_NUMBER])
def test_a_status_from_today_is_dated_today_and_in_force(night: Shift, given: int | None) -> None:
    record = with_status(night, Status("user", given, "test", "KQ 1"))
    assert (period(night, record).from_day, statuses(night, record)) == (DAY_NUMBER, ("user",))


def test_a_status_from_tomorrow_is_refused(night: Shift) -> None:
    record = night.record(RAW_PERSON)
    wanted = Status("user", DAY_NUMBER + 1, "test", "KQ 1")
    with pytest.raises(Refused) as told:
        registry.propose_period(night.board, night.viewer("registry"), record, version(night, record), wanted, "")
    assert told.value.code == "period.day"


def test_a_form_a_file_and_an_export_know_the_same_today(night: Shift) -> None:
    typed = night.record(DATED)
    report = registry_io.import_file(
        night.board, night.viewer("registry"), json.dumps({**DATED, "full_name": "Lê Văn Khác"}).encode(), "x.jsonl"
    )
    assert (report.troubles, report.imported) == ((), 1)
    assert (period(night, typed).from_day, statuses(night, typed)) == (DAY_NUMBER, ("user",))

    exported = registry_export.export(night.board, night.viewer("registry"), "jsonl")
    rows = [json.loads(line) for line in exported.splitlines()]
    assert ("user", TODAY.isoformat()) in [(row.get("status"), row.get("from")) for row in rows]


@pytest.mark.parametrize(("born", "minor"), [(2007, False), (2008, True), (2009, True)])
def test_who_may_not_have_had_his_eighteenth_birthday_is_a_minor(night: Shift, born: int, minor: bool) -> None:
    record = night.record({**RAW_PERSON, "born": born})
    assert registry.open_record(night.board, night.viewer("super"), record).row.minor is minor


def test_the_year_begins_at_midnight_in_vietnam(shift: Shift) -> None:
    new_year = (date(2027, 1, 1).toordinal() - date(1970, 1, 1).toordinal()) * DAY - 7 * HOUR
    assert [local_year(at) for at in (new_year - 1, new_year)] == [2026, 2027]
    shift.clock.now = new_year
    record = shift.record({**RAW_PERSON, "born": 2008})
    assert not registry.open_record(shift.board, shift.viewer("super"), record).row.minor


def test_what_ends_now_ends_today(night: Shift) -> None:
    board, moment = night.board, night.clock.now
    ended, contested = with_status(night), with_status(night)
    night.clock.now = moment - 180 * DAY
    lapsed = with_status(night, Status("suspected_user", None, "verification", "BB 3/2026"))
    night.clock.now = moment

    registry.end_period(board, night.viewer("registry"), period(night, ended).id, "died", "giấy báo tử")
    complaint = registry.complain(board, night.viewer("alice"), contested, "khiếu nại")
    registry.decide(board, night.viewer("super2"), complaint, approve=True)
    timers.escalate(night.worker.db, night.clock.now)

    assert [period(night, one).to_day for one in (ended, contested, lapsed)] == [DAY_NUMBER] * 3
