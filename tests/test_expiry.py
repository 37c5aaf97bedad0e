"""A person who was never more than suspected leaves the registry; whoever is more, or whom anything holds, stays."""

from collections.abc import Collection
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.retention import periods
from hotline import deletions, expiry, keeping, links, registry, sweep, timers
from hotline.clock import DAY
from hotline.db.engine import Database, reading
from hotline.db.tables import Approval, Link, Record
from hotline.registry import Status
from tests.registry.acting import give, statuses, version
from tests.shift import RAW_PERSON, Shift

KEPT = periods()
SUSPECTED = Status("suspected_user", None, "verification", "BB 3/2026")
UNMARKED = {**RAW_PERSON, "phones": []}
USER = Status("user", None, "test", "KQ 4/2026")


@pytest.fixture
def shift(database: Database, tmp_path: Path) -> Shift:
    return Shift(database, tmp_path / "rings")


def after(shift: Shift, seconds: int) -> set[int]:
    """The records that are left after so long, timers and sweep having looked."""
    shift.clock.now += seconds
    timers.escalate(shift.worker.db, shift.clock.now)
    sweep.run(shift.worker.db, deletions.path_in(shift.directory), shift.clock.now, KEPT, trusted=True)
    with reading(shift.db) as session:
        return set(session.scalars(select(Record.id)))


def suspect(shift: Shift, name: str = "Nguyễn Văn Thử") -> int:
    return give(shift, shift.record({**RAW_PERSON, "full_name": name, "phones": []}), SUSPECTED)


def proposed(shift: Shift, record: int) -> int:
    """Links a tip to a person; returns the approval that waits for a second officer."""
    board, alice, lead_id = shift.board, shift.viewer("alice"), shift.tip()
    done = links.mention(board, alice, lead_id, shift.claim("alice", lead_id), record, "tên khớp")
    with reading(shift.db) as session:
        link = session.scalars(select(Link.id).where(Link.record_id == record)).one()
    links.confirm(board, alice, lead_id, done.version, link, "rõ")
    with reading(shift.db) as session:
        return session.scalars(select(Approval.id).where(Approval.kind == "person_link")).one()


def confirmed(shift: Shift, record: int) -> None:
    approval = proposed(shift, record)
    links.decide(shift.board, shift.viewer("lead"), approval, approve=True)


def join(shift: Shift, into: int, other: int) -> None:
    officer = shift.viewer("registry")
    registry.merge(shift.board, officer, into, version(shift, into), other, version(shift, other), "trùng")


def test_a_suspicion_that_nothing_bore_out_leaves_with_its_person(shift: Shift) -> None:
    record, unmarked = suspect(shift), shift.record({**RAW_PERSON, "full_name": "Lê Văn Khác"})

    assert after(shift, 200 * DAY) == {record, unmarked}
    view = registry.open_record(shift.board, shift.viewer("super"), record)
    assert (view.periods[0].reason, view.expires_at) == ("expired", (view.periods[0].from_day + 365) * DAY)
    assert after(shift, 166 * DAY) == {record, unmarked}  # in the grace bin
    assert after(shift, KEPT.words_grace) == {unmarked}


def test_whoever_is_more_than_suspected_or_held_stays(shift: Shift) -> None:
    linked, marked, contested = (suspect(shift, name) for name in ("Lê Văn Một", "Lê Văn Hai", "Lê Văn Ba"))
    confirmed(shift, linked)
    give(shift, marked, USER)
    registry.complain(shift.board, shift.viewer("alice"), contested, "khiếu nại")

    assert after(shift, 400 * DAY) == {linked, marked, contested}
    assert after(shift, KEPT.words_grace) == {linked, marked, contested}


@pytest.mark.parametrize("approve", [False, True])
def test_whoever_is_asked_to_be_confirmed_stays_until_it_is_decided(shift: Shift, approve: bool) -> None:
    record = suspect(shift)
    after(shift, 300 * DAY)
    approval = proposed(shift, record)

    after(shift, 66 * DAY)
    assert after(shift, KEPT.words_grace) == {record}
    links.decide(shift.board, shift.viewer("lead"), approval, approve=approve)
    after(shift, DAY)
    assert after(shift, KEPT.words_grace) == ({record} if approve else set())


def test_a_later_status_takes_the_date_away_again(shift: Shift) -> None:
    record = suspect(shift)
    after(shift, 366 * DAY)
    give(shift, record, USER)

    assert after(shift, 30 * DAY) == {record}
    assert registry.open_record(shift.board, shift.viewer("super"), record).expires_at is None
    assert statuses(shift, record) == ("user",)


@pytest.mark.parametrize("more", [False, True])
def test_records_that_were_joined_go_or_stay_together(shift: Shift, more: bool) -> None:
    one, other = suspect(shift), shift.record(UNMARKED)
    if more:
        give(shift, other, USER)
    join(shift, one, other)

    after(shift, 366 * DAY)
    assert after(shift, KEPT.words_grace) == ({one, other} if more else set())


@pytest.mark.parametrize("more", [False, True])
@pytest.mark.parametrize("chain", [False, True])
def test_a_family_of_several_merges_goes_or_stays_as_one(shift: Shift, chain: bool, more: bool) -> None:
    suspected, between, last = suspect(shift), shift.record(UNMARKED), shift.record(UNMARKED)
    if more:
        give(shift, last, USER)
    join(shift, between, suspected)
    join(shift, *((last, between) if chain else (between, last)))

    after(shift, 366 * DAY)
    assert after(shift, KEPT.words_grace) == ({suspected, between, last} if more else set())


def hold(shift: Shift, record: int, *, on: bool) -> None:
    roster = shift.board.ring().current("roster").secret
    keeping.hold(shift.board.db, roster, shift.viewer("super"), "record", record, "lệnh 1", shift.clock.now, on=on)


@pytest.mark.parametrize("held", [0, 1])
def test_a_hold_on_one_keeps_all_that_it_was_joined_to(shift: Shift, held: int) -> None:
    family = [suspect(shift), shift.record(UNMARKED)]
    join(shift, *family)
    hold(shift, family[held], on=True)

    after(shift, 366 * DAY)
    assert after(shift, KEPT.words_grace) == set(family)
    hold(shift, family[held], on=False)
    assert after(shift, DAY) == set()


def test_a_family_goes_in_one_transaction_however_small_the_batch(shift: Shift) -> None:
    family, alone = {suspect(shift), shift.record(UNMARKED)}, suspect(shift, "Lê Văn Một")
    join(shift, *family)
    with reading(shift.board.db) as session:
        first = expiry.whole(session, family | {alone}, 1)
        assert first in (family, {alone})
        assert expiry.whole(session, family | {alone}, 3) == family | {alone}
        assert expiry.whole(session, {alone, *list(family)[:1]}, 3) == {alone}


def test_a_hold_that_comes_while_the_sweep_chooses_is_kept(
    postgres: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = Shift(postgres, tmp_path / "rings")
    family = {suspect(shift), shift.record(UNMARKED)}
    join(shift, *family)
    after(shift, 366 * DAY)
    whole, held = expiry.whole, list[int]()

    def chosen(session: Session, due: Collection[int], most: int) -> set[int]:
        found = whole(session, due, most)
        if found and not held:
            held.append(min(found))
            hold(shift, held[0], on=True)  # a colleague's act, committed before anything is destroyed
        return found

    monkeypatch.setattr(expiry, "whole", chosen)
    assert after(shift, KEPT.words_grace) == family
    assert held
