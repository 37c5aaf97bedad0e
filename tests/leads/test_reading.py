"""The queue and the opened lead: order, cursors, masks, and as many queries for many tips as for one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, insert, select, update

from hotline import intake, leads, vault, work
from hotline.db.engine import reading, writing
from hotline.db.tables import AuditEvent, Lead, Tip
from hotline.errors import NotFound, Refused
from hotline.ids import new_id
from hotline.leads import masking
from hotline.units import sealing_keys
from tests.shift import OTHER, Shift
from tests.world import message


@contextmanager
def counted(shift: Shift) -> Iterator[list[str]]:
    """The statements that run inside the block, without BEGIN."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(shift.db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(shift.db.engine, "before_cursor_execute", note)


def fill(shift: Shift, rows: list[dict[str, object]]) -> list[int]:
    base = {"category": "retail", "urgency": "normal", "opened_at": 1, "touched_at": 1, "commune": "18073"}
    made = [{"id": new_id(), **base, **row} for row in rows]
    with writing(shift.db) as session:
        session.execute(insert(Lead), made)
    return [int(str(row["id"])) for row in made]


def test_danger_comes_first_and_then_the_oldest(anywhere: Shift) -> None:
    ids = fill(anywhere, [{"opened_at": 5}, {"opened_at": 3}, {"opened_at": 9, "rank": 0, "urgency": "danger"}])

    page = leads.queue(anywhere.board, anywhere.viewer("alice"))

    assert [row.lead_id for row in page.rows] == [ids[2], ids[1], ids[0]]


@pytest.mark.parametrize("tab", ["new", "closed", "overdue", "quarantine", "sent"])
def test_pages_follow_each_other_without_gap_or_double(anywhere: Shift, tab: str) -> None:
    kinds: dict[str, dict[str, object]] = {
        "new": {}, "closed": {"state": "closed", "closed_at": 7}, "overdue": {"due_at": 5},
        "quarantine": {"lane": "quarantine"}, "sent": {"state": "assigned"},
    }  # fmt: skip
    ids = fill(anywhere, [{"opened_at": n % 3, **kinds[tab]} for n in range(11)])
    seen, after = [], ""
    while True:
        page = leads.queue(anywhere.board, anywhere.viewer("super"), tab, after, limit=4)
        seen += [row.lead_id for row in page.rows]
        after = page.after
        if not after:
            break

    assert sorted(seen) == sorted(ids)
    assert len(set(seen)) == 11


def test_each_unit_sees_its_own_route_before_counting(shift: Shift) -> None:
    desk, supervision, audit = fill(shift, [{"routed": "desk"}, {"routed": "supervision"}, {"routed": "audit"}])
    seen = {
        login: {row.lead_id for row in leads.queue(shift.board, shift.viewer(login)).rows}
        for login in ("alice", "super", "auditor")
    }

    assert seen == {"alice": {desk}, "super": {desk, supervision}, "auditor": {audit}}
    assert leads.counts(shift.board, shift.viewer("alice"))["new"] == 1
    with pytest.raises(NotFound):
        leads.open_lead(shift.board, shift.viewer("alice"), supervision)


@pytest.mark.parametrize("login", ["commune", "registry", "admin"])
def test_whoever_works_with_no_queue_finds_none(shift: Shift, login: str) -> None:
    with pytest.raises(NotFound):
        leads.queue(shift.board, shift.viewer(login))


@pytest.mark.parametrize("cursor", ["x", "1.2", "1.2.3.4", "1.2.-3", "9" * 30 + ".1.1", "1.1.99999999999999999999"])
def test_a_cursor_of_somebody_elses_making_is_refused(shift: Shift, cursor: str) -> None:
    with pytest.raises(Refused):
        leads.queue(shift.board, shift.viewer("alice"), after=cursor)


def test_filters_narrow_the_queue(shift: Shift) -> None:
    ids = fill(shift, [{"category": "use"}, {"commune": "18100"}, {}])
    alice = shift.viewer("alice")

    assert [r.lead_id for r in leads.queue(shift.board, alice, filters=leads.Filters(category="use")).rows] == [ids[0]]
    found = leads.queue(shift.board, alice, filters=leads.Filters(commune="18100")).rows
    assert [row.lead_id for row in found] == [ids[1]]


def test_the_next_lead_is_one_that_no_colleague_holds(shift: Shift) -> None:
    first, second = fill(shift, [{"opened_at": 1}, {"opened_at": 2}])
    shift.claim("bob", first)
    alice = shift.viewer("alice")

    assert leads.next_lead(shift.board, alice) == second
    assert leads.next_lead(shift.board, alice, skip=[second]) is None
    assert leads.next_lead(shift.board, shift.viewer("bob")) == first


def test_opening_shows_the_words_and_what_was_found(shift: Shift) -> None:
    lead_id = shift.tip()

    view = shift.open("alice", lead_id)

    tip = view.tips[0]
    assert "karaoke" in tip.text
    assert tip.findings is not None
    assert (tip.readable, tip.why, view.row.tips) == (True, "first", 1)
    assert "claim" in view.acts
    assert "approve" not in view.acts


def test_what_only_the_sender_could_know_is_masked_until_a_reason_is_given(shift: Shift) -> None:
    lead_id = shift.tip("nha toi o sat quan karaoke, goi cho toi so 0912000333, ho ban ma tuy da o do")
    tip = shift.open("alice", lead_id).tips[0]
    assert "0912000333" not in tip.text
    assert masking.MASK in tip.text

    with pytest.raises(Refused):
        leads.unmask(shift.board, shift.viewer("alice"), lead_id, tip.id, "  ")
    shown = leads.unmask(shift.board, shift.viewer("alice"), lead_id, tip.id, "cần gọi xe cấp cứu")

    assert "0912000333" in shown.text


def test_many_tips_cost_as_many_queries_as_one(shift: Shift) -> None:
    one, many = shift.tip(), shift.tip(OTHER, "+84900000050")
    for number in range(6):
        intake.keep(shift.edge, message(f"{OTHER} lan {number}", sender=f"+8490000010{number}"))
    work.step(shift.worker)
    with writing(shift.db) as session:
        session.execute(update(Tip).where(Tip.lead_id != one).values(lead_id=many))

    with counted(shift) as few:
        shift.open("alice", one)
    with counted(shift) as more:
        shift.open("alice", many)
    assert len(more) == len(few) <= 30


def test_a_page_of_the_queue_is_one_query(shift: Shift) -> None:
    fill(shift, [{} for _ in range(30)])
    alice = shift.viewer("alice")

    with counted(shift) as seen:
        leads.queue(shift.board, alice)
    assert len(seen) == 1


def test_masks_keep_every_span_where_it_was() -> None:
    text = "gọi 0912 000 333 nhé"

    masked = masking.mask(text, masking.joined([(4, 8), (8, 16), (3, 3)]))

    assert masked == "gọi •••• ••• ••• nhé"
    assert len(masked) == len(text)


def test_each_picture_that_is_opened_is_an_event_of_its_own(shift: Shift) -> None:
    lead_id = shift.tip()
    with writing(shift.board.db) as session:
        tip = session.scalars(select(Tip).where(Tip.lead_id == lead_id)).one()
        subject = vault.new_subject()
        item_id = vault.put(session, subject, "tip", tip.id, "image", b"pixels", shift.clock.now)
        units = sealing_keys(session, shift.board.ring().current("roster").secret)
        vault.grant(session, subject, units, granted_by=None, at=shift.clock.now)
    viewer = shift.viewer("alice")
    assert leads.picture(shift.board, viewer, lead_id, item_id) == b"pixels"
    with reading(shift.board.db) as session:
        seen = session.scalars(select(AuditEvent).where(AuditEvent.action == "tip.picture")).one()
    assert (seen.actor, seen.ids) == (viewer.officer_id, [item_id, lead_id])
