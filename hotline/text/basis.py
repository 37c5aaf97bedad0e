"""How the sender knows: took part, saw, heard, concluded. Pure."""

from collections.abc import Sequence

from hotline.text.cues import Hit, Hits, span_of, words_of
from hotline.text.findings import Basis, Label

_ORDER = ((Basis.TOOK_PART, "took_part"), (Basis.SAW, "saw"), (Basis.HEARD, "heard"), (Basis.INFERRED, "inferred"))


def judge_basis(hits: Hits) -> Label[Basis]:
    """The strongest way of knowing that the words show; hearsay beats a bare "thấy" that follows it."""
    heard = hits.of("heard")
    for value, name in _ORDER:
        for hit in hits.of(name):
            if value is Basis.SAW and (_denied(hits, hit) or _told(hits, hit, heard)):
                continue
            return _label(hits, value, hit)
    family = hits.of("kin_mine")
    return _label(hits, Basis.SAW, family[0], 0.5) if family else Label(Basis.UNKNOWN, sure=0.5)


def _denied(hits: Hits, hit: Hit) -> bool:
    return any(
        (no := hits.at("negation", at)) is not None and no.end >= hit.start
        for at in range(max(0, hit.start - 2), hit.start)
    )


def _told(hits: Hits, hit: Hit, heard: Sequence[Hit]) -> bool:
    """ "nghe nói … thấy": what follows hearsay in the same sentence was seen by another."""
    tokens = hits.reading.tokens
    return any(one.start <= hit.start and tokens[one.start].sentence == tokens[hit.start].sentence for one in heard)


def _label(hits: Hits, value: Basis, hit: Hit, sure: float = 0.8) -> Label[Basis]:
    return Label(
        value, (words_of(hits.reading, hit.start, hit.end),), (span_of(hits.reading, hit.start, hit.end),), sure
    )
