"""The card: what software may say of a lead from its tips. Recomputed, never counted up; what officers set stays.

`summary` is pure; `refresh` writes it. A field that an officer confirmed is no longer in `guessed` and is left alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from hotline.db.ready import Ready
from hotline.db.tables import Lead, Membership, Tip

RANKS = {"danger": 0, "now": 20, "timebound": 30, "normal": 50}
GUESSABLE = ("category", "urgency", "commune", "basis")
LIVE = (Membership.verdict == "same") & Membership.undone_at.is_(None)


_FACTS = Ready(
    lambda _arrays: (
        select(Tip.category, Tip.urgency, Tip.basis, Tip.commune, Tip.lane, Tip.routed, Membership.independent)
        .join(Membership, (Membership.tip_id == Tip.id) & LIVE)
        .where(Membership.lead_id == bindparam("lead"))
        .order_by(Tip.received_at, Tip.id)
    )
)


@dataclass(frozen=True, slots=True)
class TipFacts:
    """A tip's codes as the card needs them; `independent` is the verdict stored on its membership."""

    category: str
    urgency: str
    basis: str
    commune: str | None
    lane: str
    routed: str
    independent: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """The card's guesses and counts."""

    category: str
    urgency: str
    basis: str
    commune: str | None
    tips: int
    independent: int
    lane: str
    routed: str


def summary(tips: Sequence[TipFacts]) -> Summary:
    """The guesses of a lead from its tips, oldest first: the most said wins, then the earlier; danger always wins."""
    categories = Counter(tip.category for tip in tips if tip.category != "irrelevant")
    communes = Counter(tip.commune for tip in tips if tip.commune)
    bases = ("saw", "took_part", "heard", "inferred", "unknown")
    said = {tip.basis for tip in tips}
    return Summary(
        category=categories.most_common(1)[0][0] if categories else "irrelevant",
        urgency=min((tip.urgency for tip in tips), key=lambda urgency: RANKS[urgency]),
        basis=next(basis for basis in bases if basis in said),
        commune=communes.most_common(1)[0][0] if communes else None,
        tips=len(tips),
        independent=max(1, sum(tip.independent for tip in tips)),
        lane="main" if any(tip.lane == "main" for tip in tips) else "quarantine",
        routed=strictest([tip.routed for tip in tips]),
    )


def strictest(routes: Sequence[str]) -> str:
    """Where a lead goes: supervision or audit as soon as one of its tips must go there."""
    return max(routes, key=("desk", "supervision", "audit").index)


def members(session: Session, lead_id: int) -> list[TipFacts]:
    """The facts of a lead's tips, oldest first."""
    return [TipFacts(*row) for row in _FACTS.all(session, lead=lead_id)]


def refresh(session: Session, lead_id: int, now: int) -> Lead:
    """Writes the summary of a lead's tips into its row and raises the alarm for a danger not yet acknowledged."""
    lead = session.get_one(Lead, lead_id, with_for_update=True)
    facts = members(session, lead_id)
    if not facts:
        return lead
    write(lead, summary(facts), now)
    session.flush()
    return lead


def write(lead: Lead, told: Summary, now: int) -> None:
    """Takes a summary over into a lead, as far as no officer has said better."""
    for name in GUESSABLE:
        if name in (lead.guessed or []):
            setattr(lead, name, getattr(told, name))
    lead.tips, lead.independent, lead.routed = told.tips, told.independent, strictest([lead.routed, told.routed])
    if told.lane == "main":
        lead.lane = "main"
    lead.rank = RANKS[lead.urgency]
    if lead.urgency == "danger" and lead.alarm_at is None and lead.lane == "main":
        lead.alarm_at = now
    lead.touched_at = now
    lead.version += 1


def attach_cache(session: Session, tip_id: int, lead_id: int) -> None:
    """`tip.lead_id` is a cache of the one live row in membership."""
    session.execute(update(Tip).where(Tip.id == tip_id).values(lead_id=lead_id))
