"""Shift handover as an acknowledged object: what was open, line by line, taken over by name; saved views of the queue.

A handover holds codes and ids; its note is sealed to desk and supervision. The audit chain's head is printed on it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from config.catalog.timers import timers
from hotline import audit, permissions, second, vault
from hotline.clock import coarse
from hotline.db.engine import reading, writing
from hotline.db.queries import matters
from hotline.db.queries.writes import affected
from hotline.db.tables import Handover, HandoverLine, Item, Lead, Outbox, SavedFilter, UnitKey
from hotline.envelope import Context
from hotline.errors import Conflict, NotFound, Refused
from hotline.ids import new_id
from hotline.leads.words import clean, required, units_for
from hotline.officers import Viewer
from hotline.runtime import Board
from hotline.units import sealing_keys

MOST, FILTERS = 200, 20


@dataclass(frozen=True, slots=True)
class Open:
    """One open thing: an alarm, a lease, a waiting answer, something overdue or to review, a proposal."""

    kind: str
    lead_id: int | None
    approval_id: int | None
    officer_id: int | None
    since: int
    category: str = ""
    commune: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a handover as the page shows it. `category`, `commune`, `state` are the lead's as it is now."""

    id: int
    kind: str
    lead_id: int | None
    approval_id: int | None
    officer_name: str
    since: int
    category: str
    commune: str | None
    state: str
    acknowledged_by: str
    acknowledged_at: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A handover whole, for the screen and for paper."""

    id: int
    given_by: str
    at: int
    note: str
    head: str
    taken_by: str
    taken_at: int | None
    lines: tuple[Line, ...]

    @property
    def done(self) -> bool:  # somebody has acknowledged every line
        return all(line.acknowledged_at is not None for line in self.lines)


def whats_open(board: Board, viewer: Viewer) -> tuple[Open, ...]:
    """What a handover made now would list."""
    _may(viewer)
    with reading(board.db) as session:
        return tuple(_open(session, viewer, board.clock()))


def give(board: Board, viewer: Viewer, note: str = "") -> int:
    """Ends a shift: writes down what is open and returns the handover's id."""
    _may(viewer)
    words = clean(note)
    if viewer.unit_id is None:
        raise Refused("workflow.role", act="handover")
    with writing(board.db) as session:
        now, handover_id = board.clock(), new_id()
        head = audit.head(session)
        session.add(
            Handover(
                id=handover_id, unit_id=viewer.unit_id, given_by=viewer.officer_id, at=now, head_seq=head.seq,
                head_mac=head.mac.hex()[:64], note_item=_note(session, board, viewer, handover_id, words, now),
            )
        )  # fmt: skip
        session.flush()
        for one in _open(session, viewer, now):
            session.add(
                HandoverLine(
                    id=new_id(), handover_id=handover_id, kind=one.kind, lead_id=one.lead_id,
                    approval_id=one.approval_id, officer_id=one.officer_id, since=one.since,
                )
            )  # fmt: skip
        audit.record(session, viewer.officer_id, "handover.given", "handover", [handover_id])
    return handover_id


def acknowledge(board: Board, viewer: Viewer, line_id: int) -> None:
    """Takes one line over by name. Raises Conflict when a colleague was faster, Refused for one's own handover."""
    _may(viewer)
    with writing(board.db) as session:
        line = session.get(HandoverLine, line_id)
        handover = session.get(Handover, line.handover_id) if line is not None else None
        if line is None or handover is None or not _mine(viewer, handover):
            raise NotFound("handover.absent")
        if handover.given_by == viewer.officer_id:
            raise Refused("handover.own")
        free = update(HandoverLine).where(HandoverLine.id == line_id, HandoverLine.acknowledged_by.is_(None))
        now = board.clock()
        if affected(session, free.values(acknowledged_by=viewer.officer_id, acknowledged_at=now)) != 1:
            raise Conflict("handover.acknowledged", officer=line.acknowledged_by or 0)
        _take(session, viewer, handover, now)
        ids = [handover.id, line_id]
        audit.record(session, viewer.officer_id, "handover.acknowledged", "handover", ids)


def take(board: Board, viewer: Viewer, handover_id: int) -> None:
    """Takes over a handover that has no line, or whose lines are all acknowledged. Raises Refused otherwise."""
    _may(viewer)
    with writing(board.db) as session:
        handover = session.get(Handover, handover_id)
        if handover is None or not _mine(viewer, handover):
            raise NotFound("handover.absent")
        if handover.given_by == viewer.officer_id:
            raise Refused("handover.own")
        if _left(session, handover_id):
            raise Refused("handover.lines", n=_left(session, handover_id))
        _take(session, viewer, handover, board.clock())
        audit.record(session, viewer.officer_id, "handover.taken", "handover", [handover_id])


def newest(board: Board, viewer: Viewer) -> Sheet | None:
    """The unit's last handover; None before the first one."""
    found = recent(board, viewer, 1)
    return sheet(board, viewer, found[0]) if found else None


def recent(board: Board, viewer: Viewer, limit: int = 30) -> tuple[int, ...]:
    """Ids of the unit's handovers, newest first."""
    _may(viewer)
    with reading(board.db) as session:
        query = select(Handover.id).where(Handover.unit_id == viewer.unit_id)
        return tuple(session.scalars(query.order_by(Handover.at.desc(), Handover.id).limit(limit)))


def sheet(board: Board, viewer: Viewer, handover_id: int) -> Sheet:
    """One handover. Raises NotFound."""
    _may(viewer)
    with reading(board.db) as session:
        row = session.get(Handover, handover_id)
        if row is None or not _mine(viewer, row):
            raise NotFound("handover.absent")
        query = select(HandoverLine, Lead).outerjoin(Lead, Lead.id == HandoverLine.lead_id)
        query = query.where(HandoverLine.handover_id == handover_id).order_by(HandoverLine.since, HandoverLine.id)
        lines = list(session.execute(query))
        people = {one for line, _lead in lines for one in (line.officer_id, line.acknowledged_by)}
        names = matters.officers(session, [row.given_by, row.taken_by, *people])
        item = session.get(Item, row.note_item) if row.note_item else None
        note = vault.read(session, viewer.holder, [item]).get(item.id, b"").decode() if item is not None else ""
    return Sheet(
        id=row.id,
        given_by=names.get(row.given_by, ""),
        at=row.at,
        note=note,
        head=f"{row.head_seq}:{row.head_mac or ''}",
        taken_by=names.get(row.taken_by or 0, ""),
        taken_at=row.taken_at,
        lines=tuple(
            Line(
                line.id, line.kind, line.lead_id, line.approval_id, names.get(line.officer_id or 0, ""), line.since,
                lead.category if lead else "", lead.commune if lead else None, lead.state if lead else "",
                names.get(line.acknowledged_by or 0, ""), line.acknowledged_at,
            )
            for line, lead in lines
        ),
    )  # fmt: skip


def _may(viewer: Viewer) -> None:
    if not permissions.may(viewer.role, "handover"):
        raise Refused("workflow.role", act="handover")


def _mine(viewer: Viewer, handover: Handover) -> bool:
    return viewer.unit_kind == "supervision" or handover.unit_id == viewer.unit_id


def _left(session: Session, handover_id: int) -> int:
    mine = (HandoverLine.handover_id == handover_id, HandoverLine.acknowledged_at.is_(None))
    return session.scalar(select(func.count()).select_from(HandoverLine).where(*mine)) or 0


def _take(session: Session, viewer: Viewer, handover: Handover, now: int) -> None:
    """Whoever acknowledges the last line has taken the handover over."""
    session.flush()
    if handover.taken_at is None and not _left(session, handover.id):
        handover.taken_by, handover.taken_at = viewer.officer_id, now


def _note(session: Session, board: Board, viewer: Viewer, handover_id: int, words: str, now: int) -> int | None:
    if not words:
        return None
    subject, stamp = vault.new_subject(), coarse(now)
    item = vault.put(session, subject, "lead", handover_id, "note", words.encode(), stamp)
    vault.grant(session, subject, units_for(session, board, "desk"), granted_by=viewer.officer_id, at=stamp)
    return item


def _open(session: Session, viewer: Viewer, now: int) -> Iterable[Open]:
    entitled = [matters.visible(viewer.unit_kind, viewer.unit_id), matters.IS_OPEN]
    unanswered = (Lead.alarm_at.is_not(None), Lead.alarm_ack_by.is_(None))
    yield from (_of("alarm", lead, None, lead.alarm_at) for lead in _leads(session, *entitled, *unanswered))
    leases = _leads(session, *entitled, Lead.lease_by.is_not(None), Lead.lease_until > now)
    yield from (_of("lease", lead, lead.lease_by, lead.lease_until - timers().lease) for lead in leases)
    asked = select(Outbox.lead_id, func.max(Outbox.by)).where(Outbox.kind == "question").group_by(Outbox.lead_id)
    asker = {row.lead_id: row[1] for row in session.execute(asked)}
    waiting = _leads(session, *entitled, Lead.state == "waiting")
    yield from (_of("waiting", lead, asker.get(lead.id), lead.touched_at) for lead in waiting)
    review = _leads(session, *entitled, Lead.state == "review")
    yield from (_of("review", lead, lead.verified_by, lead.touched_at) for lead in review)
    late = _leads(session, *entitled, Lead.due_at <= now, Lead.lane == "main", Lead.state.not_in(("waiting", "review")))
    yield from (_of("overdue", lead, lead.lease_by, lead.due_at) for lead in late)
    for one in second.open_ones(session, ("release", "question", "person_link")):
        yield Open("approval", None, one.id, one.proposed_by, one.proposed_at)


def _of(kind: str, lead: Lead, officer: int | None, since: int | None) -> Open:
    return Open(kind, lead.id, None, officer, since or 0, lead.category, lead.commune)


def _leads(session: Session, *conditions: object) -> list[Lead]:
    query = select(Lead).where(*conditions)  # type: ignore[arg-type]  # conditions and literal text alike
    return list(session.scalars(query.order_by(Lead.opened_at, Lead.id).limit(MOST)))


# Saved filters ------------------------------------------------------------------------------------------------------


def save_filter(board: Board, viewer: Viewer, name: str, terms: dict[str, str]) -> int:
    """Keeps a view of the queue for this officer, sealed to his unit: its name or a search word may name somebody."""
    kept = required(name, 60)
    if viewer.unit_id is None or len(terms) > FILTERS or any(len(k) + len(v) > 200 for k, v in terms.items()):
        raise Refused("filter.terms")
    with writing(board.db) as session:
        mine = select(func.count()).select_from(SavedFilter).where(SavedFilter.officer_id == viewer.officer_id)
        if (session.scalar(mine) or 0) >= FILTERS:
            raise Refused("filter.too_many", most=FILTERS)
        unit = sealing_keys(session, board.ring().current("roster").secret, unit_ids=[viewer.unit_id])[0]
        filter_id, now = new_id(), board.clock()
        content = json.dumps({"name": kept, "terms": terms}, ensure_ascii=False).encode()
        body = unit.public.seal(content, _context(filter_id))
        session.add(
            SavedFilter(
                id=filter_id, officer_id=viewer.officer_id, body=body, unit_key_id=unit.key_id, place=now,
                at=coarse(now),
            )
        )  # fmt: skip
    return filter_id


def saved_filters(board: Board, viewer: Viewer) -> tuple[tuple[int, str, dict[str, str]], ...]:
    """(id, name, terms) of this officer's views, in the order in which he saved them."""
    with reading(board.db) as session:
        query = select(SavedFilter).join(UnitKey, UnitKey.id == SavedFilter.unit_key_id)
        query = query.where(SavedFilter.officer_id == viewer.officer_id).order_by(SavedFilter.place)
        rows = list(session.scalars(query))
    found = []
    for row in rows:
        key = viewer.holder.keys.get(row.unit_key_id)
        if key is not None:
            fields = json.loads(key.open(row.body, _context(row.id)))
            found.append((row.id, str(fields["name"]), dict(fields["terms"])))
    return tuple(found)


def drop_filter(board: Board, viewer: Viewer, filter_id: int) -> None:
    """Forgets one of this officer's views; another's is not found."""
    with writing(board.db) as session:
        mine = delete(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.officer_id == viewer.officer_id)
        if affected(session, mine) != 1:
            raise NotFound("filter.absent")


def _context(filter_id: int) -> Context:
    return Context("saved_filter", "saved_filter", filter_id, "body")
