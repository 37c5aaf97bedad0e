"""A lead kept from the desk: nobody there finds it until a supervisor says with a reason that the match was wrong."""

import pytest

from hotline import conflicts, leads
from hotline.errors import NotFound, Refused
from tests.shift import Shift


@pytest.fixture
def kept(shift: Shift, monkeypatch: pytest.MonkeyPatch) -> int:
    """A lead whose words match the desk's own people."""
    monkeypatch.setattr(conflicts, "routing", lambda *_args: lambda: "supervision")
    from sqlalchemy import select

    from hotline.db.engine import reading
    from hotline.db.tables import Lead

    shift.tip()
    with reading(shift.db) as session:
        return session.scalars(select(Lead.id)).one()


def test_the_desk_finds_nothing_of_it(shift: Shift, kept: int) -> None:
    assert shift.open("super", kept).tips[0].readable
    with pytest.raises(NotFound):
        leads.open_lead(shift.board, shift.viewer("lead"), kept)
    assert leads.queue(shift.board, shift.viewer("alice")).rows == ()


def test_supervision_opens_a_wrong_match_to_the_desk_with_a_reason(shift: Shift, kept: int) -> None:
    version = shift.claim("super", kept)
    with pytest.raises(Refused):
        leads.to_the_desk(shift.board, shift.viewer("super"), kept, version, " ")

    done = leads.to_the_desk(shift.board, shift.viewer("super"), kept, version, "trùng tên người khác")

    tip = shift.open("alice", kept).tips[0]
    assert (tip.readable, "karaoke" in tip.text) == (True, True)
    with pytest.raises(Refused):
        leads.undo(shift.board, shift.viewer("super"), done.decision_id)
