"""Leads as the board asks for them: what a viewer may see, the queue by keyset, one lead and all beside it.

What an officer is not entitled to is filtered here, before counting: each kind of unit sees its own route.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from hotline.db.tables import (
    Approval,
    Conversation,
    Grant,
    Item,
    Lead,
    LeadEvent,
    Link,
    Membership,
    Officer,
    Outbox,
    Presence,
    Record,
    Tip,
)

ROUTES = {"desk": ("desk",), "supervision": ("desk", "supervision"), "audit": ("audit",)}
IS_OPEN = text("lead.state <> 'closed'")  # literal, so that the partial indexes answer
IS_CLOSED = text("lead.state = 'closed'")
LIVE = (Membership.verdict == "same") & Membership.undone_at.is_(None)
HOLDER = aliased(Officer)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a tab. Times are epoch seconds of the lead's opening; empty means everything."""

    category: str = ""
    urgency: str = ""
    commune: str = ""
    state: str = ""
    unit_id: int | None = None
    since: int | None = None
    until: int | None = None
    brigading: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the queue: its condition, its order, the states that it reads one after the other by their index.

    `states` empty means that its own index needs no state. `newest` says that the newest come first.
    """

    where: Callable[[int, int], list[Any]]
    order: tuple[InstrumentedAttribute[Any], ...]
    states: tuple[str, ...] = ()
    newest: bool = False


_BY_RANK = (Lead.rank, Lead.opened_at, Lead.id)
_BY_AGE = (Lead.opened_at, Lead.id)


def _main(_now: int, _me: int) -> list[Any]:
    return [IS_OPEN, Lead.lane == "main"]


TABS: dict[str, Tab] = {
    "new": Tab(_main, _BY_RANK, ("new", "triaging")),
    "mine": Tab(lambda _now, me: [IS_OPEN, Lead.lease_by == me], _BY_AGE),
    "waiting": Tab(_main, _BY_AGE, ("waiting",)),
    "watch": Tab(_main, _BY_AGE, ("watch",)),
    "sent": Tab(_main, _BY_AGE, ("assigned", "verifying")),
    "review": Tab(_main, _BY_AGE, ("review",)),
    "overdue": Tab(lambda now, _me: [IS_OPEN, Lead.lane == "main", Lead.due_at <= now], (Lead.due_at, Lead.id)),
    "quarantine": Tab(lambda _now, _me: [IS_OPEN, Lead.lane == "quarantine"], _BY_RANK, ("new", "triaging", "watch")),
    "closed": Tab(lambda _now, _me: [IS_CLOSED], (Lead.closed_at, Lead.id), newest=True),
}


def visible(unit_kind: str, unit_id: int | None) -> ColumnElement[bool]:
    """The condition under which a unit may see a lead at all; an auditor sees besides what was granted on request."""
    routes = ROUTES.get(unit_kind, ())
    if not routes:
        return false()
    condition = Lead.routed.in_(routes)
    if unit_kind != "audit":
        return condition
    asked = select(Tip.lead_id).join(Grant, Grant.subject_id == Tip.subject_id).where(Grant.unit_id == unit_id)
    return or_(condition, Lead.id.in_(asked))


def narrow(filters: Filters) -> list[ColumnElement[bool]]:
    """The filters as conditions."""
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (Lead.category, filters.category),
        (Lead.urgency, filters.urgency),
        (Lead.commune, filters.commune),
        (Lead.state, filters.state),
        (Lead.unit_id, filters.unit_id),
    ):
        if value not in ("", None):
            found.append(column == value)
    if filters.since is not None:
        found.append(Lead.opened_at >= filters.since)
    if filters.until is not None:
        found.append(Lead.opened_at < filters.until)
    if filters.brigading:
        found.append(Lead.brigading.is_(True))
    return found


@dataclass(frozen=True, slots=True)
class Ask:
    """One page of a tab for one viewer."""

    tab: str
    unit_kind: str
    unit_id: int | None
    officer_id: int
    now: int
    filters: Filters = Filters()
    after: tuple[int, ...] = ()
    limit: int = 50


def page(session: Session, ask: Ask) -> list[tuple[Lead, str | None]]:
    """(lead, its holder's name) in the tab's order after the cursor, one more than `limit` if there is more.

    One statement: a branch for each route and state, each read in order from its index and no further than the page.
    """
    tab = TABS[ask.tab]
    branches = [_branch(ask, tab, entitled) for entitled in _parts(ask, tab)]
    query = select(Lead, HOLDER.name).outerjoin(HOLDER, HOLDER.id == Lead.lease_by)
    query = query.where(Lead.id.in_(union_all(*branches) if len(branches) > 1 else branches[0]))
    found: list[tuple[Lead, str | None]] = [(lead, name) for lead, name in session.execute(query)]
    found.sort(key=lambda row: key_of(ask.tab, row[0]), reverse=tab.newest)
    return found[: ask.limit + 1]


def _parts(ask: Ask, tab: Tab) -> list[ColumnElement[bool]]:
    """What each branch is about: one route in one state. An auditor's own view has no index and is small."""
    states = [Lead.state == state for state in tab.states] or [true()]
    if ask.unit_kind == "audit":
        return [visible("audit", ask.unit_id) & state for state in states]
    return [(Lead.routed == route) & state for route in ROUTES.get(ask.unit_kind, ()) for state in states]


def _branch(ask: Ask, tab: Tab, entitled: ColumnElement[bool]) -> Select[Any]:
    query = select(Lead.id).where(entitled, *tab.where(ask.now, ask.officer_id), *narrow(ask.filters))
    if ask.after:
        here, there = tuple_(*tab.order), tuple_(*(literal(value) for value in ask.after))
        query = query.where(here < there if tab.newest else here > there)
    order = [column.desc() for column in tab.order] if tab.newest else list(tab.order)
    return select(query.order_by(*order).limit(ask.limit + 1).subquery().c.id)


def key_of(tab: str, lead: Lead) -> tuple[int, ...]:
    """The place of a lead in a tab's order: what a cursor holds."""
    return tuple(getattr(lead, column.key) or 0 for column in TABS[tab].order)


def counts(session: Session, ask: Ask, most: int) -> dict[str, int]:
    """How many leads stand in each tab, counted up to `most` each, in one statement."""
    parts = []
    for name, tab in TABS.items():
        for entitled in _parts(ask, tab):
            inner = select(literal(1).label("one")).select_from(Lead)
            inner = inner.where(entitled, *tab.where(ask.now, ask.officer_id)).limit(most)
            parts.append(select(literal(name).label("tab"), func.count().label("n")).select_from(inner.subquery()))
    found = dict.fromkeys(TABS, 0)
    for name, n in session.execute(union_all(*parts)):
        found[name] = min(most, found[name] + n)
    return found


def one(session: Session, lead_id: int, unit_kind: str, unit_id: int | None, *, lock: bool = False) -> Lead | None:
    """A lead that the unit may see, else None."""
    query = select(Lead).where(Lead.id == lead_id, visible(unit_kind, unit_id))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def tips(
    session: Session, lead_id: int, only: Collection[int] | None = None, limit: int = 500
) -> list[tuple[Tip, Membership]]:
    """A lead's tips, or those of them that are in `only`, with the judgement that joined them, oldest first."""
    query = select(Tip, Membership).join(Membership, and_(Membership.tip_id == Tip.id, LIVE))
    if only is not None:
        query = query.where(Tip.id.in_(list(only)))
    query = query.where(Membership.lead_id == lead_id).order_by(Tip.received_at, Tip.id).limit(limit)
    return list(session.execute(query))


def items(session: Session, owner: str, owner_ids: Iterable[int], kinds: Sequence[str] = ()) -> list[Item]:
    """The sealed items of owners, oldest first."""
    query = select(Item).where(Item.owner == owner, Item.owner_id.in_(list(owner_ids)))
    if kinds:
        query = query.where(Item.kind.in_(kinds))
    return list(session.scalars(query.order_by(Item.at, Item.id)))


def events_since(session: Session, lead_id: int, version: int) -> list[LeadEvent]:
    """What happened to a lead after a version, oldest first."""
    query = select(LeadEvent).where(LeadEvent.lead_id == lead_id, LeadEvent.version > version)
    return list(session.scalars(query.order_by(LeadEvent.seq)))


def links(session: Session, lead_id: int) -> list[tuple[Link, Record]]:
    """A lead's links with their records, also those that were undone or rejected, oldest first."""
    query = select(Link, Record).join(Record, Record.id == Link.record_id).where(Link.lead_id == lead_id)
    return list(session.execute(query.order_by(Link.at, Link.id)))


def questions(session: Session, lead_id: int) -> list[Outbox]:
    """What was asked of the lead's senders, oldest first."""
    query = select(Outbox).where(Outbox.lead_id == lead_id, Outbox.kind == "question")
    return list(session.scalars(query.order_by(Outbox.not_before, Outbox.id)))


def ways_back(session: Session, tip_ids: Iterable[int], now: int) -> dict[int, int]:
    """Conversation by tip, for those tips whose sender can still be answered."""
    query = select(Conversation.tip_id, Conversation.id).where(
        Conversation.tip_id.in_(list(tip_ids)), Conversation.address.is_not(None), Conversation.until > now
    )
    return dict(session.execute(query).all())


def approvals(session: Session, subject_ids: Iterable[int]) -> list[Approval]:
    """Open and decided approvals of the given subjects, oldest first."""
    query = select(Approval).where(Approval.subject_id.in_(list(subject_ids)))
    return list(session.scalars(query.order_by(Approval.proposed_at, Approval.id)))


def looking(session: Session, lead_id: int, since: int) -> list[tuple[int, str]]:
    """(id, name) of the officers who have the lead open."""
    query = select(Officer.id, Officer.name).join(Presence, Presence.officer_id == Officer.id)
    query = query.where(Presence.lead_id == lead_id, Presence.seen_at > since).order_by(Officer.name)
    return list(session.execute(query))


def officers(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Names by officer id."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    query = select(Officer.id, Officer.name).where(Officer.id.in_(wanted))
    return dict(session.execute(query).all())


def first_after(session: Session, ask: Ask, skip: Iterable[int]) -> Lead | None:
    """The first lead of a tab that no colleague holds, after the cursor and none of `skip`."""
    skipped = set(skip)
    wide = replace(ask, limit=ask.limit + len(skipped))
    for lead, _name in page(session, wide):
        free = lead.lease_by in (None, ask.officer_id) or lead.lease_until <= ask.now
        if free and lead.id not in skipped:
            return lead
    return None


def alarms(session: Session, unit_kind: str, unit_id: int | None) -> list[Lead]:
    """Leads whose alarm nobody has acknowledged, oldest first."""
    query = select(Lead).where(
        text("lead.alarm_ack_by IS NULL"), Lead.alarm_at.is_not(None), visible(unit_kind, unit_id), IS_OPEN
    )
    return list(session.scalars(query.order_by(Lead.alarm_at, Lead.id).limit(50)))


def travel(session: Session, lead: Lead, before: Mapping[str, Any]) -> None:
    """The outcome of a closed lead travels to every link that it has; reopening takes it back.

    `before` are the lead's values that an act has replaced.
    """
    if "state" in before and "closed" in (before["state"], lead.state):
        outcome = lead.outcome if lead.state == "closed" else None
        statement = update(Link).where(Link.lead_id == lead.id, Link.undone_at.is_(None)).values(outcome=outcome)
        session.execute(statement, execution_options={"synchronize_session": False})
