"""Joining in the database: real concurrency, merges that an officer can undo, suggestions from postings."""

import threading
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import intake, joining, suggesting, work
from hotline.db.engine import Database, reading, writing
from hotline.db.queries import index as postings
from hotline.db.tables import Lead, LeadEvent, Membership, Posting, Record, Tip
from hotline.index import Indexed, index_keys
from hotline.joining import Newcomer
from hotline.record_terms import PersonWords, of_person
from hotline.sketch import Purpose
from hotline.sources import Source, sources_of
from hotline.tips import Address, Kind
from tests.world import World, message

NAMED = "Trần Đức Long (Long béo) sinh năm 1993 ở xóm 3 xã Kỳ Hoa bán ma túy đá cho học sinh"
VENUE = "quán karaoke Ruby thôn Yên Lạc xã Kỳ Hoa cho thanh niên vào đập đá suốt đêm"
BOTH = "Trần Đức Long sinh 1993 bán ma túy đá ở quán karaoke Ruby thôn Yên Lạc xã Kỳ Hoa, thanh niên vào đập đá"


def send(world: World, words: str, sender: int) -> None:
    """One message of a sender of its own, with DONE behind it, so that each is a tip."""
    number = f"+1500555{sender:04}"
    intake.keep(world.edge, message(words, sender=number))
    work.step(world.worker)
    intake.keep(world.edge, message("", sender=number, kind=Kind.DONE))
    work.step(world.worker)
    world.clock.now += 60


def open_leads(world: World) -> list[Lead]:
    with reading(world.db) as session:
        return list(session.scalars(select(Lead).where(Lead.state != "closed")))


def test_tips_of_one_matter_end_in_one_lead_and_count_by_sender(world: World) -> None:
    send(world, NAMED, 1)
    send(world, "Long béo tên thật Trần Đức Long 93 Kỳ Hoa ship hàng trắng tận nơi, bắt lẹ giùm", 2)
    (lead,) = open_leads(world)
    assert (lead.tips, lead.independent) == (2, 2)
    with reading(world.db) as session:
        edges = session.scalars(select(Membership).order_by(Membership.at)).all()
        assert [edge.why for edge in edges] == ["first", "same_matter"]
        assert edges[1].bits > 1500
        assert "full_name" in edges[1].groups


def test_neighbours_stay_apart_and_are_shown_as_perhaps_the_same(world: World) -> None:
    send(world, "tiệm cầm đồ Phát Đạt TDP 4 xã Kỳ Hoa chứa chấp dân nghiện tới hút chích", 1)
    send(world, "tiệm cầm đồ Phát Đạt TDP 4 phường Sông Trí chứa chấp dân nghiện tới hút chích", 2)
    assert len(open_leads(world)) == 2


def test_a_newcomer_that_proves_two_leads_one_merges_them_and_an_undo_finds_the_rows(world: World) -> None:
    send(world, NAMED, 1)
    send(world, VENUE, 2)
    assert len(open_leads(world)) == 2
    send(world, BOTH, 3)
    (lead,) = open_leads(world)
    assert lead.tips == 3
    with reading(world.db) as session:
        events = {event.action: event for event in session.scalars(select(LeadEvent))}
        assert events["merge"].decision_id == events["merged"].decision_id
        assert events["merged"].codes["before"]["state"] == "new"
        assert events["merge"].codes["from"] == events["merged"].lead_id
        undone = session.scalars(select(Membership).where(Membership.undone_at.is_not(None))).all()
        assert len(undone) == 1
        assert {tip.lead_id for tip in session.scalars(select(Tip))} == {lead.id}


def test_software_moves_nothing_once_an_officer_has_acted(world: World) -> None:
    send(world, NAMED, 1)
    send(world, VENUE, 2)
    with writing(world.db) as session:
        for lead in session.scalars(select(Lead)):
            session.add(LeadEvent(lead_id=lead.id, officer_id=5, action="claim", version=lead.version, codes={}, at=1))
    send(world, BOTH, 3)
    assert sorted(lead.tips for lead in open_leads(world)) == [1, 2]


def test_not_the_same_silences_the_pair_for_good(world: World) -> None:
    send(world, NAMED, 1)
    send(world, "Long béo tên thật Trần Đức Long 93 Kỳ Hoa ship hàng trắng tận nơi, bắt lẹ giùm", 2)
    (lead,) = open_leads(world)
    with writing(world.db) as session:
        tip = session.scalars(select(Tip).order_by(Tip.received_at.desc())).first()
        assert tip is not None
        again = newcomer(session, tip)
        measured = joining.measure(session, again.indexed)
        assert joining.place(session, again, measured).lead_id == lead.id
        edge = {"verdict": "not_same", "why": "officer", "decision_id": 1, "by": 5, "at": 1}
        session.add(Membership(id=1, tip_id=tip.id, lead_id=lead.id, **edge))
        session.flush()
        assert joining.place(session, again, measured).lead_id is None
        assert joining.place(session, replace(again, tip_id=9), measured).lead_id == lead.id


def newcomer(session: Session, tip: Tip) -> Newcomer:
    """A kept tip as if it came now, of a sender that nobody can tell."""
    terms = tuple(postings.terms_of(session, "tip", [tip.id]))
    return Newcomer(tip.id, Indexed(terms, terms, tip.sketch or b""), (), tip.received_at, tip.category)


def test_concurrent_tips_about_one_matter_end_in_one_lead(postgres: Database, tmp_path) -> None:
    world = World(postgres, tmp_path / "rings")
    for sender in range(8):
        intake.keep(world.edge, message(f"{NAMED}, lần {sender}", sender=f"+1500555{sender:04}"))
    start = threading.Barrier(4)
    failed: list[BaseException] = []

    def work_on() -> None:
        try:
            start.wait(10)
            while work.step(world.worker, limit=1):
                pass
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=work_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    (lead,) = open_leads(world)
    assert lead.tips == 8


def test_a_record_is_suggested_and_looks_back(world: World) -> None:
    send(world, NAMED, 1)
    (lead,) = open_leads(world)
    index = index_keys(world.rings["board"].current("index").secret)
    with writing(world.db) as session:
        for number, (name, commune) in enumerate((("Trần Đức Long", lead.commune), ("Trần Đức Long", "18562")), 1):
            found = of_person(index, PersonWords(name, ("Long béo",), born=1993, commune=commune, hamlet="xóm 3"))
            values = {"kind": "person", "commune": commune, "sketch": found.sketch, "subject_id": number, "at": 1}
            session.add(Record(id=number, state="active", **values))
            session.flush()
            postings.post(session, "person", number, found.terms)
    with reading(world.db) as session:
        first, *_ = suggesting.of_lead(session, lead.id, "person")
        assert (first.record_id, first.strong) == (1, True)
        assert [lead_id for lead_id, _ in suggesting.looking_back(session, 1)] == [lead.id]
    with writing(world.db) as session:
        session.get_one(Lead, lead.id).outcome = "unfounded"
    with reading(world.db) as session:
        assert suggesting.of_lead(session, lead.id, "person") == ()


def test_nothing_of_the_senders_number_is_posted(world: World) -> None:
    send(world, f"{VENUE}, goi toi 0912 000 345", 1)
    with reading(world.db) as session:
        before = set(session.scalars(select(Posting.term)))
    index = index_keys(world.rings["worker"].current("index").secret)
    assert index.term(Purpose.PHONE, "0912000345") not in before


def test_strangers_whose_tags_are_the_same_by_chance_are_not_taken_for_one_sender(world: World) -> None:
    """12 bits are shared by strangers (design 9, 13): only the full-length key of a living conversation proves it."""
    send(world, NAMED, 1)
    with writing(world.db) as session:
        first = session.scalars(select(Tip)).one()
        period, source = first.period or 0, first.source or 0
    stranger = "co nguoi ban do, nho cac anh xem giup"  # says neither where nor who
    ring = world.worker.passing_ring()
    numbers = (f"+1500556{n:05}" for n in range(90_000))
    number = next(one for one in numbers if Source(period, source) in sources_of(ring, Address("sms", "sms", one, "")))
    intake.keep(world.edge, message(stranger, sender=number))
    work.step(world.worker)
    assert len(open_leads(world)) == 2
    send(world, stranger, 1)
    with reading(world.db) as session:
        edges = session.scalars(select(Membership).order_by(Membership.at, Membership.id)).all()
        assert any("sender" in edge.groups for edge in edges)
