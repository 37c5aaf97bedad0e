"""Merging two records and undoing it: what moves, what never does, and everything as before."""

import secrets

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from config.catalog.timers import timers as catalog
from hotline import leads, links, registry, timers
from hotline.db.engine import reading
from hotline.db.queries import index as postings
from hotline.db.tables import Link, Record, RecordEdge
from hotline.errors import Conflict, Refused
from tests.registry.acting import give, version, with_status
from tests.shift import OTHER, RAW_PERSON, RETAIL, Shift


@settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
@given(linked=st.sets(st.integers(0, 1)), given_status=st.sets(st.integers(0, 1)), into=st.integers(0, 1))
def test_merge_then_undo_equals_before(shift: Shift, linked: set[int], given_status: set[int], into: int) -> None:
    board, officer = shift.board, shift.viewer("registry")
    records = [shift.record(RAW_PERSON), shift.record({**RAW_PERSON, "full_name": "Nguyễn Văn Thứ", "phones": []})]
    for number in given_status:
        give(shift, records[number])
    lead_id = shift.tip(sender=f"+8490{secrets.randbelow(10**7):07}")
    seen = shift.claim("alice", lead_id)
    for number in linked:
        seen = links.mention(board, shift.viewer("alice"), lead_id, seen, records[number], "tên khớp").version

    before = facts(shift, records)
    one, other = records[into], records[1 - into]
    done = registry.merge(board, officer, one, version(shift, one), other, version(shift, other), "trùng")
    assert [state for state, *_rest in facts(shift, [one, other])] == ["active", "merged"]

    registry.undo(board, officer, done.decision_id)
    assert facts(shift, records) == before


def facts(shift: Shift, records: list[int]) -> list[tuple[object, ...]]:
    """All that a merge could change of records: state, words, terms, living links, statuses in force."""
    found: list[tuple[object, ...]] = []
    for record in records:
        view = registry.open_record(shift.board, shift.viewer("super"), record)
        with reading(shift.db) as session:
            row = session.get_one(Record, record)
            terms = tuple(sorted(postings.terms_of(session, "person", [record])))
            linked = select(Link.lead_id, Link.verdict).where(Link.record_id == record, Link.undone_at.is_(None))
            lines = sorted(tuple(one) for one in session.execute(linked))
        found.append((row.state, row.merged_decision, row.sketch, view.words, terms, lines, view.row.statuses))
    return found


def test_a_merge_by_one_officer_puts_nobody_elses_status_or_link_on_a_person(shift: Shift) -> None:
    one, other = shift.record({**RAW_PERSON, "full_name": "Nguyễn Văn Thứ", "phones": []}), with_status(shift)
    board, alice, officer = shift.board, shift.viewer("alice"), shift.viewer("registry")
    lead_id = shift.tip()
    done = links.mention(board, alice, lead_id, shift.claim("alice", lead_id), other, "tên khớp")
    with reading(shift.db) as session:
        link = session.scalars(select(Link.id).where(Link.record_id == other)).one()
    links.confirm(board, alice, lead_id, done.version, link, "rõ")
    with reading(shift.db) as session:
        approval = session.scalars(select(Link.approval_id).where(Link.id == link)).one()
    assert approval is not None
    links.decide(board, shift.viewer("super"), approval, approve=True)

    registry.merge(board, officer, one, version(shift, one), other, version(shift, other), "trùng")
    view = registry.open_record(board, shift.viewer("super2"), one)
    assert [period.in_force for period in view.periods] == [False]
    assert [line.verdict for line in view.leads] == ["mention"]


NAMES = "Lê Văn Một", "Lê Văn Hai", "Lê Văn Bốn"


def people(shift: Shift) -> list[int]:
    """Persons of other names, whom nothing speaks of yet."""
    return [shift.record({**RAW_PERSON, "full_name": name, "aliases": [], "phones": []}) for name in NAMES]


def merged(shift: Shift, one: int, other: int) -> registry.Kept:
    """Another record comes to the first."""
    officer, versions = shift.viewer("registry"), (version(shift, one), version(shift, other))
    return registry.merge(shift.board, officer, one, versions[0], other, versions[1], "trùng")


def judge(shift: Shift, *records: int, text: str = RETAIL, rejected: bool = False) -> int:
    """A lead of its own that an officer has said to speak, or not to speak, of the records."""
    lead_id, alice = shift.tip(text, f"+8490{secrets.randbelow(10**7):07}"), shift.viewer("alice")
    for record in records:
        act = links.reject if rejected else links.mention
        act(shift.board, alice, lead_id, shift.lead(lead_id).version, record, "khớp")
    return lead_id


def pairs(shift: Shift) -> list[tuple[int, int, str]]:
    """What holds now: (lead, record, verdict)."""
    with reading(shift.db) as session:
        rows = session.scalars(select(Link).where(Link.undone_at.is_(None)))
        return sorted((row.lead_id, row.record_id, row.verdict) for row in rows)


@pytest.mark.parametrize("mentioned", [(0,), (0, 1), (0, 2), (1, 2), (0, 1, 2)])
def test_merges_in_a_chain_are_undone_from_the_last_one_and_lose_nothing(
    shift: Shift, mentioned: tuple[int, ...]
) -> None:
    records = people(shift)
    lead_id = judge(shift, *(records[number] for number in mentioned))
    before = facts(shift, records)
    first, second = merged(shift, records[1], records[0]), merged(shift, records[2], records[1])
    assert pairs(shift) == [(lead_id, records[2], "mention")]

    with pytest.raises(Conflict) as told:
        registry.undo(shift.board, shift.viewer("registry"), first.decision_id)
    assert told.value.code == "undo.overtaken"
    for done in (second, first):
        registry.undo(shift.board, shift.viewer("registry"), done.decision_id)
    assert facts(shift, records) == before


@pytest.mark.parametrize("into", [0, 1])
def test_a_lead_keeps_one_judgement_on_a_merged_record(shift: Shift, into: int) -> None:
    records, alice = people(shift)[:2], shift.viewer("alice")
    lead_id = judge(shift, records[0])
    links.reject(shift.board, alice, lead_id, shift.lead(lead_id).version, records[1])
    before = pairs(shift)

    done = merged(shift, records[into], records[1 - into])
    assert pairs(shift) == [(lead_id, records[into], "mention")]

    registry.undo(shift.board, shift.viewer("registry"), done.decision_id)
    assert pairs(shift) == before


@pytest.mark.parametrize("of", ["leads", "records"])
def test_an_undo_brings_no_mention_back_that_has_run_out(shift: Shift, of: str) -> None:
    one, other, _ = people(shift)
    if of == "records":
        judge(shift, one, other)
        officer, decision = "registry", merged(shift, one, other).decision_id
    else:
        into, went = judge(shift, one), judge(shift, one, text=OTHER)
        seen = shift.lead(into).version, shift.lead(went).version
        done = leads.merge(shift.board, shift.viewer("alice"), into, seen[0], went, seen[1])
        officer, decision = "lead", done.decision_id
    assert len(pairs(shift)) == 1
    shift.clock.now += catalog().mention
    timers.escalate(shift.worker.db, shift.clock.now)

    undo = registry.undo if of == "records" else leads.undo
    undo(shift.board, shift.viewer(officer), decision)
    assert pairs(shift) == []


def test_an_undone_merge_knows_what_the_lead_came_to_since(shift: Shift) -> None:
    one, other, _ = people(shift)
    lead_id = judge(shift, one, other)
    kept = merged(shift, one, other)
    leads.close(shift.board, shift.viewer("alice"), lead_id, shift.lead(lead_id).version, "spam")

    registry.undo(shift.board, shift.viewer("registry"), kept.decision_id)
    with reading(shift.db) as session:
        rows = session.execute(select(Link.record_id, Link.outcome).where(Link.undone_at.is_(None))).all()
    assert {tuple(row) for row in rows} == {(one, "spam"), (other, "spam")}


def test_a_rejection_goes_with_the_record_where_nothing_speaks_against_it(shift: Shift) -> None:
    one, other, _third = people(shift)
    lead_id = judge(shift, other, rejected=True)
    merged(shift, one, other)
    assert pairs(shift) == [(lead_id, one, "rejected")]


def test_merges_of_leads_and_of_records_are_undone_in_any_order(shift: Shift) -> None:
    one, other, _third = people(shift)
    lead_id, empty = judge(shift, other), judge(shift, text=OTHER)
    board, alice, before = shift.board, shift.viewer("alice"), pairs(shift)
    joined = leads.merge(board, alice, empty, shift.lead(empty).version, lead_id, shift.lead(lead_id).version)
    records = merged(shift, one, other)
    assert pairs(shift) == [(empty, one, "mention")]

    leads.undo(board, alice, joined.decision_id)
    assert pairs(shift) == [(lead_id, one, "mention")]
    registry.undo(board, shift.viewer("registry"), records.decision_id)
    assert pairs(shift) == before


def test_undoing_a_mention_ends_it_also_on_the_record_that_it_went_to(shift: Shift) -> None:
    one, other, _third = people(shift)
    lead_id, alice = judge(shift), shift.viewer("alice")
    done = links.mention(shift.board, alice, lead_id, shift.lead(lead_id).version, other, "khớp")
    merged(shift, one, other)
    leads.undo(shift.board, alice, done.decision_id)
    assert pairs(shift) == []


@settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    judged=st.dictionaries(st.integers(0, 2), st.sampled_from(["mention", "rejected"])),
    steps=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 2)), min_size=1, max_size=4),
)
def test_any_merges_undone_from_the_last_one_equal_before(
    shift: Shift, judged: dict[int, str], steps: list[tuple[int, int]]
) -> None:
    records, lead_id, alice = people(shift), judge(shift), shift.viewer("alice")
    for number, verdict in judged.items():
        act = links.mention if verdict == "mention" else links.reject
        act(shift.board, alice, lead_id, shift.lead(lead_id).version, records[number], "khớp")
    kept: list[tuple[registry.Kept, list[tuple[object, ...]]]] = []
    for into, apart in steps:
        before = facts(shift, records)
        try:
            kept.append((merged(shift, records[into], records[(into + apart) % 3]), before))
        except Refused:
            assert facts(shift, records) == before

    for done, before in reversed(kept):
        assert len(pairs(shift)) == len({pair[:2] for pair in pairs(shift)})
        registry.undo(shift.board, shift.viewer("registry"), done.decision_id)
        assert facts(shift, records) == before


def apart(shift: Shift, one: int, other: int, login: str = "registry") -> registry.Kept:
    """Says that two records are two."""
    return registry.not_same(shift.board, shift.viewer(login), one, version(shift, one), other)


def edge(shift: Shift) -> RecordEdge:
    with reading(shift.db) as session:
        return session.scalars(select(RecordEdge).order_by(RecordEdge.at.desc())).one()


def test_two_records_are_said_to_be_two_once_and_until_it_is_undone(shift: Shift) -> None:
    one, other, _third = people(shift)
    done = apart(shift, one, other)
    row = edge(shift)
    assert (row.a, row.b, row.verdict, row.undone_at) == (min(one, other), max(one, other), "not_same", None)
    for pair in ((one, other), (other, one)):
        with pytest.raises(Refused) as told:
            apart(shift, *pair)
        assert told.value.code == "record.already"

    registry.undo(shift.board, shift.viewer("registry"), done.decision_id)
    assert edge(shift).undone_at == shift.clock.now
    with pytest.raises(Refused) as told:
        registry.undo(shift.board, shift.viewer("registry"), done.decision_id)
    assert told.value.code == "undo.already"
    assert apart(shift, other, one).record_id == other


def test_what_is_two_is_not_merged_until_that_is_undone(shift: Shift) -> None:
    one, other, _third = people(shift)
    done = apart(shift, one, other)
    with pytest.raises(Refused) as told:
        merged(shift, other, one)
    assert told.value.code == "record.told_apart"

    registry.undo(shift.board, shift.viewer("registry"), done.decision_id)
    merged(shift, other, one)
    assert [state for state, *_rest in facts(shift, [one, other])] == ["merged", "active"]


def test_only_two_records_of_a_kind_can_be_told_apart(shift: Shift) -> None:
    one, other, _third = people(shift)
    wrong = [(one, one, "registry", "record.itself"), (one, shift.record(), "registry", "record.kinds")]
    for first, second, login, code in [*wrong, (one, other, "alice", "workflow.role")]:
        with pytest.raises(Refused) as told:
            apart(shift, first, second, login)
        assert told.value.code == code

    with pytest.raises(Conflict):
        registry.not_same(shift.board, shift.viewer("registry"), one, version(shift, one) - 1, other)


def test_likely_duplicates_are_told_until_somebody_says_that_they_are_two(anywhere: Shift) -> None:
    one, other = anywhere.record(RAW_PERSON), anywhere.record({**RAW_PERSON, "hamlet": "TDP 9", "born": ""})
    anywhere.record({**RAW_PERSON, "born": 1971, "phones": []})
    far = anywhere.record({**RAW_PERSON, "commune": "18100", "hamlet": ""})

    def told(record: int, login: str = "super") -> set[int]:
        return {double.record_id for double in registry.doubles(anywhere.board, anywhere.viewer(login), record)}

    assert told(one) == told(one, "alice") == {other, far}
    assert told(one, "commune") == set()
    done = apart(anywhere, other, one)
    assert told(one) == {far}
    registry.undo(anywhere.board, anywhere.viewer("registry"), done.decision_id)
    merged(anywhere, one, other)
    assert told(one) == {far}
