"""Suggestions of records: the tie group is told, strong means nearly certain, and nothing rests on a name alone."""

from dataclasses import replace

from hotline.linking import Record, suggest
from hotline.record_terms import HotspotWords, PersonWords, of_hotspot, of_person
from hotline.sketch import Facts, Purpose
from hotline.union import united
from tests.sketches import RARITY, facts, hamlet, keys, landmark, person


def a_person(number: int, name: str, alias: str = "", **fields: object) -> Record:
    words = {"born": 1993, "commune": "18406", "hamlet": "xóm 3", **fields}
    aliases = (alias,) if alias else ()
    return Record(number, Facts(of_person(keys(), PersonWords(name, aliases, **words)).sketch))  # type: ignore[arg-type]


def a_hotspot(number: int, place: str, near: str, commune: str = "18406") -> Record:
    words = HotspotWords((landmark(place),), (hamlet(near),), commune)
    return Record(number, Facts(of_hotspot(keys(), words).sketch))


LONG = a_person(1, "Trần Đức Long", "Long béo")
NAMESAKES = [a_person(n, "Trần Đức Long", commune=f"18{n:03}", born=1950 + n) for n in range(10, 24)]


def test_a_full_name_with_birth_year_in_the_commune_is_strong() -> None:
    (first, *others) = suggest(
        "person", facts(persons=(person("Trần Đức Long", born=1993),)), [*NAMESAKES, LONG], RARITY
    )
    assert (first.record_id, first.strong, first.tie_size) == (1, True, 1)
    assert set(first.groups) == {"place", "person"}
    assert "born" in first.codes
    assert not any(one.strong for one in others)


def test_a_record_does_not_make_its_own_name_common() -> None:
    tip = facts(persons=(person("Trần Đức Long"),))
    full = tip.terms(Purpose.FULL)
    alone, shared = (replace(RARITY, counts=dict.fromkeys(full, count), documents=190) for count in (1, 3))
    (sure,), (unsure,) = (suggest("person", tip, [LONG], rarity) for rarity in (alone, shared))
    assert sure.strong
    assert not unsure.strong


def test_a_bare_name_is_a_tie_and_never_strong() -> None:
    found = suggest("person", facts(None, persons=(person("Trần Đức Long"),)), NAMESAKES, RARITY)
    assert not any(one.strong for one in found)
    assert {one.tie_size for one in found} == {14}
    assert len(found) == 5


def test_what_two_tips_say_together_makes_a_suggestion_strong() -> None:
    nick = facts(persons=(person("Long", "Long béo"),), hamlets="xom 3")
    name = facts(persons=(person("Trần Đức Long", "Long béo"),))
    (first, *_) = suggest("person", united([nick, name]), [*NAMESAKES, LONG], RARITY)
    assert (first.record_id, first.strong) == (1, True)


def test_a_place_alone_suggests_nobody_and_a_name_alone_no_minor() -> None:
    assert suggest("person", facts(hamlets="xom 3"), [LONG], RARITY) == ()
    minor = replace(LONG, minor=True)
    assert suggest("person", facts(None, persons=(person("Trần Đức Long"),)), [minor], RARITY) == ()
    assert suggest("person", facts(persons=(person("Trần Đức Long"),)), [minor], RARITY)[0].record_id == 1


def test_a_records_name_is_found_among_words_that_nobody_read_as_a_name() -> None:
    spot = HotspotWords((landmark("lan trai:"),), (), "18406", (), (), ("lan", "keo", "khe", "ran"), frozenset({"lan"}))
    record = Record(7, Facts(of_hotspot(keys(), spot).sketch))
    told = facts(words="khu vuc khe ran co mot lan keo trong rung nguoi la hut hang")
    (one,) = suggest("hotspot", told, [record], RARITY)
    assert one.codes == ("commune", "landmark_said")
    assert suggest("hotspot", facts(words="khu vuc gan tram bom nguoi la hut hang"), [record], RARITY) == ()
    (person_said,) = suggest("person", facts(words="to cao long beo ban hang"), [LONG], RARITY)
    assert "alias_said" in person_said.codes


def test_a_nickname_in_its_commune_is_strong_when_nobody_else_bears_it() -> None:
    told = facts(persons=(person("Long", "Long béo"),))
    assert suggest("person", told, [LONG, *NAMESAKES], RARITY)[0].strong
    assert not suggest("person", told, [LONG, replace(LONG, record_id=2)], RARITY)[0].strong


def test_a_rejected_record_is_silent_for_good() -> None:
    rejected = replace(LONG, rejected=True)
    assert suggest("person", facts(persons=(person("Trần Đức Long", born=1993),)), [rejected], RARITY) == ()


def test_two_records_that_fit_alike_are_never_strong() -> None:
    twins = [LONG, replace(LONG, record_id=2)]
    found = suggest("person", facts(persons=(person("Trần Đức Long", born=1993),)), twins, RARITY)
    assert [(one.record_id, one.strong, one.tie_size) for one in found] == [(1, False, 2), (2, False, 2)]


def test_another_birth_year_or_nickname_speaks_against() -> None:
    other = facts(persons=(person("Trần Đức Long", "Long sẹo", born=1970),))
    assert not any(one.strong for one in suggest("person", other, [LONG], RARITY))


def test_a_number_names_the_person_whatever_he_is_called() -> None:
    known = a_person(3, "Lê Quốc Huy", phones=("0912 000 345",))
    (one,) = suggest("person", facts(contacts="0912000345", persons=(person("Huy"),)), [known], RARITY)
    assert one.strong
    assert "phone" in one.codes


def test_a_venue_in_its_commune_is_strong_and_elsewhere_it_is_not() -> None:
    here, there = a_hotspot(1, "karaoke:sao dem", "xom 3"), a_hotspot(2, "karaoke:sao dem", "xom 3", "18562")
    found = suggest("hotspot", facts(landmarks="karaoke:sao dem"), [here, there], RARITY)
    assert [(one.record_id, one.strong) for one in found][:1] == [(1, True)]
    nowhere = suggest("hotspot", facts(None, landmarks="karaoke:sao dem"), [here, there], RARITY)
    assert not any(one.strong for one in nowhere)
    assert all(one.tie_size == 2 for one in nowhere)


def test_another_hamlet_keeps_a_venue_from_being_strong() -> None:
    (one,) = suggest(
        "hotspot", facts(landmarks="karaoke:ruby", hamlets="xom 5"), [a_hotspot(1, "karaoke:ruby", "xom 3")], RARITY
    )
    assert not one.strong


def test_suggestions_do_not_depend_on_the_order_of_records() -> None:
    lead = facts(persons=(person("Trần Đức Long"),))
    records = [*NAMESAKES, LONG]
    assert suggest("person", lead, records, RARITY) == suggest("person", lead, records[::-1], RARITY)
