"""The card: what software may say of a lead from its tips. Recomputed, never counted up; what officers set stays.

`summary` is pure; `refresh` writes it. A field that an officer confirmed is no longer in `guessed` and is left alone.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from hotline.db.ready import Ready
from hotline.db.tables import Lead, Membership, Tip
from hotline.db.tables.base import rows_of
from hotline.errors import NotFound

RANKS = {"danger": 0, "now": 20, "timebound": 30, "normal": 50}
GUESSABLE = ("category", "urgency", "commune", "basis")
LIVE = (Membership.verdict == "same") & Membership.undone_at.is_(None)


_LEADS = rows_of(Lead)
_MADE = ("category", "urgency", "commune", "basis", "tips", "independent", "routed", "lane", "rank", "alarm_at",
         "touched_at", "version")  # fmt: skip
_CARD = Ready(lambda _arrays: select(_LEADS).where(_LEADS.c.id == bindparam("lead")).with_for_update())
_WRITE = Ready(
    lambda _arrays: (
        update(_LEADS)
        .where(_LEADS.c.id == bindparam("lead"))
        .values({name: bindparam(f"new_{name}", type_=_LEADS.c[name].type) for name in _MADE})
    )
)
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
    for name, value in card(lead, summary(facts), now).items():
        setattr(lead, name, value)
    session.flush()
    return lead


@dataclass(frozen=True, slots=True)
class Written:
    """A lead as its card was written: what its history line and the workflow want to know of it."""

    id: int
    unit_id: int | None
    state: str
    outcome: str | None
    version: int


def refreshing(session: Session, lead_id: int) -> Callable[[int], Written]:
    """Asks for what a card is made of, and locks it; called with the time it writes the card, as `refresh` does.

    For the worker: no object of the session is made or brought up to date.
    """
    asked, facts = _CARD.ask(session, lead=lead_id), _FACTS.ask(session, lead=lead_id)

    def write(now: int) -> Written:
        lead = asked.one()
        if lead is None:
            raise NotFound("lead.absent")
        found = [TipFacts(*row) for row in facts.all()]
        if not found:
            return Written(lead_id, lead.unit_id, lead.state, lead.outcome, lead.version)
        values = card(lead, summary(found), now)
        _WRITE.run(session, lead=lead_id, **{f"new_{name}": value for name, value in values.items()})
        return Written(lead_id, lead.unit_id, lead.state, lead.outcome, values["version"])

    return write


def card(lead: Any, told: Summary, now: int) -> dict[str, Any]:
    """The columns of a lead (an object or a row) after a summary, as far as no officer has said better."""
    guessed = {name: getattr(told if name in (lead.guessed or ()) else lead, name) for name in GUESSABLE}
    lane = "main" if told.lane == "main" else lead.lane
    rings = guessed["urgency"] == "danger" and lead.alarm_at is None and lane == "main"
    return {
        **guessed,
        "tips": told.tips,
        "independent": told.independent,
        "routed": strictest([lead.routed, told.routed]),
        "lane": lane,
        "rank": RANKS[guessed["urgency"]],
        "alarm_at": now if rings else lead.alarm_at,
        "touched_at": now,
        "version": lead.version + 1,
    }


def first(facts: TipFacts, lead_id: int, opened_at: int, now: int) -> dict[str, Any]:
    """The row of a new lead whose card says what its first tip says."""
    bare = SimpleNamespace(guessed=[*GUESSABLE], lane=facts.lane, routed=facts.routed, alarm_at=None, version=0)
    row = {"id": lead_id, "state": "new", "guessed": bare.guessed, "opened_at": opened_at}
    return {**row, **card(bare, summary([facts]), now)}


def attach_cache(session: Session, tip_id: int, lead_id: int) -> None:
    """`tip.lead_id` is a cache of the one live row in membership."""
    session.execute(update(Tip).where(Tip.id == tip_id).values(lead_id=lead_id))
