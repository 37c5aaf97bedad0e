"""The blind index: terms by purpose, sketches of ten bytes an entry, and nothing of what belongs to the sender."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from hotline.db.engine import Database, reading, writing
from hotline.db.queries import index as postings
from hotline.db.queries.writes import insert_many
from hotline.db.tables import CommonTerm, Lead, Posting, Tip
from hotline.index import index_keys, of_tip
from hotline.record_terms import OfficerWords, PersonWords, hamlet_of, of_officer, of_person
from hotline.sketch import ENTRY, Entry, Facts, Purpose, pack
from hotline.text.understand import understand
from hotline.variants import deletions, hours_of, sounding
from tests.sketches import contact, facts, found, hamlet, indexed, keys, person
from tests.world import readers


def test_a_term_tells_nothing_across_purposes_or_keys() -> None:
    one = {purpose: keys().term(purpose, "long beo") for purpose in Purpose}
    assert len(set(one.values())) == len(Purpose)
    assert all(0 <= term < 2**63 for term in one.values())
    assert index_keys(b"another key").term(Purpose.WORD, "long beo") != one[Purpose.WORD]


entries = st.builds(
    Entry,
    st.sampled_from([int(purpose) for purpose in Purpose]),
    st.integers(0, 2**63 - 1),
    st.integers(0, 15),
    st.integers(0, 15),
)


@given(st.lists(entries, max_size=40))
def test_a_sketch_gives_back_what_was_packed(some: list[Entry]) -> None:
    packed = pack(some)
    assert len(packed) == ENTRY.size * len(set(some))
    assert ENTRY.size == 10
    read = Facts(packed)
    for entry in some:
        assert entry.term in read.with_extra(entry.purpose, entry.extra)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_failing(data: bytes) -> None:
    read = Facts(data)
    assert isinstance(read.persons, tuple)
    assert isinstance(read.spots, tuple)


def test_what_is_the_senders_gets_no_term() -> None:
    theirs = found(persons=(person("Trần Đức Long"),), contacts="0912000345", hamlets="xom 3")
    own = replace(
        theirs,
        persons=(replace(theirs.persons[0], mine=True),),
        contacts=(contact("0912000345", mine=True),),
        hamlets=(hamlet("xom 3", mine=True),),
    )
    nothing = indexed(found())
    assert indexed(own).terms == nothing.terms
    assert indexed(own).sketch == nothing.sketch
    assert set(indexed(theirs).terms) > set(nothing.terms)


def test_an_ambiguous_commune_is_looked_for_in_each_reading() -> None:
    ambiguous = indexed(found(None, readings=("18406", "18562"), landmarks="karaoke:ruby"))
    for code in ("18406", "18562"):
        assert set(indexed(found(code, landmarks="karaoke:ruby")).finders) & set(ambiguous.finders)
    assert facts(None, readings=("18406", "18562")).with_extra(Purpose.COMMUNE, 1)


def test_a_record_and_a_tip_share_their_finders() -> None:
    record = of_person(keys(), PersonWords("Trần Đức Long", ("Long béo",), born=1993, commune="18406", hamlet="xóm 3"))
    for name, alias in (("Trần Đức Long", ""), ("Trần Đức Lonh", ""), ("tran duc nong", ""), ("Long", "Long béo")):
        tip = indexed(found(persons=(person(name, alias),)))
        assert set(tip.finders) & set(record.terms), name


@pytest.mark.parametrize(
    "value, hours",
    [
        ("22-2", (22, 23, 0, 1)),
        ("21-24", (21, 22, 23)),
        ("4-5", (4,)),
        ("17-19", (17, 18)),
        ("9", (9,)),
        ("21-", (21, 22, 23)),
        ("weekend", ()),
        ("", ()),
    ],
)
def test_hours_become_the_hours_that_they_cover(value: str, hours: tuple[int, ...]) -> None:
    assert hours_of(value) == hours


def test_two_words_one_edit_apart_share_a_variant() -> None:
    for a, b in (("phong", "phon"), ("thang", "thanh"), ("0912000345", "0912000346"), ("dung", "dug")):
        assert set(deletions(a)) & set(deletions(b)), (a, b)
    assert not set(deletions("0912000345")) & set(deletions("0987000321"))
    assert sounding("Thuỷ") == sounding("Thủy") == sounding("thũy") != sounding("thùy")


@pytest.mark.parametrize(
    "written, kind, name",
    [
        ("xóm 3", "xom", "3"),
        ("TDP 4", "tdp", "4"),
        ("tổ dân phố 2", "tdp", "2"),
        ("thôn Bắc Sơn", "thon", "bac son"),
        ("Hồng Quang", "thon", "hong quang"),
        ("Ngõ 45", "ngo", "45"),
    ],
)
def test_a_records_hamlet_is_read_like_a_tips(written: str, kind: str, name: str) -> None:
    read = hamlet_of(written)
    assert read is not None
    assert (read.kind, read.name) == (kind, name)
    assert hamlet_of("  ") is None


def test_postings_are_replaced_whole(database: Database) -> None:
    with writing(database) as session:
        postings.post(session, "tip", 7, [5, 3, 3, 9])
        postings.post(session, "tip", 7, [3, 4])
        postings.post(session, "person", 7, [3])
        postings.drop(session, [7], "person")
    with reading(database) as session:
        assert session.execute(select(Posting.scope, Posting.term).order_by(Posting.term)).all() == [
            ("tip", 3),
            ("tip", 4),
        ]


def test_candidates_come_by_how_rare_the_shared_terms_are(database: Database) -> None:
    documents = [(n, [1, 2] if n < 40 else [1]) for n in range(10, 60)]
    with writing(database) as session:
        postings.post_many(session, "tip", [*documents, (900, [77, 1]), (901, [78])])
        known = postings.counts(session, "tip", [1, 2, 77, 12345])
        assert known == {1: 51, 2: 30, 77: 1, 12345: 0}
        ranked = postings.candidates(session, "tip", [1, 2, 77, 12345], known)
    assert ranked[0].doc == 900
    assert ranked[1].doc == 10
    assert 901 not in [one.doc for one in ranked]
    assert len(ranked) == postings.SHORTLIST


def test_common_terms_find_nothing_and_are_reported(database: Database) -> None:
    with writing(database) as session:
        postings.post_many(session, "tip", [(n, [1, n + 10_000]) for n in range(1, postings.COMMON + 200)])
        assert postings.refresh_common(session, "tip", 5) == 1
        assert postings.unposted(session, "tip", [1, 10_001]) == {1}
        assert session.scalar(select(Posting.doc).where(Posting.term == 1).limit(1)) is None
        known = postings.counts(session, "tip", [1, 10_001])
        assert known[1] == postings.COMMON + 199
        assert [c.doc for c in postings.candidates(session, "tip", known, known)] == [1]
        postings.post(session, "tip", 5_000_000, [1, 4])
        assert postings.refresh_common(session, "tip", 6) == 1  # its last count is kept although nothing is posted
        assert session.get_one(CommonTerm, ("tip", 1)).n == postings.COMMON + 199
        assert postings.terms_of(session, "tip", [5_000_000]) == [4]


def tip_row(number: int) -> dict[str, object]:
    usual = {"channel": "sms", "entry": "citizen", "received_at": 1, "version": 1, "parts": 1, "sketch_version": 0}
    codes = {"category": "retail", "urgency": "normal", "basis": "unknown", "lane": "main", "routed": "desk"}
    return {"id": number, "lead_id": 1, "subject_id": number, **usual, **codes, "hold": False}


def test_what_lost_its_postings_does_not_get_them_back_as_the_tips_grow(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word that one tip in twenty has: when most of its postings are gone it must not pass for a rare one."""
    monkeypatch.setattr(postings, "COMMON", 20)
    monkeypatch.setattr(postings, "LISTED", 5)
    with writing(database) as session:
        session.add(Lead(id=1, category="retail", urgency="normal", opened_at=1, touched_at=1))
        session.flush()
        for total in (1_000, 2_600, 6_000, 500):
            session.execute(delete(Tip))
            insert_many(session, Tip, [tip_row(n) for n in range(1, total + 1)])
            if not postings.unposted(session, "tip", [1]):
                postings.post_many(session, "tip", [(n, [1]) for n in range(1, total + 1, 20)])
            postings.refresh_common(session, "tip", total)
            assert postings.unposted(session, "tip", [1]) == {1}
            assert postings.counts(session, "tip", [1])[1] >= total // 20


def test_a_listed_terms_count_is_read_and_it_goes_on_finding(database: Database) -> None:
    often = postings.LISTED + 10
    with writing(database) as session:
        postings.post_many(session, "tip", [(n, [1, n + 10_000]) for n in range(1, often + 1)])
        assert postings.refresh_common(session, "tip", 5) == 0
        postings.post_many(session, "tip", [(n, [1]) for n in range(often + 1, often + 5)])
        known = postings.counts(session, "tip", [1, 10_001])
        assert known == {1: often, 10_001: 1}  # as last counted, and counted now
        assert postings.unposted(session, "tip", [1]) == frozenset()
        assert len(postings.candidates(session, "tip", [1], known)) == postings.SHORTLIST
        postings.refresh_common(session, "tip", 6)
        assert postings.counts(session, "tip", [1]) == {1: often + 4}


def test_a_hundred_persons_do_not_break_a_sketch() -> None:
    many = of_tip(keys(), found(persons=tuple(person(f"Trần Văn {name}") for name in ("Long", "Dũng", "Toàn") * 40)))
    assert len(Facts(many.sketch).persons) == 16


@pytest.mark.parametrize(
    "told, ours",
    [
        ("Đại úy Nguyễn Văn Hùng công an xã Kỳ Hoa bao che cho quán karaoke Ruby bán ma túy", True),
        ("ông Nguyễn Văn Hùng là công an xã mà bảo kê cho bọn bán ma túy", True),
        ("trung ta nguyen van hung cong an phuong bao ke ma tuy", True),
        ("anh Hùng số 0912000111 nhận tiền của bọn bán ma túy", True),
        ("Nguyễn Văn Hùng ở xóm 3 Kỳ Hoa bán ma túy đá cho thanh niên trong xóm", False),
        ("anh Hùng công an xã bảo kê cho bọn bán ma túy", False),
    ],
)
def test_our_own_people_match_by_telephone_or_by_full_name_beside_a_rank(told: str, ours: bool) -> None:
    line = of_officer(keys(), OfficerWords("Nguyễn Văn Hùng", phones=("0912 000 111",)))
    tip = of_tip(keys(), understand(told, channel="sms", at=0, readers=readers()))
    assert bool(set(tip.terms) & set(line.terms)) is ours
