"""What a code may be told: a status word, and the same answer for every wrong code."""

import pytest
from sqlalchemy import insert, update

from hotline import receipts
from hotline.clock import HOUR
from hotline.db.engine import writing
from hotline.db.tables import ReceiptRow
from hotline.receipts import Limits
from hotline.tags import code_term, receipt_code
from tests.world import World

CODE = receipt_code(b"k" * 32, b"one")
WRONG = receipt_code(b"k" * 32, b"two")
LIMITS = Limits(by_one=5, by_all=8)


@pytest.fixture
def kept(world: World) -> World:
    with writing(world.db) as session:
        session.execute(insert(ReceiptRow).values(code=code_term(world.edge.edge_key(), CODE), tip_id=1))
    return world


def ask(world: World, code: str = WRONG, asker: str = "sms a") -> str:
    return receipts.status(world.edge, [code], asker, LIMITS)[0]


def test_a_code_is_told_its_status_and_nothing_else(kept: World) -> None:
    assert receipts.status(kept.edge, [CODE], "sms a", LIMITS) == ("received", CODE)
    with writing(kept.db) as session:
        session.execute(update(ReceiptRow).values(status="closed"))
    assert receipts.status(kept.edge, [CODE], "sms a", LIMITS) == ("closed", CODE)


def test_after_five_wrong_codes_right_ones_are_not_told_either(kept: World) -> None:
    assert [ask(kept) for _ in range(6)] == ["unknown"] * 5 + ["later"]
    assert ask(kept, CODE) == "later"
    assert ask(kept, CODE, "sms b") == "received"
    kept.clock.now += HOUR
    assert ask(kept, CODE) == "received"


def test_all_together_may_guess_only_so_often(kept: World) -> None:
    answers = [ask(kept, asker=f"sms {number}") for number in range(9)]
    assert answers == ["unknown"] * 8 + ["later"]
    assert ask(kept, CODE, "sms new") == "later"


def test_no_code_at_all_is_a_wrong_code(kept: World) -> None:
    assert receipts.status(kept.edge, [], "sms a", LIMITS) == ("unknown", "")


def test_a_keypads_many_readings_are_one_guess(kept: World) -> None:
    readings = [receipt_code(b"k" * 32, str(n).encode()) for n in range(1500)]
    assert receipts.status(kept.edge, [*readings, CODE], "voice a", LIMITS) == ("received", CODE)
    assert ask(kept, asker="voice a") == "unknown"
