"""What stands beside a lead: leads that are perhaps the same, records that it may concern, units it could go to.

Suggestions are computed when a lead is opened and stored nowhere; names of records are opened with the officer's keys.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import suggesting
from hotline.db.engine import reading
from hotline.db.queries import lead as pages
from hotline.db.queries import matters
from hotline.db.tables import Lead, Membership, Record, Tip, Unit
from hotline.leads.values import LeadView
from hotline.linking import Suggestion
from hotline.officers import Viewer
from hotline.registry.reading import opened
from hotline.registry.words import Words
from hotline.runtime import Board

MOST_LEADS = 3


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit that a lead may go to."""

    id: int
    name: str
    kind: str
    commune: str | None


@dataclass(frozen=True, slots=True)
class PerhapsSame:
    """Another lead; `tip_id` is what "not the same" is said of, `bits` are hundredths, `groups` evidence codes."""

    lead: Lead
    tip_id: int
    bits: int
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MayConcern:
    """A suggested record, with its words where this officer's unit was given it."""

    kind: str
    found: Suggestion
    record: Record
    words: Words | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Everything beside a lead; hotspots come before persons."""

    units: tuple[UnitChoice, ...]
    leads: tuple[PerhapsSame, ...] = ()
    records: tuple[MayConcern, ...] = ()


def neighbours(board: Board, viewer: Viewer, lead: LeadView) -> Neighbours:
    """What stands beside a lead for this officer; a closed lead has units only."""
    with reading(board.db) as session:
        units = _units(session)
        if lead.row.state == "closed":
            return Neighbours(units)
        linked = {link.record_id for link in lead.links if not link.undone}
        records = [
            one
            for kind in ("hotspot", "person")
            for one in _records(session, viewer, kind, suggesting.of_lead(session, lead.row.lead_id, kind))
            if one.found.record_id not in linked
        ]
        return Neighbours(units, tuple(_perhaps_same(session, viewer, lead)), tuple(records))


def records_of(board: Board, viewer: Viewer, ids: Sequence[int]) -> list[tuple[Record, Words | None]]:
    """Records in the order of their ids, with their words where this officer's unit was given them."""
    with reading(board.db) as session:
        return _opened(session, viewer, ids)


def _opened(session: Session, viewer: Viewer, ids: Iterable[int]) -> list[tuple[Record, Words | None]]:
    wanted = list(ids)
    records = {one.id: one for one in session.scalars(select(Record).where(Record.id.in_(wanted)))}
    words = opened(session, viewer, records.values())
    return [(records[one], words.get(one)) for one in wanted if one in records]


def _units(session: Session) -> tuple[UnitChoice, ...]:
    query = select(Unit).where(Unit.kind.in_(("commune", "desk", "supervision"))).order_by(Unit.kind, Unit.name)
    return tuple(UnitChoice(unit.id, unit.name, unit.kind, unit.commune) for unit in session.scalars(query))


def _records(session: Session, viewer: Viewer, kind: str, found: Sequence[Suggestion]) -> list[MayConcern]:
    by_id = {one.record_id: one for one in found}
    return [MayConcern(kind, by_id[record.id], record, words) for record, words in _opened(session, viewer, by_id)]


def _perhaps_same(session: Session, viewer: Viewer, lead: LeadView) -> list[PerhapsSame]:
    """Leads that the worker found perhaps the same as one of this lead's tips, or the other way round."""
    ranked = sorted(_maybes(session, lead).items(), key=lambda pair: -pair[1][1])[:MOST_LEADS]
    shown = []
    for other_id, (tip_id, bits, groups) in ranked:
        other = matters.one(session, other_id, viewer.unit_kind, viewer.unit_id)
        if other is not None and other.state != "closed" and not _silenced(session, lead, other_id):
            shown.append(PerhapsSame(other, _other_tip(session, other, tip_id, lead), bits, groups))
    return shown


def _maybes(session: Session, lead: LeadView) -> dict[int, tuple[int, int, tuple[str, ...]]]:
    """By other lead: the tip, the bits and the evidence of the strongest "perhaps"."""
    maybe = (Membership.verdict == "maybe") & Membership.undone_at.is_(None)
    mine = select(Membership.tip_id, Membership.lead_id, Membership.bits, Membership.groups).where(
        maybe, Membership.tip_id.in_(pages.living_tips(lead.row.lead_id))
    )
    theirs = (
        select(Membership.tip_id, Tip.lead_id, Membership.bits, Membership.groups)
        .join(Tip, Tip.id == Membership.tip_id)
        .where(maybe, Membership.lead_id == lead.row.lead_id)
    )
    best: dict[int, tuple[int, int, tuple[str, ...]]] = {}
    for tip_id, lead_id, bits, groups in [*session.execute(mine), *session.execute(theirs)]:
        if lead_id != lead.row.lead_id and bits > best.get(lead_id, (0, -1, ()))[1]:
            best[lead_id] = (tip_id, bits, tuple(groups or ()))
    return best


def _silenced(session: Session, lead: LeadView, other_id: int) -> bool:
    """Whether somebody said that the two are not the same."""
    one = (Membership.lead_id == other_id) & Membership.tip_id.in_(pages.living_tips(lead.row.lead_id))
    two = (Membership.lead_id == lead.row.lead_id) & (Tip.lead_id == other_id)
    query = select(Membership.id).join(Tip, Tip.id == Membership.tip_id)
    query = query.where(Membership.verdict == "not_same", Membership.undone_at.is_(None), one | two)
    return session.scalar(query.limit(1)) is not None


def _other_tip(session: Session, other: Lead, tip_id: int, lead: LeadView) -> int:
    if session.scalar(select(Tip.lead_id).where(Tip.id == tip_id)) != lead.row.lead_id:
        return tip_id
    return session.scalar(select(Tip.id).where(Tip.lead_id == other.id).order_by(Tip.received_at).limit(1)) or 0
