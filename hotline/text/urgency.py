"""How urgent: danger to life or body now, happening now, time-bound, or normal. Words of danger count only when they are live:
not past, not feared, not denied, not a habit. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.text.cues import Found, Hit, Hits, span_of, words_of
from hotline.text.findings import Label, Urgency

_ENOUGH = 2.5  # from here on the alarm is raised
_BEFORE = 8  # how many syllables a word of denial, fear or past reaches ahead
_OUT_OF_DRUGS = ("overdose",)


@dataclass(frozen=True, slots=True)
class _Danger:
    found: Found
    score: float


def judge_urgency(hits: Hits, found: Sequence[Found], *, advert: bool = False) -> Label[Urgency]:
    """The urgency of the whole text with the words that decided it; an advertisement is never urgent."""
    if advert:
        return Label(Urgency.NORMAL, sure=0.9)
    dangers = [_Danger(one, _live(hits, one)) for one in found if one.frame.danger]
    kinds: dict[str, _Danger] = {}
    for danger in dangers:
        known = kinds.get(danger.found.frame.danger)
        if known is None or known.score < danger.score:
            kinds[danger.found.frame.danger] = danger
    ranked = sorted(kinds.values(), key=lambda danger: -danger.score)
    if ranked and ranked[0].score > 0:
        total = ranked[0].score + 0.5 * sum(max(other.score, 0.0) for other in ranked[1:]) + _calls(hits)
        if total >= _ENOUGH:
            return _label(hits, Urgency.DANGER, [ranked[0].found.start, ranked[0].found.end], min(1.0, total / 5))
    return _calm(hits)


def _live(hits: Hits, one: Found) -> float:
    """The weight of a danger after what stands around it: now adds; past, fear, denial and habit take away."""
    start, end = one.start, one.end
    score = one.frame.weight
    if _denied(hits, one) or _before(hits, ("fear",), start, _BEFORE):
        return -1.0
    if hits.between(("now_sure",), start - 6, end) or hits.between(("now",), start - 10, start):
        score += 1.0
    governed = hits.between(("now_sure",), start - 4, start + 1) or hits.between(("now",), start - 6, start)
    if _in_sentence(hits, "past", start, end) and not governed:
        score -= 3.0
    if _in_sentence(hits, "over", start, end):
        score -= 2.0
    if _before(hits, ("habit",), start, 12) and not governed:
        score -= 1.5
    return score


def _denied(hits: Hits, one: Found) -> bool:
    """A denial directly before the danger; a danger word that itself begins with "không" is none."""
    return any(
        hit.end in (one.start, one.start - 1) for hit in _hits_before(hits, ("negation",), one.start, 4)
    )


def _hits_before(hits: Hits, names: tuple[str, ...], start: int, reach: int) -> list[Hit]:
    found = (hits.at(name, at) for name in names for at in range(max(0, start - reach), start))
    return [hit for hit in found if hit is not None and hit.end <= start]


def _before(hits: Hits, names: tuple[str, ...], start: int, reach: int) -> bool:
    """One of these words stands up to `reach` syllables before, in the same sentence."""
    tokens = hits.reading.tokens
    return any(tokens[hit.start].sentence == tokens[start].sentence for hit in _hits_before(hits, names, start, reach))


def _in_sentence(hits: Hits, name: str, start: int, end: int) -> bool:
    """The word stands in the sentence of the danger, up to fifteen syllables away (eight in speech, which has no stops)."""
    tokens = hits.reading.tokens
    reach = 8 if hits.reading.voice else 15
    sentence = tokens[start].sentence
    return any(
        (hit := hits.at(name, at)) is not None and tokens[at].sentence == sentence and hit.end <= len(tokens)
        for at in range(max(0, start - reach), min(len(tokens), end + reach))
    )


def _calls(hits: Hits) -> float:
    """Cries for help and words of hiding anywhere in the text."""
    return (1.0 if hits.any("cry") else 0.0) + (1.0 if hits.any("hiding") else 0.0)


def _calm(hits: Hits) -> Label[Urgency]:
    soon = [hit for hit in hits.of("soon") if hits.between(("will",), hit.start - 12, hit.end + 12)]
    if soon:
        return _label(hits, Urgency.TIMEBOUND, [soon[0].start, soon[0].end], 0.7)
    now = [hit for hit in hits.of("now_sure") if not _before(hits, ("habit", "past"), hit.start, 8)]
    coming = hits.of("come_now")
    if now and coming:
        return _label(hits, Urgency.NOW, [now[0].start, now[0].end], 0.7)
    return Label(Urgency.NORMAL, sure=0.8)


def _label(hits: Hits, value: Urgency, at: list[int], sure: float) -> Label[Urgency]:
    start, end = at
    return Label(value, (words_of(hits.reading, start, end),), (span_of(hits.reading, start, end),), sure)
