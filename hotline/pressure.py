"""How much came lately, from one sender and from all, counted from tips' keyed tags; it chooses a lane, nothing else.

A sender is known by 12 bits under the period's key, so counts are upper bounds, and a reputation dies with the epoch.
"""

from collections.abc import Sequence

from sqlalchemy import Select, false, func, select, tuple_
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
    backlog = select(func.count()).select_from(waiting).scalar_subquery()
    lately, before, unwanted, all_waiting = session.execute(_of_sender(sources, now).add_columns(backlog)).one()
    return Pressure(
        by_sender=int(lately or 0),
        by_all=all_waiting,
        sender_most=rules.messages_per_sender,
        all_most=rules.messages_for_all,
        before=before,
        unwanted_before=unwanted,
    )


def _of_sender(sources: Sequence[Source], now: int) -> Select[int, int, int]:
    """One row: tips of this hour, tips of the epoch, and those that officers called spam; nobody has none."""
    mine = tuple_(Tip.period, Tip.source).in_([(source.period, source.tag) for source in sources])
    lately = func.sum(func.coalesce(Tip.parts, 1)).filter(Tip.received_at > now - HOUR)
    unwanted = func.count().filter(Lead.outcome == SPAM)
    query = select(lately, func.count(), unwanted).select_from(Tip).join(Lead, Lead.id == Tip.lead_id)
    return query.where(mine if sources else false())
