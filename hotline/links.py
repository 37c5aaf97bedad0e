"""Which record a lead concerns: an officer's judgement with a reason; never software's, never Enter's (design 2).

A person needs a reason for a mention, a second officer for a confirmation. "Not the same" silences a pair for good.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.catalog.timers import timers
from hotline import permissions, second, vault, workflow
from hotline.clock import coarse
from hotline.db.engine import writing
from hotline.db.tables import Approval, Link, Record
from hotline.errors import NotFound, Refused
from hotline.ids import new_id
from hotline.leads import deed as deeds
from hotline.leads.deed import Deed
from hotline.leads.values import Done
from hotline.leads.words import clean, required, units_for
from hotline.officers import Viewer
from hotline.registry import store
from hotline.runtime import Board

USABLE = ("active", "proposed")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the officer saw when he decided: the suggestion's strength and its words, kept in the evidence item."""

    bits: int = 0  # hundredths of a bit
    tie_size: int = 1
    strong: bool = False
    evidence: str = ""


NOTHING = Shown()


def mention(
    board: Board, viewer: Viewer, lead_id: int, version: int, record_id: int, reason: str = "", shown: Shown = NOTHING
) -> Done:
    """Notes that the lead speaks of a record. A person needs a reason. Raises Refused, NotFound, Conflict."""
    return _judge(board, viewer, lead_id, version, record_id, "mention", reason, shown)


def reject(
    board: Board, viewer: Viewer, lead_id: int, version: int, record_id: int, reason: str = "", shown: Shown = NOTHING
) -> Done:
    """Says "not the same": the pair is suggested no more, and a mention of it ends."""
    return _judge(board, viewer, lead_id, version, record_id, "rejected", reason, shown)


def confirm(board: Board, viewer: Viewer, lead_id: int, version: int, link_id: int, reason: str) -> Done:
    """Confirms a mention: a hotspot's at once, a person's as a proposal that a second officer decides, once."""
    words = required(reason)
    with writing(board.db) as session:
        deed = _begin(session, board, viewer, lead_id, version)
        link, record = _living(session, lead_id, link_id)
        if link.verdict != "mention":
            raise Refused("link.not_a_mention")
        if record.state not in USABLE:
            raise Refused("record.state", state=record.state)
        if record.kind == "person":
            if second.is_open(session, link.approval_id):
                raise Refused("link.waits")
            approval = second.propose(session, viewer, "person_link", link.id, deed.now)
            link.approval_id = approval
            codes = {"link": link.id, "record": record.id, "approval": approval}
            return deeds.finish(deed, "confirm_proposed", codes, words)
        return _confirmed(deed, link, words)


def decide(
    board: Board, viewer: Viewer, approval_id: int, *, approve: bool, reason: str = "", seen: int | None = None
) -> Done:
    """The second officer's word on a person's link. Raises Refused when he cannot be the second one.

    `seen` is the version of the record that was on his page: he confirms what he saw, or gets Conflict.
    """
    words = clean(reason)
    if not permissions.may(viewer.role, "registry.decide"):
        raise Refused("workflow.role", act="link")
    with writing(board.db) as session:
        living = select(Link).where(Link.approval_id == approval_id, Link.undone_at.is_(None))
        link = session.scalars(living).one_or_none()
        if link is None:
            raise NotFound("link.absent")
        lead = deeds.load(session, viewer, link.lead_id, lock=True)
        if approve:
            store.locked(session, link.record_id, seen)
        deed = Deed(session, board, viewer, lead, new_id(), board.clock())
        second.decide(session, viewer, approval_id, "person_link", deed.now, approve=approve, leads=[lead.id])
        if approve:
            return _confirmed(deed, link, words)
        return deeds.finish(deed, "confirm_refused", {"link": link.id, "record": link.record_id}, words)


def unlink(board: Board, viewer: Viewer, lead_id: int, version: int, link_id: int, reason: str) -> Done:
    """Ends a link; its history stays. Unlike `reject` the pair may be suggested again."""
    words = required(reason)
    with writing(board.db) as session:
        deed = _begin(session, board, viewer, lead_id, version)
        link, record = _living(session, lead_id, link_id)
        _end(deed, [link])
        return deeds.finish(deed, "unlink", {"record": record.id, "ended": [link.id]}, words)


def living(session: Session, lead_id: int) -> list[Link]:
    """The lead's links that hold now, mentions, confirmations and rejections."""
    query = select(Link).where(Link.lead_id == lead_id, Link.undone_at.is_(None))
    return list(session.scalars(query.order_by(Link.at, Link.id)))


def _begin(session: Session, board: Board, viewer: Viewer, lead_id: int, version: int) -> Deed:
    deeds.require(viewer, *sorted(workflow.TRIAGERS))
    return deeds.begin(session, board, viewer, lead_id, version)


def _judge(
    board: Board, viewer: Viewer, lead_id: int, version: int, record_id: int, verdict: str, reason: str, shown: Shown
) -> Done:
    with writing(board.db) as session:
        deed = _begin(session, board, viewer, lead_id, version)
        record = session.get(Record, record_id)
        if record is None or record.state not in USABLE:
            raise NotFound("record.absent")
        words = required(reason) if record.kind == "person" and verdict == "mention" else clean(reason)
        earlier = [link for link in living(session, lead_id) if link.record_id == record_id]
        if any(link.verdict == verdict or (link.verdict, verdict) == ("confirmed", "mention") for link in earlier):
            raise Refused("link.already")
        _end(deed, earlier)
        link = _new(deed, record, verdict, shown)
        deeds.lease(deed, keep=True)
        codes = {"link": link, "record": record_id, "verdict": verdict, "ended": [one.id for one in earlier]}
        return deeds.finish(deed, "link", codes, words)


def _new(deed: Deed, record: Record, verdict: str, shown: Shown) -> int:
    link_id = new_id()
    expires = deed.now + timers().mention if verdict == "mention" and record.kind == "person" else None
    deed.session.add(
        Link(
            id=link_id,
            lead_id=deed.lead.id,
            record_id=record.id,
            verdict=verdict,
            bits=shown.bits,
            tie_size=shown.tie_size,
            strong=shown.strong,
            outcome=deed.lead.outcome,
            evidence_item=_evidence(deed, shown.evidence),
            decision_id=deed.decision_id,
            by=deed.viewer.officer_id,
            at=deed.now,
            expires_at=expires,
        )
    )
    deed.session.flush()
    return link_id


def _evidence(deed: Deed, words: str) -> int | None:
    """What was shown, sealed to whoever may read the lead."""
    if not words:
        return None
    subject, stamp = vault.new_subject(), coarse(deed.now)
    item = vault.put(deed.session, subject, "lead", deed.lead.id, "evidence", clean(words, 20_000).encode(), stamp)
    units = units_for(deed.session, deed.board, deed.lead.routed)
    vault.grant(deed.session, subject, units, granted_by=deed.viewer.officer_id, at=stamp)
    return item


def _end(deed: Deed, links: Sequence[Link]) -> None:
    for link in links:
        link.undone_by, link.undone_at = deed.viewer.officer_id, deed.now
    deed.session.flush()
    second.lapse(deed.session, deed.viewer.officer_id, Approval.id.in_({link.approval_id or 0 for link in links}))


def _confirmed(deed: Deed, link: Link, words: str) -> Done:
    """The confirmation is a row of its own; the mention that it rests on ends."""
    kept: Mapping[str, Any] = {column.key: getattr(link, column.key) for column in Link.__table__.columns}
    _end(deed, [link])
    fresh = {
        **kept, "id": new_id(), "verdict": "confirmed", "decision_id": deed.decision_id, "by": deed.viewer.officer_id,
        "at": deed.now, "expires_at": None, "undone_by": None, "undone_at": None,
    }  # fmt: skip
    deed.session.add(Link(**fresh))
    deed.session.flush()
    codes = {"link": fresh["id"], "record": link.record_id, "verdict": "confirmed", "ended": [link.id]}
    return deeds.finish(deed, "link", codes, words)


def _living(session: Session, lead_id: int, link_id: int) -> tuple[Link, Record]:
    found = session.execute(
        select(Link, Record)
        .join(Record, Record.id == Link.record_id)
        .where(Link.id == link_id, Link.lead_id == lead_id, Link.undone_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound("link.absent")
    return found[0], found[1]
