"""How much a pair can count at most, told from a few sets before anything is weighed. Pure.

Most tips that share words with a newcomer lie in another commune and name nobody and nothing that he names: to see that
costs a few comparisons of sets, to weigh them fifty times as much. A bound is never below what weighing would find,
because no disagreement counts above 0.
"""

from functools import lru_cache

from config.catalog.weights import Weights
from hotline.doings import most
from hotline.sketch import Facts, Purpose

SLACK = 1e-6  # bits by which sums in another order may differ, and more


def shares_names(a: Facts, b: Facts) -> bool:
    """Whether a name or number of one is in the other, read as one or not: otherwise no two of them agree."""
    if not a.names.isdisjoint(b.names):
        return True
    return not (a.names_said.isdisjoint(b.pairs) and b.names_said.isdisjoint(a.pairs))


def stands_in(purpose: Purpose, a: Facts, b: Facts) -> bool:
    """Whether any pair of words of one's names of a kind stands in the other's text."""
    return not (a.terms(purpose).isdisjoint(b.pairs) and b.terms(purpose).isdisjoint(a.pairs))


def is_elsewhere(a: Facts, b: Facts) -> bool:
    """Whether both say where, in different communes, and share no name."""
    mine, yours = a.communes, b.communes
    return bool(mine and yours) and mine.isdisjoint(yours) and not shares_names(a, b)


@lru_cache(maxsize=8)
def most_elsewhere(weights: Weights) -> float:
    """The most that a pair of two places counts that no sender connects."""
    return weights("place", "commune_other") + weights("place", "part") + most_unnamed(weights) + most(weights)


@lru_cache(maxsize=8)
def most_unnamed(weights: Weights) -> float:
    """The most that persons and landmarks count where no name is shared: a kind of place can be the same."""
    return max(0.0, weights("landmark", "kind"))
