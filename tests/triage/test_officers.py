"""Units from the board: whoever holds no key makes none that the tips are sealed to, not even for somebody else."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from hotline import accounts
from hotline.db.engine import reading, writing
from hotline.db.tables import Unit
from tests.builders import PASSWORD
from tests.shift import Shift
from tests.triage.conftest import Browser

ROLE = {"desk": "duty_officer", "supervision": "supervisor", "registry": "registry_officer", "audit": "auditor",
        "commune": "commune_officer"}  # fmt: skip


def newcomer(shift: Shift, kind: str) -> int:
    """An enrolled officer without a unit, in the role of a kind of unit."""
    with writing(shift.front.db) as session:
        _, token = accounts.invite(session, "newcomer", "Mới", ROLE[kind], None, by=None, now=shift.clock.now)
    return accounts.enrol(shift.front, token, PASSWORD)[0].id


def asked(browser: Browser, kind: str, first: int) -> int:
    """The answer to the form that makes a unit, after a step-up."""
    browser.get("/board/step-up")
    assert browser.post("/board/step-up", {"password": PASSWORD}).status_code == 303
    browser.get("/board/officers")
    form = {"unit_name": "Đơn vị mới", "kind": kind, "first": str(first), "commune": "18115" * (kind == "commune")}
    return browser.post("/board/officers/units", form).status_code


@pytest.mark.parametrize(
    ("login", "kind", "made"),
    [("admin", kind, kind == "commune") for kind in ROLE] + [("super", kind, kind != "audit") for kind in ROLE],
)
def test_who_may_make_which_unit(
    shift: Shift, signed_in: Callable[[str], Browser], login: str, kind: str, made: bool
) -> None:
    status = asked(signed_in(login), kind, newcomer(shift, kind))
    with reading(shift.db) as session:
        found = session.scalar(select(Unit.kind).where(Unit.name == "Đơn vị mới"))
    assert (status, found) == ((303, kind) if made else (422, None))


def test_nobody_takes_the_keys_of_his_unit_into_a_new_one(shift: Shift, signed_in: Callable[[str], Browser]) -> None:
    assert asked(signed_in("super"), "desk", shift.viewer("alice").officer_id) == 422
