"""From a kept message to the board: one tip, sealed to those who may read it, replaced while its talk is open."""

from pathlib import Path

from sqlalchemy import func, select, text, update

from hotline import conversation, intake, tags, vault, work
from hotline.clock import COARSE, DAY
from hotline.db.engine import reading, writing
from hotline.db.tables import Conversation, Grant, Inbound, Item, Lead, LeadEvent, Membership, ReceiptRow, Tip, UnitKey
from hotline.tips import Kind
from tests.world import World, message

DEALER = "Thang coi o xom 4 xa Thach Khe ban hang trang cho con nghien"


def kept(world: World, words: str, **fields: object) -> str:
    """Sends one message through intake and worker; returns its receipt code."""
    receipt = intake.keep(world.edge, message(words, **fields))  # type: ignore[arg-type]  # the builder's free fields
    work.step(world.worker)
    return receipt.code


def tips(world: World) -> list[Tip]:
    with reading(world.db) as session:
        return list(session.scalars(select(Tip).order_by(Tip.received_at, Tip.id)))


def words_for(world: World, unit: str) -> list[str]:
    """Every tip's words as an officer of that unit reads them."""
    with reading(world.db) as session:
        items = session.scalars(select(Item).where(Item.kind == "text")).all()
        contents = vault.read(session, world.holder(unit), items)
    return sorted(conversation.wording(conversation.parts_of(content)) for content in contents.values())


def test_a_message_becomes_a_tip_that_desk_and_supervision_read(world: World) -> None:
    world.add_unit("commune", "18073", name="commune")
    kept(world, DEALER)
    assert words_for(world, "desk") == words_for(world, "supervision") == [DEALER]
    assert words_for(world, "commune") == []
    with reading(world.db) as session:
        lead = session.scalars(select(Lead)).one()
        assert (lead.state, lead.tips, lead.category) == ("new", 1, "retail")
        assert session.scalars(select(Inbound)).all() == []


def test_a_second_part_is_understood_together_and_replaces_the_item(world: World) -> None:
    kept(world, "o gan cho Hom xa Duc Minh co nguoi ban ma tuy da")
    with reading(world.db) as session:
        first = session.scalars(select(Tip)).one()
    world.clock.now += 60
    kept(world, "nguoi do la Quyet lun di xe dream")
    (tip,) = tips(world)
    assert (tip.parts, tip.version) == (2, 2)
    assert words_for(world, "desk") == [
        "o gan cho Hom xa Duc Minh co nguoi ban ma tuy da\nnguoi do la Quyet lun di xe dream"
    ]
    with reading(world.db) as session:
        assert session.scalar(select(func.count()).select_from(Grant).where(Grant.subject_id == first.subject_id)) == 0
        assert session.scalar(select(func.count()).select_from(Item).where(Item.subject_id == first.subject_id)) == 0


def test_the_transcript_is_destroyed_when_the_conversation_closes(world: World) -> None:
    kept(world, DEALER)
    with writing(world.db) as session:
        assert conversation.close_finished(session, world.clock.now + 60) == 0
        assert conversation.close_finished(session, world.clock.now + 30 * 60) == 1
    with reading(world.db) as session:
        talk = session.scalars(select(Conversation)).one()
        assert talk.transcript is None and talk.address is not None


def test_done_closes_at_once_and_the_next_message_is_a_tip_of_its_own(world: World) -> None:
    kept(world, DEALER)
    kept(world, "", kind=Kind.DONE)
    kept(world, "co dua trom cho o xom 3 xa Cam Binh")
    assert len(tips(world)) == 2


def test_an_exact_repeat_joins_its_lead_and_does_not_count(world: World) -> None:
    kept(world, DEALER)
    world.clock.now += 3 * 3600
    kept(world, DEALER)
    with reading(world.db) as session:
        lead = session.scalars(select(Lead)).one()
        assert (lead.tips, lead.independent) == (2, 1)
        assert "repeat" in session.scalars(select(Membership.why)).all()


def test_erase_forgets_the_way_back_and_keeps_the_tip(world: World) -> None:
    kept(world, DEALER)
    kept(world, "XOA", kind=Kind.ERASE)
    with reading(world.db) as session:
        talk = session.scalars(select(Conversation)).one()
        assert (talk.address, talk.sender) == (None, None)
        assert session.scalar(select(func.count()).select_from(Tip)) == 1
        assert session.scalars(select(Inbound)).all() == []


def test_who_knows_the_code_adds_to_the_lead_and_gets_no_way_back(world: World) -> None:
    code = kept(world, DEALER)
    world.clock.now += 60
    kept(world, "hom nay hắn lại đứng ngã ba", sender="+84900000002", kind=Kind.ADD, code=code)
    assert [tip.entry for tip in tips(world)] == ["citizen", "added"]
    with reading(world.db) as session:
        assert session.scalar(select(func.count()).select_from(Lead)) == 1
        assert session.scalar(select(Lead.independent)) == 1
        assert session.scalar(select(func.count()).select_from(Conversation)) == 1


def test_an_answer_goes_to_the_lead_that_asked(world: World) -> None:
    kept(world, DEALER)
    with writing(world.db) as session:
        lead_id = session.scalars(select(Lead.id)).one()
        session.execute(update(Conversation).values(asked_lead=lead_id))
    world.clock.now += 5 * 3600
    kept(world, "dạ đúng rồi ạ")
    with reading(world.db) as session:
        assert session.scalars(select(Lead.id)).all() == [lead_id]
        assert session.scalars(select(Membership.why).order_by(Membership.at)).all() == ["first", "answer"]


def test_without_a_trusted_unit_key_a_message_waits_and_is_not_lost(world: World) -> None:
    with writing(world.db) as session:
        session.execute(update(UnitKey).values(mac=b"forged"))
    kept(world, DEALER)
    assert tips(world) == []
    with reading(world.db) as session:
        row = session.scalars(select(Inbound)).one()
        assert (row.state, row.why, row.attempts) == ("waiting", "unit.mac", 0)


def test_a_lost_claim_leaves_nothing_behind(world: World) -> None:
    from hotline import drain, pipeline
    from hotline.errors import Conflict

    intake.keep(world.edge, message(DEALER))
    claimed = drain.claim_next(world.db, world.clock.now)
    assert claimed is not None
    with writing(world.db) as session:
        session.execute(update(Inbound).values(claim=1))
    try:
        pipeline.process(world.worker, claimed)
        lost = False
    except Conflict:
        lost = True
    assert lost
    with reading(world.db) as session:
        for table in (Tip, Lead, Item, Conversation, Membership, LeadEvent):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_the_receipt_says_received_and_its_code_is_not_stored(world: World) -> None:
    code = kept(world, DEALER)
    with reading(world.db) as session:
        row = session.scalars(select(ReceiptRow)).one()
    assert row.status == "received"
    assert row.code == tags.code_term(world.edge.edge_key(), code)


def test_database_and_wal_hold_neither_words_nor_number(sqlite_world: World) -> None:
    number, words = "+84987000654", "canarylala xom canhbuom co nguoi hut chich"
    kept(sqlite_world, words, sender=number)
    with reading(sqlite_world.db) as session:
        session.execute(text("SELECT 1"))
    found = list(Path(sqlite_world.db.engine.url.database or "").parent.glob("hotline.db*"))
    assert found
    for path in found:
        data = path.read_bytes().lower()
        for trace in (b"canarylala", b"canhbuom", b"987000654"):
            assert trace not in data


def test_erase_also_reaches_a_message_that_came_before_and_is_processed_after(world: World) -> None:
    intake.keep(world.edge, message(DEALER))
    with writing(world.db) as session:  # tried once already, and due again later
        session.execute(update(Inbound).values(not_before=world.clock.now + 30))
    world.clock.now += 5
    kept(world, "XOA", kind=Kind.ERASE)
    for _ in range(5):
        world.clock.now += 60
        work.step(world.worker)
    with reading(world.db) as session:
        talk = session.scalars(select(Conversation)).one()
        assert (talk.address, talk.sender) == (None, None)
        assert session.scalars(select(Inbound)).all() == []


def test_two_erasures_of_one_second_do_not_wait_for_each_other(world: World) -> None:
    for _ in range(2):
        intake.keep(world.edge, message("", kind=Kind.ERASE))
    for _ in range(8):
        work.step(world.worker)
        world.clock.now += 20
    with reading(world.db) as session:
        assert session.scalars(select(Inbound)).all() == []


def test_a_conversation_that_grew_too_long_closes_and_goes_on_beside_its_lead(world: World) -> None:
    for number in range(3):
        kept(world, f"{DEALER} {number} " + "va ca ngay hom qua " * 1_000)
        world.clock.now += 60
    assert [tip.parts for tip in tips(world)] == [2, 1]
    with reading(world.db) as session:
        assert session.scalar(select(func.count()).select_from(Lead)) == 1


def test_the_end_of_the_way_back_does_not_tell_when_the_citizen_wrote(world: World) -> None:
    world.clock.now += 1_234
    kept(world, DEALER)
    with reading(world.db) as session:
        until = session.scalars(select(Conversation.until)).one()
    assert until % COARSE == 0
    assert until > world.clock.now + 29 * DAY
