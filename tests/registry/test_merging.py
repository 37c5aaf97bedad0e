"""Merging two records and undoing it: what moves, what never does, and everything as before."""

from sqlalchemy import select

from hotline import links, registry
from hotline.db.engine import reading
from hotline.db.queries import index as postings
from hotline.db.tables import Link, Record
from tests.registry.acting import version, with_status
from tests.shift import RAW_PERSON, Shift


def test_merge_then_undo_equals_before(shift: Shift) -> None:
    one, other = shift.record(RAW_PERSON), shift.record({**RAW_PERSON, "full_name": "Nguyễn Văn Thứ", "phones": []})
    board, officer = shift.board, shift.viewer("registry")
    lead_id = shift.tip()
    links.mention(board, shift.viewer("alice"), lead_id, shift.claim("alice", lead_id), other, "tên khớp")

    def facts() -> list[tuple[str, tuple[int, ...], int]]:
        with reading(shift.db) as session:
            found = []
            for record in (one, other):
                row = session.get_one(Record, record)
                terms = postings.terms_of(session, "person", [record])
                linked = select(Link.id).where(Link.record_id == record, Link.undone_at.is_(None))
                found.append((row.state, tuple(sorted(terms)), len(session.scalars(linked).all())))
            return found

    before = facts()
    done = registry.merge(board, officer, one, version(shift, one), other, version(shift, other), "trùng")
    assert [(state, linked) for state, _terms, linked in facts()] == [("active", 1), ("merged", 0)]

    registry.undo(board, officer, done.decision_id)
    assert facts() == before


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
