"""Links are an officer's: a reason for a person, a second officer for confirming one, silence after "not the same"."""

from pathlib import Path

import pytest
from sqlalchemy import select

from config.catalog.timers import timers as catalog
from hotline import leads, links, proposals, registry, suggesting, timers
from hotline.db.engine import Database, reading
from hotline.db.tables import Approval, Link
from hotline.errors import Conflict, HotlineError, NotFound, Refused
from tests.registry.acting import EDITED, version
from tests.shift import OTHER, RAW_PERSON, RETAIL, Shift


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


@pytest.fixture
def anywhere(database: Database, tmp_path: Path) -> Shift:
    return Shift(database, tmp_path / "rings")


def living(shift: Shift) -> list[tuple[str, int]]:
    with reading(shift.db) as session:
        rows = session.scalars(select(Link).where(Link.undone_at.is_(None)))
        return sorted((row.verdict, row.record_id) for row in rows)


def mentioned(shift: Shift, record: int, reason: str = "tên và xã khớp") -> tuple[int, leads.Done]:
    lead_id = shift.tip()
    version = shift.claim("alice", lead_id)
    return lead_id, links.mention(shift.board, shift.viewer("alice"), lead_id, version, record, reason)


def test_a_hotspot_is_mentioned_and_confirmed_by_one_officer(shift: Shift) -> None:
    record = shift.record()
    lead_id, done = mentioned(shift, record, "")
    link = shift.open("alice", lead_id).links[0]
    assert (link.name, link.verdict) == ("quán karaoke Ánh Trăng", "mention")

    links.confirm(shift.board, shift.viewer("alice"), lead_id, done.version, link.id, "đúng quán")

    assert living(shift) == [("confirmed", record)]


def test_a_person_needs_a_reason_and_a_second_officer(shift: Shift) -> None:
    record = shift.record(RAW_PERSON)
    with pytest.raises(Refused) as told:
        mentioned(shift, record, " ")
    assert told.value.code == "words.missing"

    lead_id = leads.queue(shift.board, shift.viewer("alice")).rows[0].lead_id
    alice, version = shift.viewer("alice"), shift.lead(lead_id).version
    done = links.mention(shift.board, alice, lead_id, version, record, "tên khớp")
    link = shift.open("alice", lead_id).links[-1]
    links.confirm(shift.board, alice, lead_id, done.version, link.id, "năm sinh và thôn khớp")
    assert living(shift) == [("mention", record)]

    with reading(shift.db) as session:
        approval = session.scalars(select(Approval.id).where(Approval.kind == "person_link")).one()
    for wrong in ("alice", "bob"):
        with pytest.raises(Refused):
            links.decide(shift.board, shift.viewer(wrong), approval, approve=True)
    links.decide(shift.board, shift.viewer("lead"), approval, approve=True)
    assert living(shift) == [("confirmed", record)]


def test_whoever_acted_on_the_lead_is_not_the_second_officer(shift: Shift) -> None:
    record = shift.record(RAW_PERSON)
    lead_id, done = mentioned(shift, record)
    link = shift.open("alice", lead_id).links[-1]
    done = links.confirm(shift.board, shift.viewer("alice"), lead_id, done.version, link.id, "khớp")
    shift.clock.now += 100
    leads.claim(shift.board, shift.viewer("lead"), lead_id, done.version)
    with reading(shift.db) as session:
        approval = session.scalars(select(Approval.id).where(Approval.kind == "person_link")).one()

    with pytest.raises(Refused) as told:
        links.decide(shift.board, shift.viewer("lead"), approval, approve=True)
    assert told.value.code == "approval.acted_before"


def test_not_the_same_ends_a_mention_and_undo_brings_it_back(shift: Shift) -> None:
    record = shift.record()
    lead_id, done = mentioned(shift, record)
    done = links.reject(shift.board, shift.viewer("alice"), lead_id, done.version, record)
    assert living(shift) == [("rejected", record)]

    leads.undo(shift.board, shift.viewer("alice"), done.decision_id)

    assert living(shift) == [("mention", record)]


def test_the_same_judgement_is_not_made_twice(shift: Shift) -> None:
    record = shift.record()
    lead_id, done = mentioned(shift, record)

    with pytest.raises(Refused) as told:
        links.mention(shift.board, shift.viewer("alice"), lead_id, done.version, record)
    assert told.value.code == "link.already"


def test_the_outcome_travels_to_the_record_and_back(shift: Shift) -> None:
    record = shift.record()
    lead_id, done = mentioned(shift, record)
    closed = leads.close(shift.board, shift.viewer("alice"), lead_id, done.version, "already_known")
    assert shift.open("alice", lead_id).links[0].outcome == "already_known"
    view = registry.open_record(shift.board, shift.viewer("alice"), record)
    assert view.leads[0].outcome == "already_known"

    leads.undo(shift.board, shift.viewer("alice"), closed.decision_id)

    assert shift.open("alice", lead_id).links[0].outcome is None


def test_mentions_do_not_exist_outside_desk_and_supervision(shift: Shift) -> None:
    record = shift.record(RAW_PERSON)
    mentioned(shift, record)

    def seen(login: str) -> int:
        return len(registry.open_record(shift.board, shift.viewer(login), record).leads)

    assert [seen(login) for login in ("alice", "super")] == [1, 1]
    assert [seen(login) for login in ("registry", "commune")] == [0, 0]


def test_a_record_that_is_not_there_is_linked_to_nothing(shift: Shift) -> None:
    with pytest.raises(NotFound):
        mentioned(shift, 12345)


def test_a_link_decided_meanwhile_is_a_conflict(shift: Shift) -> None:
    record = shift.record(RAW_PERSON)
    lead_id, done = mentioned(shift, record)
    link = shift.open("alice", lead_id).links[-1]
    links.confirm(shift.board, shift.viewer("alice"), lead_id, done.version, link.id, "khớp")
    with reading(shift.db) as session:
        approval = session.scalars(select(Approval.id).where(Approval.kind == "person_link")).one()
    links.decide(shift.board, shift.viewer("lead"), approval, approve=False)

    with pytest.raises(Conflict):
        links.decide(shift.board, shift.viewer("super"), approval, approve=True)


def merged(shift: Shift, one: int, other: int) -> leads.Done:
    """Another lead's tips come to the first."""
    board, alice = shift.board, shift.viewer("alice")
    return leads.merge(board, alice, one, shift.lead(one).version, other, shift.lead(other).version)


def pairs(shift: Shift) -> list[tuple[int, int, str]]:
    """What holds now: (lead, record, verdict)."""
    with reading(shift.db) as session:
        rows = session.scalars(select(Link).where(Link.undone_at.is_(None)))
        return sorted((row.lead_id, row.record_id, row.verdict) for row in rows)


def suggested(shift: Shift, lead_id: int) -> list[int]:
    with reading(shift.db) as session:
        return [one.record_id for one in suggesting.of_lead(session, lead_id, "person")]


def test_a_rejection_stays_for_good_when_leads_are_merged_and_comes_back_with_undo(anywhere: Shift) -> None:
    person, alice = anywhere.record(RAW_PERSON), anywhere.viewer("alice")
    one, other = anywhere.tip(OTHER, "+84900000002"), anywhere.tip(f"Nguyen Van Thu sinh nam 1990 {RETAIL}")
    assert suggested(anywhere, other) == [person]
    links.reject(anywhere.board, alice, other, anywhere.claim("alice", other), person)

    done = merged(anywhere, one, other)
    assert pairs(anywhere) == [(one, person, "rejected")]
    assert suggested(anywhere, one) == []

    leads.undo(anywhere.board, alice, done.decision_id)
    assert pairs(anywhere) == [(other, person, "rejected")]


def test_the_outcome_travels_to_a_mention_that_a_merge_brought(shift: Shift) -> None:
    record = shift.record()
    other, _done = mentioned(shift, record)
    one = shift.tip(OTHER, "+84900000002")
    done = merged(shift, one, other)
    assert [link.verdict for link in shift.open("alice", one).links if not link.undone] == ["mention"]

    closed = leads.close(shift.board, shift.viewer("alice"), one, done.version, "already_known")
    view = registry.open_record(shift.board, shift.viewer("super"), record)
    assert [(line.lead_id, line.outcome) for line in view.leads] == [(one, "already_known")]

    leads.undo(shift.board, shift.viewer("alice"), closed.decision_id)
    leads.undo(shift.board, shift.viewer("alice"), done.decision_id)
    view = registry.open_record(shift.board, shift.viewer("super"), record)
    assert [(line.lead_id, line.outcome) for line in view.leads] == [(other, None)]


@pytest.mark.parametrize("into", [0, 1])
def test_of_two_judgements_on_one_pair_the_stronger_stays(shift: Shift, into: int) -> None:
    record, alice = shift.record(), shift.viewer("alice")
    both = shift.tip(), shift.tip(OTHER, "+84900000002")
    links.mention(shift.board, alice, both[0], shift.claim("alice", both[0]), record)
    links.reject(shift.board, alice, both[1], shift.claim("alice", both[1]), record)
    before = pairs(shift)

    done = merged(shift, both[into], both[1 - into])
    assert pairs(shift) == [(both[into], record, "mention")]

    leads.undo(shift.board, alice, done.decision_id)
    assert pairs(shift) == before


def test_a_proposal_does_not_follow_its_mention_to_another_lead(shift: Shift) -> None:
    record, alice = shift.record(RAW_PERSON), shift.viewer("alice")
    other, done = mentioned(shift, record)
    link = shift.open("alice", other).links[0].id
    links.confirm(shift.board, alice, other, done.version, link, "khớp")
    merged(shift, shift.tip(OTHER, "+84900000002"), other)

    with reading(shift.db) as session:
        approval = session.scalars(select(Approval).where(Approval.kind == "person_link")).one()
    assert approval.verdict == "withdrawn"
    with pytest.raises(HotlineError):
        links.decide(shift.board, shift.viewer("super"), approval.id, approve=True)
    assert [verdict for _lead, _record, verdict in pairs(shift)] == ["mention"]


def test_a_judgement_is_undone_wherever_a_merge_has_brought_it(shift: Shift) -> None:
    record, alice = shift.record(), shift.viewer("alice")
    other, first = mentioned(shift, record)
    second = links.reject(shift.board, alice, other, first.version, record)
    one = shift.tip(OTHER, "+84900000002")
    merged(shift, one, other)

    leads.undo(shift.board, alice, second.decision_id)
    assert pairs(shift) == [(one, record, "mention")]
    leads.undo(shift.board, alice, first.decision_id)
    assert pairs(shift) == []


def test_an_undo_brings_no_mention_back_that_has_run_out_meanwhile(shift: Shift) -> None:
    record, alice = shift.record(RAW_PERSON), shift.viewer("alice")
    lead_id, first = mentioned(shift, record)
    second = links.reject(shift.board, alice, lead_id, first.version, record)
    shift.clock.now += catalog().mention + 1

    leads.undo(shift.board, alice, second.decision_id)
    assert pairs(shift) == []


def test_what_was_judged_after_a_merge_stays_as_it_was_judged(shift: Shift) -> None:
    record, alice = shift.record(), shift.viewer("alice")
    other, _done = mentioned(shift, record)
    one = shift.tip(OTHER, "+84900000002")
    done = merged(shift, one, other)
    links.reject(shift.board, alice, one, done.version, record)

    leads.undo(shift.board, alice, done.decision_id)
    assert pairs(shift) == [(one, record, "rejected")]


def asked_to_confirm(shift: Shift, record: int) -> int:
    """The approval of a confirmation that alice has asked for."""
    lead_id, done = mentioned(shift, record)
    link = shift.open("alice", lead_id).links[-1]
    links.confirm(shift.board, shift.viewer("alice"), lead_id, done.version, link.id, "khớp")
    with reading(shift.db) as session:
        return session.scalars(select(Approval.id).where(Approval.kind == "person_link")).one()


@pytest.mark.parametrize("decided", [False, True])
def test_what_is_confirmed_of_one_person_does_not_come_to_another(shift: Shift, decided: bool) -> None:
    board, record = shift.board, shift.record(RAW_PERSON)
    approval = asked_to_confirm(shift, record)
    if decided:
        links.decide(board, shift.viewer("lead"), approval, approve=True)

    another = {**EDITED, "full_name": "Trần Thị Khác", "born": 1970}
    with pytest.raises(Refused) as told:
        registry.edit(board, shift.viewer("registry"), record, version(shift, record), another, "sửa tên")
    assert told.value.code == "edit.identity"


def test_a_link_is_confirmed_to_the_record_that_was_seen(shift: Shift) -> None:
    board, second, record = shift.board, shift.viewer("lead"), shift.record(RAW_PERSON)
    approval, seen = asked_to_confirm(shift, record), version(shift, record)
    registry.edit(board, shift.viewer("registry"), record, seen, {**EDITED, "hamlet": "TDP 9"}, "chuyển nhà")

    with pytest.raises(Conflict) as told:
        links.decide(board, second, approval, approve=True, seen=seen)
    assert told.value.code == "record.changed"
    links.decide(board, second, approval, approve=True, seen=version(shift, record))
    assert living(shift) == [("confirmed", record)]


def waiting(shift: Shift) -> list[tuple[str, int]]:
    return [(one.kind, one.record_id) for one in proposals.waiting(shift.board, shift.viewer("super"))]


def test_a_confirmation_is_asked_for_once(shift: Shift) -> None:
    record = shift.record(RAW_PERSON)
    asked_to_confirm(shift, record)
    (lead_id,) = [row.lead_id for row in leads.queue(shift.board, shift.viewer("alice"), "mine").rows]
    link, seen = shift.open("alice", lead_id).links[-1], shift.lead(lead_id).version

    with pytest.raises(Refused) as told:
        links.confirm(shift.board, shift.viewer("alice"), lead_id, seen, link.id, "khớp")
    assert (told.value.code, waiting(shift)) == ("link.waits", [("person_link", record)])


@pytest.mark.parametrize("end", ["reject", "unlink", "undo", "expire", "retire", "merge"])
def test_what_waits_falls_with_its_mention(shift: Shift, end: str) -> None:
    board, alice, officer = shift.board, shift.viewer("alice"), shift.viewer("registry")
    record, other = shift.record(RAW_PERSON), shift.record({**RAW_PERSON, "phones": []})
    lead_id, done = mentioned(shift, record)
    link = shift.open("alice", lead_id).links[-1].id
    seen = links.confirm(board, alice, lead_id, done.version, link, "khớp").version
    assert waiting(shift) == [("person_link", record)]

    if end == "reject":
        links.reject(board, alice, lead_id, seen, record)
    elif end == "unlink":
        links.unlink(board, alice, lead_id, seen, link, "nhầm")
    elif end == "undo":
        leads.undo(board, alice, done.decision_id)
    elif end == "expire":
        shift.clock.now += catalog().mention
        timers.escalate(shift.worker.db, shift.clock.now)
    elif end == "retire":
        registry.retire(board, officer, record, version(shift, record), "nhầm")
    else:
        registry.merge(board, officer, other, version(shift, other), record, version(shift, record), "trùng")

    with reading(shift.db) as session:
        assert session.scalar(select(Approval.verdict).where(Approval.kind == "person_link")) == "withdrawn"
    assert waiting(shift) == []
