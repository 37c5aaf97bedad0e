"""What waits about a record falls with it: nobody could decide it any more. What comes back is asked for anew.

A complaint does not fall: it is about what was held, and somebody new to it still decides.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from hotline import second
from hotline.db.tables import Approval, Link, Record
from hotline.registry.store import Desk


def fall(desk: Desk, records: Sequence[int] | Select[Any]) -> None:
    """Withdraws the open proposals about records that go out of use, and those to confirm a link to them."""
    linked = select(Link.approval_id).where(
        Link.record_id.in_(records), Link.undone_at.is_(None), Link.approval_id.is_not(None)
    )
    about = Approval.kind.in_(("record", "status")) & Approval.subject_id.in_(records)
    second.lapse(desk.session, desk.viewer.officer_id, or_(about, Approval.id.in_(linked)))


def ask_again(desk: Desk, record: Record) -> int:
    """A record that is back as proposed waits for a second officer again; returns the approval's id, or 0.

    A status that was asked for with it is not: its proposal was withdrawn.
    """
    own = (Approval.kind == "record") & (Approval.subject_id == record.id)
    batch = (Approval.kind == "import") & (Approval.subject_id == record.batch)
    known = select(Approval.id).where(Approval.verdict == "open", or_(own, batch))
    if record.state != "proposed" or desk.session.scalar(known.limit(1)) is not None:
        return 0
    return second.propose(desk.session, desk.viewer, "record", record.id, desk.now)
