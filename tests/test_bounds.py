"""What is told of a pair before it is weighed never hides what weighing finds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalog.weights import weights
from hotline.bounds import is_elsewhere, most_elsewhere, most_unnamed, shares_names
from hotline.doings import step
from hotline.evidence import CONTRARY, HARD, Around, Evidence, weigh, weigh_from
from hotline.grouping import LeadView, Member, decide, hours_between, weigh_lead
from hotline.sketch import Facts
from hotline.union import united
from tests.sketches import HOUR, RARITY, START, facts, person

TEXT = "thang nay ban hang trang cho hoc sinh truoc cong truong moi buoi chieu mong xu ly nghiem"
NAMED = ("place", "landmark", "person", "contact")

people = st.sampled_from([
    person("Trần Đức Long"), person("Tran Van Long", born=1990), person("Huy", "Huy sẹo"),
    person("Long", "Long béo", 1990), person("Hùy", sex="male"), person("Trần Đức Lòng", kin=("xom",)),
])  # fmt: skip
tips = st.fixed_dictionaries(
    {
        "commune": st.sampled_from(["18406", "18562", None]),
        "persons": st.lists(people, max_size=2).map(tuple),
        "hamlets": st.sampled_from(["", "xom 3", "thon yen lac", "xom 5, ngo 45"]),
        "landmarks": st.sampled_from(["", "karaoke:ruby", "karaoke:", "quan:song bien", "ben xe:"]),
        "cues": st.sampled_from(["", "conduct:injects, drug:meth", "hour:22-2, conduct:sells", "vehicle:truck"]),
        "contacts": st.sampled_from(["", "0912000345", "0912000346", "38B1-12345"]),
        "words": st.sampled_from(["", TEXT, "karaoke ruby thon yen lac", f"{TEXT} tran duc long", "long beo"]),
        "category": st.sampled_from(["retail", "use", "treatment"]),
    }
).map(lambda fields: facts(**fields))  # type: ignore[arg-type]  # a builder's free fields
LONG = (person("Trần Đức Long"),)
ALIKE = [  # what one tip says, what the other says, and by what alone of their names they agree
    ({"hamlets": "xom 3"}, {"hamlets": "thon 3"}, "hamlet"),
    ({"hamlets": "ngo 45"}, {"hamlets": "ngo 45"}, "road"),
    ({"hamlets": "thon yen lac"}, {"words": "o yen lac do"}, "hamlet_said"),
    ({"landmarks": "ben xe:"}, {"landmarks": "ben xe:"}, "landmark"),
    ({"landmarks": "karaoke:ruby"}, {"landmarks": "quan:ruby"}, "landmark_name"),
    ({"landmarks": "karaoke:hoa sim"}, {"landmarks": "karaoke:xim"}, "landmark_part"),
    ({"landmarks": "karaoke:sim soa"}, {"landmarks": "karaoke:xim xoa"}, "landmark_heard"),
    ({"landmarks": "karaoke:hoa sim"}, {"words": "tai hoa sim ay"}, "landmark_said"),
    ({"persons": LONG}, {"persons": LONG}, "full_name"),
    ({"persons": (person("Trần Sinh Long"),)}, {"persons": (person("Trần Xinh Nong"),)}, "name_heard"),
    ({"persons": (person("Trần Đức Lâm"),)}, {"persons": (person("Trần Lâm"),)}, "name_short"),
    ({"persons": (person("Trần Văn Quyếtt"),)}, {"persons": (person("Trần Văn Quyếtz"),)}, "name_edit"),
    ({"persons": (person("Huy"),)}, {"persons": (*LONG, person("Lê Huy"))}, "given_name"),
    ({"persons": (person("", "sẹo gà"),)}, {"persons": (person("Huy", "sẹo gà"),)}, "alias"),
    ({"persons": (person("", "xẹo gà"),)}, {"persons": (person("Huy", "sẹo gà"),)}, "alias"),
    ({"persons": LONG}, {"words": "thang tran duc long do"}, "full_said"),
    ({"persons": (person("Long", "Long béo"),)}, {"words": "thang long beo do"}, "alias_said"),
    ({"contacts": "0912000345"}, {"contacts": "0912000345"}, "phone"),
    ({"contacts": "0912000345"}, {"contacts": "0912000346"}, "phone_near"),
    ({"contacts": "38B1-12345"}, {"contacts": "38B1-12345"}, "plate"),
    ({"cues": "vehicle:truck"}, {"cues": "vehicle:truck"}, "vehicle"),
]
arounds = st.builds(Around, st.sampled_from([0.5, 2.0, 2.1, 24.0, 30.0, 5_000.0]), st.booleans())


def test_no_disagreement_counts_for_a_matter() -> None:
    """The bounds take for granted that where no name is shared, what is left of names speaks against or not at all."""
    against = (
        "other", "other_full", "other_given", "other_alias", "born_other", "sex_other", "commune_other",
        "tone_other", "given_tone_other", "hamlet_other", "road_other", "other_name", "near_name", "other_kind",
        "other_phone", "other_plate", "nothing_shared",
    )  # fmt: skip
    assert all(bits <= 0 for (_, name), bits in weights().numbers.items() if name in against)
    assert weights()("person", "kin") >= 0  # taken off where two guessed ages differ
    assert weights()("join", "same") >= weights()("join", "maybe")
    assert weights()("landmark", "said_share") > 0  # or a name of which no word stands there would count as said
    assert CONTRARY <= HARD < 0


@pytest.mark.parametrize(("one", "other", "code"), ALIKE)
def test_each_way_in_which_names_agree_is_seen(one: dict[str, Any], other: dict[str, Any], code: str) -> None:
    a, b = facts(**one), facts("18562", **other)
    assert code in {finding.code for finding in weigh(a, b, RARITY).findings}
    assert shares_names(a, b)
    assert shares_names(b, a)
    assert not is_elsewhere(united([a, a]), united([b, b]))


@given(st.one_of(tips, st.lists(tips, min_size=2, max_size=3).map(united)), tips, arounds)
def test_what_is_said_of_a_pair_unweighed_is_no_less_than_what_it_weighs(
    one: Facts, other: Facts, around: Around
) -> None:
    found = weigh(one, other, RARITY, around)
    sender = sum(finding.bits for finding in found.findings if finding.code == "sender")
    if not shares_names(one, other):
        named = [finding for finding in found.findings if finding.group in NAMED and finding.code != "sender"]
        told = [finding for finding in named if finding.code not in ("commune", "part")]
        assert sum(finding.bits for finding in told) <= most_unnamed(weights())
        assert {finding.code for finding in told if finding.bits > 0} <= {"landmark_kind"}
    if is_elsewhere(one, other):
        assert found.bits - sender <= most_elsewhere(weights())
    assert shares_names(one, other) == shares_names(other, one)
    assert is_elsewhere(one, other) == is_elsewhere(other, one)


@given(
    st.one_of(tips, st.lists(tips, min_size=2, max_size=3).map(united)),
    tips,
    arounds,
    st.sampled_from([-5.0, 4.0, 9.0, 16.0]),
)
def test_what_is_asked_for_changes_no_evidence(one: Facts, other: Facts, around: Around, asked: float) -> None:
    whole = weigh(one, other, RARITY, around)
    assert weigh_from(asked, one, other, RARITY, around) == (whole if whole.bits >= asked else None)
    assert weigh_from(whole.bits, one, other, RARITY, around) == whole


@given(st.floats(0, 10_000))
def test_hours_are_rounded_to_what_weighs_the_same(hours: float) -> None:
    one, other = facts(None, words=TEXT), facts(words=TEXT)
    rounded = step(hours, weights())
    assert rounded >= hours
    assert step(rounded, weights()) == rounded
    for sender in (False, True):
        assert weigh(one, other, RARITY, Around(hours, sender)) == weigh(one, other, RARITY, Around(rounded, sender))


@given(st.lists(st.integers(0, 9), min_size=1), st.lists(st.integers(0, 9), min_size=1))
def test_the_nearest_tips_of_two_leads_are_found(some: list[int], others: list[int]) -> None:
    mine, yours = ([Member(n, Facts(), at, "retail") for n, at in enumerate(times)] for times in (some, others))
    assert hours_between(mine, yours) * HOUR == pytest.approx(min(abs(a - b) for a in some for b in others))


def plainly(newcomer: Member, lead: LeadView) -> Evidence:
    """What `weigh_lead` says, from every tip weighed whole."""

    def around(members: tuple[Member, ...]) -> Around:
        hours = min(abs(newcomer.at - one.at) for one in members) / HOUR
        return Around(hours, any(one.tip_id in (newcomer.own or ()) for one in members))

    whole = weigh(newcomer.facts, lead.union, RARITY, around(lead.members))
    singles = [weigh(newcomer.facts, one.facts, RARITY, around((one,))) for one in lead.members]
    single = max(singles, key=lambda evidence: evidence.bits)
    if len(lead.members) == 1 or single.bits < weights()("join", "maybe"):
        return whole
    said = {finding.code for finding in single.findings}
    contrary = [finding for finding in whole.against if finding.bits <= -4 and finding.code not in said]
    return max(whole, Evidence((*single.findings, *contrary)), key=lambda evidence: evidence.bits)


@given(
    tips, st.lists(st.tuples(tips, st.sampled_from([0, 1, 30, 900])), min_size=1, max_size=5), st.booleans(), st.data()
)
def test_a_lead_weighs_what_all_its_tips_weighed_one_by_one_say(
    newcomer: Facts, told: list[tuple[Facts, int]], own: bool, data: st.DataObject
) -> None:
    told += data.draw(st.lists(st.sampled_from(told), max_size=3))  # the same again, as facts_of gives it
    members = tuple(Member(n, tip, START - hours * HOUR, "retail") for n, (tip, hours) in enumerate(told, 1))
    tip = Member(99, newcomer, START, "retail", own=frozenset({1} if own else ()))
    lead = LeadView(5, members)
    found, plain, asked = weigh_lead(tip, lead, RARITY), plainly(tip, lead), weights()("join", "maybe")
    if found is None:
        assert plain.bits < asked
    else:
        assert found == plain
    assert [one.lead for one in decide(tip, [lead], RARITY).maybe] in ([], [lead])
