"""How urgent: danger to life or body now, happening now, time-bound, or normal.

Words of danger count only when they are live: not past, not feared, not denied, not a habit. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hotline.text.cues import Hit, Hits, span_of, words_of
from hotline.text.findings import Label, Urgency
from hotline.text.frames import Found

_ENOUGH = 2.5  # from here on the alarm is raised
_BESIDE = 0.55  # what a second kind of danger adds
_REACH = 8  # how many syllables fear, and in speech the past, reach
_REACH_WRITTEN = 15
_REACH_HEAD = 40
_BACKGROUND = frozenset({"drug", "high", "under", "rave", "inject", "use_sure"})  # what is true of somebody for years


@dataclass(frozen=True, slots=True)
class _Danger:
    found: Found
    score: float


def judge_urgency(hits: Hits, found: Sequence[Found], *, advert: bool = False) -> Label[Urgency]:
    """The urgency of the whole text with the words that decided it; an advertisement is never urgent."""
    if advert:
        return Label(Urgency.NORMAL, sure=0.9)
    ranked = _ranked(hits, found)
    if ranked:
        total = ranked[0].score + _BESIDE * sum(other.score for other in ranked[1:]) + _calls(hits)
        if total >= _ENOUGH:
            worst = ranked[0].found
            return _label(hits, Urgency.DANGER, worst.start, worst.end, min(1.0, total / 5))
    return _calm(hits)


def _ranked(hits: Hits, found: Sequence[Found]) -> list[_Danger]:
    """The live dangers, one a kind, the worst first."""
    kinds: dict[str, _Danger] = {}
    for one in found:
        if not one.frame.danger:
            continue
        danger, known = _Danger(one, _live(hits, one)), kinds.get(one.frame.danger)
        if danger.score > 0 and (known is None or known.score < danger.score):
            kinds[one.frame.danger] = danger
    return sorted(kinds.values(), key=lambda danger: -danger.score)


def _live(hits: Hits, one: Found) -> float:
    """The weight of a danger after what stands around its acute words; the least of them counts."""
    acute = [hit for hit in one.hits if hit.name not in _BACKGROUND] or list(one.hits)
    taken = min(_taken_away(hits, hit.start, hit.end) for hit in acute)
    return one.frame.weight + _now(hits, one) + taken


def _now(hits: Hits, one: Found) -> float:
    sure = hits.between(("now_sure",), one.start - _REACH_WRITTEN, one.end + 3)
    return 1.0 if sure or hits.between(("now",), one.start - 10, one.start) else 0.0


def _taken_away(hits: Hits, start: int, end: int) -> float:
    """What denial, fear, the past, a good end and habit take from a danger word, as a number below or at zero."""
    if _denied(hits, start) or _before(hits, ("fear",), start, _REACH):
        return -10.0
    ended = _in_sentence(hits, "over", start, end)
    loss = -2.0 if ended else 0.0
    if _before(hits, ("habit", "often"), start, 3):
        loss -= 2.5
    elif ended or not _governed(hits, start):
        loss -= 3.0 if _in_sentence(hits, "past", start, end) else 0.0
        loss -= 1.5 if _before(hits, ("habit",), start, 12) else 0.0
    return loss


def _governed(hits: Hits, start: int) -> bool:
    """A word of now stands so close before that past and habit speak of something else."""
    return hits.between(("now_sure",), start - 4, start + 1) or hits.between(("now",), start - 6, start)


def _denied(hits: Hits, start: int) -> bool:
    """A denial directly before the danger word, no comma between."""
    tokens = hits.reading.tokens
    return any(
        hit.end in (start, start - 1) and not any(token.gap.strip() for token in tokens[hit.end : start + 1])
        for hit in _hits_before(hits, ("negation",), start, 4)
    )


def _hits_before(hits: Hits, names: tuple[str, ...], start: int, reach: int) -> list[Hit]:
    if not hits.any(*names):
        return []
    found = (hits.at(name, at) for name in names for at in range(max(0, start - reach), start))
    return [hit for hit in found if hit is not None and hit.end <= start]


def _before(hits: Hits, names: tuple[str, ...], start: int, reach: int) -> bool:
    """One of these words stands up to `reach` syllables before, in the same sentence."""
    tokens = hits.reading.tokens
    return any(tokens[hit.start].sentence == tokens[start].sentence for hit in _hits_before(hits, names, start, reach))


def _in_sentence(hits: Hits, name: str, start: int, end: int) -> bool:
    """The word stands near, in the sentence of the danger; speech has no stops, so there it must stand nearer."""
    tokens = hits.reading.tokens
    reach = _REACH if hits.reading.voice else _REACH_WRITTEN
    before = reach if hits.reading.voice else _REACH_HEAD  # "Đêm qua …" at the head holds for the whole sentence
    spots = hits.spots(name)
    near = range(max(0, start - before), min(len(tokens), end + reach)) if spots else ()
    return any(at in spots and tokens[at].sentence == tokens[start].sentence for at in near)


def _calls(hits: Hits) -> float:
    """Cries for help and words of hiding anywhere in the text."""
    return (1.0 if hits.any("cry") else 0.0) + (1.0 if hits.any("hiding") else 0.0)


def _calm(hits: Hits) -> Label[Urgency]:
    """Time-bound when something is to come, now when it goes on and officers are called in, else normal."""
    soon = [hit for hit in hits.of("soon") if hits.between(("will",), hit.start - 12, hit.end + 12)]
    if soon:
        return _label(hits, Urgency.TIMEBOUND, soon[0].start, soon[0].end, 0.7)
    now = [hit for hit in hits.of("now_sure") if not _before(hits, ("habit", "often", "past"), hit.start, _REACH)]
    if now and hits.any("come_now"):
        return _label(hits, Urgency.NOW, now[0].start, now[0].end, 0.7)
    return Label(Urgency.NORMAL, sure=0.8)


def _label(hits: Hits, value: Urgency, start: int, end: int, sure: float) -> Label[Urgency]:
    return Label(value, (words_of(hits.reading, start, end),), (span_of(hits.reading, start, end),), sure)
