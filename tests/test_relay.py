"""Messages back to a citizen: at most once, never at night, and the officer is told plainly how it ended."""

from dataclasses import dataclass, field

import pytest
from sqlalchemy import select, update

from config.catalog.channels import load_channels
from hotline import intake, relay, work
from hotline.clock import DAY, HOUR
from hotline.db.engine import reading, writing
from hotline.db.tables import Conversation, Outbox, ProviderCopy
from hotline.sender import NotNow, Sent, Undeliverable, Unsure
from hotline.tips import Address, Kind, Media
from tests.world import World, message

NOON = 1_780_030_800  # 12:00 in Hà Tĩnh
RULES = load_channels().relay


@dataclass
class FakeSender:
    """Remembers what was sent; raises what the test queued."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    fail: list[BaseException] = field(default_factory=list)
    idempotent: bool = False

    def send(self, address: Address, text: str, key: str) -> Sent:
        if self.fail:
            raise self.fail.pop(0)
        self.sent.append((address.sender, text, key))
        return Sent((("message", f"SM{key}"),))

    def fetch(self, media: Media) -> bytes:
        return b""

    def forget(self, kind: str, ref: str) -> None:
        return None

    def gone(self, kind: str, ref: str) -> bool:
        return True


@pytest.fixture
def sender(sqlite_world: World) -> FakeSender:
    fake = FakeSender()
    sqlite_world.senders["twilio"] = fake
    sqlite_world.clock.now = NOON
    intake.keep(sqlite_world.edge, message("Co nguoi ban ma tuy o xom 4 xa Thach Khe"))
    work.step(sqlite_world.worker)
    return fake


@pytest.fixture
def world(sqlite_world: World) -> World:
    return sqlite_world


def ask(world: World, text: str = "Con o do khong?", after: int = 0) -> int:
    """Queues a question to the only conversation; the outbox row's id."""
    with writing(world.db) as session:
        talk = session.scalars(select(Conversation)).one()
        not_before = world.clock.now + after
        return relay.put(world.edge.passing, session, talk.id, "question", text, not_before=not_before)


def state(world: World, row_id: int) -> tuple[str, str | None]:
    with reading(world.db) as session:
        row = session.get_one(Outbox, row_id)
        return row.state, row.why


def test_a_question_goes_to_the_sealed_address_and_its_copy_into_the_ledger(world: World, sender: FakeSender) -> None:
    row = ask(world, after=60)
    assert relay.send_due(world.worker, world.clock.now) == 0
    assert relay.send_due(world.worker, world.clock.now + 60) == 1
    assert sender.sent == [("+84900000001", "Con o do khong?", str(row))]
    assert state(world, row) == ("sent", None)
    with reading(world.db) as session:
        assert [copy.kind for copy in session.scalars(select(ProviderCopy))] == ["message"]


def test_nothing_of_words_or_address_is_readable_in_the_outbox(world: World, sender: FakeSender) -> None:
    row = ask(world, "canary question")
    with reading(world.db) as session:
        assert b"canary" not in session.get_one(Outbox, row).body


def test_a_passing_error_climbs_the_ladder_and_respects_the_provider(world: World, sender: FakeSender) -> None:
    row = ask(world)
    sender.fail = [NotNow("telegram.flood", 4_000), NotNow("provider.http_503")]
    assert relay.send_due(world.worker, NOON) == 0
    assert state(world, row) == ("waiting", "telegram.flood")
    assert relay.send_due(world.worker, NOON + 3_999) == 0
    assert relay.send_due(world.worker, NOON + 4_000) == 0
    assert relay.send_due(world.worker, NOON + 4_000 + RULES.ladder[1]) == 1
    assert len(sender.sent) == 1


def test_a_message_that_never_gets_through_fails_at_the_ladders_end(world: World, sender: FakeSender) -> None:
    row, now = ask(world), NOON
    sender.fail = [NotNow("provider.http_503")] * 20
    for step in (0, *RULES.ladder):
        now += step
        relay.send_due(world.worker, now)
    assert state(world, row) == ("failed", "provider.http_503")


def test_a_permanent_error_is_final(world: World, sender: FakeSender) -> None:
    row = ask(world)
    sender.fail = [Undeliverable("twilio.21610")]
    relay.send_due(world.worker, NOON)
    assert state(world, row) == ("failed", "twilio.21610")
    assert relay.send_due(world.worker, NOON + DAY) == 0


def test_silence_of_the_provider_is_uncertain_and_never_sent_again(world: World, sender: FakeSender) -> None:
    row = ask(world)
    sender.fail = [Unsure("provider.silent")]
    relay.send_due(world.worker, NOON)
    assert state(world, row) == ("uncertain", "provider.silent")
    assert relay.send_due(world.worker, NOON + DAY) == 0
    assert sender.sent == []


def test_a_crash_while_sending_leaves_it_uncertain(world: World, sender: FakeSender) -> None:
    row = ask(world)
    sender.fail = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        relay.send_due(world.worker, NOON)
    assert state(world, row)[0] == "sending"
    assert relay.send_due(world.worker, NOON + relay.CLAIM - 1) == 0
    assert relay.send_due(world.worker, NOON + relay.CLAIM) == 0
    assert state(world, row) == ("uncertain", "interrupted")


def test_after_xoa_nothing_is_sent_and_the_window_is_closed(world: World, sender: FakeSender) -> None:
    row = ask(world, after=600)
    intake.keep(world.edge, message("", kind=Kind.ERASE))
    work.step(world.worker)
    assert relay.send_due(world.worker, NOON + 600) == 0
    assert state(world, row) == ("failed", "address_erased")
    with reading(world.db) as session:
        talk = session.scalars(select(Conversation)).one()
        assert talk.address is None
        assert not relay.open_window(session, talk.id, NOON)


def test_past_the_window_the_row_says_so(world: World, sender: FakeSender) -> None:
    row = ask(world)
    with writing(world.db) as session:
        session.execute(update(Conversation).values(until=NOON))
    relay.send_due(world.worker, NOON)
    assert state(world, row) == ("failed", "window_closed")


def test_the_providers_last_word_reaches_the_row(world: World, sender: FakeSender) -> None:
    row = ask(world)
    relay.send_due(world.worker, NOON)
    report = {"kind": Kind.REPORT, "topic": str(row), "replyable": False}
    intake.keep(world.edge, message("lost", sender="", **report))  # type: ignore[arg-type]  # the builder's free fields
    work.step(world.worker)
    assert state(world, row) == ("failed", "did_not_arrive")


@pytest.mark.parametrize("hour", [22, 23, 0, 3, 5])
def test_nothing_goes_out_in_quiet_hours_unless_a_life_is_in_danger(hour: int) -> None:
    moment = NOON - 12 * HOUR + hour * HOUR
    later = relay.when(moment, urgent=False, below=lambda _: 0)
    assert (later + 7 * HOUR) % DAY == 6 * HOUR
    assert relay.when(moment, urgent=True) == moment


def test_by_day_a_question_waits_a_random_while() -> None:
    delays = {relay.when(NOON, urgent=False) - NOON for _ in range(200)}
    assert min(delays) >= 120
    assert max(delays) <= 900
    assert len(delays) > 50
