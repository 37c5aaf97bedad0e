"""Suggestions of records for a lead: never links. Pure; computed when needed, stored nowhere (design 9, 7).

A suggestion says why in codes, how many records the same evidence fits as well (the tie group), and whether it is
strong: nearly certain, clearly ahead of the next, and resting on two independent groups of which one is not the name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hotline.evidence import CONTACT, LANDMARK, PERSON, PLACE, Evidence, Rarity, weigh_record
from hotline.sketch import Facts

SHOWN = 5
LEAST = {"person": 5.0, "hotspot": 5.0}
NAMED = {"person": (PERSON, CONTACT), "hotspot": (LANDMARK, CONTACT)}
TIE = 1.0  # bits within which two records fit alike


@dataclass(frozen=True, slots=True)
class Record:
    """A record as linking sees it; `rejected`: an officer said for good that it is not the same."""

    record_id: int
    facts: Facts
    minor: bool = False
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record that the lead may concern."""

    record_id: int
    bits: float
    strong: bool
    tie_size: int
    groups: tuple[str, ...]
    codes: tuple[str, ...]


def suggest(kind: str, lead: Facts, records: Sequence[Record], rarity: Rarity) -> tuple[Suggestion, ...]:
    """The records of one kind ("person", "hotspot") that fit a lead, best first, SHOWN at most."""
    rarity, fits = replace(rarity, itself=1), []  # how many others have it is what makes a term common
    for record in records:
        evidence = weigh_record(lead, record.facts, rarity)
        if not record.rejected and _fits(kind, record, evidence):
            fits.append((record.record_id, evidence))
    fits.sort(key=lambda fit: (-fit[1].bits, fit[0]))
    bits = [evidence.bits for _, evidence in fits]
    return tuple(
        Suggestion(
            record_id,
            round(evidence.bits, 2),
            rank == 0 and _strong(kind, evidence, bits[1:], rarity),
            sum(abs(other - evidence.bits) < TIE for other in bits),
            evidence.groups,
            evidence.codes,
        )
        for rank, (record_id, evidence) in enumerate(fits[:SHOWN])
    )


def _fits(kind: str, record: Record, evidence: Evidence) -> bool:
    """It must be named or called; the place alone suggests nobody, and a name alone suggests no minor."""
    groups = set(evidence.groups)
    if not groups & set(NAMED[kind]) or evidence.bits < LEAST[kind]:
        return False
    return not record.minor or len(groups) > 1


def _strong(kind: str, evidence: Evidence, others: Sequence[float], rarity: Rarity) -> bool:
    weights, groups = rarity.weights, evidence.groups
    beside = PLACE in groups or CONTACT in groups
    lead = weights("strong", "ahead" if kind == "person" else "ahead_hotspot")
    ahead = evidence.bits - max(others, default=0.0) >= lead
    enough = evidence.bits >= weights("strong", kind)
    return ahead and enough and beside and len(groups) >= weights("strong", "groups")
