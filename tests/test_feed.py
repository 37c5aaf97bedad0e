"""The live feed: each line once, also those that commit late; everybody learns only of what he may see."""

from pathlib import Path

import pytest
from sqlalchemy import insert

from hotline import feed, leads
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Lead, LeadEvent
from tests.shift import Shift


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


def line(db: Database, seq: int, lead: int = 7) -> None:
    values = {"category": "use", "urgency": "normal", "opened_at": 1, "touched_at": 1}
    with writing(db) as session:
        if session.get(Lead, lead) is None:
            session.execute(insert(Lead).values(id=lead, **values))
        session.execute(insert(LeadEvent).values(seq=seq, lead_id=lead, action="x", version=1, codes={}, at=1))


def look(follower: feed.Follower, db: Database) -> list[int]:
    with reading(db) as session:
        return [change.seq for change in follower.look(session)]


def test_a_line_that_commits_late_is_told_once(database: Database) -> None:
    follower = feed.Follower()
    line(database, 100)
    assert look(follower, database) == []  # the first look takes its bearings

    line(database, 103)
    assert look(follower, database) == [103]
    line(database, 101)
    line(database, 104)
    assert look(follower, database) == [101, 104]
    assert look(follower, database) == []


def test_more_lines_than_one_batch_are_all_told(sqlite: Database) -> None:
    follower = feed.Follower()
    line(sqlite, 1)
    look(follower, sqlite)
    rows = [{"seq": n, "lead_id": 7, "action": "x", "version": 1, "codes": {}, "at": 1} for n in range(2, 2600)]
    with writing(sqlite) as session:
        session.execute(insert(LeadEvent), rows)

    assert look(follower, sqlite) == list(range(2, 2600))


def test_waiting_ends_with_the_next_change(shift: Shift) -> None:
    hub = feed.Hub(shift.db, pace=0.01)
    token = hub.token()
    lead_id = shift.tip()

    batch = hub.wait(token, 1.0)

    assert {change.lead_id for change in batch.changes} == {lead_id}
    assert hub.wait(batch.token, 0.02).changes == ()


@pytest.mark.parametrize("token", ["", "x", "0.0", "ffffffff.1", "1.99999999999999"])
def test_a_token_of_another_process_says_fetch_everything(sqlite: Database, token: str) -> None:
    assert feed.Hub(sqlite, pace=0.01).wait(token, 0.01).missed


def test_a_change_is_told_to_whoever_may_see_the_lead(shift: Shift) -> None:
    def change(routed: str, *released: int) -> feed.Change:
        return feed.Change(1, 2, "claim", 3, None, routed, frozenset(released))

    commune = shift.viewer("commune")
    seen = {
        login: [feed.visible(change(route), shift.viewer(login)) for route in ("desk", "supervision", "audit")]
        for login in ("alice", "super", "auditor", "commune", "admin")
    }

    assert seen["alice"] == [True, False, False]
    assert seen["super"] == [True, True, False]
    assert seen["auditor"] == [False, False, True]
    assert seen["commune"] == seen["admin"] == [False, False, False]
    assert commune.unit_id is not None
    assert feed.visible(change("desk", commune.unit_id), commune)


def test_the_feed_carries_an_officers_act(shift: Shift) -> None:
    lead_id = shift.tip()
    hub = feed.Hub(shift.db, pace=0.01)
    token = hub.token()
    leads.claim(shift.board, shift.viewer("alice"), lead_id, shift.lead(lead_id).version)

    found = hub.wait(token, 1.0).changes[0]

    assert (found.action, found.officer_id) == ("claim", shift.viewer("alice").officer_id)
