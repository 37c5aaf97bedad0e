"""Writes when closed leads and suspected persons expire; the sweep destroys what lay in the grace bin after that.

How long is decided in hotline/retention.py. Every sweep dates anew, so that a shorter period counts from today.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from config.retention import Periods
from hotline import retention
from hotline.clock import COARSE, DAY
from hotline.db.queries.writes import affected
from hotline.db.tables import Approval, Lead, LeadEvent, Link, Period, Record, RecordEdge

CHUNK = 500  # ids in one statement


def leads(session: Session, kept: Periods) -> int:
    """Dates closed leads by their outcome, but for renewed ones; returns how many got another date.

    A renewal counts for the closing that it came after: a lead that was closed again since is dated like any other, and
    one whose reopening took its date away and was undone gets the renewed date again.
    """
    dated = 0
    since = and_(LeadEvent.lead_id == Lead.id, LeadEvent.action == "renew", LeadEvent.at >= Lead.closed_at)
    renewed = select(func.count()).select_from(LeadEvent).where(since).scalar_subquery()
    for outcome in retention.KEPT_AS:
        end = Lead.closed_at + retention.lead_expires(outcome, 0, kept) + renewed * kept.lead_substantiated_renew
        mine = and_(Lead.state == "closed", Lead.outcome == outcome)
        other = or_(Lead.expires_at.is_(None), and_(renewed == 0, Lead.expires_at != end))
        dated += affected(session, update(Lead).where(mine, other).values(expires_at=end))
    reopened = and_(Lead.state != "closed", Lead.lane != "quarantine", Lead.expires_at.is_not(None))
    affected(session, update(Lead).where(reopened).values(expires_at=None))
    unread = and_(Lead.lane == "quarantine", Lead.state == "new", Lead.expires_at.is_(None))
    later = Lead.opened_at - Lead.opened_at % COARSE + kept.lead_spam  # to the second it would tell when it came
    affected(session, update(Lead).where(unread).values(expires_at=later))
    return dated


def persons(session: Session, kept: Periods) -> int:
    """Dates persons who were never more than suspected; returns how many got another date.

    Corroboration is a status of another kind or a confirmed link; while anything stands or waits they stay as well.
    Records that were joined go together, or one would leave what still speaks of the other.
    """
    began = _suspected(session)
    families = _families(session, began)
    held = _held(session, set().union(*families))
    ends: dict[int, list[int]] = defaultdict(list)
    for family in families:
        if not family & held:
            last = max(began[one] for one in family if one in began)
            ends[retention.suspected_until(last, kept) * DAY].extend(family)
    dated = sum(_date(session, end, ids) for end, ids in ends.items())
    _undate(session, {one for ids in ends.values() for one in ids})
    return dated


def whole(session: Session, due: Collection[int], most: int) -> set[int]:
    """Records of `due` that go in one transaction, about `most`: only with all that they were joined to.

    A legal hold on one of them, or whatever else keeps it, keeps the others; and no crash parts them.
    """
    found, all_due = set[int](), set(due)
    for family in _families(session, due):
        if family <= all_due:
            found |= family
        if len(found) >= most:
            break
    return found


def next_due(session: Session, gone: ColumnElement[bool], most: int) -> set[int]:
    """Records to destroy in this transaction, whole families, looked at again when nobody can hold or join them."""
    chosen = whole(session, set(session.scalars(select(Record.id).where(gone))), most)
    again = select(Record.id).where(Record.id.in_(chosen), gone).with_for_update()
    return whole(session, set(session.scalars(again)), len(chosen) + 1)


def _suspected(session: Session) -> dict[int, int]:
    """The day on which the last suspicion began, by record."""
    query = select(Period.record_id, func.max(Period.from_day)).where(Period.status.in_(retention.SUSPECTED))
    return dict(session.execute(query.group_by(Period.record_id)).all())


def _families(session: Session, firsts: Collection[int]) -> list[set[int]]:
    """Those records, each once, with all that they were joined to over any number of merges."""
    joined, found, seen = _joined(session), list[set[int]](), set[int]()
    for first in firsts:
        if first not in seen:
            found.append(_reached(first, joined))
            seen |= found[-1]
    return found


def _reached(first: int, joined: Mapping[int, set[int]]) -> set[int]:
    """A record's family: the ends of a chain or a star of merges are not each other's neighbours."""
    family, fresh = {first}, {first}
    while fresh:
        fresh = {other for one in fresh for other in joined.get(one, ())} - family
        family |= fresh
    return family


def _joined(session: Session) -> defaultdict[int, set[int]]:
    query = select(RecordEdge.a, RecordEdge.b).where(RecordEdge.verdict == "same", RecordEdge.undone_at.is_(None))
    found: defaultdict[int, set[int]] = defaultdict(set)
    for a, b in session.execute(query):
        found[a].add(b)
        found[b].add(a)
    return found


def _held(session: Session, ids: Collection[int]) -> set[int]:
    """Those whom a status, a confirmed link or an open proposal keeps."""
    found: set[int] = set()
    stands = or_(Period.status.not_in(retention.SUSPECTED), Period.to_day.is_(None))
    confirmed = and_(Link.verdict == "confirmed", Link.undone_at.is_(None))
    waits = and_(Approval.verdict == "open", Approval.kind.in_(("record", "status", "complaint")))
    asked = exists().where(Approval.id == Link.approval_id, Approval.verdict == "open")  # its subject is the link
    for some in _chunks(ids):
        found.update(session.scalars(select(Period.record_id).where(Period.record_id.in_(some), stands)))
        found.update(session.scalars(select(Link.record_id).where(Link.record_id.in_(some), confirmed)))
        found.update(session.scalars(select(Approval.subject_id).where(Approval.subject_id.in_(some), waits)))
        found.update(session.scalars(select(Link.record_id).where(Link.record_id.in_(some), asked)))
    return found


def _date(session: Session, end: int, ids: Collection[int]) -> int:
    other = or_(Record.expires_at.is_(None), Record.expires_at != end)
    changed = (update(Record).where(Record.id.in_(some), other).values(expires_at=end) for some in _chunks(ids))
    return sum(affected(session, statement) for statement in changed)


def _undate(session: Session, due: Collection[int]) -> None:
    """Whoever is corroborated since has no date any more."""
    dated = set(session.scalars(select(Record.id).where(Record.expires_at.is_not(None))))
    for some in _chunks(dated.difference(due)):
        affected(session, update(Record).where(Record.id.in_(some)).values(expires_at=None))


def _chunks(ids: Collection[int]) -> Iterator[Sequence[int]]:
    wanted = list(ids)
    return (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))
