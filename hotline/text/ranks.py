"""Persons who are named beside a police rank or a police unit: perhaps our own people (conflict of interest). Pure."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hotline.text.findings import PersonName
from hotline.text.letters import set_of
from hotline.text.scan import Scan
from hotline.text.token import Token

OFFICER = "officer"
REACH = 4  # tokens between a name and the rank or unit
_LEVELS = set_of("thieu trung thuong dai")
_RANKS = set_of("uy ta si")
_PAIRS = frozenset(
    (("cong", "an"), ("canh", "sat"), ("chien", "si"), ("dieu", "tra"), ("truong", "ca"), ("doi", "truong"))
)


def ranked(scan: Scan, people: Iterable[PersonName]) -> list[PersonName]:
    """The persons, those with a full name beside a rank or a unit given the role `officer`."""
    return [replace(one, role=OFFICER) if one.full and not one.role and _beside(scan, one) else one for one in people]


def _beside(scan: Scan, person: PersonName) -> bool:
    for start, end in person.spans:
        inside = [at for at, token in enumerate(scan.tokens) if start <= token.start < end]
        if inside and _says_rank(scan.tokens[max(0, inside[0] - REACH) : inside[-1] + 1 + REACH]):
            return True
    return False


def _says_rank(tokens: Sequence[Token]) -> bool:
    folded = [token.folded for token in tokens]
    pairs = set(itertools.pairwise(folded))
    return bool(pairs & _PAIRS) or any(a in _LEVELS and b in _RANKS for a, b in pairs)
