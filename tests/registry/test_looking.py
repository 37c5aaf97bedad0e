"""What a record is beside: earlier leads that fit it, its neighbours, reviews that are due, mentions that run out."""

from sqlalchemy import select

from config.catalog.timers import timers as catalog
from hotline import leads, links, registry, suggesting, timers
from hotline.clock import DAY
from hotline.db.engine import reading
from hotline.db.tables import Link
from hotline.registry import RecordFilters
from tests.registry.acting import version, with_status
from tests.shift import RAW_HOTSPOT, RAW_PERSON, Shift

PAPER = {"document_kind": "verification", "document_ref": "BB 2/2026"}


def fitting(shift: Shift, record: int) -> list[int]:
    """The earlier leads that fit a record."""
    with reading(shift.db) as session:
        return [lead_id for lead_id, _one in suggesting.looking_back(session, record)]


def mentioned(shift: Shift, *records: int) -> tuple[int, int]:
    """A lead that an officer has said to speak of the records, and its version."""
    lead_id = shift.tip()
    seen = shift.claim("alice", lead_id)
    for record in records:
        seen = links.mention(shift.board, shift.viewer("alice"), lead_id, seen, record, "khớp").version
    return lead_id, seen


def test_a_new_record_and_a_changed_one_look_back_over_earlier_leads(shift: Shift) -> None:
    lead_id = shift.tip()
    assert fitting(shift, shift.record()) == [lead_id]

    other = shift.record({**RAW_HOTSPOT, "name": "quán bia Sóng Xanh", "place_kind": "quán bia"})
    assert fitting(shift, other) == []
    edited = {**RAW_HOTSPOT, **PAPER}
    registry.edit(shift.board, shift.viewer("registry"), other, version(shift, other), edited, "đổi tên quán")
    assert fitting(shift, other) == [lead_id]


def test_the_outcome_travels_to_every_mention(shift: Shift) -> None:
    both = shift.record(), shift.record(RAW_PERSON)
    lead_id, seen = mentioned(shift, *both)

    leads.close(shift.board, shift.viewer("alice"), lead_id, seen, "already_known")

    views = [registry.open_record(shift.board, shift.viewer("super"), record) for record in both]
    assert [line.outcome for view in views for line in view.leads] == ["already_known"] * 2


def test_a_persons_mention_runs_out_and_a_hotspots_does_not(shift: Shift) -> None:
    hotspot, person = shift.record(), shift.record(RAW_PERSON)
    mentioned(shift, hotspot, person)
    shift.clock.now += catalog().mention - 1
    timers.escalate(shift.worker.db, shift.clock.now)
    with reading(shift.db) as session:
        assert len(session.scalars(select(Link.id).where(Link.undone_at.is_(None))).all()) == 2

    shift.clock.now += 1
    timers.escalate(shift.worker.db, shift.clock.now)
    with reading(shift.db) as session:
        assert list(session.scalars(select(Link.record_id).where(Link.undone_at.is_(None)))) == [hotspot]
    assert registry.open_record(shift.board, shift.viewer("super"), person).leads == ()


def test_records_of_one_lead_are_neighbours_for_those_who_may_know(shift: Shift) -> None:
    hotspot, person = shift.record(), shift.record(RAW_PERSON)
    lead_id, _seen = mentioned(shift, hotspot, person)

    def near(login: str, record: int) -> list[tuple[int, str, int]]:
        view = registry.open_record(shift.board, shift.viewer(login), record)
        return [(one.record_id, one.name, one.lead_id) for one in view.neighbours]

    assert near("alice", hotspot) == [(person, "Nguyễn Văn Thử", lead_id)]
    assert near("alice", person) == [(hotspot, "quán karaoke Ánh Trăng", lead_id)]
    assert near("registry", hotspot) == near("commune", person) == []


def test_reviews_that_are_due_are_listed(shift: Shift) -> None:
    due, _other = with_status(shift), shift.record(RAW_PERSON)
    ends = registry.open_record(shift.board, shift.viewer("super"), due).row.review_at or 0

    def listed(until: int) -> list[int]:
        filters = RecordFilters(kind="person", review_until=until)
        return [row.record_id for row in registry.listing(shift.board, shift.viewer("registry"), filters)[0]]

    assert (listed(ends - DAY), listed(ends)) == ([], [due])
