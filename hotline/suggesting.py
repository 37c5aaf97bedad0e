"""Which records a lead may concern, and which leads a record: candidates by postings, scored on sketches (design 9, 7).

Nothing is opened and nothing is stored: suggestions are as fresh as the page that asks. Links are an officer's.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.catalog.weights import weights
from hotline.cards import LIVE
from hotline.db.queries import index as postings
from hotline.db.tables import Lead, Link, Membership, Record, Tip
from hotline.evidence import Rarity
from hotline.linking import Record as Sketched
from hotline.linking import Suggestion, suggest
from hotline.sketch import Facts
from hotline.union import united

TIPS = 60
USABLE = ("active",)
CLEARED = ("unfounded", "malicious")


def of_lead(session: Session, lead_id: int, kind: str, *, states: Collection[str] = USABLE) -> tuple[Suggestion, ...]:
    """The records of a kind ("person", "hotspot") that the lead may concern, best first; nothing for a cleared lead."""
    outcome = session.scalar(select(Lead.outcome).where(Lead.id == lead_id))
    sketches = dict(_sketches(session, lead_id))
    if not sketches or outcome in CLEARED:
        return ()
    terms = postings.terms_of(session, "tip", sketches)
    return _suggested(session, lead_id, kind, terms, united([Facts(s) for s in sketches.values()]), states)


def _sketches(session: Session, lead_id: int) -> list[tuple[int, bytes]]:
    query = (
        select(Tip.id, Tip.sketch)
        .join(Membership, (Membership.tip_id == Tip.id) & LIVE)
        .where(Membership.lead_id == lead_id, Tip.sketch.is_not(None), Tip.category != "irrelevant")
        .order_by(Tip.received_at.desc())
        .limit(TIPS)
    )
    return [(tip_id, sketch or b"") for tip_id, sketch in session.execute(query)]


def _suggested(
    session: Session, lead_id: int, kind: str, terms: list[int], lead: Facts, states: Collection[str]
) -> tuple[Suggestion, ...]:
    measured = postings.measure(session, kind, terms)
    found = [candidate.doc for candidate in postings.candidates(session, kind, terms, measured.known)]
    if not found:
        return ()
    query = select(Record).where(Record.id.in_(found), Record.kind == kind, Record.state.in_(list(states)))
    rejected = _rejected(session, lead_id)
    records = [
        Sketched(record.id, Facts(record.sketch or b""), record.minor, record.id in rejected)
        for record in session.scalars(query)
    ]
    return suggest(kind, lead, records, Rarity(weights(), measured.known, measured.documents))


def _rejected(session: Session, lead_id: int) -> set[int]:
    query = select(Link.record_id).where(Link.lead_id == lead_id, Link.verdict == "rejected", Link.undone_at.is_(None))
    return set(session.scalars(query))


def looking_back(session: Session, record_id: int, *, most: int = 20) -> tuple[tuple[int, Suggestion], ...]:
    """The leads that a new or changed record fits: (lead, suggestion), best first."""
    record = session.get_one(Record, record_id)
    terms = postings.terms_of(session, record.kind, [record_id])
    known = postings.counts(session, "tip", terms)
    tips = [candidate.doc for candidate in postings.candidates(session, "tip", terms, known)]
    leads = dict.fromkeys(session.scalars(select(Tip.lead_id).where(Tip.id.in_(tips))))
    found = [
        (lead_id, one)
        for lead_id in leads
        for one in of_lead(session, lead_id, record.kind, states=(*USABLE, record.state))
        if one.record_id == record_id
    ]
    found.sort(key=lambda pair: (-pair[1].bits, pair[0]))
    return tuple(found[:most])
