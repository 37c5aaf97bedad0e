"""What waits for a second officer, with what he must see to decide it: opened by his own keys, only what is his."""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from hotline import audit, second, vault
from hotline.db.engine import reading
from hotline.db.queries import matters
from hotline.db.queries import registry as queries
from hotline.db.tables import Approval, Item, Lead, Link, PeriodProposal, Record, Release, Unit
from hotline.officers import Viewer
from hotline.registry import name_of
from hotline.registry.reading import asked, opened
from hotline.registry.values import Asked
from hotline.runtime import Board

Row = TypeVar("Row", Item, Link, Record, Release, Unit)
ABOUT_LEADS = ("release", "question", "person_link")
ABOUT_RECORDS = ("record", "status", "import", "complaint")


@dataclass(frozen=True, slots=True)
class Batch:
    """What an import holds: how many records of each kind, and how many of them ask for a status or level."""

    id: int
    persons: int = 0
    hotspots: int = 0
    statuses: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One proposal. `about` names the unit or the person; 0 where there is no lead or record.

    `asked` are the statuses that it would put in force, each with its document; a batch's stand beside its records.
    `version` is that of the record or batch as it is shown: who approves sends it back.
    """

    id: int
    kind: str
    by: str
    at: int
    mine: bool
    can: bool
    words: str = ""
    about: str = ""
    asked: tuple[Asked, ...] = ()
    lead_id: int = 0
    record_id: int = 0
    batch: Batch | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class _Behind:
    """What stands behind the proposals of a page, each kind read at once: by id, what is asked by approval."""

    names: Mapping[int, str]  # officers
    releases: Mapping[int, Release]
    units: Mapping[int, str]
    links: Mapping[int, Link]  # by approval
    asked: Mapping[int, tuple[Asked, ...]]
    leads: Set[int]  # those that the viewer may see
    records: Mapping[int, str]
    versions: Mapping[int, int]  # by record
    words: Mapping[int, bytes]
    batches: Mapping[int, Batch]  # by approval


def waiting(board: Board, viewer: Viewer) -> list[Waiting]:
    """The open proposals that this officer may see; `can` tells those that he may decide. Logged with the ids shown."""
    kinds = [*(ABOUT_LEADS if viewer.unit_kind in ("desk", "supervision") else ()), *ABOUT_RECORDS]
    with reading(board.db) as session:
        rows = second.open_ones(session, kinds)
        behind = _gather(session, viewer, rows)
    found = [one for one in (_waiting(viewer, row, behind) for row in rows) if one is not None]
    if found:
        audit.seen(board.db, viewer.officer_id, "approval.listed", "approval", [one.id for one in found])
    return found


def _gather(session: Session, viewer: Viewer, rows: Sequence[Approval]) -> _Behind:
    """Reads it in a fixed number of statements, however much waits."""
    of_kind: dict[str, list[int]] = {}
    for row in rows:
        of_kind.setdefault(row.kind, []).append(row.subject_id)
    releases = _by_id(session, Release, of_kind.get("release", ()))
    links = _links(session, {row.id: row.subject_id for row in rows if row.kind == "person_link"})
    leads = [*of_kind.get("question", ()), *(release.lead_id for release in releases.values())]
    leads += [link.lead_id for link in links.values()]
    seen = select(Lead.id).where(Lead.id.in_(leads), matters.visible(viewer.unit_kind, viewer.unit_id))
    about = [one for kind in ("record", "status", "complaint") for one in of_kind.get(kind, ())]
    records = _by_id(session, Record, [*about, *(link.record_id for link in links.values())])
    items = _by_id(session, Item, [row.payload_item for row in rows if row.payload_item])
    return _Behind(
        names=matters.officers(session, [row.proposed_by for row in rows]),
        releases=releases,
        units={unit.id: unit.name for unit in _by_id(session, Unit, [r.unit_id for r in releases.values()]).values()},
        links=links,
        asked=_asked(session, viewer, [row.id for row in rows if row.kind != "import"]),
        leads=set(session.scalars(seen)),
        records={one: name_of(words) for one, words in opened(session, viewer, records.values()).items()},
        versions={record.id: record.version for record in records.values()},
        words=vault.read(session, viewer.holder, list(items.values())),
        batches=_batches(session, [row for row in rows if row.kind == "import"]),
    )


def _batches(session: Session, rows: Sequence[Approval]) -> dict[int, Batch]:
    if not rows:
        return {}
    mine = Record.batch.in_([row.subject_id for row in rows])
    kinds = select(Record.batch, Record.kind, func.count()).where(mine).group_by(Record.batch, Record.kind)
    count = {(batch, kind): n for batch, kind, n in session.execute(kinds)}
    wanted = select(PeriodProposal.approval_id, func.count()).group_by(PeriodProposal.approval_id)
    wanted = wanted.where(PeriodProposal.approval_id.in_([row.id for row in rows]))
    statuses = dict(session.execute(wanted).all())
    versions = queries.batch_versions(session, [row.subject_id for row in rows])
    return {
        row.id: Batch(
            row.subject_id,
            count.get((row.subject_id, "person"), 0),
            count.get((row.subject_id, "hotspot"), 0),
            statuses.get(row.id, 0),
            versions.get(row.subject_id, 0),
        )
        for row in rows
    }


def _by_id(session: Session, table: type[Row], ids: Iterable[int]) -> dict[int, Row]:
    wanted = set(ids)
    return {row.id: row for row in session.scalars(select(table).where(table.id.in_(wanted)))} if wanted else {}


def _links(session: Session, asked_of: Mapping[int, int]) -> dict[int, Link]:
    """The living link that each proposal would confirm: the one that it was made for, or a row that came after it."""
    first = aliased(Link)
    query = select(Link).join(first, first.record_id == Link.record_id).where(first.id.in_(asked_of.values()))
    query = query.where(Link.approval_id.in_(asked_of), Link.undone_at.is_(None))
    return {link.approval_id or 0: link for link in session.scalars(query)} if asked_of else {}


def _asked(session: Session, viewer: Viewer, approvals: Sequence[int]) -> dict[int, tuple[Asked, ...]]:
    found: dict[int, tuple[Asked, ...]] = {}
    for one in asked(session, viewer, PeriodProposal.approval_id.in_(approvals)):
        found[one.approval_id] = (*found.get(one.approval_id, ()), one)
    return found


def _waiting(viewer: Viewer, row: Approval, behind: _Behind) -> Waiting | None:
    about, lead_id, record_id = _subject(row, behind)
    if row.kind in ABOUT_LEADS and lead_id not in behind.leads:
        return None
    mine = row.proposed_by == viewer.officer_id
    can = not mine and viewer.may("releases.decide" if row.kind in ("release", "question") else "registry.decide")
    by, wanted = behind.names.get(row.proposed_by, ""), behind.asked.get(row.id, ())
    words = _words(row, behind)
    batch = behind.batches.get(row.id)
    version = batch.version if batch else behind.versions.get(record_id, 0)
    return Waiting(
        row.id, row.kind, by, row.proposed_at, mine, can, words, about, wanted, lead_id, record_id, batch, version
    )


def _subject(row: Approval, behind: _Behind) -> tuple[str, int, int]:
    """(what it is about, lead, record) of a proposal."""
    if row.kind == "release":
        release = behind.releases.get(row.subject_id)
        return (behind.units.get(release.unit_id, ""), release.lead_id, 0) if release else ("", 0, 0)
    if row.kind == "person_link":
        link = behind.links.get(row.id)
        return (behind.records.get(link.record_id, ""), link.lead_id, link.record_id) if link else ("", 0, 0)
    if row.kind == "question":
        return "", row.subject_id, 0
    if row.kind == "import":
        return "", 0, 0
    return behind.records.get(row.subject_id, ""), 0, row.subject_id


def _words(row: Approval, behind: _Behind) -> str:
    content = behind.words.get(row.payload_item or 0, b"")
    if row.kind == "release" and content:
        return str(json.loads(content).get("wording", ""))
    return content.decode()
