"""Links that change sides when two leads, or two records, become one: carried over, and back with the undo.

A link is the judgement that it rests on: its `decision_id` stays whoever carries it, so that an undo finds it wherever
later merges have brought it. One pair has one judgement: of two the stronger stays, whichever side it came from.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from hotline.db.tables import Approval, Lead, Link
from hotline.ids import new_id

Side = Literal["lead_id", "record_id"]
STRENGTH = {"rejected": 0, "mention": 1, "confirmed": 2}
FACING: dict[Side, Side] = {"lead_id": "record_id", "record_id": "lead_id"}
LIVING = Link.undone_at.is_(None)


def carry(
    session: Session, side: Side, from_id: int, to_id: int, by: int | None, now: int,
    change: Callable[[Link], Mapping[str, Any]],
) -> list[list[int]]:  # fmt: skip
    """Ends the living links of `from_id` and begins the same ones of `to_id`, with what `change` says of each.

    Returns [ended, standing] pairs: what stands now is the link itself or, where both sides had judged, the stronger
    one. A proposal that waits for a second officer is withdrawn: it was made about the one before.
    """
    column, facing = getattr(Link, side), FACING[side]
    there = {getattr(link, facing): link for link in session.scalars(select(Link).where(column == to_id, LIVING))}
    moved: list[list[int]] = []
    for link in session.scalars(select(Link).where(column == from_id, LIVING)).all():
        values = {**values_of(link), "id": new_id(), side: to_id, **change(link)}
        _withdraw(session, link)
        link.undone_by, link.undone_at = by, now
        stands = there.get(getattr(link, facing))
        if stands is None or STRENGTH[stands.verdict] < STRENGTH[values["verdict"]]:
            if stands is not None:
                _withdraw(session, stands)
                stands.undone_by, stands.undone_at = by, now
                moved.append([stands.id, values["id"]])
            stands = Link(**values)
            session.add(stands)
        there[getattr(link, facing)] = stands
        moved.append([link.id, stands.id])
    session.flush()
    return moved


def to_lead(session: Session, from_id: int, to_id: int, by: int | None, now: int) -> list[list[int]]:
    """Carries a lead's links to the open lead that its tips have gone to, whose outcome is still to come."""
    return carry(session, "lead_id", from_id, to_id, by, now, lambda _link: {"outcome": None})


def back(session: Session, side: Side, moved: Sequence[list[int]], by: int | None, now: int) -> None:
    """Gives back what `carry` has moved. What an officer has judged since stays as he judged it."""
    for ended, standing in reversed(moved):  # what was carried makes room before what had made way comes back
        old, carried = session.get(Link, ended), session.get(Link, standing)
        if old is None:
            continue  # destroyed with its lead
        if carried is None or carried.decision_id != old.decision_id:
            again(session, values_of(old) | _since(session, side, old), now)  # it had made way for a stronger one
            continue
        present = _present(session, old.decision_id, now)
        if present is None:
            continue
        if present.undone_at is None:
            present.undone_by, present.undone_at = by, now
        again(session, values_of(present) | _before(side, old, carried), now)


def again(session: Session, values: Mapping[str, Any], now: int) -> None:
    """Begins a link that had ended, as a row of its own; where an officer has judged the pair since, his word stays.

    A mention that has run out meanwhile, and that nobody confirmed in its time, stays ended.
    """
    if values["expires_at"] is not None and values["expires_at"] <= now:
        return
    session.flush()
    pair = (Link.lead_id == values["lead_id"]) & (Link.record_id == values["record_id"])
    if session.scalar(select(Link.id).where(pair, LIVING).limit(1)) is None:
        session.add(Link(**{**values, "id": new_id(), "undone_by": None, "undone_at": None}))
        session.flush()


def values_of(link: Link) -> dict[str, Any]:
    """A link's columns."""
    return {column.key: getattr(link, column.key) for column in Link.__table__.columns}


def _present(session: Session, decision_id: int, now: int) -> Link | None:
    """The link that rests on a judgement; also one that has run out, which was nobody's word against it."""
    lapsed = Link.undone_by.is_(None) & (Link.expires_at <= now)
    query = select(Link).where(Link.decision_id == decision_id, or_(LIVING, lapsed))
    return session.scalars(query.order_by(LIVING.desc(), Link.undone_at.desc()).limit(1)).one_or_none()


def _before(side: Side, old: Link, carried: Link) -> dict[str, Any]:
    """What carrying changed of a link, as it was; a verdict comes with what it rests on and when it runs out."""
    found: dict[str, Any] = {side: getattr(old, side)}
    if side == "lead_id":
        found["outcome"] = old.outcome  # that of its own lead
    if old.verdict != carried.verdict:
        found |= {name: getattr(old, name) for name in ("verdict", "approval_id", "expires_at")}
    return found


def _since(session: Session, side: Side, old: Link) -> dict[str, Any]:
    """What its lead has come to since it ended: the undo of a record's merge does not take that back."""
    lead = session.get_one(Lead, old.lead_id)
    return {} if side == "lead_id" else {"outcome": lead.outcome if lead.state == "closed" else None}


def _withdraw(session: Session, link: Link) -> None:
    if link.approval_id is not None:
        waits = (Approval.id == link.approval_id) & (Approval.verdict == "open")
        session.execute(update(Approval).where(waits).values(verdict="withdrawn"))
