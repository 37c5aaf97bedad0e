"""Who is meant by a record must not change under what two officers gave, or are asked to give, to whom it named.

Capitals of a name may be mended, marks and what else was missing added (`words.same_one`). No permission checks.
"""

from sqlalchemy import ColumnElement, and_, exists, or_, select

from hotline.db.tables import Approval, Link, Period, PeriodProposal, Record
from hotline.errors import NotFound, Refused
from hotline.registry.reading import opened
from hotline.registry.store import Desk
from hotline.registry.words import Words, same_one

WAITS = Approval.verdict == "open"


def keep(desk: Desk, record: Record, words: Words) -> None:
    """Raises Refused `edit.identity` for words that mean another one while anything holds the record to what it names.

    The record must be locked: whoever asks for a status locks it as well, so nothing comes in between.
    """
    if not desk.session.scalar(select(or_(*_holding(record)))):
        return
    before = opened(desk.session, desk.viewer, [record]).get(record.id)
    if before is None:
        raise NotFound("record.absent")
    if not same_one(before, words):
        raise Refused("edit.identity")


def _holding(record: Record) -> list[ColumnElement[bool]]:
    """A status that stands, one that waits, a link that is confirmed or waits for it: a place's takes one officer."""
    asked = and_(PeriodProposal.record_id == record.id, PeriodProposal.approval_id == Approval.id, WAITS)
    linked = and_(Link.record_id == record.id, Link.undone_at.is_(None))
    found: list[ColumnElement[bool]] = [
        exists().where(Period.record_id == record.id, Period.to_day.is_(None)),
        exists().where(asked),
    ]
    if record.kind == "person":
        found.append(exists().where(linked, Link.verdict == "confirmed"))
        found.append(exists().where(linked, Link.approval_id == Approval.id, WAITS))
    return found
