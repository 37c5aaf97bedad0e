"""What two tips tell of the matter beside who and where: conduct, hours, wording, closeness in time. Pure; in bits."""

import math
from bisect import bisect_left
from functools import lru_cache

from config.catalog.weights import Weights
from hotline.bits import CONDUCT, TIME, WORDING, Around, Finding, Rarity
from hotline.sketch import Facts, Graded, Purpose, Wording

CATEGORY, DRUG, ACTS, DANGER = Purpose.CATEGORY, Purpose.DRUG, Purpose.CONDUCT, Purpose.DANGER
DRUG_KIN, HOUR, HABIT = Purpose.DRUG_KIN, Purpose.HOUR, Purpose.HABIT
NONE: dict[int, float] = {}
CAPPED = "capped"  # what is taken off because conduct counts so much and no more: it speaks against nothing
FEW = 6  # words from which on wording can be compared


@lru_cache(maxsize=8)
def most(weights: Weights) -> float:
    """The most bits that all of it can count."""
    return weights("conduct", "most") + most_wording(weights) + max(bits for _, bits in weights.time)


@lru_cache(maxsize=8)
def most_wording(weights: Weights) -> float:
    """The most bits that wording can count."""
    return max(weights("wording", "least"), weights("wording", "most"), weights("wording", "copied"))


@lru_cache(maxsize=8)
def _steps(weights: Weights) -> tuple[float, ...]:
    """The hours after which closeness in time counts otherwise."""
    return (*sorted({weights("contact", "follows_hours"), *(hours for hours, _ in weights.time)}), math.inf)


def step(hours: float, weights: Weights) -> float:
    """The hours rounded up to where they begin to count otherwise: what is rounded alike weighs the same."""
    steps = _steps(weights)
    return steps[bisect_left(steps, hours)]


def conduct(a: Facts, b: Facts, weights: Weights) -> list[Finding]:
    found, first, second = [], a.doings, b.doings
    mine, yours = first.get(CATEGORY, NONE), second.get(CATEGORY, NONE)
    if both := mine.keys() & yours.keys():
        found.append(Finding(CONDUCT, "category", max([mine[term] for term in both])))
    elif mine and yours:
        found.append(Finding(CONDUCT, "other_category", weights("conduct", "category_other")))
    mine, yours = first.get(DRUG, NONE), second.get(DRUG, NONE)
    if mine and yours:
        if both := mine.keys() & yours.keys():
            found.append(Finding(CONDUCT, "drug", max([mine[term] for term in both])))
        elif first.get(DRUG_KIN, NONE).keys().isdisjoint(second.get(DRUG_KIN, NONE)):
            found.append(Finding(CONDUCT, "other_drug", weights("conduct", "drug_other")))
    found.extend(_acts(first, second, weights))
    found.extend(_hours(first, second, weights))
    over = sum([finding.bits for finding in found]) - weights("conduct", "most")
    return [*found, Finding(CONDUCT, CAPPED, -over)] if over > 0 else found


def _acts(a: Graded, b: Graded, weights: Weights) -> list[Finding]:
    mine, yours = a.get(ACTS, NONE), b.get(ACTS, NONE)
    bits = sum([mine[term] for term in mine.keys() & yours.keys()])
    alarms, alarm = a.get(DANGER), b.get(DANGER)
    if alarms and alarm:
        bits += max(alarms.values())
    elif alarms or alarm:
        bits += weights("conduct", "danger_other")
    if bits > 0:
        return [Finding(CONDUCT, "conduct", bits)]
    least = weights("conduct", "telling")
    if mine and yours and max(mine.values()) >= least and max(yours.values()) >= least:
        return [Finding(CONDUCT, "other_conduct", weights("conduct", "other"))]
    return []


def _hours(a: Graded, b: Graded, weights: Weights) -> list[Finding]:
    mine, yours = a.get(HOUR, NONE), b.get(HOUR, NONE)
    habits, others = a.get(HABIT, NONE), b.get(HABIT, NONE)
    habit = max([habits[term] for term in habits.keys() & others.keys()], default=0.0)
    if not mine.keys().isdisjoint(yours):
        return [Finding(CONDUCT, "hour", max(habit, weights("conduct", "hour")))]
    if habit:
        return [Finding(CONDUCT, "habit", habit)]
    return [Finding(CONDUCT, "other_hour", weights("conduct", "hour_other"))] if mine and yours else []


def wording(a: Facts, b: Facts, weights: Weights) -> list[Finding]:
    """How alike the words beside names and places are; unrelated tips about drugs share a tenth of what they say."""
    mine, yours = a.pairs, b.pairs
    least = weights("wording", "copied_share") * min(len(mine), len(yours))
    if least >= 4 and len(mine & yours) >= least:
        return [Finding(WORDING, "copied", weights("wording", "copied"))]
    theirs, short = [there for there in b.wordings if len(there.plain) >= FEW], weights("wording", "short")
    shares = [_alike(here, there, short) for here in a.wordings if len(here.plain) >= FEW for there in theirs]
    if not shares:
        return []
    bits = weights("wording", "slope") * (max(shares) - weights("wording", "usual"))
    return [Finding(WORDING, "wording", max(weights("wording", "least"), min(weights("wording", "most"), bits)))]


def _alike(a: Wording, b: Wording, short: float) -> float:
    """The share of two wordings' bits that both have; a name's word counts where the other side has it as a word."""
    mine, yours = a.plain, b.plain
    shared = sum([mine[term] for term in mine.keys() & b.words])
    if a.named:
        shared += sum([yours[term] for term in yours.keys() & a.named])
    return shared / math.sqrt((a.total + short) * (b.total + short))


def time(around: Around, rarity: Rarity) -> list[Finding]:
    if around.hours is None:
        return []
    for hours, bits in rarity.weights.time:
        if around.hours <= hours:
            return [Finding(TIME, "time", bits)]
    return [Finding(TIME, "long_ago", rarity.weights("time", "beyond"))]
