"""How much came lately, from one sender and from all, counted from tips' keyed tags; it chooses a lane, nothing else.

A sender is known by 12 bits under the period's key, so counts are upper bounds, and a reputation dies with the epoch.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import Session

from config.catalog.channels import load_channels
from hotline.clock import HOUR
from hotline.db.ready import Ready, Statement, pairs, table_of
from hotline.db.tables import Inbound, Lead, Tip
from hotline.lanes import Pressure
from hotline.sources import Source

UNWANTED = ("spam", "malicious")

SPAM = "spam"


def asking(session: Session, sources: Sequence[Source], now: int) -> Callable[[], Pressure]:
    """Asks what a message that comes now meets: tips of its sender, of this hour and of the epoch; all that waits."""
    rules = load_channels()
    tags = pairs(session, [(source.period, source.tag) for source in sources])
    asked = _MET.ask(session, since=now - HOUR, most=rules.messages_for_all + 1, **tags)

    def met() -> Pressure:
        lately, before, unwanted, all_waiting = asked.one() or (0, 0, 0, 0)
        return Pressure(
            by_sender=int(lately or 0),
            by_all=all_waiting,
            sender_most=rules.messages_per_sender,
            all_most=rules.messages_for_all,
            before=before,
            unwanted_before=unwanted,
        )

    return met


def _met(arrays: bool) -> Statement:
    """One row: tips of this hour, tips of the epoch, those that officers called spam, and how many messages wait."""
    waiting = select(Inbound.id).where(Inbound.state == "waiting").limit(bindparam("most", type_=Integer)).subquery()
    backlog = select(func.count()).select_from(waiting).scalar_subquery()
    asked = table_of("period", "tag", arrays)
    lately = func.sum(func.coalesce(Tip.parts, 1)).filter(Tip.received_at > bindparam("since"))
    unwanted = func.count().filter(Lead.outcome == SPAM)
    counts = (
        lately.label("lately"),
        func.count().label("before"),
        unwanted.label("unwanted"),
        backlog.label("waiting"),
    )
    sent = asked.join(Tip, (Tip.period == asked.c.period) & (Tip.source == asked.c.tag))
    return select(*counts).select_from(sent).join(Lead, Lead.id == Tip.lead_id)


_MET = Ready(_met)
