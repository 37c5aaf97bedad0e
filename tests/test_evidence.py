"""Evidence in bits: what agrees counts by its rarity, what disagrees counts against, and one pair has one score."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalog.files import BadData
from config.catalog.weights import FILE, USUAL, load_weights, load_word_bits, weights, word_bits
from hotline.evidence import Around, Evidence, Rarity, weigh, weigh_from
from hotline.names import compare_persons
from hotline.sketch import Facts, Purpose
from hotline.text.findings import PlaceName
from tests.sketches import RARITY, facts, found, indexed, person

NOTHING = Around()


def bits(a: Facts, b: Facts, around: Around = NOTHING) -> float:
    return weigh(a, b, RARITY, around).bits


def codes(a: Facts, b: Facts) -> dict[str, float]:
    return {finding.code: finding.bits for finding in weigh(a, b, RARITY).findings}


def named(a: str, b: str, **fields: object) -> float:
    one = facts(persons=(person(a),)).persons[0]
    other = facts(persons=(person(b, **fields),)).persons[0]  # type: ignore[arg-type]  # free fields
    return sum(value for _, value in compare_persons(one, other, RARITY))


SAME, LIKELY, DOUBT = 9.0, 5.0, 0.0


@pytest.mark.parametrize(
    "one, other, least, most",
    [
        ("Trần Đức Long", "Trần Đức Long", 13, 16),
        ("Trần Đức Long", "tran duc long", 12, 14),  # without marks
        ("Trần Đức Long", "trần đức nong", SAME, 13),  # l and n in speech
        ("Nguyễn Xuân Trà", "nguyễn suân chà", SAME, 13),  # x/s, tr/ch
        ("Phạm Quốc Dũng", "phạm cuốc giũng", SAME, 13),  # qu/cu, d/gi
        ("Lê Thị Mỹ", "lê thị mĩ", SAME, 16),  # i/y
        ("Đặng Hữu Toàn", "dang huu toann", LIKELY, 11),  # one letter more
        ("Đặng Hữu Thắng", "dang huu thag", LIKELY, 11),  # one letter less
        ("Đặng Hữu Thắng", "dang huu thamg", LIKELY, 11),  # one letter else
        ("Trần Đức Long", "tran long", LIKELY, 11),  # the middle name left out
        ("Biện Thị Thùy", "biện thị thủy", 5, 9),  # another tone: perhaps another name
        ("Nguyễn Văn Hải", "nguyễn văn hãi", 12, 16),  # hỏi and ngã are not told apart
        ("Nguyễn Văn Tuấn", "nguyễn văn toàn", -20, DOUBT),  # a letter apart, and two names
        ("Nguyễn Văn An", "nguyễn văn ân", 5, 14),
        ("Lê Văn Tú", "Lê Văn Tí", -20, DOUBT),  # an edit in a syllable of two letters makes another name
        ("Trần Đức Long", "Lê Quốc Huy", -20, -5),
        ("Trần Đức Long", "Trần Đức Huy", -20, -5),
        ("Trần Đức Long", "Long", 3, 6),
        ("Trần Đức Long", "Huy", -8, -4),
        ("Long", "Long", 3, 6),
        ("Toàn", "Toán", -2, 2),
    ],
)
def test_names_agree_syllable_by_syllable(one: str, other: str, least: float, most: float) -> None:
    assert least <= named(one, other) <= most
    assert named(one, other) == pytest.approx(named(other, one))


def test_birth_nickname_and_sex_make_a_name_surer_or_less_sure() -> None:
    plain = named("Trần Đức Long", "Trần Đức Long")
    one = facts(persons=(person("Trần Đức Long", "Long béo", born=1993),)).persons[0]

    def against(**fields: object) -> float:
        other = facts(persons=(person("Trần Đức Long", **fields),)).persons[0]  # type: ignore[arg-type]
        return sum(value for _, value in compare_persons(one, other, RARITY))

    assert against(born=1993) > plain + 3
    assert against(born=1970) < plain - 3
    assert plain < against(born=1995, born_exact=False) < against(born=1993)
    assert against(alias="Long béo") > plain + 3
    assert against(alias="Long sẹo") < plain - 3


def test_a_venues_name_alone_never_joins() -> None:
    here = facts("18406", landmarks="karaoke:sao dem")
    assert bits(here, facts("18406", landmarks="karaoke:sao dem")) > 12
    assert bits(here, facts("18562", landmarks="karaoke:sao dem")) < 0
    assert bits(here, facts(None, landmarks="karaoke:sao dem")) < weights()("join", "same")


def test_another_hamlet_alley_hour_or_name_keeps_neighbours_apart() -> None:
    one = facts(
        landmarks="tiem cam do:phat dat", hamlets="xom 3, ngo 45", cues="hour:22-2", persons=(person("Trần Văn Long"),)
    )
    same = bits(one, one)
    usual = {
        "landmarks": "tiem cam do:phat dat",
        "hamlets": "xom 3, ngo 45",
        "cues": "hour:22-2",
        "persons": (person("Trần Văn Long"),),
    }
    for another in (
        {"hamlets": "xom 5, ngo 45"},
        {"hamlets": "xom 3, ngo 12"},
        {"cues": "hour:4-5"},
        {"persons": (person("Lê Văn Huy"),)},
    ):
        other = facts(**usual | another)  # type: ignore[arg-type]  # a builder's free fields
        assert bits(one, other) < same - 4


def test_a_spot_is_known_by_what_it_is_near_to() -> None:
    assert codes(facts(landmarks="bai dat trong:lo gach cu"), facts(landmarks="lo gach:"))["landmark_part"] > 3
    assert codes(facts(landmarks="nha rieng:tram y te"), facts(landmarks="tram y te:"))["landmark_name"] > 5
    assert codes(facts(landmarks="ben xe:"), facts(landmarks="ben xe:"))["landmark"] <= 3.5
    assert codes(facts(landmarks="karaoke:ruby"), facts(landmarks="karaoke:queen"))["other_landmark"] < 0
    assert codes(facts(landmarks="karaoke:truong giang"), facts(landmarks="karaoke:chuong giang"))["landmark_heard"] > 4
    assert codes(facts(landmarks="karaoke:song bien"), facts(landmarks="karaoke:song bien xanh"))["landmark_part"] > 4


def test_a_name_with_one_word_replaced_is_another_venue_and_a_state_is_no_name() -> None:
    assert codes(facts(landmarks="karaoke:song bien"), facts(landmarks="karaoke:song vang"))["other_landmark"] < 0
    old, empty = facts(landmarks="tram bom:cu"), facts(landmarks="tram bom:bo hoang")
    assert 0 < codes(old, empty)["landmark"] <= 3.5
    assert "nothing_shared" not in codes(old, facts(persons=(person("Trần Đức Long"),)))


def test_drugs_that_citizens_take_for_one_another_do_not_contradict() -> None:
    ketamine = facts(cues="drug:ketamine")
    assert codes(ketamine, facts(cues="drug:heroin"))["other_drug"] < 0
    assert not {"drug", "other_drug"} & set(codes(ketamine, facts(cues="drug:happy_water")))


def test_a_nickname_among_the_words_tells_namesakes_apart() -> None:
    one = facts(persons=(person("Trần Đức Long"),), words="bao thang long beo ban hang")
    nicknamed, other = (facts(persons=(person("Trần Đức Long", alias),)) for alias in ("Long béo", "Long sẹo"))
    assert bits(one, nicknamed) > bits(one, other) + 2


def test_what_a_sender_adds_soon_after_without_saying_where_is_about_the_same() -> None:
    first, more = facts(persons=(person("Trần Đức Long"),)), facts(None, cues="conduct:sells")
    soon, later = (weigh(first, more, RARITY, Around(hours, True)) for hours in (1.0, 60.0))
    assert soon.bits >= weights()("join", "same") > later.bits
    elsewhere = weigh(first, facts("18562", cues="conduct:sells"), RARITY, Around(1.0, True))
    assert elsewhere.bits < 0


def test_a_number_outweighs_everything_else() -> None:
    one = facts(contacts="0912000345", category="retail", cues="hour:22-2")
    other = facts(None, contacts="0912000345", category="use", cues="hour:4-5")
    assert "contact" in weigh(one, other, RARITY).groups
    assert bits(one, other) > 10
    assert codes(one, facts(contacts="0912000346"))["phone_near"] > 0
    assert codes(one, facts(contacts="0987000111"))["other_phone"] < 0


def test_both_named_and_nothing_shared_counts_against() -> None:
    one, other = facts(contacts="0912000345"), facts(landmarks="karaoke:ruby")
    assert codes(one, other)["nothing_shared"] < 0
    assert "nothing_shared" not in codes(one, facts(cues="conduct:sells"))


def test_conducts_count_by_how_rarely_they_are_told() -> None:
    rare = codes(facts(cues="conduct:receives_by_coach"), facts(cues="conduct:receives_by_coach"))["conduct"]
    usual = codes(facts(cues="conduct:sells"), facts(cues="conduct:sells"))["conduct"]
    assert rare > 4 > 1 > usual
    assert codes(facts(cues="conduct:overdoses"), facts(cues="conduct:pupils_use"))["other_conduct"] < 0
    assert codes(facts(cues="hour:weekend"), facts(cues="hour:weekend"))["habit"] > 1


def test_former_units_of_one_commune_lie_apart() -> None:
    def told(part: str) -> Facts:
        place = PlaceName(part, ("18562",), "commune", True, (), "", part=True)
        return Facts(indexed(replace(found("18562"), places=(place,))).sketch)

    assert codes(told("Thạch Sơn"), told("Thạch Sơn"))["part"] > 0
    assert codes(told("Thạch Sơn"), told("Thạch Long"))["other_part"] < -3
    assert not {"part", "other_part"} & set(codes(told("Thạch Sơn"), facts("18562")))


def test_a_name_that_only_one_reader_heard_is_found_among_the_others_words() -> None:
    words = "khai bong ban tem giay o cho dinh gan tram bom khe tho"
    nick, venue = facts(persons=(person("Khải", "Khải bống"),)), facts(landmarks="tram bom:khe tho")
    assert codes(nick, facts(words=words))["alias_said"] > 6
    assert codes(venue, facts(words=words))["landmark_said"] > 3
    assert codes(facts(hamlets="thon khe tho"), facts(words=words))["hamlet_said"] > 3
    other = facts(words="khai nhan ban tem giay o cho dinh gan tram y te")
    assert not {"alias_said", "landmark_said"} & {*codes(nick, other), *codes(venue, other)}


def test_rare_words_that_two_tips_share_count_more_than_usual_ones() -> None:
    rare = "ngu dan giau ma tuy trong bung ca thu roi ban cho khach quen"
    usual = "nha trong xom co khach toi mua hang trang roi di ngay trong dem"
    assert codes(facts(words=rare), facts(words="ban ca thu ma bung ca co goi ma tuy cho khach quen"))["wording"] > 3
    assert codes(facts(words=rare), facts(words=usual))["wording"] < 2
    assert word_bits()("xa") < word_bits()("bungalow") == word_bits().rest


def test_what_cannot_reach_what_is_asked_is_weighed_no_further() -> None:
    one, other = facts(words="ban hang trang cho hoc sinh"), facts("18562", words="ban hang trang cho hoc sinh")
    assert weigh(one, other, RARITY).bits < 9
    assert weigh_from(9.0, one, other, RARITY) is None
    assert weigh_from(9.0, one, one, RARITY) == weigh(one, one, RARITY)


def test_time_only_supports() -> None:
    one = facts(landmarks="karaoke:ruby")
    near, week, far = (bits(one, one, Around(hours)) for hours in (1.0, 100.0, 5_000.0))
    assert near > week > far
    assert near - far < 6.1
    assert bits(one, one, Around(1.0, same_sender=True)) > near + 3


def test_what_the_index_knows_replaces_the_belief() -> None:
    term = next(iter(facts(landmarks="karaoke:ruby").terms(Purpose.LANDMARK)))
    belief = Rarity(weights()).bits("landmark", term)
    assert Rarity(weights(), {term: 0}, 1_000_000).bits("landmark", term) > belief
    assert Rarity(weights(), {term: 500_000}, 1_000_000).bits("landmark", term) < 2
    assert Rarity(weights(), {term: 3}, 0).bits("landmark", term) == belief


people = st.sampled_from([person("Trần Đức Long"), person("Huy"), person("Long", "Long béo", 1990)])
pieces = st.fixed_dictionaries(
    {
        "persons": st.lists(people, max_size=2).map(tuple),
        "hamlets": st.sampled_from(["", "xom 3", "xom 5, ngo 45"]),
        "landmarks": st.sampled_from(["", "karaoke:ruby", "ben xe:", "bai bien:phia nam"]),
        "cues": st.sampled_from(["", "conduct:injects, drug:meth", "hour:22-2, conduct:sells"]),
        "contacts": st.sampled_from(["", "0912000345", "38B1-12345"]),
        "category": st.sampled_from(["retail", "use", "treatment"]),
    }
)  # fmt: skip


@given(pieces, pieces)
def test_one_pair_has_one_score(first: dict[str, object], second: dict[str, object]) -> None:
    a, b = facts(**first), facts(**second)  # type: ignore[arg-type]
    assert bits(a, b) == pytest.approx(bits(b, a))
    assert bits(a, a) >= bits(a, b) - 0.01 or bits(b, b) >= bits(a, b) - 0.01


def test_groups_are_those_that_agree_and_codes_go_by_weight() -> None:
    evidence = weigh(facts(landmarks="karaoke:ruby"), facts(landmarks="karaoke:ruby", category="use"), RARITY)
    assert evidence.groups == ("place", "landmark")
    assert evidence.codes[:2] == ("landmark", "commune")
    assert [finding.code for finding in evidence.against] == ["other_category"]
    assert Evidence().bits == 0
    assert Evidence().groups == ()


def test_copied_wording_is_seen() -> None:
    text = "thang nay ban hang trang cho hoc sinh truoc cong truong moi buoi chieu mong xu ly nghiem"
    assert codes(facts(words=text), facts(words=text + " gap"))["copied"] > 5
    assert "copied" not in codes(
        facts(words=text), facts(words="quan nay mo cua den khuya khach vao ra rat dong va on ao")
    )
    assert (
        indexed(found(words=text)).repeat
        == indexed(found(words=text)).repeat
        != indexed(found(words=text + " gap")).repeat
    )


@pytest.mark.parametrize(
    "before, after, reason",
    [
        ("rest = 7.0", "rest = 9.0", "rest"),
        ("number = 4.0", "", "number"),
        ('"1.5"', '"lots"', "lots"),
        ('"2.0"', '"8"', "8"),
    ],
)
def test_a_wrong_table_of_usual_words_is_refused(tmp_path, before: str, after: str, reason: str) -> None:
    path = tmp_path / "usual_words.toml"
    path.write_text(USUAL.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(BadData, match=reason):
        load_word_bits(path)


@pytest.mark.parametrize(
    "before, after, reason",
    [
        ("same = 13.0", "same = true", "number"),
        ("[strong]", "[stronk]", "strong"),
        ("version = 6", "version = 0", "version"),
        ("tone = 1.0", "tune = 1.0", "tune"),
        ("weekend = 2.5", "weekend = 9", "weekend"),
    ],
)
def test_a_wrong_table_of_weights_is_refused(tmp_path, before: str, after: str, reason: str) -> None:
    path = tmp_path / "weights.toml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(BadData, match=reason):
        load_weights(path)
    assert load_weights().version >= 1


def test_one_cafe_without_a_name_is_as_good_as_another_and_a_bus_station_is_not() -> None:
    assert codes(facts(landmarks="quan ca phe:"), facts(landmarks="quan ca phe:"))["landmark_kind"] < 2
    assert codes(facts(landmarks="ben xe:"), facts(landmarks="ben xe:"))["landmark"] > 3


def test_a_name_among_the_words_counts_only_where_nobody_read_the_venue_under_another() -> None:
    rain, cloud = facts(landmarks="quan ca phe:mua"), {"words": "linh ca phe mua hoai"}
    assert "landmark_said" in codes(rain, facts(**cloud))
    assert "landmark_said" not in codes(rain, facts(landmarks="quan ca phe:may", **cloud))


def test_a_short_name_that_only_sounds_alike_counts_as_a_part_of_one() -> None:
    short = codes(facts(landmarks="quan ca phe:song"), facts(landmarks="quan ca phe:xong"))["landmark_heard"]
    long = codes(facts(landmarks="karaoke:truong giang"), facts(landmarks="karaoke:chuong giang"))["landmark_heard"]
    assert short < long
