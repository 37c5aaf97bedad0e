"""What waits for a second officer, with what he must see to decide it: opened by his own keys, only what is his."""

import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import second, vault
from hotline.db.engine import reading
from hotline.db.queries import matters
from hotline.db.tables import Approval, Item, Link, PeriodProposal, Record, Release, Unit
from hotline.officers import Viewer
from hotline.registry import name_of
from hotline.registry.reading import opened
from hotline.runtime import Board

ABOUT_LEADS = ("release", "question", "person_link")
ABOUT_RECORDS = ("record", "status", "import", "complaint")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One proposal. `about` names the unit or the person, `statuses` are codes; 0 where there is no lead or record."""

    id: int
    kind: str
    by: str
    at: int
    mine: bool
    can: bool
    words: str = ""
    about: str = ""
    statuses: tuple[str, ...] = ()
    lead_id: int = 0
    record_id: int = 0


def waiting(board: Board, viewer: Viewer) -> list[Waiting]:
    """The open proposals that this officer may see; `can` tells those that he may decide."""
    kinds = [*(ABOUT_LEADS if viewer.unit_kind in ("desk", "supervision") else ()), *ABOUT_RECORDS]
    with reading(board.db) as session:
        rows = second.open_ones(session, kinds)
        names = matters.officers(session, [row.proposed_by for row in rows])
        found = [_waiting(session, viewer, row, names.get(row.proposed_by, "")) for row in rows]
    return [one for one in found if one is not None]


def _waiting(session: Session, viewer: Viewer, row: Approval, by: str) -> Waiting | None:
    about, statuses, lead_id, record_id = _subject(session, viewer, row)
    if row.kind in ABOUT_LEADS and matters.one(session, lead_id, viewer.unit_kind, viewer.unit_id) is None:
        return None
    mine = row.proposed_by == viewer.officer_id
    can = not mine and viewer.may("releases.decide" if row.kind in ("release", "question") else "registry.decide")
    words = _words(session, viewer, row)
    return Waiting(row.id, row.kind, by, row.proposed_at, mine, can, words, about, statuses, lead_id, record_id)


def _subject(session: Session, viewer: Viewer, row: Approval) -> tuple[str, tuple[str, ...], int, int]:
    """(what it is about, statuses, lead, record) of a proposal."""
    if row.kind == "release":
        release = session.get(Release, row.subject_id)
        unit = session.get(Unit, release.unit_id) if release else None
        return unit.name if unit else "", (), release.lead_id if release else 0, 0
    if row.kind == "person_link":
        link = session.get(Link, row.subject_id)
        return (_name(session, viewer, link.record_id), (), link.lead_id, link.record_id) if link else ("", (), 0, 0)
    if row.kind == "question":
        return "", (), row.subject_id, 0
    if row.kind == "import":
        return "", (), 0, 0
    asked = select(PeriodProposal.status).where(PeriodProposal.approval_id == row.id).limit(3)
    return _name(session, viewer, row.subject_id), tuple(session.scalars(asked)), 0, row.subject_id


def _name(session: Session, viewer: Viewer, record_id: int) -> str:
    record = session.get(Record, record_id)
    words = opened(session, viewer, [record]).get(record_id) if record else None
    return name_of(words) if words else ""


def _words(session: Session, viewer: Viewer, row: Approval) -> str:
    item = session.get(Item, row.payload_item) if row.payload_item else None
    contents = vault.read(session, viewer.holder, [item]) if item else {}
    content = contents.get(item.id, b"") if item else b""
    if row.kind == "release" and content:
        return str(json.loads(content).get("wording", ""))
    return content.decode()
