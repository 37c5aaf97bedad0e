"""Which lead a tip belongs to, in the database: candidates, decision, membership (decision 0005).

Candidate search, decision and insert run under one lock, so that two tips of one matter that arrive together end in one
lead. Joining is an edge, never a move of data: every edge says why, and an undone one stays.
"""

from dataclasses import dataclass

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from hotline.cards import LIVE, attach_cache
from hotline.db.queries import index as postings
from hotline.db.tables import Lead, LeadEvent, Membership, Tip
from hotline.ids import new_id
from hotline.index import Indexed, IndexKeys
from hotline.sketch import VERSION

GROUPING_LOCK = 4_801_001  # the number of the advisory lock; nobody else uses it


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A tip that looks for its lead. `sources` are its (period, tag) under every living tag key; empty for nobody."""

    tip_id: int
    indexed: Indexed
    sources: tuple[tuple[int, int], ...]
    at: int
    category: str
    by_officer: bool = False


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
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": GROUPING_LOCK})


def place(session: Session, keys: IndexKeys, newcomer: Newcomer) -> Placement:
    """Where the tip goes, by the evidence of its sketch against those of earlier tips. Changes nothing."""
    for period, tag in newcomer.sources:
        rows = select(Tip.lead_id, Tip.sketch).where(Tip.period == period, Tip.source == tag, Tip.id != newcomer.tip_id)
        for lead_id, sketch in session.execute(rows.limit(200)).tuples():
            if sketch == newcomer.indexed.sketch:
                return Placement(lead_id=lead_id, why="repeat", weights=VERSION)
    return Placement(independent=bool(newcomer.sources) and not newcomer.by_officer)


def route(session: Session, keys: IndexKeys, indexed: Indexed) -> str:
    """Whom a tip is sealed to: "desk", or "supervision" or "audit" when it names people of those."""
    return "desk"


def post(session: Session, scope: str, doc: int, indexed: Indexed) -> None:
    """Writes a document's postings in place of those it had."""
    postings.post(session, scope, doc, indexed.terms)


def join(session: Session, tip_id: int, lead_id: int, placement: Placement, now: int) -> int:
    """Writes the judgement that a tip belongs to a lead, and those it may belong to; returns the decision's id."""
    decision = new_id()
    session.add(
        Membership(
            id=new_id(),
            tip_id=tip_id,
            lead_id=lead_id,
            verdict="same",
            why=placement.why,
            bits=placement.bits,
            weights=placement.weights,
            groups=list(placement.groups),
            independent=placement.independent,
            decision_id=decision,
            at=now,
        )
    )
    for other, bits, groups in placement.maybe:
        session.add(
            Membership(
                id=new_id(),
                tip_id=tip_id,
                lead_id=other,
                verdict="maybe",
                bits=bits,
                weights=placement.weights,
                groups=list(groups),
                decision_id=decision,
                at=now,
            )
        )
    session.flush()
    return decision


def leave(session: Session, tip_id: int, now: int) -> None:
    """Undoes the software's living judgements on a tip, before it is placed anew. What officers decided stays."""
    session.execute(
        update(Membership)
        .where(
            Membership.tip_id == tip_id,
            Membership.undone_at.is_(None),
            Membership.by.is_(None),
        )
        .values(undone_at=now)
    )


def touched(session: Session, lead_id: int) -> bool:
    """True once an officer has acted on the lead: from then on software moves nothing in it."""
    query = select(LeadEvent.seq).where(LeadEvent.lead_id == lead_id, LeadEvent.officer_id.is_not(None)).limit(1)
    return session.scalar(query) is not None


def is_alone(session: Session, tip_id: int, lead_id: int) -> bool:
    """True when the lead holds no other tip."""
    query = (
        select(func.count())
        .select_from(Membership)
        .where(Membership.lead_id == lead_id, LIVE, Membership.tip_id != tip_id)
    )
    return not session.scalar(query)


def drop_empty(session: Session, lead_id: int, now: int | None = None) -> None:
    """Takes a lead whose last tip has gone elsewhere off the board; its edges stay, so that an undo finds it."""
    lead = session.get_one(Lead, lead_id)
    lead.state, lead.outcome = "closed", "duplicate"
    lead.closed_at = now if now is not None else lead.touched_at
    lead.version += 1
    session.flush()


def attach(session: Session, tip_id: int, lead_id: int, placement: Placement, now: int) -> int:
    """`join`, with the tip's cache of its lead."""
    attach_cache(session, tip_id, lead_id)
    return join(session, tip_id, lead_id, placement, now)
