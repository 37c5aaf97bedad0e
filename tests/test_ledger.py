"""Copies at a provider: deleted, seen to be gone, retried, and counted until then."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from channels.senders.twilio import TwilioSender
from config.catalog.channels import load_channels
from hotline import ledger
from hotline.db.engine import reading, writing
from hotline.db.tables import ProviderCopy
from tests.channels.builders import settings_for
from tests.fake_twilio import FakeTwilio
from tests.world import World

FIRST = load_channels().ledger_first


@pytest.fixture
def twilio(sqlite_world: World, served: Callable[..., str]) -> FakeTwilio:
    fake = FakeTwilio()
    settings = settings_for(twilio_api_url=served(fake.app()))
    sqlite_world.senders["twilio"] = TwilioSender(settings, load_channels())
    return fake


def enter(world: World, *copies: tuple[str, str]) -> None:
    with writing(world.db) as session:
        ledger.enter(world.edge.passing, session, "twilio", copies, world.clock.now)


def counts(world: World) -> dict[str, int]:
    with reading(world.db) as session:
        return ledger.undeleted(session)


def test_a_copy_is_deleted_then_verified_then_forgotten(sqlite_world: World, twilio: FakeTwilio) -> None:
    sid, start = twilio.hold("SM"), sqlite_world.clock.now
    enter(sqlite_world, ("message", sid))
    assert counts(sqlite_world) == {"twilio": 1, "oldest": start}
    assert ledger.settle(sqlite_world.worker, start) == 0
    assert ledger.settle(sqlite_world.worker, start + FIRST) == 0
    assert twilio.deletes == [sid]
    assert counts(sqlite_world)["twilio"] == 1
    assert ledger.settle(sqlite_world.worker, start + FIRST + ledger.VERIFY_AFTER) == 1
    assert counts(sqlite_world) == {"oldest": 0}


def test_a_picture_goes_before_the_message_that_names_it(sqlite_world: World, twilio: FakeTwilio) -> None:
    message = twilio.hold("MM")
    medium = twilio.hold("ME", parent=message)
    enter(sqlite_world, ("media", f"{message}/{medium}"), ("message", message))
    for step in (1, 2):
        ledger.settle(sqlite_world.worker, sqlite_world.clock.now + FIRST * step)
    assert twilio.deletes == [medium, message]


def test_a_failing_provider_is_asked_again_later(sqlite_world: World, twilio: FakeTwilio) -> None:
    sid, now = twilio.hold("CA"), sqlite_world.clock.now + FIRST
    enter(sqlite_world, ("call", sid))
    twilio.fail = [(503, 20503), (400, 20001)]
    for wait in (0, *load_channels().ledger_ladder[:2]):
        now += wait
        ledger.settle(sqlite_world.worker, now)
    assert twilio.deletes == [sid]


def test_a_copy_that_came_back_is_deleted_again(sqlite_world: World, twilio: FakeTwilio) -> None:
    sid, now = twilio.hold("SM"), sqlite_world.clock.now + FIRST
    enter(sqlite_world, ("message", sid))
    ledger.settle(sqlite_world.worker, now)
    twilio.held[sid] = {"sid": sid}
    assert ledger.settle(sqlite_world.worker, now + ledger.VERIFY_AFTER) == 0
    assert counts(sqlite_world)["twilio"] == 1
    ledger.settle(sqlite_world.worker, now + 10_000)
    assert ledger.settle(sqlite_world.worker, now + 20_000) == 1


def test_references_are_sealed(sqlite_world: World, twilio: FakeTwilio) -> None:
    enter(sqlite_world, ("message", "SMcanary"))
    with reading(sqlite_world.db) as session:
        assert b"SMcanary" not in session.scalars(select(ProviderCopy)).one().ref
