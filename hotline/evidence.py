"""How much two sketches speak for one matter, in bits by independent groups; pure and deterministic (decision 0007).

A finding counts the logarithm of how rare its agreement is among unrelated tips; disagreement counts against. One pair
has one score everywhere: tip with tip, tip with lead, lead with record. Groups: place, landmark, person, contact,
conduct, wording, time.
"""

import math
from dataclasses import dataclass

from config.catalog.weights import Weights
from hotline.bits import ALONE, CONDUCT, CONTACT, LANDMARK, PERSON, PLACE, WORDING, Around, Finding, Rarity
from hotline.bounds import SLACK, most_unnamed, shares_names, stands_in
from hotline.doings import CAPPED, conduct, most_wording, time, wording
from hotline.landmarks import compare_landmarks
from hotline.names import compare_persons
from hotline.sketch import Facts, Person, Purpose

__all__ = [
    "CONTACT",
    "LANDMARK",
    "PERSON",
    "PLACE",
    "WORDING",
    "Around",
    "Evidence",
    "Finding",
    "Rarity",
    "weigh",
    "weigh_from",
    "weigh_record",
]

TELLING = frozenset({LANDMARK, PERSON, CONTACT, CONDUCT})  # place and time alone prove nothing
NAMING = frozenset({LANDMARK, PERSON, CONTACT})
NICKNAMES = frozenset({"given_name", "alias", "alias_said", "epithet"})
CONTRARY = -6.0  # another person or commune: two leads that differ so are two matters whoever joins them
# Looked up once: an enumeration's member costs more than its terms.
HAMLET, PART, SAID = Purpose.HAMLET, Purpose.PART, Purpose.SAID
HARD = -4.0  # a disagreement of so many bits keeps matters apart


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

    def is_namesake(self, least: float) -> bool:
        """Whether a given name or a nickname alone names the matter, and what is told of him is of another kind."""
        naming = [one for one in self.findings if one.bits >= least and (one.group in NAMING or one.code == "hamlet")]
        called = any(one.code in NICKNAMES and one.bits > 0 for one in self.findings)
        otherwise = any(one.code == "other_category" for one in self.findings)
        return called and otherwise and all(one.code in NICKNAMES for one in naming)

    def is_nowhere(self, least: float) -> bool:
        """Whether they share no place, person or number: a venue's name stands in many communes."""
        if any(one.bits >= least and one.group in (PERSON, CONTACT) for one in self.findings):
            return False
        return sum([one.bits for one in self.findings if one.group == PLACE]) < least

    @property
    def codes(self) -> tuple[str, ...]:
        """What to say, the weightiest first."""
        return tuple(finding.code for finding in sorted(self.findings, key=lambda finding: -abs(finding.bits)))

    @property
    def against(self) -> tuple[Finding, ...]:
        """The disagreements. What is taken off because much agrees is none."""
        return tuple(finding for finding in self.findings if finding.bits < 0 and finding.code != CAPPED)


def weigh(a: Facts, b: Facts, rarity: Rarity, around: Around = ALONE) -> Evidence:
    """The evidence that two tips (or leads, as unions) are about one matter."""
    return weigh_from(-math.inf, a, b, rarity, around) or Evidence()


def weigh_from(asked: float, a: Facts, b: Facts, rarity: Rarity, around: Around = ALONE) -> Evidence | None:
    """The same where it has `asked` bits; None where it has less, which is seen as early as can be.

    What costs little comes first, and what remains is taken for the most that it can count.
    """
    weights, enough = rarity.weights, asked - SLACK
    where, sender, when = _where(a, b, rarity), _sender(a, b, around, weights), time(around, rarity)
    named = _named(a, b, rarity) if shares_names(a, b) else None
    bits = _sum(where) + _sum(sender) + _sum(when) + (most_unnamed(weights) if named is None else _sum(named))
    if bits + weights("conduct", "most") + most_wording(weights) < enough:
        return None
    does = conduct(a, b, weights)
    bits += _sum(does)
    if bits + most_wording(weights) < enough:
        return None
    words = wording(a, b, weights)
    if bits + _sum(words) < enough:
        return None
    findings = [*where, *(_named(a, b, rarity) if named is None else named), *sender, *does, *words, *when]
    least = weights("identity", "least")
    if a.is_named and b.is_named and not any(one.bits >= least and one.group in NAMING for one in findings):
        findings.append(Finding(CONTACT, "nothing_shared", weights("identity", "nothing_shared")))
    found = Evidence(tuple(findings))
    return found if found.bits >= asked else None


def _sum(findings: list[Finding]) -> float:
    return sum([finding.bits for finding in findings])


def weigh_record(lead: Facts, record: Facts, rarity: Rarity) -> Evidence:
    """The same findings as far as a record has them: it tells no conduct, wording or time."""
    return Evidence((*_where(lead, record, rarity), *_named(lead, record, rarity)))


def _where(a: Facts, b: Facts, rarity: Rarity) -> list[Finding]:
    """The commune, and the part of it."""
    mine, yours = a.communes, b.communes
    if not mine or not yours:
        return []
    return [_commune(mine, yours, rarity), *_part(a, b, rarity.weights)]


def _named(a: Facts, b: Facts, rarity: Rarity) -> list[Finding]:
    """All that bears a name or number; where shares_names is False, none of it agrees but a landmark's kind."""
    return [
        *_hamlet(a, b, rarity),
        *compare_landmarks(a, b, rarity),
        *_person(a, b, rarity),
        *_number(a, b, rarity.weights),
    ]


def _hamlet(a: Facts, b: Facts, rarity: Rarity) -> list[Finding]:
    found = []
    for extra, name, group in ((0, "hamlet", PLACE), (1, "road", LANDMARK)):
        here, there = a.with_extra(HAMLET, extra), b.with_extra(HAMLET, extra)
        if here & there:
            found.append(Finding(group, name, rarity.most(name, here & there)))
        elif _is_said(a, b, extra) or _is_said(b, a, extra):
            found.append(Finding(group, f"{name}_said", rarity.weights("rarity", name)))
        elif here and there:
            found.append(Finding(group, f"other_{name}", rarity.weights("place", f"{name}_other")))
    return found


def _is_said(a: Facts, b: Facts, extra: int) -> bool:
    """Whether the words of a hamlet's name stand in a text where nobody read it as one."""
    return bool(a.hamlets_said) and any(kind == extra and pairs <= b.pairs for kind, pairs in a.hamlets_said)


def _part(a: Facts, b: Facts, weights: Weights) -> list[Finding]:
    """Which of the units that became a commune both name: the same, or two that lie apart."""
    mine, yours = a.terms(PART), b.terms(PART)
    if not mine or not yours:
        return []
    if mine & yours:
        return [Finding(PLACE, "part", weights("place", "part"))]
    return [Finding(PLACE, "other_part", weights("place", "part_other"))]


def _commune(mine: frozenset[int], yours: frozenset[int], rarity: Rarity) -> Finding:
    if not mine & yours:
        return Finding(PLACE, "other_commune", rarity.weights("place", "commune_other"))
    readings = max(len(mine), len(yours))
    bits = rarity.most("commune", mine & yours) + rarity.weights("place", "commune_reading") * (readings - 1)
    return Finding(PLACE, "commune", max(1.0, bits))


def _person(a: Facts, b: Facts, rarity: Rarity) -> list[Finding]:
    if not (a.has_person and b.has_person) and not stands_in(SAID, a, b):
        return []
    pairs = [_compared(mine, yours, a, b, rarity) for mine in a.persons for yours in b.persons]
    # Where both sides were read to bear a nickname, its words in the text say nothing more.
    if not any(code == "alias" for parts in pairs for code, _ in parts):
        for persons, said in ((a.persons, b.pairs), (b.persons, a.pairs)):
            pairs.extend(parts for parts in (_called(person, said, rarity) for person in persons) if parts)
    if not pairs:
        return []
    best = max(pairs, key=lambda parts: sum(bits for _, bits in parts))
    return [Finding(PERSON, code, bits) for code, bits in best]


def _compared(mine: Person, yours: Person, a: Facts, b: Facts, rarity: Rarity) -> list[tuple[str, float]]:
    """Two persons, and the nickname of one among the words about the other whose name agrees."""
    parts = compare_persons(mine, yours, rarity)
    codes = {code for code, _ in parts}
    if not codes & {"given_name", "full_name", "name_heard"} or codes & {"alias", "epithet", "other_alias"}:
        return parts
    if any(said and said <= pairs for one, pairs in ((mine, b.pairs), (yours, a.pairs)) for said in one.said[1:]):
        worth = rarity.weights("rarity", "alias") - rarity.weights("rarity", "given")
        return [*parts, ("alias_said", worth + rarity.weights("person", "said"))]
    return parts


def _called(person: Person, pairs: frozenset[int], rarity: Rarity) -> list[tuple[str, float]]:
    """A name among the words of a text in which nobody read it as one."""
    for way, said in enumerate(person.said):
        if said and said <= pairs:
            name, terms = ("alias", person.aliases) if way else ("full", person.full)
            return [(f"{name}_said", rarity.most(name, terms) + rarity.weights("person", "said"))]
    return []


def _number(a: Facts, b: Facts, weights: Weights) -> list[Finding]:
    """Phones, plates, accounts; the kind of a vehicle too."""
    found: list[Finding] = []
    if not a.has_number or not b.has_number:
        return found
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
    return found


def _sender(a: Facts, b: Facts, around: Around, weights: Weights) -> list[Finding]:
    """One sender; what he writes soon after, without saying where, is about what he said before."""
    if not around.same_sender:
        return []
    bits = weights("contact", "sender")
    soon = around.hours is not None and around.hours <= weights("contact", "follows_hours")
    if soon and not (a.communes and b.communes):
        bits += weights("contact", "follows")
    return [Finding(CONTACT, "sender", bits)]
