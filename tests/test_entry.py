"""A call, a letter or a walk-in is kept like any message: once, without a sender, never as an independent one."""

from pathlib import Path

import pytest

from hotline import entry, leads, work
from hotline.db.engine import Database
from hotline.errors import Refused
from tests.shift import RETAIL, Shift


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


def test_a_call_becomes_a_tip_by_an_officer(shift: Shift) -> None:
    receipt = entry.enter(shift.board, shift.viewer("alice"), "call", RETAIL, form="form-0001")
    again = entry.enter(shift.board, shift.viewer("alice"), "call", RETAIL, form="form-0001")
    work.step(shift.worker)

    rows = leads.queue(shift.board, shift.viewer("bob")).rows
    tip = shift.open("bob", rows[0].lead_id).tips[0]
    assert (again.known, again.code, len(rows)) == (True, receipt.code, 1)
    assert (tip.entry, tip.independent, tip.way_back) == ("officer", False, False)


@pytest.mark.parametrize(
    "kind, text, form, at",
    [("rumour", RETAIL, "form-0001", None), ("call", " ", "form-0001", None), ("call", RETAIL, "x", None),
     ("call", RETAIL, "form-0001", 9_999_999_999), ("letter", "x" * 20_001, "form-0001", None)],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(shift: Shift, kind: str, text: str, form: str, at: int | None) -> None:
    with pytest.raises(Refused):
        entry.enter(shift.board, shift.viewer("alice"), kind, text, form=form, at=at)


@pytest.mark.parametrize("login", ["commune", "registry", "auditor", "admin"])
def test_others_enter_nothing(shift: Shift, login: str) -> None:
    with pytest.raises(Refused):
        entry.enter(shift.board, shift.viewer(login), "call", RETAIL, form="form-0001")
