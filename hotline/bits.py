"""What evidence is made of: the groups, one finding in bits, how rare a term is, and what surrounds two tips. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from config.catalog.weights import Weights

PLACE, LANDMARK, PERSON, CONTACT = "place", "landmark", "person", "contact"
CONDUCT, WORDING, TIME = "conduct", "wording", "time"


class Finding(NamedTuple):
    """One agreement (bits above 0) or disagreement; `code` names its sentence in the reader's language."""

    group: str
    code: str
    bits: float


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare a term is, from how many of the scope's documents have it; a belief stands in until there are many."""

    weights: Weights
    counts: Mapping[int, int] = field(default_factory=dict)
    documents: int = 0
    itself: int = 0  # of the documents counted, those that are what is weighed: a record is one of its index

    def bits(self, name: str, term: int) -> float:
        """log2((documents + w) / (count + w / 2^belief)): the belief at first, the index's knowledge later."""
        belief, weight = self.weights("rarity", name), self.weights("rarity", "weight")
        count = self.counts.get(term)
        if count is None or not self.documents:
            return belief
        return max(0.0, math.log2((self.documents + weight) / (max(0, count - self.itself) + weight * 2.0**-belief)))

    def most(self, name: str, terms: frozenset[int]) -> float:
        """The bits of the rarest of several terms."""
        return max((self.bits(name, term) for term in terms), default=0.0)


class Around(NamedTuple):
    """What two tips have beside their sketches: hours between, and whether one sender wrote both (None: unknown)."""

    hours: float | None = None
    same_sender: bool | None = None


ALONE = Around()  # nothing beside the sketches
