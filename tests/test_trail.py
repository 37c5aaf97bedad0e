"""The trail as people read it: who sees how much, looks without assignment, an auditor's request for seven days."""

from pathlib import Path

import pytest
from sqlalchemy import select

from config.retention import periods
from hotline import audit, sweep, trail, vault
from hotline.clock import DAY
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Approval, Item
from hotline.errors import NotFound, Refused
from hotline.trail import Filters
from tests.shift import Shift


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


def _actors(shift: Shift, login: str, filters: Filters | None = None) -> set[str | None]:
    names = {officer_id: name for name, officer_id in shift.raised.officers.items()}
    with reading(shift.db) as session:
        rows = trail.page(session, shift.viewer(login), filters or Filters())
    return {names[row.actor] if row.actor is not None else None for row in rows}


def test_each_role_sees_as_much_of_the_trail_as_the_table_of_roles_says(shift: Shift) -> None:
    for login in ("alice", "lead", "super", "commune"):
        shift.cookie(login)
    assert _actors(shift, "alice") == {"alice"}
    assert _actors(shift, "commune") == {"commune"}
    assert _actors(shift, "lead") == {"alice", "lead"}
    assert _actors(shift, "super") == _actors(shift, "auditor") == {None, "alice", "lead", "super", "commune"}
    assert _actors(shift, "admin") == set()


def test_events_are_found_by_officer_act_number_and_day(shift: Shift) -> None:
    lead_id = shift.tip()
    shift.open("alice", lead_id)
    alice = shift.raised.officers["alice"]
    with reading(shift.db) as session:
        auditor = shift.viewer("auditor")

        def found(**narrow: object) -> list[str]:
            return [row.action for row in trail.page(session, auditor, Filters(**narrow))]  # type: ignore[arg-type]

        assert found(actor=alice) == ["lead.read"]
        assert set(found(object_id=lead_id)) == {"lead.read", "tip.tip"}
        assert found(action="lead.") == ["lead.read"]
        assert found(action="%") == []
        assert found(since=shift.clock.now + 1) == []


def test_a_look_without_an_act_is_told_and_an_act_clears_it(shift: Shift) -> None:
    lead_id = shift.tip()
    shift.open("alice", lead_id)
    shift.open("bob", lead_id)
    shift.claim("alice", lead_id)
    with reading(shift.db) as session:
        rows = {row.actor: row for row in trail.insiders(session, 0)}
    assert rows[shift.raised.officers["alice"]].strange == []
    assert rows[shift.raised.officers["bob"]].strange == [lead_id]


def _granted(shift: Shift, lead_id: int) -> int:
    with writing(shift.front.db) as session:
        approval = trail.ask(session, shift.viewer("auditor"), lead_id, shift.clock.now)
    roster = shift.ring("board")().current("roster").secret
    with writing(shift.front.db) as session:
        return trail.answer(session, shift.viewer("super"), roster, approval, shift.clock.now, approve=True)


def _readable(shift: Shift) -> int:
    with reading(shift.db) as session:
        items = session.scalars(select(Item).where(Item.owner == "tip")).all()
        return len(vault.read(session, shift.viewer("auditor").holder, items))


def test_an_auditor_reads_what_a_supervisor_granted_for_seven_days(shift: Shift) -> None:
    lead_id = shift.tip()
    assert _readable(shift) == 0
    assert _granted(shift, lead_id) == 1
    assert _readable(shift) == 2
    shift.clock.now += 7 * DAY
    sweep.run(shift.front.db, shift.directory / "destroyed.ledger", shift.clock.now, periods(), trusted=True)
    assert _readable(shift) == 0


def test_an_auditor_cannot_grant_himself_and_not_ask_for_nothing(shift: Shift) -> None:
    lead_id = shift.tip()
    with writing(shift.front.db) as session:
        trail.ask(session, shift.viewer("auditor"), lead_id, shift.clock.now)
        approval = session.scalars(select(Approval.id)).one()
        with pytest.raises(Refused):
            trail.answer(session, shift.viewer("auditor"), b"", approval, shift.clock.now, approve=True)
        with pytest.raises(NotFound):
            trail.ask(session, shift.viewer("auditor"), 5, shift.clock.now)


def test_reasons_are_shown_to_audit_and_supervision(shift: Shift) -> None:
    roster = shift.ring("board")().current("roster").secret
    with writing(shift.front.db) as session:
        item = audit.typed(session, roster, "lý do", shift.clock.now)
        audit.record(session, shift.raised.officers["alice"], "tip.unmask", "tip", [1], purpose_item=item)
    with reading(shift.db) as session:
        for login, words in (("auditor", {item: "lý do"}), ("super", {item: "lý do"}), ("alice", {})):
            viewer = shift.viewer(login)
            assert trail.reasons(session, viewer, trail.page(session, viewer, Filters())) == words
