"""How much came lately, from one sender and from all, counted from tips' keyed tags; it chooses a lane, nothing else.

A sender is known by 12 bits under the period's key, so counts are upper bounds, and a reputation dies with the epoch.
"""

from collections.abc import Sequence

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from config.catalog.channels import load_channels
from hotline.clock import HOUR
from hotline.db.tables import Inbound, Lead, Tip
from hotline.lanes import Pressure
from hotline.sources import Source

UNWANTED = ("spam", "malicious")

SPAM = "spam"


def of(session: Session, sources: Sequence[Source], now: int) -> Pressure:
    """What a message that comes now meets: its sender's tips of this hour and of the epoch, and everybody's backlog."""
    rules = load_channels()
    waiting = select(Inbound.id).where(Inbound.state == "waiting").limit(rules.messages_for_all + 1).subquery()
    backlog = session.scalar(select(func.count()).select_from(waiting)) or 0
    lately, before, unwanted = _of_sender(session, sources, now)
    return Pressure(
        by_sender=lately,
        by_all=backlog,
        sender_most=rules.messages_per_sender,
        all_most=rules.messages_for_all,
        before=before,
        unwanted_before=unwanted,
    )


def _of_sender(session: Session, sources: Sequence[Source], now: int) -> tuple[int, int, int]:
    """Tips of this hour, tips of the epoch, and those that officers called spam; nobody has none."""
    if not sources:
        return 0, 0, 0
    mine = tuple_(Tip.period, Tip.source).in_([(source.period, source.tag) for source in sources])
    lately = func.sum(func.coalesce(Tip.parts, 1)).filter(Tip.received_at > now - HOUR)
    unwanted = func.count().filter(Lead.outcome == SPAM)
    query = select(lately, func.count(), unwanted).select_from(Tip).join(Lead, Lead.id == Tip.lead_id).where(mine)
    row = session.execute(query).one()
    return int(row[0] or 0), int(row[1]), int(row[2])
