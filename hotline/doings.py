"""What two tips tell of the matter beside who and where: conduct, hours, wording, closeness in time. Pure; in bits."""

import math

from config.catalog.weights import Weights
from hotline.bits import CONDUCT, TIME, WORDING, Around, Finding, Rarity
from hotline.sketch import Facts, Purpose, Wording

FEW = 6  # words from which on wording can be compared


def most(weights: Weights) -> float:
    """The most bits that all of it can count."""
    words = max(weights("wording", "most"), weights("wording", "copied"))
    return weights("conduct", "most") + words + max(bits for _, bits in weights.time)


def conduct(a: Facts, b: Facts, weights: Weights) -> list[Finding]:
    found = []
    mine, yours = a.graded(Purpose.CATEGORY), b.graded(Purpose.CATEGORY)
    if mine.keys() & yours.keys():
        found.append(Finding(CONDUCT, "category", max(mine[term] for term in mine.keys() & yours.keys())))
    elif mine and yours:
        found.append(Finding(CONDUCT, "other_category", weights("conduct", "category_other")))
    drugs, others = a.graded(Purpose.DRUG), b.graded(Purpose.DRUG)
    if drugs.keys() & others.keys():
        found.append(Finding(CONDUCT, "drug", max(drugs[term] for term in drugs.keys() & others.keys())))
    elif drugs and others and not a.terms(Purpose.DRUG_KIN) & b.terms(Purpose.DRUG_KIN):
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


def wording(a: Facts, b: Facts, weights: Weights) -> list[Finding]:
    """How alike the words beside names and places are; unrelated tips about drugs share a tenth of what they say."""
    mine, yours = a.terms(Purpose.PAIR), b.terms(Purpose.PAIR)
    if mine and yours and len(mine & yours) >= weights("wording", "copied_share") * min(len(mine), len(yours)) >= 4:
        return [Finding(WORDING, "copied", weights("wording", "copied"))]
    shares = [_alike(here, there, weights) for here in a.wordings for there in b.wordings if _comparable(here, there)]
    if not shares:
        return []
    bits = weights("wording", "slope") * (max(shares) - weights("wording", "usual"))
    return [Finding(WORDING, "wording", max(weights("wording", "least"), min(weights("wording", "most"), bits)))]


def _comparable(a: Wording, b: Wording) -> bool:
    return min(len(a.plain), len(b.plain)) >= FEW


def _alike(a: Wording, b: Wording, weights: Weights) -> float:
    """The share of two wordings' bits that both have; a name's word counts where the other side has it as a word."""
    mine, yours, known = a.plain, b.plain, b.named
    shared = sum([bits for term, bits in mine.items() if term in yours or term in known])
    if a.named:
        shared += sum([bits for term, bits in yours.items() if term in a.named])
    short = weights("wording", "short")
    return shared / math.sqrt((a.total + short) * (b.total + short))


def time(around: Around, rarity: Rarity) -> list[Finding]:
    if around.hours is None:
        return []
    for hours, bits in rarity.weights.time:
        if around.hours <= hours:
            return [Finding(TIME, "time", bits)]
    return [Finding(TIME, "long_ago", rarity.weights("time", "beyond"))]
