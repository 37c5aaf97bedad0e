"""Category and danger by what the whole text resembles: a naive Bayes over examples, beside the rules. Pure.

The rules of hotline.text.classify know what each cue means; the examples know which cues and words come together.
Each sees what the other misses, so both are heard: the probability of the marks, times a constant for the rules' label
(decision 0009). Marks are the classes and conducts that the rules found, the words, and pairs of words; names of
persons and places are one mark, so that nobody's name decides anything.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice, pairwise
from operator import add
from typing import TypeVar

from hotline.text.cues import words_of
from hotline.text.findings import Category, Label, Understanding, Urgency
from hotline.text.letters import fold
from hotline.text.scan import Scan

LABELS = tuple(category.value for category in Category)
SMOOTHING = 0.5  # what a mark counts in a label that no example shows it in
RULES = 2.0  # nats: how much surer the rules make their category
RULES_DANGER = 6.0  # and their alarm: an example of danger is rarer, and an alarm not raised costs more
LEAST = 2  # examples that must show a mark
TELLING = 3  # words that are said to have decided
_NAME, _NUMBER, _SHOWN = "#", "0", "+"
_MASKS = frozenset((_NAME, _NUMBER))
_TRIED = 12  # marks that are looked for in the text
_NEAR = 6  # tokens in which a pair of words stands, words without meaning between them
L = TypeVar("L", Category, Urgency)

Counts = tuple[int, ...]  # by LABELS, then in danger


@dataclass(frozen=True, slots=True)
class Learnt:
    """How often each mark stands in examples: by label, and last in examples of danger; and how many examples."""

    examples: Counts
    marks: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Judge:
    """Learnt, as logarithms: what each mark adds to a label, and what it adds to danger over no danger."""

    priors: tuple[float, ...]
    danger: float
    labels: Mapping[str, tuple[float, ...]]
    dangers: Mapping[str, float]


def marks_of(found: Understanding, shown: Iterable[str]) -> frozenset[str]:
    """The marks of a text: `shown` by the rules, its words, and pairs of words."""
    named = named_words(found)
    words = [_NAME if word in named else _NUMBER if word.isdigit() else word for word in found.words]
    pairs = (f"{one} {two}" for one, two in pairwise(words))
    return frozenset((*words, *pairs, *(f"{_SHOWN}{name}" for name in shown)))


def named_words(found: Understanding) -> frozenset[str]:
    """The words of names and places: what they say is evidence of its own and no wording."""
    names = [place.name for place in found.places if not place.mine]
    names += [hamlet.name for hamlet in found.hamlets if not hamlet.mine]
    for landmark in found.landmarks:
        names += [] if landmark.mine else [landmark.name, landmark.kind]
    for person in found.persons:
        names += [] if person.mine else [person.full, person.given, *person.aliases]
    return frozenset(word for name in names for word in fold(name).split())


def learn(told: Iterable[tuple[frozenset[str], str, bool]]) -> Learnt:
    """What examples show, given as their marks, category and whether in danger; marks that few show are left out."""
    examples: Counter[int] = Counter()
    counts: dict[str, Counter[int]] = {}
    shown: Counter[str] = Counter()
    for marks, category, danger in told:
        columns = (LABELS.index(category), len(LABELS)) if danger else (LABELS.index(category),)
        examples.update(columns)
        shown.update(marks)
        for mark in marks:
            counts.setdefault(mark, Counter()).update(columns)
    kept = {mark: _columns(count) for mark, count in sorted(counts.items()) if shown[mark] >= LEAST}
    return Learnt(_columns(examples), kept)


def _columns(count: Counter[int]) -> Counts:
    return tuple(count[column] for column in range(len(LABELS) + 1))


def judge_of(learnt: Learnt) -> Judge:
    """Multinomial naive Bayes with Lidstone smoothing, ready for use. ValueError when a label has no example."""
    size, last = len(learnt.marks), len(LABELS)
    totals = [sum(counts[column] for counts in learnt.marks.values()) for column in range(last + 1)]
    every, calm = sum(totals[:last]), sum(totals[:last]) - totals[last]
    floors = [math.log(total + SMOOTHING * size) for total in totals]
    calm_floor = math.log(calm + SMOOTHING * size)
    told = sum(learnt.examples[:last])
    in_danger = learnt.examples[last]
    if not all(learnt.examples) or in_danger == told or not every:
        raise ValueError("every category, danger and no danger need an example")
    return Judge(
        tuple(math.log(count / told) for count in learnt.examples[:last]),
        math.log(in_danger / (told - in_danger)),
        {
            mark: tuple(math.log(counts[column] + SMOOTHING) - floors[column] for column in range(last))
            for mark, counts in learnt.marks.items()
        },
        {
            mark: math.log(counts[last] + SMOOTHING)
            - floors[last]
            - math.log(sum(counts[:last]) - counts[last] + SMOOTHING)
            + calm_floor
            for mark, counts in learnt.marks.items()
        },
    )


def judged(found: Understanding, shown: Iterable[str], judge: Judge, scan: Scan) -> Understanding:
    """The understanding with the category and the alarm that rules and examples together say.

    Of what has the marks of an advert and tells of no drug matter the rules know more, since few examples are adverts:
    there the examples can take an alarm back and nothing else.
    """
    advert = found.advert > 0 and found.category.value is Category.IRRELEVANT
    marks = sorted(mark for mark in marks_of(found, shown) if mark in judge.labels)
    category = found.category if advert else _category(found, marks, judge, scan)
    urgency = _urgency(found, marks, judge, scan)
    if advert and urgency.value is Urgency.DANGER:
        urgency = found.urgency
    if category is found.category and urgency is found.urgency:
        return found
    return replace(found, category=category, urgency=urgency)


def _category(found: Understanding, marks: Sequence[str], judge: Judge, scan: Scan) -> Label[Category]:
    columns = zip(judge.priors, *(judge.labels[mark] for mark in marks), strict=True)
    scores = [reduce(add, column) for column in columns]
    scores[LABELS.index(found.category.value)] += RULES
    best, second = sorted(range(len(LABELS)), key=lambda label: -scores[label])[:2]
    if LABELS[best] == found.category.value:
        return found.category
    weights = {mark: judge.labels[mark][best] - judge.labels[mark][second] for mark in marks}
    return _label(Category(LABELS[best]), weights, _sure(scores[best] - scores[second]), scan)


def _urgency(found: Understanding, marks: Sequence[str], judge: Judge, scan: Scan) -> Label[Urgency]:
    """The rules' urgency, unless what the text resembles speaks strongly for or against the alarm."""
    alarmed = found.urgency.value is Urgency.DANGER
    score = judge.danger + sum(judge.dangers[mark] for mark in marks) + (RULES_DANGER if alarmed else -RULES_DANGER)
    if (score > 0) == alarmed:
        return found.urgency
    sign = 1 if score > 0 else -1
    weights = {mark: sign * judge.dangers[mark] for mark in marks}
    return _label(Urgency.DANGER if score > 0 else Urgency.NOW, weights, _sure(abs(score)), scan)


def _sure(lead: float) -> float:
    """0.5 for a tie, towards 0.95."""
    return round(min(0.95, 1 / (1 + math.exp(-lead))), 2)


def _label(value: L, weights: Mapping[str, float], sure: float, scan: Scan) -> Label[L]:
    """The label with the words of the text that spoke most for it."""
    telling = sorted((mark for mark in weights if weights[mark] > 0), key=lambda mark: -weights[mark])
    words = (mark.split() for mark in telling if mark[:1] != _SHOWN and not _MASKS.intersection(mark.split()))
    places = (place for one in islice(words, _TRIED) if (place := _stands(scan, one)) is not None)
    shown = tuple(dict.fromkeys(islice(places, TELLING)))
    said = tuple(words_of(scan.reading, start, end) for start, end in shown)
    return Label(value, said, tuple(scan.span(start, end) for start, end in shown), sure)


def _stands(scan: Scan, words: Sequence[str]) -> tuple[int, int] | None:
    """The tokens that say the words near one another; None when they stand apart."""
    for at, token in enumerate(scan.tokens):
        if token.folded == words[0]:
            near = scan.tokens[at + 1 : at + _NEAR]
            behind = [place for place, other in enumerate(near, at + 1) if other.folded == words[-1]]
            if len(words) == 1 or behind:
                return at, (behind[0] if len(words) > 1 else at) + 1
    return None
