"""Reading the chain: pages of events with filters, and who looked at what without acting on it (design 2, audit)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hotline import second, vault
from hotline.clock import DAY, coarse
from hotline.db.tables import AuditEvent, Grant, Item, LeadEvent, Officer, Tip, Unit
from hotline.errors import NotFound
from hotline.officers import Viewer
from hotline.units import sealing_keys

PAGE = 100
SCAN = 20_000  # events looked through for one page when the ids have to be compared
GRANT = 7 * DAY
READS = ("lead.read", "release.read")


@dataclass(frozen=True, slots=True)
class Filters:
    """What an officer narrows the list by."""

    actor: int | None = None
    action: str = ""
    object_id: int | None = None
    since: int | None = None
    until: int | None = None
    before: int | None = None


def scope(viewer: Viewer) -> str:
    """How far an officer sees: all, shift (the desk's people), own, or none (the administrator verifies only)."""
    if viewer.may("audit.all"):
        return "all"
    if viewer.may("audit.shift"):
        return "shift"
    return "none" if viewer.role == "administrator" else "own"


def page(session: Session, viewer: Viewer, filters: Filters) -> list[AuditEvent]:
    """The newest events that the viewer may see and that fit, one more than PAGE if there are more."""
    reach = scope(viewer)
    if reach == "none":
        return []
    query = _narrowed(select(AuditEvent), filters).order_by(AuditEvent.seq.desc())
    if reach == "own":
        query = query.where(AuditEvent.actor == viewer.officer_id)
    elif reach == "shift":
        desk = select(Officer.id).join(Unit, Unit.id == Officer.unit_id).where(Unit.kind == "desk")
        query = query.where(AuditEvent.actor.in_(desk))
    if filters.object_id is None:
        return list(session.scalars(query.limit(PAGE + 1)))
    found: list[AuditEvent] = []
    for row in session.scalars(query.limit(SCAN)).yield_per(500):
        if filters.object_id in row.ids:
            found.append(row)
        if len(found) > PAGE:
            break
    return found


def _narrowed(query: Select[AuditEvent], filters: Filters) -> Select[AuditEvent]:
    if filters.actor is not None:
        query = query.where(AuditEvent.actor == filters.actor)
    if filters.action:
        query = query.where(AuditEvent.action.startswith(filters.action, autoescape=True))
    if filters.since is not None:
        query = query.where(AuditEvent.at >= filters.since)
    if filters.until is not None:
        query = query.where(AuditEvent.at < filters.until)
    if filters.before is not None:
        query = query.where(AuditEvent.seq < filters.before)
    return query


def reasons(session: Session, viewer: Viewer, events: Iterable[AuditEvent]) -> dict[int, str]:
    """What officers typed, by item, as far as this viewer's unit may read it and it has not expired."""
    wanted = [event.purpose_item for event in events if event.purpose_item is not None]
    items = list(session.scalars(select(Item).where(Item.id.in_(wanted)))) if wanted else []
    return {item: words.decode() for item, words in vault.read(session, viewer.holder, items).items()}


# Looks without assignment -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Looked:
    """One officer's looks in a period; `strange` are leads that he opened and never acted on."""

    actor: int
    opened: int = 0
    unmasked: int = 0
    searches: int = 0
    strange: list[int] = field(default_factory=list)


def insiders(session: Session, since: int) -> list[Looked]:
    """Who looked at what without acting on it, the most first."""
    acted = set(
        session.execute(
            select(LeadEvent.officer_id, LeadEvent.lead_id).where(LeadEvent.officer_id.is_not(None)).distinct()
        ).all()
    )
    found: dict[int, Looked] = {}
    read: dict[int, set[int]] = {}
    query = select(AuditEvent.actor, AuditEvent.action, AuditEvent.ids)
    query = query.where(AuditEvent.at >= since, AuditEvent.actor.is_not(None)).execution_options(yield_per=1_000)
    for actor, action, ids in session.execute(query):
        if actor is None:
            continue
        row = found.setdefault(actor, Looked(actor))
        row.unmasked += action == "tip.unmask"
        row.searches += action.startswith("search")
        if action in READS and ids:
            read.setdefault(actor, set()).add(ids[0])
    for actor, leads in read.items():
        found[actor].opened = len(leads)
        found[actor].strange = sorted(lead for lead in leads if (actor, lead) not in acted)
    looked = [row for row in found.values() if row.opened or row.unmasked or row.searches]
    return sorted(looked, key=lambda row: (-len(row.strange), -row.unmasked, -row.opened))


# An auditor's request -----------------------------------------------------------------------------------------------


def ask(session: Session, viewer: Viewer, lead_id: int, now: int) -> int:
    """An auditor asks to read a lead's tips; a supervisor decides."""
    if session.scalar(select(Tip.id).where(Tip.lead_id == lead_id).limit(1)) is None:
        raise NotFound("lead.unknown")
    open_one = waiting(session, viewer).get(lead_id)
    if open_one is not None:
        return open_one
    return second.propose(session, viewer, "auditor", lead_id, now)


def waiting(session: Session, viewer: Viewer) -> dict[int, int]:
    """This auditor's requests that nobody has decided yet: their approvals by lead."""
    return {
        one.subject_id: one.id for one in second.open_ones(session, ["auditor"]) if one.proposed_by == viewer.officer_id
    }


def readable(session: Session, viewer: Viewer, now: int) -> set[int]:
    """The leads of which this auditor's unit may read tips for a time."""
    query = select(Tip.lead_id).join(Grant, Grant.subject_id == Tip.subject_id)
    query = query.where(Grant.unit_id == viewer.unit_id, Grant.expires_at > now)
    return set(session.scalars(query.distinct()))


def answer(session: Session, viewer: Viewer, roster: bytes, approval_id: int, now: int, *, approve: bool) -> int:
    """A supervisor decides; approval seals the lead's tips to the audit units for 7 days. Returns how many tips."""
    row = second.decide(session, viewer, approval_id, "auditor", now, approve=approve)
    if row.verdict != "approved":
        return 0
    subjects = list(session.scalars(select(Tip.subject_id).where(Tip.lead_id == row.subject_id)))
    opened = vault.subjects_of(session, viewer.holder, subjects)
    give(session, viewer, roster, opened.values(), now)
    return len(opened)


def give(session: Session, viewer: Viewer, roster: bytes, subjects: Iterable[vault.Subject], now: int) -> None:
    """Adds grants to the audit units that a sweep deletes after 7 days; what they hold already stays."""
    units = sealing_keys(session, roster, ("audit",))
    for subject in subjects:
        missing = [unit for unit in units if not _held(session, subject.id, unit.key_id)]
        vault.grant(
            session, subject, missing, granted_by=viewer.officer_id, at=coarse(now), expires_at=coarse(now) + GRANT
        )


def _held(session: Session, subject_id: int, key_id: int) -> bool:
    found = select(Grant.subject_id).where(Grant.subject_id == subject_id, Grant.unit_key_id == key_id)
    return session.scalar(found) is not None


def names(session: Session, ids: Sequence[int | None] | None = None) -> dict[int, str]:
    """Officers' names by id; all of them without `ids`."""
    query = select(Officer.id, Officer.name).order_by(Officer.name)
    if ids is not None:
        query = query.where(Officer.id.in_([one for one in ids if one is not None]))
    return {row.id: row.name for row in session.execute(query)}
