"""Which lead a newcomer belongs to, decided from sketches alone; pure, so that it can be repeated and explained.

Repeat: the same sender says the same again. Same matter: the evidence for the lead, tip by tip and as a union, is above
the upper threshold and rests on two groups. Between the thresholds an officer is asked. Irrelevant tips stand alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from config.catalog.weights import Weights
from hotline.bounds import SLACK, is_elsewhere, most_elsewhere
from hotline.doings import step
from hotline.evidence import CONTRARY, HARD, TELLING, Around, Evidence, Rarity, weigh, weigh_from
from hotline.once import once
from hotline.sketch import Facts, Purpose
from hotline.union import united

HOUR = 3_600
IRRELEVANT = "irrelevant"
NOTHING = Evidence()


@dataclass(frozen=True)
class Member:
    """A tip as grouping sees it. `sources` are (period, tag); empty when the sender cannot be told."""

    tip_id: int
    facts: Facts
    at: int
    category: str
    sources: tuple[tuple[int, int], ...] = ()
    counted: bool = False  # known to be independent of the others of its lead
    by_officer: bool = False
    own: frozenset[int] | None = None  # of a newcomer: earlier tips of its sender; None where only the tags can tell


@dataclass(frozen=True)
class LeadView:
    """A lead with its tips. `closed` takes in only repeats; `touched`: an officer has acted, software moves nothing."""

    lead_id: int
    members: tuple[Member, ...]
    closed: bool = False
    touched: bool = False
    silenced: frozenset[int] = frozenset()  # tips that an officer said do not belong here

    @once
    def union(self) -> Facts:
        """The lead as one sketch."""
        return united([member.facts for member in self.members])


@dataclass(frozen=True, slots=True)
class Judged:
    """A lead and the evidence that the newcomer belongs to it."""

    lead: LeadView
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with the newcomer; `maybe` and `merge` hold leads, `brigading` is about the lead that it joins."""

    lead_id: int | None = None
    why: str = "first"
    evidence: Evidence = NOTHING
    independent: bool = False
    brigading: bool = False
    maybe: tuple[Judged, ...] = ()
    merge: tuple[int, ...] = ()


def decide(newcomer: Member, leads: Sequence[LeadView], rarity: Rarity) -> Decision:
    """The decision on one newcomer; `leads` hold every candidate with all its tips."""
    again = next((lead for lead in leads if any(is_repeat(newcomer, member) for member in lead.members)), None)
    if again is not None:
        return Decision(again.lead_id, "repeat")
    alone = Decision(independent=_tellable(newcomer))
    weighed = ((lead, weigh_lead(newcomer, lead, rarity)) for lead in leads if _eligible(newcomer, lead))
    judged = [Judged(lead, evidence) for lead, evidence in weighed if evidence is not None]
    judged = [one for one in judged if _is_told(newcomer, one.lead) or _is_telling(one, rarity.weights)]
    judged.sort(key=lambda one: -one.evidence.bits)
    joined = _joined(judged, rarity)
    maybe = tuple(one for one in judged if one not in joined and one.evidence.bits >= rarity.weights("join", "maybe"))
    if not joined:
        return Decision(independent=alone.independent, maybe=maybe[:3])
    best = joined[0]
    drawn = _drawn(newcomer, best.lead, maybe, rarity)
    maybe = tuple(one for one in maybe if one not in drawn)
    brigading = is_burst(newcomer, best.lead, rarity.weights)
    return Decision(
        best.lead.lead_id,
        "same_matter",
        best.evidence,
        is_independent(newcomer, best.lead.members, rarity.weights) and not brigading,
        brigading,
        maybe[:3],
        tuple(one.lead.lead_id for one in (*joined[1:], *drawn)),
    )


def _eligible(newcomer: Member, lead: LeadView) -> bool:
    told = newcomer.category != IRRELEVANT or any(member.category != IRRELEVANT for member in lead.members)
    return told and newcomer.tip_id not in lead.silenced


def _is_told(newcomer: Member, lead: LeadView) -> bool:
    """Whether both seem to tell of something."""
    return newcomer.category != IRRELEVANT and any(member.category != IRRELEVANT for member in lead.members)


def _is_telling(one: Judged, weights: Weights) -> bool:
    """Whether so much is the same that the tip is no empty one, whatever its words alone seemed to say."""
    asked = weights("join", "same") + weights("join", "irrelevant")
    sender = sum(finding.bits for finding in one.evidence.findings if finding.code == "sender")
    if sender > weights("contact", "sender"):
        return True
    return one.evidence.bits >= asked and not one.evidence.is_nameless(weights("identity", "least"))


def _joined(judged: Sequence[Judged], rarity: Rarity) -> list[Judged]:
    """The lead that the newcomer joins, and those that it proves to be the same matter; empty when none is sure."""
    sure = [one for one in judged if _is_sure(one, rarity.weights)]
    if not sure:
        return []
    best, others = sure[0], sure[1:]
    rivals = [one for one in others if contradict(best.lead, one.lead, rarity)]
    if rivals and best.evidence.bits - rivals[0].evidence.bits < rarity.weights("join", "ahead"):
        return []
    # A newcomer that fits two leads joins them into one: more is asked than for a tip, since more is put together.
    proved = [
        one for one in others if one not in rivals and _is_sure(one, rarity.weights, rarity.weights("join", "drawn"))
    ]
    return [best, *(one for one in proved if _may_merge(best.lead, one.lead))]


def _drawn(newcomer: Member, lead: LeadView, maybe: Sequence[Judged], rarity: Rarity) -> list[Judged]:
    """Those of the "perhaps the same" that the lead is the same as, now that it says what the newcomer says too."""
    grown, found = LeadView(lead.lead_id, (*lead.members, newcomer)), []
    asked = rarity.weights("join", "same") + rarity.weights("join", "drawn")
    for one in maybe:
        if _may_merge(lead, one.lead):
            around = Around(hours_between(grown.members, one.lead.members))
            seen = weigh_from(asked, grown.union, one.lead.union, rarity, around)
            # Leads that contradict each other are disputed too: less is asked for that.
            if seen is not None and not _is_disputed(seen) and _is_sure(Judged(one.lead, seen), rarity.weights):
                found.append(one)
    return found


def hours_between(some: Sequence[Member], others: Sequence[Member]) -> float:
    """The hours between the nearest two: they stand beside each other among all in order of time."""
    times = sorted([(member.at, False) for member in some] + [(member.at, True) for member in others])
    return min(later - at for (at, one), (later, other) in pairwise(times) if one != other) / HOUR


def _is_disputed(evidence: Evidence) -> bool:
    """Whether something of weight speaks against it: of two whole leads that is asked more strictly than of a tip."""
    return any(finding.bits <= HARD for finding in evidence.against)


def contradict(one: LeadView, other: LeadView, rarity: Rarity) -> bool:
    """Whether two leads speak of different matters: another person or another commune."""
    return any(finding.bits <= CONTRARY for finding in weigh(one.union, other.union, rarity).against)


def _is_sure(one: Judged, weights: Weights, more: float = 0.0) -> bool:
    groups = one.evidence.groups
    enough = len(groups) >= weights("join", "groups") and bool(TELLING & set(groups))
    asked = weights("join", "same") + more
    least = weights("identity", "least")
    if one.evidence.is_nameless(least):
        asked += weights("join", "nameless")
    if one.evidence.is_namesake(least):
        asked += weights("join", "namesake")
    if one.evidence.is_nowhere(least):
        asked += weights("join", "nowhere")
    return not one.lead.closed and enough and one.evidence.bits >= asked


def _may_merge(best: LeadView, other: LeadView) -> bool:
    """Software joins two leads only where no officer has acted and nobody said that they differ."""
    if best.touched or other.touched:
        return False
    tips = {member.tip_id for member in (*best.members, *other.members)}
    return not tips & (best.silenced | other.silenced)


def weigh_lead(newcomer: Member, lead: LeadView, rarity: Rarity) -> Evidence | None:
    """The best of two views: the lead as a union, and its nearest tip less what the rest of the lead speaks against.

    None where neither reaches what a "perhaps the same" asks.
    """
    weights, asked = rarity.weights, rarity.weights("join", "maybe")
    # Tips that are word for word the same, and as near, are weighed once.
    near = dict.fromkeys([(member.facts, _around(newcomer, member, weights)) for member in lead.members])
    hours = min([abs(newcomer.at - member.at) for member in lead.members]) / HOUR
    around = Around(step(hours, weights), any(one.same_sender for _, one in near))
    if most_elsewhere(weights) < asked - SLACK:  # where all lie elsewhere their union does too
        near = {one: None for one in near if one[1].same_sender or not is_elsewhere(newcomer.facts, one[0])}
    if not near:
        return None
    single = _nearest(newcomer.facts, near, rarity) if len(lead.members) > 1 else None
    if single is None:
        return weigh_from(asked, newcomer.facts, lead.union, rarity, around)
    whole = weigh(newcomer.facts, lead.union, rarity, around)
    said = {finding.code for finding in single.findings}
    contrary = tuple(finding for finding in whole.against if finding.bits <= HARD and finding.code not in said)
    single = Evidence((*single.findings, *contrary))
    return max(whole, single, key=lambda evidence: evidence.bits)


def _nearest(newcomer: Facts, tips: Iterable[tuple[Facts, Around]], rarity: Rarity) -> Evidence | None:
    """The evidence of the tip that has most, the first of equal ones; None where none has what is asked."""
    best, most = None, rarity.weights("join", "maybe")
    for facts, around in tips:
        found = weigh_from(most, newcomer, facts, rarity, around)
        if found is not None and (best is None or found.bits > most):
            best, most = found, found.bits
    return best


def _around(newcomer: Member, member: Member, weights: Weights) -> Around:
    return Around(step(abs(newcomer.at - member.at) / HOUR, weights), of_one_sender(newcomer, member))


def same_sender(a: Member, b: Member) -> bool | None:
    """True or False when a key that both tags were made with tells, None when there is none."""
    common = False
    for period, tag in a.sources:
        for other, its in b.sources:
            if period == other:
                if tag == its:
                    return True
                common = True
    return False if common else None


def of_one_sender(newcomer: Member, member: Member) -> bool:
    """Whether one sender surely wrote both. A tag has 12 bits, so that strangers share one: it never proves it."""
    if newcomer.own is not None:
        return member.tip_id in newcomer.own
    return same_sender(newcomer, member) is True


def is_repeat(a: Member, b: Member) -> bool:
    """The same sender saying the same: word for word, or nearly."""
    return of_one_sender(a, b) and is_copied(a.facts, b.facts, 0.8)


def is_copied(a: Facts, b: Facts, share: float) -> bool:
    """Whether one wording was taken from the other: the same words, or most pairs of the shorter are in both."""
    if a.terms(Purpose.WHOLE) & b.terms(Purpose.WHOLE):
        return True
    mine, yours = a.terms(Purpose.PAIR), b.terms(Purpose.PAIR)
    return len(mine & yours) >= max(4.0, share * min(len(mine), len(yours)))


def _tellable(tip: Member) -> bool:
    return bool(tip.sources) and not tip.by_officer


def is_independent(newcomer: Member, members: Sequence[Member], weights: Weights) -> bool:
    """A sender told apart from every counted one under a common key, in words of his own (design 2, fairness)."""
    if not _tellable(newcomer):
        return False
    share = weights("wording", "copied_share")
    if any(is_copied(newcomer.facts, member.facts, share) for member in members):
        return False
    return all(same_sender(newcomer, member) is False for member in members if member.counted)


def is_burst(newcomer: Member, lead: LeadView, weights: Weights) -> bool:
    """Many tips against one named person within hours, mostly copied or from senders that cannot be told apart."""
    hours, least = weights("brigading", "hours"), weights("brigading", "tips")
    recent = [member for member in lead.members if abs(newcomer.at - member.at) <= hours * HOUR]
    if len(recent) + 1 < least or not newcomer.facts.persons:
        return False
    share = weights("wording", "copied_share")
    alike = [
        is_copied(newcomer.facts, member.facts, share) or same_sender(newcomer, member) is not False
        for member in recent
    ]
    return sum(alike) * 2 > len(recent)
