"""Pictures of a message: fetched, rebuilt, sealed beside the tip; what is no picture is refused with an explanation."""

import io
from dataclasses import dataclass, field

import pytest
from PIL import Image
from sqlalchemy import select

from hotline import intake, vault, work
from hotline.clock import DAY
from hotline.db.engine import reading
from hotline.db.tables import Inbound, Item, Outbox, ProviderCopy, Tip
from hotline.sender import NotNow, Sent
from hotline.tips import Address, Media
from tests.world import World, message

WORDS = "Nha nay o xom 4 xa Thach Khe ban ma tuy"


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (10, 200, 10)).save(out, "JPEG")
    return out.getvalue()


@dataclass
class Shelf:
    """A provider that has these files; says "not now" as often as it is told to."""

    files: dict[str, bytes] = field(default_factory=lambda: {"good": jpeg(), "bad": b"MZ program"})
    away: int = 0
    idempotent: bool = False

    def send(self, address: Address, text: str, key: str) -> Sent:
        raise AssertionError("nothing is to be sent here")

    def fetch(self, media: Media) -> bytes:
        if self.away:
            self.away -= 1
            raise NotNow("provider.unreachable")
        return self.files.get(media.ref, b"")

    def forget(self, kind: str, ref: str) -> None:
        return None

    def gone(self, kind: str, ref: str) -> bool:
        return True


@pytest.fixture
def shelf(sqlite_world: World) -> Shelf:
    shelf = Shelf()
    sqlite_world.senders["twilio"] = shelf
    return shelf


def send(world: World, *refs: str) -> None:
    media = tuple(Media(ref, "image/jpeg") for ref in refs)
    intake.keep(world.edge, message(WORDS, media=media, copies=(("media", "MM1/ME1"), ("message", "MM1"))))
    work.step(world.worker)


def kinds(world: World) -> list[str]:
    with reading(world.db) as session:
        return sorted(session.scalars(select(Item.kind)))


def test_a_picture_and_its_thumbnail_are_sealed_beside_the_tip(sqlite_world: World, shelf: Shelf) -> None:
    send(sqlite_world, "good")
    assert kinds(sqlite_world) == ["findings", "image", "text", "thumb"]
    with reading(sqlite_world.db) as session:
        items = session.scalars(select(Item).where(Item.kind == "image")).all()
        for unit in ("desk", "supervision"):
            [data] = vault.read(session, sqlite_world.holder(unit), items).values()
            with Image.open(io.BytesIO(data)) as opened:
                assert opened.format == "JPEG"
        assert session.scalars(select(Outbox)).all() == []
        assert sorted(session.scalars(select(ProviderCopy.kind))) == ["media", "message"]


def test_what_is_no_picture_is_refused_and_the_citizen_is_told(sqlite_world: World, shelf: Shelf) -> None:
    send(sqlite_world, "bad", "good")
    assert kinds(sqlite_world) == ["findings", "image", "text", "thumb"]
    with reading(sqlite_world.db) as session:
        assert [row.kind for row in session.scalars(select(Outbox))] == ["warning"]


def test_an_absent_provider_delays_the_picture_and_never_the_words(sqlite_world: World, shelf: Shelf) -> None:
    shelf.away = 2
    send(sqlite_world, "good")
    with reading(sqlite_world.db) as session:
        assert session.scalars(select(Tip)).one().parts == 1
        assert session.scalars(select(Inbound)).one().state == "waiting"
    for _ in range(3):
        sqlite_world.clock.now += 600
        work.step(sqlite_world.worker)
    assert kinds(sqlite_world) == ["findings", "image", "text", "thumb"]


@pytest.mark.parametrize("gone", [True, False])
def test_a_picture_that_nobody_gives_out_is_given_up_after_a_day(sqlite_world: World, shelf: Shelf, gone: bool) -> None:
    shelf.away = 10_000
    if gone:
        del sqlite_world.senders["twilio"]
    send(sqlite_world, "good")
    for seconds, waiting in ((DAY - 60, 1), (120, 0)):
        sqlite_world.clock.now += seconds
        work.step(sqlite_world.worker)
        with reading(sqlite_world.db) as session:
            assert len(session.scalars(select(Inbound)).all()) == waiting
    with reading(sqlite_world.db) as session:
        assert [row.kind for row in session.scalars(select(Outbox))] == ["warning"]
        assert sorted(session.scalars(select(ProviderCopy.kind))) == ["media", "message"]
    assert kinds(sqlite_world) == ["findings", "text"]
