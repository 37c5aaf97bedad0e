"""What a tip is about, how urgent it is and how its sender knows, each with the words that decided it. Pure.

Frames of the cue lexicons vote with weights; slang counts only inside a frame, that is beside another cue.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hotline.text.basis import judge_basis
from hotline.text.cues import CueBook, Hit, Hits, find_hits, span_of, words_of
from hotline.text.findings import Basis, Category, Cue, Label, Span, Urgency
from hotline.text.frames import Found, find_frames
from hotline.text.spam import Unwanted, weigh_unwanted
from hotline.text.token import Reading
from hotline.text.urgency import judge_urgency

T = TypeVar("T")
_HEAVY = ("psychosis", "trafficking", "harbouring", "retail")  # categories that outweigh mere use
_ASKS = 3.5  # so much must show that a family asks for treatment
_RELEVANT = 1.5  # so much must show that drugs are meant
_SUSPICIOUS = 0.85  # enough where nothing speaks of advertising or another matter: people write here for a reason
_DECIDED = 1.8  # below this a category other than use is not shown where use is shown as well
_SHOWN = 1.2  # and below this not at all
_OTHERWISE = 1.5  # so much speaks of another matter
_MENTIONED = 0.5  # what the bare word for a drug scores
_MINOR = 0.35  # what a second conduct of the same category adds
_MOST_MINOR = 1.3  # and what all of them add at most: use shows itself in many small things
_RAMPAGE = ("weapon", "attack", "hostage", "raving")  # dangers that come from a person, not from a dose
_PLACES = frozenset(
    {"venue", "public", "home", "owner", "pupils", "come_home", "rent", "child"}
)  # may be read in names
_OF_NAMES = frozenset({"slang", "weapon", "height", "hold", "sign", "body", "host", "bulk", "smoke"})
_MAX_SPANS = 8  # of one cue
_HABIT = ("treat", "relapse", "addicted", "addict", "drug", "smoke", "sign")  # what makes a relative the matter
_BESIDE = 20  # words
_COMPANIONS = ("addict", "pupils", "youths", "secret", "police", "venue", "suspect", "bulk")


@dataclass(frozen=True, slots=True)
class Classified:
    """The judgements on one conversation's text, and the cues (drug, conduct) found in it."""

    category: Label[Category]
    urgency: Label[Urgency]
    basis: Label[Basis]
    cues: tuple[Cue, ...]
    advert: float = 0.0  # weight of the marks of advertising and robots
    shown: frozenset[str] = frozenset()  # the classes and conducts found, for hotline.text.judgement


def classify(reading: Reading, book: CueBook, taken: Sequence[str] = ()) -> Classified:
    """Judge a reading. Total: an empty text is irrelevant, normal, unknown.

    `taken`: per token the kind of name it belongs to ("" when free); the words of a name say nothing else.
    """
    hits = find_hits(reading, book)
    if taken:
        hits = _without_names(hits, taken)
    found = find_frames(hits, book)
    unwanted = weigh_unwanted(hits, book)
    urgency = judge_urgency(hits, found, advert=unwanted.advert >= 3)
    category = _category(hits, found, unwanted, danger=urgency.value is Urgency.DANGER)
    shown = {*hits.names, *(one.frame.conduct for one in found if one.frame.conduct)}
    cues = (*_drugs(hits), *_conducts(hits, found))
    return Classified(category, urgency, judge_basis(hits), cues, unwanted.advert, frozenset(shown))


def _without_names(hits: Hits, taken: Sequence[str]) -> Hits:
    every = list(hits.all())
    kept = [hit for hit in every if not (_only_a_name(hit, taken) or _sender_keeps(hits, hit))]
    return Hits(hits.reading, kept) if len(kept) < len(every) else hits


def _only_a_name(hit: Hit, taken: Sequence[str]) -> bool:
    """All its words belong to the name of a place, a venue or a person (thôn Đá Bạc, nhà nghỉ Hoa Sim, anh Lương)."""
    said = taken[hit.start : hit.end]
    if "" in said:
        return False
    kinds = set(said)
    if kinds == {"apart"}:
        return True  # what somebody else does, whom the sender tells apart
    if hit.name in _PLACES or hit.name in ("drug", "substance"):
        return False
    if kinds <= {"place", "hamlet"}:
        return True
    named = kinds <= {"place", "hamlet", "landmark", "owner", "person"}
    return named and (hit.name.startswith(("ad_", "other_")) or hit.name in _OF_NAMES)


def _sender_keeps(hits: Hits, hit: Hit) -> bool:
    """ "tôi là chủ nhà nghỉ": the owner who writes is not the one who is told of."""
    if hit.name != "owner" or hit.start < 2 or hits.at("self", hit.start - 2) is None:
        return False
    return hits.reading.tokens[hit.start - 1].folded == "la"


def _category(hits: Hits, found: Sequence[Found], unwanted: Unwanted, *, danger: bool) -> Label[Category]:
    scores = _scores(found)
    if not _relevant(hits, found, unwanted, scores, danger=danger):
        return _irrelevant(hits, unwanted)
    if danger and _raving(hits, found, scores):
        scores["psychosis"] = scores.get("psychosis", 0.0) + 1.0
    if _pupils_only(hits, found) or _owner_away(hits):
        scores["harbouring"] = 0.5 * scores.get("harbouring", 0.0)
    ranked = sorted(_HEAVY, key=lambda name: -scores.get(name, 0.0))
    best, second = (scores.get(name, 0.0) for name in ranked[:2])
    treatment = 0.0 if danger else _treatment(hits)
    if treatment >= _ASKS and treatment > best:
        return _label_of_hits(hits, Category.TREATMENT, ("treat", "kin_mine", "ask_for_kin"))
    use = scores.get("use", 0.0)
    if best < 0.7 * use or best < (_DECIDED if use > 0.6 * best else _SHOWN):
        return _label(hits, found, Category.USE, _surety(use, best))
    return _label(hits, found, Category(ranked[0]), _surety(best, second))


def _relevant(
    hits: Hits, found: Sequence[Found], unwanted: Unwanted, scores: dict[str, float], *, danger: bool
) -> bool:
    """Is it about drugs? The bar is lower where nothing speaks against it and more than slang speaks for it."""
    if unwanted.other >= _OTHERWISE and max(scores.values(), default=0.0) <= _MENTIONED and not danger:
        return False  # drugs are only mentioned, and the matter is another
    evidence = _evidence(hits, found) + 0.5 * (danger and hits.any("rave", "delusion", "under"))
    against = 0.3 * unwanted.other + unwanted.advert * (0.5 if evidence >= 2.2 else 1.0)
    shown = any(one.frame.shows > 0 or any(hit.name in ("drug", "substance") for hit in one.hits) for one in found)
    return evidence - against >= (_SUSPICIOUS if shown and not against else _RELEVANT)


def _raving(hits: Hits, found: Sequence[Found], scores: dict[str, float]) -> bool:
    """A danger that comes from a person under drugs, and not from a fight over the trade."""
    if not any(one.frame.danger in _RAMPAGE for one in found):
        return False
    return hits.any("rave", "under") or scores.get("retail", 0.0) < _DECIDED


def _pupils_only(hits: Hits, found: Sequence[Found]) -> bool:
    """Pupils who smoke somewhere are users, unless a host is shown by money, a watch or the word itself."""
    return any(one.frame.conduct == "pupils_use" for one in found) and not hits.any("fee", "host", "owner", "watch")


def _owner_away(hits: Hits) -> bool:
    """The owner knows nothing of what tenants do, and nothing else shows a host."""
    unaware = any(hits.between(("unaware",), hit.end, hit.end + 6) for hit in hits.of("owner"))
    return (unaware or hits.any("owner_away")) and not hits.any("tolerate", "fee", "watch", "host", "welcome")


def _surety(best: float, second: float) -> float:
    """0.5 for a tie, 0.95 when the runner-up has less than half."""
    return round(min(0.95, 0.5 + 0.9 * (1 - second / best)), 2) if best > 0 and second < best else 0.5


def _evidence(hits: Hits, found: Sequence[Found]) -> float:
    """How much shows that drugs are meant: the strongest frame, a third of the others, a little for who and where."""
    shown: dict[str, float] = {}
    for one in found:
        value = one.frame.shows + _drug_weight(one)
        shown[one.frame.conduct] = max(shown.get(one.frame.conduct, 0.0), value)
    values = sorted(shown.values(), reverse=True)
    if not values or values[0] == 0:
        return 0.0
    companions = sum(hits.any(name) for name in _COMPANIONS)
    return values[0] + 0.3 * sum(values[1:4]) + 0.2 * companions


def _drug_weight(one: Found) -> float:
    weight = 0.0
    for hit in one.hits:
        if hit.name in ("drug", "substance"):
            weight = max(weight, 3.0)
        elif hit.name == "slang" and len(one.hits) > 1:
            weight = max(weight, 1.0 if hit.loose else 1.4)
    return weight


def _scores(found: Sequence[Found]) -> dict[str, float]:
    """Per category: the heaviest conduct and a part of the others."""
    weights: dict[str, dict[str, float]] = {}
    for one in found:
        if one.frame.category:
            loose = any(hit.name == "slang" and hit.loose for hit in one.hits)
            weight = one.frame.weight * (0.7 if loose else 1.0)
            known = weights.setdefault(one.frame.category, {})
            known[one.frame.conduct] = max(known.get(one.frame.conduct, 0.0), weight)
    return {name: _total(list(known.values())) for name, known in weights.items()}


def _total(values: list[float]) -> float:
    return max(values) + min(_MINOR * (sum(values) - max(values)), _MOST_MINOR)


def _treatment(hits: Hits) -> float:
    """A family member (or the user) asks for or about treatment: all three of treatment, asking and kinship."""
    kin = _kin_concerned(hits) or _speaks_of_himself(hits)
    treat = hits.any("treat") or (kin and hits.any("ask_strong") and hits.any("relapse", "addicted"))
    if not treat:
        return 0.0
    return 1.5 + 1.5 * kin + 1.0 * hits.any("ask") + 1.0 * hits.any("ask_for_kin")


def _kin_concerned(hits: Hits) -> bool:
    """A relative of the sender's stands beside the habit or the cure; "cháu tôi dẫm phải kim" is no addict."""
    kin = [*hits.of("kin_mine"), *(hit for hit in hits.of("kin") if hits.at("self", hit.end))]
    return any(hits.between(_HABIT, hit.start - _BESIDE, hit.end + _BESIDE) for hit in kin)


def _speaks_of_himself(hits: Hits) -> bool:
    """ "tôi nghiện", but not "bạn trai cũ em nghiện"."""
    kin_ends = {hit.end for hit in hits.of("kin")}
    return any(hit.start not in kin_ends for hit in hits.of("self_user"))


def _irrelevant(hits: Hits, unwanted: Unwanted) -> Label[Category]:
    words = tuple(words_of(hits.reading, hit.start, hit.end) for hit in unwanted.hits)
    spans = tuple(span_of(hits.reading, hit.start, hit.end) for hit in unwanted.hits)
    return Label(Category.IRRELEVANT, words, spans, 0.9 if words else 0.7)


def _label(hits: Hits, found: Sequence[Found], category: Category, sure: float) -> Label[Category]:
    """The label with the words of its heaviest frames."""
    mine = sorted(
        (one for one in found if one.frame.category == category.value), key=lambda one: (-one.frame.weight, one.start)
    )
    places = dict.fromkeys((one.start, one.end) for one in mine)
    words = _first_three(words_of(hits.reading, *place) for place in places)
    spans = _first_three(span_of(hits.reading, *place) for place in places)
    return Label(category, words, spans, sure)


def _first_three(values: Iterable[T]) -> tuple[T, ...]:
    """The first three that differ; the rest is not even made."""
    kept: list[T] = []
    for value in values:
        if value not in kept:
            kept.append(value)
        if len(kept) == 3:
            break
    return tuple(kept)


def _label_of_hits(hits: Hits, category: Category, names: tuple[str, ...]) -> Label[Category]:
    shown = hits.of(*names)[:3]
    words = tuple(words_of(hits.reading, hit.start, hit.end) for hit in shown)
    return Label(category, words, tuple(span_of(hits.reading, hit.start, hit.end) for hit in shown), 0.8)


def _drugs(hits: Hits) -> list[Cue]:
    spans: dict[str, list[Span]] = {}
    for hit in hits.of("drug"):
        if hit.drug != "any":
            spans.setdefault(hit.drug, []).append(span_of(hits.reading, hit.start, hit.end))
    return [Cue("drug", kind, tuple(where[:_MAX_SPANS])) for kind, where in spans.items()]


def _conducts(hits: Hits, found: Sequence[Found]) -> list[Cue]:
    spans: dict[str, list[Span]] = {}
    for one in found:
        if one.frame.conduct:
            spans.setdefault(one.frame.conduct, []).append(span_of(hits.reading, one.start, one.end))
    return [Cue("conduct", conduct, tuple(dict.fromkeys(where))[:_MAX_SPANS]) for conduct, where in spans.items()]
