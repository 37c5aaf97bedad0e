"""What stands beside a lead: what it is perhaps the same as, the records it may concern, and where it could be sent.

Suggestions are computed when a lead is opened and stored nowhere; names of records are opened with the officer's keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import leads, suggesting
from hotline.db.engine import reading
from hotline.db.queries import matters
from hotline.db.tables import Lead, Membership, Record, Tip, Unit
from hotline.linking import Suggestion
from hotline.officers import Viewer
from hotline.registry import Person, name_of
from hotline.registry.reading import opened
from hotline.registry.words import Words
from hotline.runtime import Board
from triage.labels import label
from triage.reasons import is_against, reason

MOST_KEYS = 9
MOST_LEADS = 3


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit that a lead may go to."""

    id: int
    name: str
    kind: str
    commune: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A numbered suggestion: another lead, a person or a hotspot, with its reasons in words. `bits` are hundredths."""

    key: int
    kind: str  # lead | person | hotspot
    id: int
    name: str
    commune: str | None
    reasons: tuple[str, ...]
    against: tuple[str, ...] = ()
    bits: int = 0
    tie_size: int = 1
    strong: bool = False
    minor: bool = False
    detail: str = ""
    version: int = 0  # of the other lead
    tip_id: int = 0  # of this lead's tip, for "not the same" between leads


@dataclass(frozen=True, slots=True)
class Beside:
    """`unit` is the one that the lead's place suggests; `days` counts the lead's tips on each of the last 30 days."""

    suggestions: tuple[Shown, ...] = ()
    units: tuple[UnitChoice, ...] = ()
    unit: UnitChoice | None = None
    days: tuple[int, ...] = ()


def beside(board: Board, viewer: Viewer, lead: leads.LeadView) -> Beside:
    """Everything beside the lead, for this officer."""
    with reading(board.db) as session:
        choices = _units(session)
        shown = _suggestions(session, viewer, lead) if lead.row.state != "closed" else ()
    return Beside(shown, choices, _suggested(choices, lead.row.commune), _days(lead, board.clock()))


def _units(session: Session) -> tuple[UnitChoice, ...]:
    query = select(Unit).where(Unit.kind.in_(("commune", "desk", "supervision"))).order_by(Unit.kind, Unit.name)
    return tuple(UnitChoice(unit.id, unit.name, unit.kind, unit.commune) for unit in session.scalars(query))


def _suggested(choices: Sequence[UnitChoice], commune: str | None) -> UnitChoice | None:
    return next((one for one in choices if one.kind == "commune" and commune and one.commune == commune), None)


def _suggestions(session: Session, viewer: Viewer, lead: leads.LeadView) -> tuple[Shown, ...]:
    """The same matter first, then hotspots, then persons; numbered in this order."""
    linked = {link.record_id for link in lead.links if not link.undone}
    found = _same_matter(session, viewer, lead)
    for kind in ("hotspot", "person"):
        some = [one for one in suggesting.of_lead(session, lead.row.lead_id, kind) if one.record_id not in linked]
        found += _records(session, viewer, kind, some)
    return tuple(_numbered(one, key) for key, one in enumerate(found[:MOST_KEYS], 1))


def _numbered(shown: Shown, key: int) -> Shown:
    fields = {name: getattr(shown, name) for name in Shown.__dataclass_fields__}
    return Shown(**{**fields, "key": key})


def _same_matter(session: Session, viewer: Viewer, lead: leads.LeadView) -> list[Shown]:
    """Leads that the worker found perhaps the same as one of this lead's tips, or the other way round."""
    ids = [tip.id for tip in lead.tips]
    there = select(Membership.tip_id, Membership.lead_id, Membership.bits, Membership.groups).where(
        Membership.verdict == "maybe", Membership.undone_at.is_(None)
    )
    mine = session.execute(there.where(Membership.tip_id.in_(ids)))
    theirs = session.execute(
        select(Membership.tip_id, Tip.lead_id, Membership.bits, Membership.groups)
        .join(Tip, Tip.id == Membership.tip_id)
        .where(Membership.verdict == "maybe", Membership.undone_at.is_(None), Membership.lead_id == lead.row.lead_id)
    )
    best: dict[int, tuple[int, int, list[str]]] = {}
    for tip_id, lead_id, bits, groups in [*mine, *theirs]:
        if lead_id != lead.row.lead_id and bits > best.get(lead_id, (0, -1, []))[1]:
            best[lead_id] = (tip_id, bits, list(groups or ()))
    ranked = sorted(best.items(), key=lambda pair: -pair[1][1])[:MOST_LEADS]
    return [shown for lead_id, why in ranked if (shown := _lead(session, viewer, lead, lead_id, why)) is not None]


def _lead(
    session: Session, viewer: Viewer, lead: leads.LeadView, other_id: int, why: tuple[int, int, list[str]]
) -> Shown | None:
    other = matters.one(session, other_id, viewer.unit_kind, viewer.unit_id)
    said = {(row.tip_id, row.lead_id) for row in _silenced(session, lead, other_id)}
    if other is None or said or other.state == "closed":
        return None
    tip_id, bits, groups = why
    return Shown(
        0, "lead", other.id, "", other.commune, tuple(reason(group) for group in groups), bits=bits,
        version=other.version, tip_id=_other_tip(session, other, tip_id, lead), detail=_of_lead(other),
    )  # fmt: skip


def _silenced(session: Session, lead: leads.LeadView, other_id: int) -> Sequence[Membership]:
    ids = [tip.id for tip in lead.tips]
    query = select(Membership).join(Tip, Tip.id == Membership.tip_id)
    query = query.where(Membership.verdict == "not_same", Membership.undone_at.is_(None))
    one = (Membership.lead_id == other_id) & Membership.tip_id.in_(ids)
    two = (Membership.lead_id == lead.row.lead_id) & (Tip.lead_id == other_id)
    return list(session.scalars(query.where(one | two)))


def _other_tip(session: Session, other: Lead, tip_id: int, lead: leads.LeadView) -> int:
    """A tip of the other lead: what "not the same" is said of."""
    if tip_id not in {tip.id for tip in lead.tips}:
        return tip_id
    return session.scalar(select(Tip.id).where(Tip.lead_id == other.id).order_by(Tip.received_at).limit(1)) or 0


def _of_lead(other: Lead) -> str:
    return f"{label('category', other.category)} · {label('state', other.state)}"


def _records(session: Session, viewer: Viewer, kind: str, found: Sequence[Suggestion]) -> list[Shown]:
    records = {
        one.id: one for one in session.scalars(select(Record).where(Record.id.in_([s.record_id for s in found])))
    }
    words = opened(session, viewer, records.values())
    return [
        Shown(
            0, kind, one.record_id, name_of(words[one.record_id]) if one.record_id in words else "",
            records[one.record_id].commune,
            tuple(reason(code) for code in one.codes if not is_against(code)),
            tuple(reason(code) for code in one.codes if is_against(code)),
            round(one.bits * 100), one.tie_size, one.strong, records[one.record_id].minor,
            detail(words.get(one.record_id)),
        )
        for one in found
        if one.record_id in records
    ]  # fmt: skip


def detail(words: Words | None) -> str:
    """What tells namesakes apart, from the record's own words: year of birth, nicknames, kin, hamlet."""
    if words is None:
        return ""
    if isinstance(words, Person):
        parts = [gettext("born %(year)s", year=words.born)] if words.born else []
        return " · ".join([*parts, *words.aliases, *words.kin, words.hamlet][:5]).strip(" ·")
    return " · ".join(part for part in (words.place_kind, words.hamlet, words.times) if part)


def _days(lead: leads.LeadView, now: int) -> tuple[int, ...]:
    counts = [0] * 30
    for tip in lead.tips:
        ago = (now - tip.received_at) // 86_400
        if 0 <= ago < 30:
            counts[29 - ago] += 1
    return tuple(counts)
