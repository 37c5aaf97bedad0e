"""How much two sketches speak for one matter, in bits by independent groups; pure and deterministic (decision 0007).

A finding counts the logarithm of how rare its agreement is among unrelated tips; disagreement counts against. One pair
has one score everywhere: tip with tip, tip with lead, lead with record. Groups: place, landmark, person, contact,
conduct, wording, time.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from config.catalog.weights import Weights
from hotline.names import compare_persons
from hotline.sketch import Facts, Purpose, Spot

PLACE, LANDMARK, PERSON, CONTACT = "place", "landmark", "person", "contact"
CONDUCT, WORDING, TIME = "conduct", "wording", "time"
TELLING = frozenset({LANDMARK, PERSON, CONTACT, CONDUCT})  # place and time alone prove nothing
NAMING = frozenset({LANDMARK, PERSON, CONTACT})
FEW = 6  # words from which on wording can be compared
CONTRARY = -6.0  # another person or commune: two leads that differ so are two matters whoever joins them
HARD = -4.0  # a disagreement of so many bits keeps matters apart


@dataclass(frozen=True, slots=True)
class Finding:
    """One agreement (bits above 0) or disagreement; `code` names its sentence in the reader's language."""

    group: str
    code: str
    bits: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """All findings of a pair."""

    findings: tuple[Finding, ...] = ()

    @property
    def bits(self) -> float:
        """The sum."""
        return sum(finding.bits for finding in self.findings)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that agree by a bit or more, in order."""
        sums: dict[str, float] = {}
        for finding in self.findings:
            sums[finding.group] = sums.get(finding.group, 0.0) + finding.bits
        return tuple(group for group, bits in sums.items() if bits >= 1.0)

    def is_nameless(self, least: float) -> bool:
        """Whether nothing that could name the matter is the same: no person, venue, number, hamlet."""
        return not any(one.bits >= least and (one.group in NAMING or one.code == "hamlet") for one in self.findings)

    @property
    def codes(self) -> tuple[str, ...]:
        """What to say, the weightiest first."""
        return tuple(finding.code for finding in sorted(self.findings, key=lambda finding: -abs(finding.bits)))

    @property
    def against(self) -> tuple[Finding, ...]:
        """The disagreements."""
        return tuple(finding for finding in self.findings if finding.bits < 0)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare a term is, from how many of the scope's documents have it; a belief stands in until there are many."""

    weights: Weights
    counts: Mapping[int, int] = field(default_factory=dict)
    documents: int = 0

    def bits(self, name: str, term: int) -> float:
        """log2((documents + w) / (count + w / 2^belief)): the belief at first, the index's knowledge later."""
        belief, weight = self.weights("rarity", name), self.weights("rarity", "weight")
        count = self.counts.get(term)
        if count is None or not self.documents:
            return belief
        return max(0.0, math.log2((self.documents + weight) / (count + weight * 2.0**-belief)))

    def most(self, name: str, terms: frozenset[int]) -> float:
        """The bits of the rarest of several terms."""
        return max((self.bits(name, term) for term in terms), default=0.0)


@dataclass(frozen=True, slots=True)
class Around:
    """What two tips have beside their sketches: hours between, and whether one sender wrote both (None: unknown)."""

    hours: float | None = None
    same_sender: bool | None = None


def weigh(a: Facts, b: Facts, rarity: Rarity, around: Around = Around()) -> Evidence:
    """The evidence that two tips (or leads, as unions) are about one matter."""
    findings = [
        *_place(a, b, rarity),
        *_landmark(a, b, rarity),
        *_person(a, b, rarity),
        *_contact(a, b, rarity, around),
        *_conduct(a, b, rarity.weights),
        *_wording(a, b, rarity.weights),
        *_time(around, rarity),
    ]
    least = rarity.weights("identity", "least")
    if is_named(a) and is_named(b) and not any(one.bits >= least and one.group in NAMING for one in findings):
        findings.append(Finding(CONTACT, "nothing_shared", rarity.weights("identity", "nothing_shared")))
    return Evidence(tuple(findings))


def is_named(facts: Facts) -> bool:
    """Whether a person, a venue by name or a number is in it: what could be the same, and is missed when it is not."""
    if facts.persons or any(spot.named for spot in facts.spots):
        return True
    return any(facts.terms(purpose) for purpose in (Purpose.PHONE, Purpose.PLATE, Purpose.ACCOUNT))


def weigh_record(lead: Facts, record: Facts, rarity: Rarity) -> Evidence:
    """The same findings as far as a record has them: it tells no conduct, wording or time."""
    return Evidence(
        (
            *_place(lead, record, rarity),
            *_landmark(lead, record, rarity),
            *_person(lead, record, rarity),
            *_contact(lead, record, rarity, Around()),
        )
    )


def _place(a: Facts, b: Facts, rarity: Rarity) -> list[Finding]:
    found = []
    mine, yours = a.terms(Purpose.COMMUNE), b.terms(Purpose.COMMUNE)
    if mine and yours:
        found.append(_commune(mine, yours, rarity))
    for extra, name, group in ((0, "hamlet", PLACE), (1, "road", LANDMARK)):
        here, there = a.with_extra(Purpose.HAMLET, extra), b.with_extra(Purpose.HAMLET, extra)
        if here & there:
            found.append(Finding(group, name, rarity.most(name, here & there)))
        elif here and there:
            found.append(Finding(group, f"other_{name}", rarity.weights("place", f"{name}_other")))
    return found


def _commune(mine: frozenset[int], yours: frozenset[int], rarity: Rarity) -> Finding:
    if not mine & yours:
        return Finding(PLACE, "other_commune", rarity.weights("place", "commune_other"))
    readings = max(len(mine), len(yours))
    bits = rarity.most("commune", mine & yours) + rarity.weights("place", "commune_reading") * (readings - 1)
    return Finding(PLACE, "commune", max(1.0, bits))


def _landmark(a: Facts, b: Facts, rarity: Rarity) -> list[Finding]:
    found = [_spots(mine, yours, rarity) for mine in a.spots for yours in b.spots]
    return [max(found, key=lambda finding: finding.bits)] if found else []


def _spots(mine: Spot, yours: Spot, rarity: Rarity) -> Finding:
    weights, same_kind = rarity.weights, bool(mine.kind & yours.kind)
    if mine.whole & yours.whole:
        bits = rarity.most("landmark", mine.whole & yours.whole)
        return Finding(LANDMARK, "landmark", bits if mine.named else min(bits, weights("landmark", "bare")))
    share, sound = _overlap(mine.words, yours.words), _overlap(mine.sounds, yours.sounds)
    bits = weights("rarity", "landmark")
    if mine.named or yours.named:
        if share == 1.0:
            return Finding(LANDMARK, "landmark_name", bits - (0.0 if same_kind else 1.0))
        if sound == 1.0:
            return Finding(LANDMARK, "landmark_heard", bits + weights("landmark", "sound"))
        if max(share, sound) >= 0.5:
            return Finding(LANDMARK, "landmark_part", bits + weights("landmark", "part"))
    if not mine.named or not yours.named:
        return Finding(LANDMARK, "landmark_kind", weights("landmark", "kind") if same_kind else 0.0)
    if same_kind:
        return Finding(LANDMARK, "other_landmark", weights("landmark", "other_name"))
    return Finding(LANDMARK, "other_kind", weights("landmark", "other_kind"))


def _overlap(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / max(len(a), len(b), 1)


def _person(a: Facts, b: Facts, rarity: Rarity) -> list[Finding]:
    pairs = [compare_persons(mine, yours, rarity) for mine in a.persons for yours in b.persons]
    if not pairs:
        return []
    best = max(pairs, key=lambda parts: sum(bits for _, bits in parts))
    return [Finding(PERSON, code, bits) for code, bits in best]


def _contact(a: Facts, b: Facts, rarity: Rarity, around: Around) -> list[Finding]:
    weights, found = rarity.weights, []
    for purpose, name in ((Purpose.PHONE, "phone"), (Purpose.PLATE, "plate"), (Purpose.ACCOUNT, "account")):
        mine, yours = a.terms(purpose), b.terms(purpose)
        if mine & yours:
            found.append(Finding(CONTACT, name, weights("contact", "same")))
        elif mine and yours and purpose == Purpose.PHONE and a.terms(Purpose.PHONE_NEAR) & b.terms(Purpose.PHONE_NEAR):
            found.append(Finding(CONTACT, "phone_near", weights("contact", "near")))
        elif mine and yours and purpose != Purpose.ACCOUNT:
            found.append(Finding(CONTACT, f"other_{name}", weights("contact", f"other_{name}")))
    if a.terms(Purpose.VEHICLE) & b.terms(Purpose.VEHICLE):
        found.append(Finding(CONTACT, "vehicle", weights("contact", "vehicle")))
    if around.same_sender:
        found.append(Finding(CONTACT, "sender", weights("contact", "sender")))
    return found


def _conduct(a: Facts, b: Facts, weights: Weights) -> list[Finding]:
    found = []
    mine, yours = a.graded(Purpose.CATEGORY), b.graded(Purpose.CATEGORY)
    if mine.keys() & yours.keys():
        found.append(Finding(CONDUCT, "category", max(mine[term] for term in mine.keys() & yours.keys())))
    elif mine and yours:
        found.append(Finding(CONDUCT, "other_category", weights("conduct", "category_other")))
    drugs, others = a.graded(Purpose.DRUG), b.graded(Purpose.DRUG)
    if drugs.keys() & others.keys():
        found.append(Finding(CONDUCT, "drug", max(drugs[term] for term in drugs.keys() & others.keys())))
    elif drugs and others:
        found.append(Finding(CONDUCT, "other_drug", weights("conduct", "drug_other")))
    found.extend(_acts(a, b, weights))
    found.extend(_hours(a, b, weights))
    over = sum(finding.bits for finding in found) - weights("conduct", "most")
    return [*found, Finding(CONDUCT, "capped", -over)] if over > 0 else found


def _acts(a: Facts, b: Facts, weights: Weights) -> list[Finding]:
    mine, yours = a.graded(Purpose.CONDUCT), b.graded(Purpose.CONDUCT)
    bits = sum(mine[term] for term in mine.keys() & yours.keys())
    alarms, alarm = a.graded(Purpose.DANGER), b.graded(Purpose.DANGER)
    if alarms and alarm:
        bits += max(alarms.values())
    elif alarms or alarm:
        bits += weights("conduct", "danger_other")
    if bits > 0:
        return [Finding(CONDUCT, "conduct", bits)]
    least = weights("conduct", "telling")
    telling = [any(bits >= least for bits in side.values()) for side in (mine, yours)]
    return [Finding(CONDUCT, "other_conduct", weights("conduct", "other"))] if all(telling) else []


def _hours(a: Facts, b: Facts, weights: Weights) -> list[Finding]:
    mine, yours = a.terms(Purpose.HOUR), b.terms(Purpose.HOUR)
    habits = a.graded(Purpose.HABIT)
    habit = max((habits[term] for term in habits.keys() & b.terms(Purpose.HABIT)), default=0.0)
    if mine & yours:
        return [Finding(CONDUCT, "hour", max(habit, weights("conduct", "hour")))]
    if habit:
        return [Finding(CONDUCT, "habit", habit)]
    return [Finding(CONDUCT, "other_hour", weights("conduct", "hour_other"))] if mine and yours else []


def _wording(a: Facts, b: Facts, weights: Weights) -> list[Finding]:
    """How alike the words beside names and places are; unrelated tips about drugs share a tenth of them."""
    mine, yours = a.terms(Purpose.PAIR), b.terms(Purpose.PAIR)
    if mine and yours and len(mine & yours) >= weights("wording", "copied_share") * min(len(mine), len(yours)) >= 4:
        return [Finding(WORDING, "copied", weights("wording", "copied"))]
    shares = [_jaccard(here, there) for here in a.wordings for there in b.wordings if min(len(here), len(there)) >= FEW]
    if not shares:
        return []
    bits = weights("wording", "slope") * (max(shares) - weights("wording", "usual"))
    return [Finding(WORDING, "wording", max(weights("wording", "least"), min(weights("wording", "most"), bits)))]


def _jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / len(a | b)


def _time(around: Around, rarity: Rarity) -> list[Finding]:
    if around.hours is None:
        return []
    for hours, bits in rarity.weights.time:
        if around.hours <= hours:
            return [Finding(TIME, "time", bits)]
    return [Finding(TIME, "long_ago", rarity.weights("time", "beyond"))]
