"""How much a text looks like advertising, a robot or another matter than drugs. Pure; the verdict is in classify."""

from dataclasses import dataclass

from hotline.text.cues import CueBook, Hit, Hits

_PER_CLASS = 2  # so many different phrases of one class count


@dataclass(frozen=True, slots=True)
class Unwanted:
    """`advert`: weight of advertising and robots; `other`: of other matters; `hits`: the words, heaviest first."""

    advert: float
    other: float
    hits: tuple[Hit, ...]


def weigh_unwanted(hits: Hits, book: CueBook) -> Unwanted:
    """Add up the weights of the marks of unwanted texts and of other matters."""
    advert = other = 0.0
    seen: list[tuple[float, Hit]] = []
    for name, weight in book.weights.items():
        if name not in hits.names:
            continue
        different = _different(hits, name)[:_PER_CLASS]
        seen.extend((weight, hit) for hit in different)
        if name.startswith("ad_"):
            advert += weight * len(different)
        else:
            other += weight * len(different)
    seen.sort(key=lambda pair: (-pair[0], pair[1].start))
    return Unwanted(advert, other, tuple(hit for _, hit in seen[:4]))


def _different(hits: Hits, name: str) -> list[Hit]:
    tokens = hits.reading.tokens
    first: dict[tuple[str, ...], Hit] = {}
    for hit in hits.of(name):
        first.setdefault(tuple(token.folded for token in tokens[hit.start : hit.end]), hit)
    return list(first.values())
