"""Who can be the second officer: nobody alone through two accounts, and nobody whom one person alone has raised."""

from pathlib import Path

import pytest
from sqlalchemy import update

from hotline import accounts, officers, second
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Officer
from hotline.errors import Refused
from tests.shift import Shift


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


def born(shift: Shift, login: str, by: str | None, key_from: str | None) -> None:
    """Says who made an account and who handed it its key; None is the operator's command line."""
    made = shift.raised.officers
    values = {"created_by": made[by] if by else None, "granted_by": made[key_from] if key_from else None}
    with writing(shift.board.db) as session:
        session.execute(update(Officer).where(Officer.id == made[login]).values(**values))


def told(shift: Shift, decider: str, proposer: str) -> str:
    """The code with which somebody is refused as the second officer, or nothing."""
    with reading(shift.db) as session:
        try:
            second.independent(session, shift.viewer(decider), shift.raised.officers[proposer], [])
        except Refused as refused:
            return refused.code
    return ""


def test_whoever_made_the_others_account_is_not_the_second(shift: Shift) -> None:
    born(shift, "alice", by="lead", key_from="bob")

    assert told(shift, "lead", "alice") == told(shift, "alice", "lead") == "approval.made_account"
    assert told(shift, "lead", "lead") == "approval.own"
    assert told(shift, "super", "alice") == ""


@pytest.mark.parametrize("key_from", [None, "super"])
def test_two_accounts_that_one_person_made_alone_are_one(shift: Shift, key_from: str | None) -> None:
    born(shift, "alice", by="super", key_from=key_from)
    born(shift, "lead", by="super", key_from="bob")

    assert told(shift, "lead", "alice") == told(shift, "alice", "lead") == "approval.one_maker"


def test_a_colleague_who_hands_the_key_over_stands_for_a_new_officer(shift: Shift) -> None:
    born(shift, "alice", by="super", key_from="bob")
    born(shift, "lead", by="super", key_from="bob")

    assert told(shift, "lead", "alice") == ""


def test_an_account_of_the_same_maker_stands_for_nobody_unless_somebody_stands_for_it(shift: Shift) -> None:
    born(shift, "bob", by="super", key_from=None)
    born(shift, "alice", by="super", key_from="bob")
    born(shift, "lead", by="super", key_from="bob")
    assert told(shift, "lead", "alice") == "approval.one_maker"

    born(shift, "bob", by="super", key_from="super2")
    assert told(shift, "lead", "alice") == ""


def test_accounts_that_stand_for_each_other_stand_for_nobody(shift: Shift) -> None:
    born(shift, "alice", by="super", key_from="lead")
    born(shift, "lead", by="super", key_from="alice")

    assert told(shift, "lead", "alice") == "approval.one_maker"


def move(shift: Shift, login: str, role: str) -> str:
    with writing(shift.board.db) as session:
        person = officers.named(session, login)
        accounts.move(session, person, role, person.unit_id, by=shift.raised.officers["admin"])
        return person.state


def test_an_administrator_alone_makes_nobody_a_shift_lead(shift: Shift) -> None:
    assert move(shift, "bob", "shift_lead") == "enrolled"
    assert shift.viewer("bob").holder.keys == {}

    with writing(shift.board.db) as session:
        bob = officers.named(session, "bob")
        accounts.grant(session, shift.viewer("alice"), bob, accounts.code_of(bob.public or b""), shift.clock.now)
        assert (bob.state, bob.granted_by) == ("active", shift.raised.officers["alice"])
    assert move(shift, "bob", "duty_officer") == "active"


def test_where_no_colleague_is_left_nobody_is_raised(shift: Shift) -> None:
    with writing(shift.board.db) as session:
        for login in ("alice", "lead"):
            accounts.revoke(session, officers.named(session, login), by=None)

    with pytest.raises(Refused) as refused:
        move(shift, "bob", "shift_lead")
    assert refused.value.code == "officer.no_colleague"
