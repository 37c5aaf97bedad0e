"""What the registry's tests do again and again: look at a record, and give one a status by two officers."""

from hotline import registry
from hotline.db.engine import reading
from hotline.db.tables import Record
from hotline.registry import Status
from tests.shift import RAW_PERSON, Shift

PAPER = Status("user", None, "test", "KQXN 12/2026")
EDITED = {**RAW_PERSON, "document_kind": "decision", "document_ref": "QĐ 7/2026"}


def version(shift: Shift, record: int) -> int:
    """The record's present version."""
    with reading(shift.db) as session:
        return session.get_one(Record, record).version


def statuses(shift: Shift, record: int) -> tuple[str, ...]:
    """What is in force."""
    return registry.open_record(shift.board, shift.viewer("super"), record).row.statuses


def give(shift: Shift, record: int, status: Status = PAPER) -> int:
    """Proposes a status and lets a second officer approve it; returns the record."""
    board, officer = shift.board, shift.viewer("registry")
    approval = registry.propose_period(board, officer, record, version(shift, record), status, "dương tính")
    registry.decide(board, shift.viewer("super"), approval, approve=True)
    return record


def with_status(shift: Shift, status: Status = PAPER) -> int:
    """A person with a status."""
    return give(shift, shift.record(RAW_PERSON), status)
