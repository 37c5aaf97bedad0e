"""Search over sealed tips: words with or without marks, phrases, numbers, codes; nothing beyond the officer's unit."""

import pytest
from sqlalchemy import select

from hotline import intake, search, work
from hotline.db.engine import reading
from hotline.db.queries.matters import Filters
from hotline.db.tables import AuditEvent, Item, Tip
from hotline.errors import Refused
from hotline.officers import Viewer
from hotline.search import read_query
from hotline.tips import Kind
from tests.world import World, message, readers

DEALER = "Thằng Tuấn sẹo ở xóm 4 xã Kỳ Hoa bán hàng trắng cho học sinh, số 0912000345, xe 38B1-123.45"
PLAIN = "quan karaoke Ruby xa Ky Hoa cho thanh nien vao dap da suot dem"
OTHER = "nhà nghỉ Minh Châu phường Sông Trí có nhóm hút chích mỗi tối"


def viewer(world: World, unit: str = "desk", role: str = "duty_officer") -> Viewer:
    return Viewer(5, world.units[unit], unit, role, None, world.holder(unit))


@pytest.fixture
def filled(world: World) -> tuple[World, dict[str, str]]:
    """Three tips of three senders, and their receipt codes."""
    codes = {}
    for number, words in enumerate((DEALER, PLAIN, OTHER), 1):
        sender = f"+1500555{number:04}"
        codes[words] = intake.keep(world.edge, message(words, sender=sender)).code
        work.step(world.worker)
        intake.keep(world.edge, message("", sender=sender, kind=Kind.DONE))
        work.step(world.worker)
        world.clock.now += 60
    return world, codes


def snippets(world: World, query: str, **fields: object) -> list[str]:
    found = search.search(world.board, viewer(world), query, **fields)  # type: ignore[arg-type]  # free fields
    return [hit.snippet for hit in found.hits]


QUERIES = {
    "hàng trắng": [DEALER],
    "hang trang": [DEALER],
    "HÀNG TRẮNG": [DEALER],
    "karaoke ruby": [PLAIN],
    "đập đá": [PLAIN],
    "Kỳ Hoa": [PLAIN, DEALER],  # the newest first
    "ky hoa ruby": [PLAIN],
    '"hàng trắng cho học sinh"': [DEALER],
    '"học sinh hàng trắng"': [],  # the words in another order are no such phrase
    '"thanh niên vào" ruby': [PLAIN],
    "0912000345": [DEALER],
    "0912 000 345": [DEALER],
    "+84 912 000 345": [DEALER],
    "38B1-12345": [DEALER],
    "38b1 123.45": [DEALER],
    "0987111222": [],
    "nhà nghỉ Hải Yến": [],
    "Minh Châu": [OTHER],
    "chich": [OTHER],
    "'; DROP TABLE tip; --": [],
    "%_\\": None,
    "🙂 ma tuy": [],
    "ма туй": [],
    '"unclosed': [],
    "a" * 200: [],
}


def test_what_queries_find(filled: tuple[World, dict[str, str]]) -> None:
    world, _ = filled
    for query, words in QUERIES.items():
        if words is None:
            with pytest.raises(Refused):
                snippets(world, query)
            continue
        found = [snippet.strip("…")[:18] for snippet in snippets(world, query)]
        assert len(found) == len(words), query
        assert all(start in text for start, text in zip(found, words, strict=True)), query


def test_a_receipt_code_finds_its_tip(filled: tuple[World, dict[str, str]]) -> None:
    world, codes = filled
    (hit,) = search.search(world.board, viewer(world), codes[OTHER].lower().replace("-", " ")).hits
    assert hit.snippet.startswith("nhà nghỉ Minh Châu")


def test_filters_narrow_and_pages_follow(filled: tuple[World, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    world, _ = filled
    assert len(snippets(world, "Kỳ Hoa", filters=Filters(category="retail"))) == 1
    assert snippets(world, "Kỳ Hoa", filters=Filters(state="closed")) == []
    monkeypatch.setattr(search, "PAGE", 1)
    first = search.search(world.board, viewer(world), "Kỳ Hoa")
    second = search.search(world.board, viewer(world), "Kỳ Hoa", after=first.after)
    assert first.hits[0].tip_id != second.hits[0].tip_id
    assert second.after == ""


@pytest.mark.parametrize("most", [0, 10**9], ids=["by postings", "by walking"])
def test_both_ways_to_search_find_the_same_page_by_page(
    filled: tuple[World, dict[str, str]], monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    world = filled[0]
    monkeypatch.setattr(search, "WALKED", most)
    monkeypatch.setattr(search, "PAGE", 1)
    pages: list[int] = []
    after = ""
    while not pages or after:
        found = search.search(world.board, viewer(world), "Kỳ Hoa", after=after)
        pages += [hit.tip_id for hit in found.hits]
        after = found.after
    with reading(world.db) as session:
        newest_first = list(session.scalars(select(Tip.id).order_by(Tip.received_at.desc())))
    assert len(pages) == 2
    assert pages == [tip for tip in newest_first if tip in pages]


def test_nobody_finds_what_his_unit_was_not_granted(filled: tuple[World, dict[str, str]]) -> None:
    world, codes = filled
    world.add_unit("commune", "18814", name="commune")
    world.add_unit("registry")
    for unit, role in (("commune", "commune_officer"), ("registry", "registry_officer")):
        for query in ("hàng trắng", "0912000345", codes[DEALER]):
            assert search.search(world.board, viewer(world, unit, role), query).hits == ()
    with pytest.raises(Refused):
        search.search(world.board, viewer(world, "desk", "administrator"), "hàng trắng")


def test_the_senders_own_number_finds_nothing_and_is_masked(world: World) -> None:
    intake.keep(world.edge, message(f"{PLAIN}. Goi lai cho toi so 0912000777", sender="+84912000777"))
    work.step(world.worker)
    for query in ("0912000777", "+84912000777"):
        assert snippets(world, query) == []
    (snippet,) = snippets(world, "ruby")
    assert "0912000777" not in snippet


def test_no_phrase_and_no_part_of_it_finds_the_senders_own_number(world: World) -> None:
    intake.keep(world.edge, message(f"{PLAIN}. Goi lai cho toi so 0912 000 777", sender="+84912000777"))
    work.step(world.worker)
    assert len(snippets(world, 'ruby "thanh niên vào"')) == 1
    for query in ('ruby "0912 000 777"', 'ruby "0912000777"', "0912 ruby", "ruby 777", 'ruby "cho toi so 0912"'):
        assert snippets(world, query) == [], query


def test_a_search_is_audited_and_its_words_are_sealed(filled: tuple[World, dict[str, str]]) -> None:
    world, _ = filled
    search.search(world.board, viewer(world), "Minh Châu")
    with reading(world.db) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "search")).one()
        item = session.get_one(Item, event.purpose_item)
        assert event.codes == {"hits": 1}
        assert len(event.ids) == 1
        assert item.kind == "purpose"
        assert b"Minh" not in item.body


@pytest.mark.parametrize("query", ["", "   ", '""', "!!!", "\u200b\u202e", "x" * 201])
def test_an_empty_or_endless_query_is_refused(query: str) -> None:
    with pytest.raises(Refused):
        read_query(query, readers())
