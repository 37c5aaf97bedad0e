"""Two officers at once, for real, on PostgreSQL: one of them wins, the other is told, nothing is done twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from hotline import leads, releases
from hotline.db.engine import Database, reading
from hotline.db.tables import Approval, Grant, Lead, Membership
from hotline.errors import HotlineError
from tests.shift import OTHER, Shift


@pytest.fixture
def shift(postgres: Database, tmp_path: Path) -> Shift:
    return Shift(postgres, tmp_path / "rings")


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Runs the acts at the same moment; "done" or the error's code of each."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        gate.wait()
        try:
            act()
        except HotlineError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_one_of_many_claims_wins(shift: Shift) -> None:
    lead_id = shift.tip()
    version, viewers = shift.lead(lead_id).version, [shift.viewer(login) for login in ("alice", "bob", "lead", "super")]

    told = at_once(*[lambda one=one: leads.claim(shift.board, one, lead_id, version) for one in viewers])

    assert told.count("done") == 1
    assert set(told) <= {"done", "lead.changed", "lead.leased"}
    assert shift.lead(lead_id).version == version + 1


def test_two_merges_across_each_other_lose_no_tip(shift: Shift) -> None:
    one, other = shift.tip(), shift.tip(OTHER, "+84900000002")
    versions = shift.lead(one).version, shift.lead(other).version
    alice, bob = shift.viewer("alice"), shift.viewer("bob")

    told = at_once(
        lambda: leads.merge(shift.board, alice, one, versions[0], other, versions[1]),
        lambda: leads.merge(shift.board, bob, other, versions[1], one, versions[0]),
    )

    assert told.count("done") == 1
    with reading(shift.db) as session:
        live = select(Membership).where(Membership.verdict == "same", Membership.undone_at.is_(None))
        homes = {row.lead_id for row in session.scalars(live)}
        assert (len(homes), session.get_one(Lead, homes.pop()).tips) == (1, 2)


def test_two_second_officers_release_once(shift: Shift) -> None:
    lead_id = shift.tip()
    unit = shift.raised.units["Phường Thành Sen"]
    releases.propose(shift.board, shift.viewer("alice"), lead_id, shift.claim("alice", lead_id), unit, "Có dấu hiệu.")
    with reading(shift.db) as session:
        approval = session.scalars(select(Approval.id)).one()
    viewers = [shift.viewer(login) for login in ("lead", "super", "super2")]

    told = at_once(*[lambda one=one: releases.decide(shift.board, one, approval, approve=True) for one in viewers])

    assert told.count("done") == 1
    with reading(shift.db) as session:
        assert len(session.scalars(select(Grant).where(Grant.unit_id == unit)).all()) == 1
