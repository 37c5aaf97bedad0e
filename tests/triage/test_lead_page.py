"""A lead's page: the question that splits a tie, codes typed by hand, and leads that are far too long for one page."""

from collections.abc import Callable

from sqlalchemy import event, select

from config.catalog.gazetteer import load_gazetteer
from hotline import asking, leads, vault
from hotline.db.engine import reading, writing
from hotline.db.tables import Item, Lead, Link, Outbox
from tests.shift import OTHER, RAW_PERSON, RETAIL, Shift
from tests.triage.conftest import Browser, hidden, text_of
from triage import actions, desk, labels

Enter = Callable[[str], Browser]
NAMESAKES = ("TDP 3", "TDP 4", "TDP 7")
NAMED = "Nguyen Van Thu o phuong Thanh Sen ban ma tuy da cho hoc sinh, toi nao cung co"


def tied(shift: Shift) -> int:
    """A lead that fits three persons alike, who differ in nothing but their neighbourhood."""
    for hamlet in NAMESAKES:
        shift.record({"kind": "person", "full_name": RAW_PERSON["full_name"], "commune": "18073", "hamlet": hamlet})
    return shift.tip(NAMED)


def test_the_question_that_splits_a_tie_is_offered_and_goes_the_canned_way(shift: Shift, signed_in: Enter) -> None:
    lead_id = tied(shift)
    alice = signed_in("alice")
    alice.get(f"/board/leads/{lead_id}")
    alice.post(f"/board/leads/{lead_id}/claim")
    page = alice.get(f"/board/leads/{lead_id}")
    assert "3 người khớp như nhau" in text_of(page)
    form = page.text.split('class="splitting"')[1].split("</form>")[0]
    assert 'name="canned" value="hamlet" data-key="0"' in form

    alice.post(f"/board/leads/{lead_id}/ask", hidden(form) | {"canned": "hamlet"})
    asked = shift.open("alice", lead_id).questions[0]
    assert (asked.canned, asked.state, shift.lead(lead_id).state) == ("hamlet", "waiting", "waiting")
    assert shift.count(Outbox) == 1


def test_what_was_asked_is_not_offered_again(shift: Shift, signed_in: Enter) -> None:
    lead_id = tied(shift)
    alice = signed_in("alice")
    shift.claim("alice", lead_id)
    form = {"tip_id": str(shift.tips(lead_id)[0]), "canned": "hamlet"}
    alice.get(f"/board/leads/{lead_id}")
    alice.post(f"/board/leads/{lead_id}/ask", form)
    alice.get(f"/board/leads/{lead_id}")
    alice.post(f"/board/leads/{lead_id}/wake")

    assert 'class="splitting"' not in alice.get(f"/board/leads/{lead_id}").text


def test_without_a_way_back_or_in_another_hand_nothing_is_offered(shift: Shift, signed_in: Enter) -> None:
    lead_id = tied(shift)
    shift.claim("bob", lead_id)
    assert 'class="splitting"' not in signed_in("alice").get(f"/board/leads/{lead_id}").text
    assert 'class="splitting"' in signed_in("bob").get(f"/board/leads/{lead_id}").text
    shift.clock.now += 61 * 86_400
    shift.claim("bob", lead_id)
    assert 'class="splitting"' not in signed_in("bob").get(f"/board/leads/{lead_id}").text


def test_a_lead_is_joined_by_typing_its_code(shift: Shift, signed_in: Enter) -> None:
    one, other = shift.tip(), shift.tip(OTHER, "+84900000002")
    alice = signed_in("alice")
    shift.claim("alice", one)
    alice.get(f"/board/leads/{one}")
    alice.post(f"/board/leads/{one}/join", {"code": f" {leads.short(other).lower()} "})

    assert (shift.lead(one).tips, shift.lead(other).outcome) == (2, "duplicate")


def test_marked_tips_move_to_the_lead_whose_code_was_typed(shift: Shift, signed_in: Enter) -> None:
    one, other = shift.tip(), shift.tip(OTHER, "+84900000002")
    shift.tip(RETAIL, "+84900000003")
    moved = shift.tips(one)[1]
    alice = signed_in("alice")
    shift.claim("alice", one)
    alice.get(f"/board/leads/{one}")
    alice.post(f"/board/leads/{one}/move", {"code": leads.short(other), "without": str(moved)})
    assert (shift.lead(one).tips, moved in shift.tips(other)) == (1, True)

    undo = alice.get(f"/board/leads/{one}").text.split('action="/board/undo/')[1].split('"')[0]
    alice.post(f"/board/undo/{undo}")
    assert (shift.lead(one).tips, shift.lead(other).tips) == (2, 1)


def test_a_wrong_code_says_so_and_changes_nothing(shift: Shift, signed_in: Enter) -> None:
    one, closed = shift.tip(), shift.tip(OTHER, "+84900000002")
    hidden_one = shift.tip("cong an xa ban ma tuy", "+84900000005")
    leads.close(shift.board, shift.viewer("alice"), closed, shift.claim("alice", closed), "spam")
    alice = signed_in("alice")
    shift.claim("alice", one)
    for code in ("", "AB", "ABC!D", "00000", leads.short(closed)):
        alice.get(f"/board/leads/{one}")
        answer = alice.post(f"/board/leads/{one}/join", {"code": code})
        assert (answer.status_code, "mã" in text_of(answer).lower()) == (422, True), code
    assert shift.lead(one).tips == 1
    assert shift.lead(hidden_one).state == "new"


def test_every_act_that_the_undo_bar_names_has_words() -> None:
    for act in (*actions.STAY, *actions.ON):
        code = desk.EVENTS.get(act, act.replace("-", "_"))
        assert code in labels.LABELS["event"], act


def test_what_was_shown_is_kept_sealed_with_the_decision(shift: Shift, signed_in: Enter) -> None:
    lead_id, place = shift.tip(), shift.record()
    shift.claim("alice", lead_id)
    alice = signed_in("alice")
    page = alice.get(f"/board/leads/{lead_id}").text
    form = hidden(page.split(f'action="/board/leads/{lead_id}/link"')[1].split("</form>")[0])
    alice.post(f"/board/leads/{lead_id}/link", form)
    with reading(shift.db) as session:
        link = session.scalars(select(Link)).one()
        item = session.get_one(Item, link.evidence_item)
        shown = vault.read(session, shift.viewer("super").holder, [item])[item.id].decode()

    assert (link.record_id, link.bits, link.tie_size) == (place, int(form["bits"]), 1)
    assert shown == form["evidence"] != ""


def test_who_else_has_a_lead_open_is_named(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    signed_in("bob").get(f"/board/leads/{lead_id}")
    page = text_of(signed_in("alice").get(f"/board/leads/{lead_id}"))
    assert "Cũng đang mở: Bob" in page
    shift.clock.now += 300

    assert "Cũng đang mở" not in text_of(signed_in("alice").get(f"/board/leads/{lead_id}"))


def test_each_tab_lists_what_belongs_there(shift: Shift, signed_in: Enter) -> None:
    names = [unit.name for unit in load_gazetteer("42") if unit.level == "new"]
    tabs = ("new", "mine", "waiting", "watch", "closed", "quarantine", "overdue")
    texts = [f"xom 1 xa {name} co nguoi ban ma tuy" for name in names[: len(tabs)]]
    made = {tab: shift.tip(text, f"+8490003{n:04d}") for n, (tab, text) in enumerate(zip(tabs, texts, strict=True))}
    board, alice = shift.board, shift.viewer("alice")
    waits = made["waiting"]
    asking.ask(board, alice, waits, shift.claim("alice", waits), shift.tips(waits)[0], "when")
    leads.hold(board, alice, made["watch"], shift.claim("alice", made["watch"]))
    leads.close(board, alice, made["closed"], shift.claim("alice", made["closed"]), "spam")
    with writing(shift.front.db) as session:
        session.get_one(Lead, made["quarantine"]).lane = "quarantine"
        session.get_one(Lead, made["overdue"]).due_at = shift.clock.now - 1
    shift.claim("alice", made["mine"])
    for tab, lead_id in made.items():
        assert f'href="/board/leads/{lead_id}' in signed_in("alice").get(f"/board/?tab={tab}").text, tab


def long_lead(shift: Shift, count: int) -> int:
    """A lead of many tips."""
    return [shift.tip(RETAIL, f"+8490010{number:04d}") for number in range(count)].pop()


def test_a_long_lead_comes_in_pages_and_opens_only_what_it_shows(shift: Shift, signed_in: Enter) -> None:
    lead_id = long_lead(shift, 60)
    alice = shift.viewer("alice")
    first = leads.open_lead(shift.board, alice, lead_id)
    second = leads.open_lead(shift.board, alice, lead_id, first.stretch.later)
    last = leads.open_lead(shift.board, alice, lead_id, first.stretch.newest)
    shown = [tip.id for view in (first, second) for tip in view.tips]

    assert len(set(shown)) == 50
    assert [(v.stretch.first, v.stretch.last, v.stretch.all) for v in (first, second, last)] == [
        (1, 25, 60), (26, 50, 60), (36, 60, 60),
    ]  # fmt: skip
    assert (second.stretch.earlier, last.stretch.later, len(first.arrivals)) == (first.tips[0].id, None, 60)
    page = signed_in("alice").get(f"/board/leads/{lead_id}?tips={first.stretch.later}")
    assert "Tin 26 đến 50 trong 60" in text_of(page)
    assert page.text.count('class="tip"') == 25


def test_the_history_of_a_long_lead_goes_back_line_by_line(shift: Shift, signed_in: Enter) -> None:
    lead_id = long_lead(shift, 1)
    version = shift.claim("alice", lead_id)
    for number in range(105):
        version = leads.remark(shift.board, shift.viewer("alice"), lead_id, version, f"ghi chú {number}.").version
    view = shift.open("alice", lead_id)
    older = leads.open_lead(shift.board, shift.viewer("alice"), lead_id, None, view.history_before)

    assert (len(view.history), view.history[-1].words, older.history_before) == (100, "ghi chú 104.", None)
    assert [entry.action for entry in older.history][:2] == ["tip", "claim"]
    page = signed_in("alice").get(f"/board/leads/{lead_id}?history={view.history_before}")
    assert "ghi chú 0." in page.text


def test_sixty_tips_cost_as_many_statements_as_thirty(shift: Shift, signed_in: Enter) -> None:
    lead_id = long_lead(shift, 30)
    browser, counts = signed_in("alice"), []
    browser.get(f"/board/leads/{lead_id}")
    asked: list[str] = []
    event.listen(shift.db.engine, "before_cursor_execute", lambda c, cur, statement, *rest: asked.append(statement))
    for more in (0, 30):
        for number in range(more):
            shift.tip(RETAIL, f"+8490020{number:04d}")
        asked.clear()
        browser.get(f"/board/leads/{lead_id}")
        counts.append(len(asked))

    assert counts[0] == counts[1]
