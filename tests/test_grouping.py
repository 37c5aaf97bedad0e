"""Grouping decides from sketches: repeats, same matters, neighbours, leads that prove to be one, and who counts."""

from dataclasses import replace

from config.catalog.weights import weights
from hotline.evidence import weigh
from hotline.grouping import LeadView, contradict, decide, is_burst, is_independent, same_sender
from hotline.union import united
from tests.sketches import HOUR, RARITY, START, facts, lead, member, person

LONG = (person("Trần Đức Long", "Long béo", born=1993),)
WORDS = "thang nay ban hang trang cho hoc sinh truoc cong truong moi buoi chieu mong xu ly nghiem"


def test_the_first_tip_makes_a_lead_of_its_own() -> None:
    decision = decide(member(facts(persons=LONG)), [], RARITY)
    assert (decision.lead_id, decision.why, decision.independent) == (None, "first", True)


def test_the_same_sender_saying_the_same_is_a_repeat_and_does_not_count() -> None:
    old = member(facts(words=WORDS), 1, sender=7)
    decision = decide(member(facts(words=WORDS), 2, sender=7), [lead(old)], RARITY)
    assert (decision.lead_id, decision.why, decision.independent) == (100, "repeat", False)
    stranger = decide(member(facts("18562", words=WORDS), 2, sender=8), [lead(old)], RARITY)
    assert stranger.why != "repeat"


def test_a_full_name_in_the_same_commune_joins_from_another_sender() -> None:
    decision = decide(member(facts(persons=(person("tran duc long"),)), 2), [lead(member(facts(persons=LONG)))], RARITY)
    assert (decision.lead_id, decision.why, decision.independent) == (100, "same_matter", True)
    assert "person" in decision.evidence.groups


def test_venue_hamlet_and_commune_tie_a_nameless_tip_to_a_named_one() -> None:
    old = member(facts(persons=LONG, landmarks="karaoke:ruby", hamlets="thon yen lac"))
    assert (
        decide(member(facts(landmarks="karaoke:ruby", hamlets="thon yen lac"), 2), [lead(old)], RARITY).lead_id == 100
    )
    elsewhere = facts("18562", landmarks="karaoke:ruby", hamlets="thon yen lac")
    assert decide(member(elsewhere, 2), [lead(old)], RARITY).lead_id is None


def test_another_person_at_the_same_venue_is_another_matter() -> None:
    old = member(facts(persons=LONG, landmarks="karaoke:ruby", hamlets="thon yen lac"))
    other = facts(persons=(person("Lê Quốc Huy", born=1980),), landmarks="karaoke:ruby", hamlets="thon yen lac")
    assert decide(member(other, 2), [lead(old)], RARITY).lead_id is None


def test_the_rest_of_a_lead_speaks_against_what_one_nameless_tip_allows() -> None:
    nameless = member(facts(landmarks="karaoke:ruby", hamlets="thon yen lac"), 1)
    named = member(facts(persons=LONG, landmarks="karaoke:ruby"), 2)
    other = member(facts(persons=(person("Lê Quốc Huy"),), landmarks="karaoke:ruby", hamlets="thon yen lac"), 3)
    assert decide(other, [lead(nameless)], RARITY).lead_id == 100
    assert decide(other, [lead(nameless, named)], RARITY).lead_id is None


def test_what_several_tips_say_together_finds_a_tip_that_none_of_them_finds() -> None:
    name = member(facts(persons=(person("Long"),), landmarks="karaoke:ruby"), 1)
    phone = member(facts(landmarks="karaoke:ruby", contacts="0912000345"), 2)
    newcomer = member(facts(None, persons=(person("Long"),), contacts="0912000345"), 3)
    assert decide(newcomer, [lead(name, phone)], RARITY).lead_id == 100


def test_commune_and_conduct_alone_ask_an_officer() -> None:
    usual = {"cues": "conduct:sells, conduct:sells_to_pupils, drug:meth"}
    decision = decide(member(facts(**usual), 2, at=START + 30 * HOUR), [lead(member(facts(**usual)))], RARITY)
    assert decision.lead_id is None
    assert [one.lead.lead_id for one in decision.maybe] == [100]


def test_a_tip_that_seems_to_tell_of_nothing_stands_alone_and_takes_nobody_in() -> None:
    usual = {"hamlets": "xom 3", "cues": "hour:22-2"}
    junk = member(facts(**usual, category="irrelevant"), 1, category="irrelevant")
    told = member(facts(**usual, persons=LONG), 2)
    assert decide(junk, [lead(told)], RARITY).lead_id is None
    assert decide(told, [lead(junk)], RARITY).lead_id is None
    assert decide(replace(junk, tip_id=3, sources=((1, 3),)), [lead(junk)], RARITY).lead_id is None


def test_who_names_the_same_person_tells_of_something_whatever_his_words_seem() -> None:
    junk = member(facts(persons=LONG, category="irrelevant"), 1, category="irrelevant")
    assert decide(junk, [lead(member(facts(persons=LONG), 2))], RARITY).lead_id == 100
    assert decide(member(facts(persons=LONG), 2), [lead(junk)], RARITY).lead_id == 100
    assert decide(replace(junk, tip_id=3, sources=((1, 3),)), [lead(junk)], RARITY).lead_id is None


def test_a_newcomer_can_prove_that_two_leads_are_one() -> None:
    named = lead(member(facts(persons=LONG), 1), number=1)
    placed = lead(member(facts(landmarks="karaoke:ruby", hamlets="thon yen lac"), 2), number=2)
    both = member(facts(persons=LONG, landmarks="karaoke:ruby", hamlets="thon yen lac"), 3)
    decision = decide(both, [named, placed], RARITY)
    assert {decision.lead_id, *decision.merge} == {1, 2}
    for held in (replace(placed, touched=True), replace(placed, silenced=frozenset({1}))):
        assert decide(both, [named, held], RARITY).merge == ()


def test_a_lead_that_grows_draws_in_what_was_perhaps_the_same() -> None:
    nick = lead(member(facts(persons=(person("Long", "Long béo"),), landmarks="karaoke:ruby"), 1), number=1)
    wheels = lead(member(facts(None, persons=(person("Trần Đức Long"),), contacts="38B1-12345"), 2), number=2)
    newcomer = member(facts(persons=(person("Trần Đức Long", "Long béo"),), contacts="38B1-12345"), 3)
    decision = decide(newcomer, [nick, wheels], RARITY)
    assert {decision.lead_id, *decision.merge} == {1, 2}
    silenced = replace(wheels, silenced=frozenset({1}))
    assert decide(newcomer, [nick, silenced], RARITY).merge == ()


def test_a_lead_that_grows_draws_in_none_that_something_of_weight_speaks_against() -> None:
    name = (person("Nguyễn Văn Hùng", born=1981),)
    one = lead(member(facts(persons=name, hamlets="thon 3", cues="conduct:injects"), 1), number=1)
    other = lead(member(facts(persons=(person("Hùng"),), hamlets="thon 7", cues="conduct:injects"), 2), number=2)
    newcomer = member(facts(persons=name, hamlets="thon 3", cues="conduct:injects"), 3)
    assert decide(newcomer, [one, other], RARITY).merge == ()


def test_a_newcomer_joins_two_leads_into_one_only_by_more_than_a_tip_needs() -> None:
    usual = {"cues": "conduct:sells, conduct:delivers_by_motorbike"}
    named = lead(member(facts(persons=LONG, hamlets="thon 3", **usual), 1), number=1)
    nameless = lead(member(facts(landmarks="ben xe:", **usual), 2, at=START + HOUR), number=2)
    alone = decide(member(facts(hamlets="thon 3", **usual), 3, at=START + HOUR), [nameless], RARITY)
    both = decide(member(facts(hamlets="thon 3", **usual), 3, at=START + HOUR), [named, nameless], RARITY)
    assert alone.lead_id == 2
    assert (both.lead_id, both.merge) == (1, ())


def test_a_venue_without_place_person_or_number_has_to_show_more() -> None:
    told = {"landmarks": "nha nghi:hoa sim", "cues": "conduct:hosts"}
    here, nowhere = facts("18313", **told), facts(None, **told)
    assert decide(member(here, 2), [lead(member(here, 1))], RARITY).lead_id == 100
    assert decide(member(nowhere, 2), [lead(member(here, 1))], RARITY).lead_id is None


def test_two_men_with_one_nickname_of_whom_other_things_are_told_are_left_to_an_officer() -> None:
    sells, injects = {"category": "retail"}, {"category": "use", "cues": "conduct:injects"}
    porridge = facts(persons=(person("Nam", "Nam cháo"),), **sells)
    old = lead(member(porridge, 1))
    again = decide(member(porridge, 2, at=START + 24 * HOUR), [old], RARITY)
    assert again.lead_id == 100
    fisher = member(facts(persons=(person("Nam", "Nam cháo"),), **injects), 3, at=START + 24 * HOUR)
    decision = decide(fisher, [old], RARITY)
    assert decision.lead_id is None
    assert [one.lead.lead_id for one in decision.maybe] == [100]


def test_a_nickname_read_on_both_sides_does_not_hide_that_the_full_names_differ() -> None:
    one = facts(persons=(person("Phạm Văn Nam", "Nam cháo"),), words="nam chao ban chao luon")
    other = facts(persons=(person("Lê Hải Nam", "Nam cháo"),), words="nam chao di tau")
    assert "other_name" in {finding.code for finding in weigh(one, other, RARITY).findings}


def test_not_the_same_silences_for_good_and_a_closed_lead_takes_in_only_repeats() -> None:
    old = member(facts(persons=LONG, words=WORDS), 1, sender=7)
    newcomer = member(facts(persons=LONG), 2)
    assert decide(newcomer, [lead(old, silenced=frozenset({2}))], RARITY).lead_id is None
    closed = lead(old, closed=True)
    decision = decide(newcomer, [closed], RARITY)
    assert decision.lead_id is None
    assert decision.maybe[0].lead is closed
    assert decide(member(facts(persons=LONG, words=WORDS), 3, sender=7), [closed], RARITY).why == "repeat"


def test_two_leads_that_fit_alike_and_contradict_are_left_to_an_officer() -> None:
    one = lead(member(facts(persons=(person("Trần Đức Long", born=1993),)), 1), number=1)
    other = lead(member(facts(persons=(person("Trần Đức Long", born=1970),)), 2), number=2)
    decision = decide(member(facts(persons=(person("Trần Đức Long"),)), 3), [one, other], RARITY)
    assert decision.lead_id is None
    assert len(decision.maybe) == 2


def test_only_senders_told_apart_under_a_common_key_count() -> None:
    first = member(facts(words=WORDS), 1, counted=True)
    assert is_independent(member(facts(), 2), [first], weights())
    for dependent in (
        member(facts(), 2, sender=0),  # a withheld number
        member(facts(), 2, by_officer=True),
        member(facts(), 2, sources=((2, 9),)),  # no key in common
        member(facts(), 2, sender=1),  # the same tag
        member(facts(words=WORDS + " a"), 2),  # copied wording
    ):
        assert not is_independent(dependent, [first], weights())
    assert same_sender(first, member(facts(), 2, sources=((2, 9),))) is None


def test_a_burst_of_copies_against_one_person_is_brigading_and_raises_nothing() -> None:
    copies = [member(facts(persons=LONG, words=WORDS), n, at=START + n * 60) for n in range(1, 6)]
    newcomer = member(facts(persons=LONG, words=WORDS), 9, at=START + 600)
    assert is_burst(newcomer, lead(*copies), weights())
    decision = decide(newcomer, [lead(*copies)], RARITY)
    assert decision.brigading
    assert not decision.independent
    spread = [replace(one, at=START - n * 100 * HOUR) for n, one in enumerate(copies)]
    assert not is_burst(newcomer, lead(*spread), weights())


def test_a_union_puts_the_mentions_of_one_person_together() -> None:
    parts = [facts(persons=(person("Long", "Long béo"),)), facts(persons=(person("Trần Đức Long", born=1993),))]
    (one,) = united([*parts, facts(persons=(person("Long"),))]).persons
    assert one.full
    assert one.aliases
    assert one.born
    assert len(united([*parts, facts(persons=(person("Huy"),))]).persons) == 2
    assert united(parts[:1]) is parts[0]


def test_a_union_keeps_the_hamlets_of_its_tips_apart() -> None:
    parts = [facts(hamlets="thon khe tho"), facts(hamlets="thon yen lac")]  # each the first hamlet of its tip
    assert set(united(parts).hamlets_said) == {part.hamlets_said[0] for part in parts}


def test_much_that_agrees_speaks_against_nothing() -> None:
    told = "conduct:receives_by_coach, conduct:holds_somebody, conduct:overdoses, conduct:posts_online, hour:22-2"
    one, other = (lead(member(facts(cues=told), n), number=n) for n in (1, 2))
    evidence = weigh(one.union, other.union, RARITY)
    assert next(finding.bits for finding in evidence.findings if finding.code == "capped") < -6
    assert evidence.against == ()
    assert not contradict(one, other, RARITY)


def test_a_union_takes_the_commune_that_one_tip_decides() -> None:
    whole = united([facts(None, readings=("18406", "18562")), facts("18406")])
    assert whole.terms(1) == facts("18406").terms(1)


def test_the_order_of_candidates_changes_nothing() -> None:
    leads: list[LeadView] = [
        lead(member(facts(persons=(person(name),), hamlets=f"xom {n}"), n), number=n)
        for n, name in enumerate(("Trần Đức Long", "Lê Quốc Huy", "Phạm Văn Dũng"), 1)
    ]
    newcomer = member(facts(persons=(person("Lê Quốc Huy"),)), 9)
    assert decide(newcomer, leads, RARITY).lead_id == decide(newcomer, leads[::-1], RARITY).lead_id == 2
