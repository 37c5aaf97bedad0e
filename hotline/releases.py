"""Release, not grant: the sanitised wording that a commune's unit gets instead of a tip (design 2).

The first officer writes it, sealed to desk and supervision; a second officer's approval, from his own session, adds the
unit's grant. Withdrawal deletes the grant. A commune sees nothing but what was released to it, filtered in the query.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from config.catalog.timers import timers
from hotline import audit, permissions, sanitise, second, units, vault, workflow
from hotline.clock import coarse
from hotline.db.engine import reading, writing
from hotline.db.queries import board as queries
from hotline.db.queries.writes import ungrant
from hotline.db.tables import Item, Lead, Release, Unit
from hotline.errors import NotFound, Refused
from hotline.ids import new_id, read_number
from hotline.leads import deed as deeds
from hotline.leads import reading as opened
from hotline.leads.deed import Deed
from hotline.leads.values import Done
from hotline.leads.words import clean, required, units_for
from hotline.officers import Viewer
from hotline.runtime import Board

LONGEST = 6_000
PICTURES = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """Where the first officer starts: the tips' words without the sender's, and the phrases that must not go out."""

    wording: str
    marked: tuple[str, ...]
    pictures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReleasedRow:
    """A line of a commune's list; everything in it was released."""

    release_id: int
    lead_id: int
    version: int
    state: str
    category: str
    urgency: str
    commune: str | None
    released_at: int
    due_at: int | None
    cursor: str


@dataclass(frozen=True, slots=True)
class Released:
    """One release as its unit reads it; `acts` are those of the unit in the lead's present state."""

    row: ReleasedRow
    wording: str
    pictures: tuple[bytes, ...]
    acts: tuple[str, ...]


def draft(board: Board, viewer: Viewer, lead_id: int) -> Draft:
    """A first wording from the lead's tips as this officer may open them. Logged as a reading of the lead."""
    view = opened.open_lead(board, viewer, lead_id)
    with reading(board.db) as session:
        found = opened.tips_with_words(session, viewer, lead_id, board.clock(), [tip.id for tip in view.tips])
        plain = [words for tip, words in found if tip.readable]
    tips = [tip for tip in view.tips if tip.readable]
    spans = [sanitise.marks(words, tip.masks) for tip, words in zip(tips, plain, strict=True)]
    marked = [phrase for words, own in zip(plain, spans, strict=True) for phrase in sanitise.phrases(words, own)]
    drafts = [sanitise.without(words, own) for words, own in zip(plain, spans, strict=True)]
    pictures = tuple(picture.image for tip in tips for picture in tip.pictures)
    return Draft("\n\n".join(one for one in drafts if one), tuple(dict.fromkeys(marked)), pictures)


def propose(
    board: Board,
    viewer: Viewer,
    lead_id: int,
    version: int,
    unit_id: int,
    wording: str,
    *,
    pictures: Sequence[int] = (),
    marked_seen: bool = False,
    words: str = "",
) -> Done:
    """Writes a release for a unit and asks for a second officer.

    Raises Refused: `release.marked` (n phrases only the sender could know are in it and `marked_seen` is False),
    `release.senders_contact` (never passes), `release.conflict`, `release.unit`, or a guard of sending.
    """
    text, note = required(wording, LONGEST), clean(words)
    if not permissions.may(viewer.role, "releases.write"):
        raise Refused("workflow.role", act="release")
    images = [opened.picture(board, viewer, lead_id, item_id) for item_id in list(dict.fromkeys(pictures))[:PICTURES]]
    with reading(board.db) as session:
        deeds.load(session, viewer, lead_id)
        tips = opened.tips_with_words(session, viewer, lead_id, board.clock())
    troubles = sanitise.troubles(text, [(words_, tip) for tip, words_ in tips])
    if troubles.contacts:
        raise Refused("release.senders_contact", n=troubles.contacts)
    if troubles.marked and not marked_seen:
        raise Refused("release.marked", n=troubles.marked)
    with writing(board.db) as session:
        deed = deeds.begin(session, board, viewer, lead_id, version)
        unit = _receiver(session, deed.lead, unit_id)
        if deed.lead.state in workflow.DESK:  # the guards of sending hold before anybody is asked
            wish = {"unit_id": unit_id}
            workflow.step(workflow.matter(deed.lead), "send", deeds.who(viewer), deed.now, timers(), wish)
        elif deed.lead.state == "closed" or deed.lead.unit_id != unit_id:
            raise Refused("workflow.state", act="send", state=deed.lead.state)
        release = _write(deed, unit, text, images)
        deeds.lease(deed, keep=False)
        codes = {"release": release.id, "approval": release.approval_id, "unit": unit_id, "marked": troubles.marked}
        return deeds.finish(deed, "release_proposed", codes, note)


def decide(board: Board, viewer: Viewer, approval_id: int, *, approve: bool, words: str = "") -> Done:
    """The second officer's word, from his own session: his keys open the release and seal it to the unit.

    Raises Refused (his own proposal, role, unit, guard of sending), NotFound, Conflict (decided meanwhile).
    """
    note = clean(words)
    if not permissions.may(viewer.role, "releases.decide") and approve:
        raise Refused("workflow.role", act="release")
    with writing(board.db) as session:
        release = queries.release_by_approval(session, approval_id)
        if release is None or release.state != "proposed":
            raise NotFound("release.absent")
        lead = deeds.load(session, viewer, release.lead_id, lock=True)
        deed = Deed(session, board, viewer, lead, new_id(), board.clock())
        second.decide(session, viewer, approval_id, "release", deed.now, approve=approve)
        codes = {"release": release.id, "unit": release.unit_id}
        if not approve:
            release.state, release.ended_at = "refused", deed.now
            return deeds.finish(deed, "release_refused", codes, note)
        return _release(deed, release, codes, note)


def withdraw(board: Board, viewer: Viewer, release_id: int, words: str) -> Done:
    """Takes a release back: the unit's grant is deleted; the lead returns if nothing else holds it there."""
    note = required(words)
    if not permissions.may(viewer.role, "releases.write"):
        raise Refused("workflow.role", act="release")
    with writing(board.db) as session:
        release = session.get(Release, release_id)
        if release is None or release.state not in ("proposed", "released"):
            raise NotFound("release.absent")
        lead = deeds.load(session, viewer, release.lead_id, lock=True)
        deed = Deed(session, board, viewer, lead, new_id(), board.clock())
        if release.state == "released":
            ungrant(session, release.subject_id, release.unit_id)
        else:
            second.withdraw(session, viewer, release.approval_id)
        release.state, release.ended_at = "withdrawn", deed.now
        codes: dict[str, Any] = {"unit": release.unit_id, "withdrawn": release.id, **_back_to_desk(deed, release)}
        return deeds.finish(deed, "release_withdrawn", codes, note)


def for_unit(board: Board, viewer: Viewer, after: str = "", limit: int = 50) -> tuple[tuple[ReleasedRow, ...], str]:
    """(rows, cursor of the next page): what was released to this officer's commune, newest first."""
    unit_id = _commune(viewer)
    with reading(board.db) as session:
        found = queries.released_to(session, unit_id, board.clock() - timers().undo, _place(after), limit)
    rows = tuple(_row(release, lead) for release, lead in found[:limit])
    return rows, rows[-1].cursor if len(found) > limit else ""


def read(board: Board, viewer: Viewer, release_id: int) -> Released:
    """One release opened by its unit's key. Raises NotFound. Logged as read."""
    unit_id = _commune(viewer)
    with reading(board.db) as session:
        found = queries.released_one(session, unit_id, board.clock() - timers().undo, release_id)
        if found is None:
            raise NotFound("release.absent")
        release, lead = found
        content = vault.read(session, viewer.holder, [session.get_one(Item, release.item_id)])
        acts = tuple(act for act in workflow.RULES if workflow.may(workflow.matter(lead), act, deeds.who(viewer)))
    if release.item_id not in content:
        raise NotFound("release.absent")
    audit.seen(board.db, viewer.officer_id, "release.read", "release", [release.id])
    fields = json.loads(content[release.item_id])
    pictures = tuple(base64.b64decode(one) for one in fields.get("pictures", ()))
    return Released(_row(release, lead), fields["wording"], pictures, acts)


def _receiver(session: Session, lead: Lead, unit_id: int) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None or unit.kind != "commune":
        raise Refused("release.unit")
    if lead.conflict or queries.names_people_of(session, lead.id, unit_id):
        raise Refused("release.conflict")  # the lead speaks of somebody of that unit
    return unit


def _write(deed: Deed, unit: Unit, wording: str, images: Sequence[bytes]) -> Release:
    """The release's item under a key of its own, its row and its proposal."""
    session, lead, stamp = deed.session, deed.lead, coarse(deed.now)
    content = {"wording": wording, "pictures": [base64.b64encode(image).decode() for image in images]}
    subject = vault.new_subject()
    packed = json.dumps(content, ensure_ascii=False).encode()
    item_id = vault.put(session, subject, "lead", lead.id, "release", packed, stamp)
    vault.grant(
        session, subject, units_for(session, deed.board, lead.routed), granted_by=deed.viewer.officer_id, at=stamp
    )
    release_id = new_id()
    approval = second.propose(session, deed.viewer, "release", release_id, deed.now, payload_item=item_id)
    release = Release(
        id=release_id,
        lead_id=lead.id,
        unit_id=unit.id,
        subject_id=subject.id,
        item_id=item_id,
        approval_id=approval,
        category=lead.category,
        urgency=lead.urgency,
        commune=lead.commune,
        lead_version=lead.version,
        decision_id=deed.decision_id,
        by=deed.viewer.officer_id,
        at=deed.now,
    )
    session.add(release)
    session.flush()
    return release


def _release(deed: Deed, release: Release, codes: Mapping[str, Any], note: str) -> Done:
    """Adds the unit's grant and sends the lead; the unit sees it once the undo time is over."""
    session = deed.session
    _receiver(session, deed.lead, release.unit_id)
    subject = vault.subject_of(session, deed.viewer.holder, release.subject_id)
    roster = deed.board.ring().current("roster").secret
    receiving = units.sealing_keys(session, roster, unit_ids=[release.unit_id])
    vault.grant(session, subject, receiving, granted_by=deed.viewer.officer_id, at=coarse(deed.now))
    release.state, release.released_at = "released", deed.now
    session.flush()
    if deed.lead.state in workflow.DESK:
        return deeds.carry_out(deed, "send", {"unit_id": release.unit_id}, words=note, codes=codes)
    return deeds.finish(deed, "release", codes, note)


def _back_to_desk(deed: Deed, release: Release) -> Mapping[str, Any]:
    others = queries.released_elsewhere(deed.session, deed.lead.id, release.id)
    if deed.lead.state not in ("assigned", "verifying") or deed.lead.unit_id != release.unit_id or others:
        return {}
    values = {"state": "triaging", "unit_id": None, "due_at": workflow.due("triaging", deed.now, timers())}
    before = deeds.apply(deed.lead, values)
    deeds.tell(deed.session, deed.lead.id, "looked_at", everywhere=True)
    return {"back": sorted(before)}


def _commune(viewer: Viewer) -> int:
    if viewer.unit_kind != "commune" or viewer.unit_id is None:
        raise NotFound("release.absent")
    return viewer.unit_id


def _place(after: str) -> tuple[int, int] | None:
    if not after:
        return None
    at, id_ = (read_number(part) for part in after.partition(".")[::2])
    if at is None or id_ is None:
        raise Refused("queue.cursor")
    return at, id_


def _row(release: Release, lead: Lead) -> ReleasedRow:
    return ReleasedRow(
        release_id=release.id,
        lead_id=lead.id,
        version=lead.version,
        state=lead.state,
        category=release.category,
        urgency=release.urgency,
        commune=release.commune,
        released_at=release.released_at or 0,
        due_at=lead.due_at if lead.state in ("assigned", "verifying") else None,
        cursor=f"{release.released_at or 0}.{release.id}",
    )
