"""Floods and reputations choose a lane, never drop: quarantine for too much from one sender, danger always on top."""

from sqlalchemy import select, update

from hotline import intake, pressure, work
from hotline.db.engine import reading, writing
from hotline.db.tables import Lead, Tip
from hotline.sources import sources_of
from hotline.tips import Address
from tests.world import World, message

FLOODER = "+84900000666"
MATTER = "xom {n} xa Thach Khe co nguoi ban ma tuy da"


def flood(world: World, words: str, count: int) -> None:
    """As many tips, each a conversation of its own, within the hour."""
    for number in range(count):
        intake.keep(world.edge, message(words.format(n=number + 1), sender=FLOODER, conversation=str(number)))
        world.clock.now += 31 * 60
        work.step(world.worker)
    with writing(world.db) as session:
        session.execute(update(Tip).values(received_at=world.clock.now - 60))


def told(world: World, words: str, sender: str = FLOODER) -> str:
    before = set(tips(world))
    world.clock.now += 31 * 60  # a conversation of its own
    intake.keep(world.edge, message(words, sender=sender))
    work.step(world.worker)
    (lane,) = [lane for tip, lane in tips(world).items() if tip not in before]
    return lane


def tips(world: World) -> dict[int, str]:
    with reading(world.db) as session:
        return {tip.id: tip.lane for tip in session.scalars(select(Tip))}


def test_too_much_from_one_sender_goes_to_quarantine_and_is_kept(sqlite_world: World) -> None:
    flood(sqlite_world, MATTER, 21)
    assert told(sqlite_world, MATTER.format(n=99)) == "quarantine"
    assert told(sqlite_world, MATTER.format(n=99), sender="+84900000111") == "main"


def test_danger_to_life_is_never_hidden_by_a_flood(sqlite_world: World) -> None:
    flood(sqlite_world, MATTER, 21)
    assert told(sqlite_world, "cuu voi no cam dao ke co vo dang ngao da o xom 3 xa Thach Khe toi nhanh") == "main"


def test_a_sender_of_unwanted_tips_is_trusted_again_for_a_drug_matter(sqlite_world: World) -> None:
    flood(sqlite_world, "alo so {n}", 4)
    with writing(sqlite_world.db) as session:
        session.execute(update(Lead).values(outcome="spam"))
    assert told(sqlite_world, "hom nay troi dep qua") == "quarantine"
    assert told(sqlite_world, MATTER.format(n=5)) == "main"


def test_nobody_presses_on_no_account(world: World) -> None:
    address = Address("sms", "twilio", "", "SM1")
    with reading(world.db) as session:
        found = pressure.asking(session, sources_of(world.ring("worker-passing")(), address), world.clock.now)()
    assert (found.by_sender, found.before) == (0, 0)
