"""Merging two records and undoing it: what moves, what never does, and everything as before."""

import secrets

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hotline import links, registry
from hotline.db.engine import reading
from hotline.db.queries import index as postings
from hotline.db.tables import Link, Record
from tests.registry.acting import give, version, with_status
from tests.shift import RAW_PERSON, Shift


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
