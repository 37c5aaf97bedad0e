"""A shift's end: what is open is written down, each line taken over by name, by somebody else; views kept sealed."""

from pathlib import Path

import pytest
from sqlalchemy import select

from hotline import handover, leads
from hotline.db.engine import Database, reading
from hotline.db.tables import SavedFilter
from hotline.errors import Conflict, NotFound, Refused
from tests.shift import OTHER, Shift


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


def busy(shift: Shift) -> None:
    """A held lead, an alarm, something overdue."""
    shift.claim("alice", shift.tip())
    lead_id = shift.tip(OTHER, "+84900000002")
    version = shift.claim("bob", lead_id)
    leads.change(shift.board, shift.viewer("bob"), lead_id, version, {"urgency": "danger"})


def test_what_is_open_is_written_down_with_the_chains_head(shift: Shift) -> None:
    busy(shift)
    given = handover.give(shift.board, shift.viewer("alice"), "đêm yên")

    sheet = handover.sheet(shift.board, shift.viewer("bob"), given)

    assert sorted(line.kind for line in sheet.lines) == ["alarm", "lease", "lease"]
    assert (sheet.given_by, sheet.note, sheet.done) == ("Alice", "đêm yên", False)
    assert int(sheet.head.partition(":")[0]) > 0


def test_what_is_open_says_what_and_where(shift: Shift) -> None:
    busy(shift)
    lines = handover.whats_open(shift.board, shift.viewer("alice"))

    assert {(line.kind, line.commune) for line in lines} >= {("alarm", "18685")}
    assert all(line.category for line in lines)


def test_the_next_shift_takes_over_line_by_line(shift: Shift) -> None:
    busy(shift)
    given = handover.give(shift.board, shift.viewer("alice"))
    bob = shift.viewer("bob")
    lines = handover.sheet(shift.board, bob, given).lines
    with pytest.raises(Refused):
        handover.acknowledge(shift.board, shift.viewer("alice"), lines[0].id)
    with pytest.raises(Refused):
        handover.take(shift.board, bob, given)

    for line in lines:
        handover.acknowledge(shift.board, bob, line.id)

    sheet = handover.sheet(shift.board, bob, given)
    assert (sheet.done, sheet.taken_by) == (True, "Bob")
    with pytest.raises(Conflict):
        handover.acknowledge(shift.board, shift.viewer("lead"), lines[0].id)


def test_a_quiet_shift_is_taken_over_as_a_whole(shift: Shift) -> None:
    given = handover.give(shift.board, shift.viewer("alice"))
    handover.take(shift.board, shift.viewer("bob"), given)
    newest = handover.newest(shift.board, shift.viewer("lead"))
    assert newest is not None
    assert newest.taken_by == "Bob"


@pytest.mark.parametrize("login", ["commune", "registry", "admin"])
def test_others_have_no_part_in_it(shift: Shift, login: str) -> None:
    with pytest.raises(Refused):
        handover.give(shift.board, shift.viewer(login))


def test_a_saved_view_is_its_officers_and_sealed(shift: Shift) -> None:
    alice, terms = shift.viewer("alice"), {"category": "retail", "search": "quán Ánh Trăng"}
    saved = handover.save_filter(shift.board, alice, "Quán Ánh Trăng", terms)

    assert handover.saved_filters(shift.board, alice) == ((saved, "Quán Ánh Trăng", terms),)
    assert handover.saved_filters(shift.board, shift.viewer("bob")) == ()
    with reading(shift.db) as session:
        assert "Ánh Trăng".encode() not in session.scalars(select(SavedFilter.body)).one()
    with pytest.raises(NotFound):
        handover.drop_filter(shift.board, shift.viewer("bob"), saved)
    handover.drop_filter(shift.board, alice, saved)
    assert handover.saved_filters(shift.board, alice) == ()
