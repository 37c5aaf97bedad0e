"""Grouping in memory: the pure decision over tips given one by one, with dictionaries instead of a database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from config.catalog.weights import weights
from hotline.evidence import Rarity
from hotline.grouping import LeadView, Member, decide
from hotline.index import Indexed


@dataclass
class Memory:
    """Leads, who is in which, and who has which term."""

    leads: dict[int, list[Member]] = field(default_factory=dict)
    lead_of: dict[int, int] = field(default_factory=dict)
    having: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    of_sender: dict[tuple[int, int], set[int]] = field(default_factory=lambda: defaultdict(set))

    def candidates(self, indexed: Indexed) -> set[int]:
        """The tips that share a term with this one."""
        return {other for term in indexed.finders for other in self.having.get(term, ())}

    def add(self, tip: Member, indexed: Indexed) -> int:
        """Places one tip as `joining.place` would; returns its lead."""
        known = {term: len(self.having[term]) for term in indexed.finders}
        found = self.candidates(indexed)
        found |= {other for source in tip.sources for other in self.of_sender[source]}
        leads = [LeadView(one, tuple(self.leads[one])) for one in dict.fromkeys(self._leads(found))]
        decision = decide(tip, leads, Rarity(weights(), known, len(self.lead_of)))
        lead_id = decision.lead_id or tip.tip_id
        members = self.leads.setdefault(lead_id, [])
        members.append(tip)
        for other in decision.merge:
            members.extend(self.leads.pop(other))
        self.lead_of |= {member.tip_id: lead_id for member in members}
        for term in indexed.terms:
            self.having[term].add(tip.tip_id)
        for source in tip.sources:
            self.of_sender[source].add(tip.tip_id)
        return lead_id

    def _leads(self, tips: Iterable[int]) -> list[int]:
        return sorted(self.lead_of[tip] for tip in tips)
