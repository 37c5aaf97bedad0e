"""Which lead a tip belongs to, in the database: candidates, decision, membership (decision 0007).

Candidate search, decision and insert run under one lock, so that two tips of one matter that arrive together end in one
lead. Joining is an edge, never a move of data: every edge says why, and an undone one stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, bindparam, exists, func, literal, select, update
from sqlalchemy.orm import Session

from config.catalog.weights import weights
from hotline import grouping, merging
from hotline.cards import LIVE
from hotline.db.queries import index as postings
from hotline.db.queries.index import Measured
from hotline.db.ready import Ready, Statement, among, many, put
from hotline.db.tables import Lead, LeadEvent, Membership, Tip
from hotline.evidence import Rarity
from hotline.grouping import Decision, Judged, LeadView, Member
from hotline.ids import new_id
from hotline.index import Indexed
from hotline.sketch import Facts, facts_of

GROUPING_LOCK = 4_801_001  # the number of the advisory lock; nobody else uses it
LEADS = 24  # candidates that are scored
MEMBERS = 40  # tips of one lead that are compared: the newest say what there is to say
CLEARED = ("unfounded", "malicious")
ACTED = exists().where(LeadEvent.lead_id == Lead.id, LeadEvent.officer_id.is_not(None))


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A tip that looks for its lead. `sources` are its (period, tag) under every living tag key; empty for nobody.

    `own` are the sender's earlier tips, by the full-length key that lives as long as the way back to him.
    """

    tip_id: int
    indexed: Indexed
    sources: tuple[tuple[int, int], ...]
    at: int
    category: str
    by_officer: bool = False
    own: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a tip goes; `lead_id` None asks for a new lead. `bits` are hundredths, `maybe` is for officers to judge."""

    lead_id: int | None = None
    why: str = "first"
    independent: bool = False
    bits: int = 0
    groups: tuple[str, ...] = ()
    maybe: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
    brigading: bool = False
    merge: tuple[int, ...] = ()
    weights: int = 0


def lock(session: Session) -> None:
    """Takes the grouping lock until the transaction ends; on SQLite the writer's lock is one already."""
    if session.get_bind().dialect.name == "postgresql":
        _LOCK.run(session, number=GROUPING_LOCK)


_LOCK = Ready(lambda _arrays: select(func.pg_advisory_xact_lock(bindparam("number", type_=BigInteger))))


def measure(session: Session, indexed: Indexed) -> Measured:
    """How rare the terms are that look for candidates, and which of a tip's terms get no posting."""
    return measuring(session, indexed)()


def measuring(session: Session, indexed: Indexed) -> Callable[[], Measured]:
    """Asks what `measure` tells; to be called where it is needed."""
    return postings.measuring(session, "tip", indexed.finders, also=indexed.terms)


def place(session: Session, newcomer: Newcomer, measured: Measured) -> Placement:
    """Where the tip goes, by the evidence of its sketch against those of earlier tips. Changes nothing."""
    finders, known = newcomer.indexed.finders, measured.known
    found = postings.candidates(session, "tip", finders, known)
    if any(candidate.doc == newcomer.tip_id for candidate in found):  # placed anew: its own postings are there already
        posted = set(postings.terms_of(session, "tip", [newcomer.tip_id]))
        known = {term: n - (term in posted) for term, n in known.items()}
        found = postings.candidates(session, "tip", finders, known)
    tips = [candidate.doc for candidate in found if candidate.doc != newcomer.tip_id]
    leads = _leads(session, [*newcomer.own, *tips], newcomer.tip_id)
    return _placement(grouping.decide(_member(newcomer), leads, Rarity(weights(), known, measured.documents)))


def _member(newcomer: Newcomer) -> Member:
    return Member(
        newcomer.tip_id,
        Facts(newcomer.indexed.sketch),
        newcomer.at,
        newcomer.category,
        newcomer.sources,
        by_officer=newcomer.by_officer,
        own=frozenset(newcomer.own),
    )


def _leads(session: Session, tip_ids: Sequence[int], but: int) -> list[LeadView]:
    """The leads of some tips in that order, each with its newest tips; the newcomer itself is left out."""
    if not tip_ids:
        return []
    edges = _edges(session, tip_ids)
    lead_of = {edge.tip_id: edge.lead_id for edge in edges if edge.verdict == "same"}
    ids = list(dict.fromkeys(lead_of[tip] for tip in tip_ids if tip in lead_of))[:LEADS]
    members: dict[int, list[Member]] = {lead_id: [] for lead_id in ids}
    silenced: dict[int, set[int]] = {lead_id: set() for lead_id in ids}
    states: dict[int, tuple[bool, bool]] = {}
    for edge in edges:
        if edge.lead_id not in members:
            continue
        states[edge.lead_id] = edge.closed, edge.acted
        if edge.verdict != "same":
            silenced[edge.lead_id].add(edge.tip_id)
        elif edge.tip_id != but and edge.sketch and len(members[edge.lead_id]) < MEMBERS:
            members[edge.lead_id].append(_as_member(edge))
    return [LeadView(i, tuple(members[i]), *states[i], frozenset(silenced[i])) for i in ids if members[i]]


def _edges(session: Session, tip_ids: Sequence[int]) -> list[Any]:
    """The living judgements on the leads of some tips, with what scoring needs of tip and lead, newest first."""
    return _JUDGED.all(session, tips=many(session, tip_ids))


def _judged(arrays: bool) -> Statement:
    # What is true of a lead is asked once a lead and not for each of its tips. LIMIT keeps the planner from reading
    # every act of every officer at once, which is what it takes EXISTS for when it expects many rows.
    act = select(literal(1)).where(LeadEvent.lead_id == Lead.id, LeadEvent.officer_id.is_not(None)).limit(1)
    known = select(Tip.lead_id).where(among(Tip.id, "tips", arrays))
    columns = (Lead.id, (Lead.state == "closed").label("closed"), act.scalar_subquery().is_not(None).label("acted"))
    leads = select(*columns).where(Lead.id.in_(known)).cte("leads").prefix_with("MATERIALIZED")
    return (
        select(
            Membership.tip_id, Membership.lead_id, Membership.verdict, Membership.independent,
            Tip.sketch, Tip.received_at, Tip.category, Tip.period, Tip.source, Tip.entry, leads.c.closed, leads.c.acted,
        )
        .join_from(leads, Membership, Membership.lead_id == leads.c.id)
        .join(Tip, Tip.id == Membership.tip_id)
        .where(Membership.undone_at.is_(None), Membership.verdict != "maybe")
        .order_by(Tip.received_at.desc(), Tip.id)
    )  # fmt: skip


_JUDGED = Ready(_judged)


def _as_member(edge: Any) -> Member:
    sources = ((edge.period, edge.source),) if edge.period is not None and edge.source is not None else ()
    facts, by_officer = facts_of(edge.sketch), edge.entry == "officer"
    return Member(edge.tip_id, facts, edge.received_at, edge.category, sources, edge.independent, by_officer)


def _placement(decision: Decision) -> Placement:
    def told(one: Judged) -> tuple[int, int, tuple[str, ...]]:
        return one.lead.lead_id, round(one.evidence.bits * 100), one.evidence.codes

    return Placement(
        lead_id=decision.lead_id,
        why=decision.why,
        independent=decision.independent,
        bits=round(decision.evidence.bits * 100),
        groups=decision.evidence.codes,
        maybe=tuple(told(one) for one in decision.maybe),
        brigading=decision.brigading,
        merge=decision.merge,
        weights=weights().version,
    )


def post(session: Session, tip_id: int, indexed: Indexed, measured: Measured) -> None:
    """Writes a new tip's postings."""
    postings.post_new(session, "tip", tip_id, {*indexed.terms} - measured.unposted)


def join(session: Session, tip_id: int, lead_id: int, placement: Placement, now: int) -> int:
    """Writes the judgement that a tip belongs to a lead, and those it may belong to; returns the decision's id.

    What else follows for leads is `settle`'s.
    """
    decision = new_id()
    shared = {"tip_id": tip_id, "weights": placement.weights, "decision_id": decision, "at": now}
    edges = [
        {
            "id": new_id(), "lead_id": lead_id, "verdict": "same", "why": placement.why, "bits": placement.bits,
            "groups": [*placement.groups], "independent": placement.independent, **shared,
        }
    ]  # fmt: skip
    for other, bits, groups in placement.maybe:
        edges.append(
            {
                "id": new_id(), "lead_id": other, "verdict": "maybe", "why": "same_matter", "bits": bits,
                "groups": [*groups], "independent": False, **shared,
            }
        )  # fmt: skip
    put(session, Membership, edges)
    return decision


def settle(session: Session, lead_id: int, placement: Placement, decision: int, now: int) -> None:
    """What a newcomer brings about beside joining: leads that it proved to be one are merged, warnings are raised."""
    for other in placement.merge:
        merging.merge(session, other, lead_id, decision, now)
    if placement.brigading or placement.maybe:
        _flags(session, lead_id, placement)


def _flags(session: Session, lead_id: int, placement: Placement) -> None:
    """Brigading, and "cleared before" when a lead closed as unfounded or malicious fits as well."""
    others = [other for other, _, _ in placement.maybe]
    cleared = select(Lead.id).where(postings.one_of(session, Lead.id, others), Lead.outcome.in_(CLEARED))
    found: dict[str, bool] = {"brigading": True} if placement.brigading else {}
    if others and session.scalar(cleared.limit(1)) is not None:
        found["cleared_before"] = True
    if found:
        session.execute(update(Lead).where(Lead.id == lead_id).values(**found))


def leave(session: Session, tip_id: int, now: int) -> None:
    """Undoes the software's living judgements on a tip, before it is placed anew. What officers decided stays."""
    session.execute(
        update(Membership)
        .where(Membership.tip_id == tip_id, Membership.undone_at.is_(None), Membership.by.is_(None))
        .values(undone_at=now)
    )


def touched(session: Session, lead_id: int) -> bool:
    """True once an officer has acted on the lead: from then on software moves nothing in it."""
    return bool(session.scalar(select(ACTED).where(Lead.id == lead_id)))


def is_alone(session: Session, tip_id: int, lead_id: int) -> bool:
    """True when the lead holds no other tip."""
    others = select(Membership.id).where(Membership.lead_id == lead_id, LIVE, Membership.tip_id != tip_id)
    return session.scalar(others.limit(1)) is None


def drop_empty(session: Session, lead_id: int, now: int | None = None) -> None:
    """Takes a lead whose last tip has gone elsewhere off the board; its edges stay, so that an undo finds it."""
    lead = session.get_one(Lead, lead_id)
    merging.close_as_duplicate(session, lead, now if now is not None else lead.touched_at)
