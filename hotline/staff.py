"""Who works where, as the page of officers and units shows it: plain rows, no key and no word."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import second
from hotline.db.tables import Officer, Unit, UnitKey
from hotline.db.tables.people import UNIT_KINDS


@dataclass(slots=True)
class UnitRow:
    """A unit with its people, for the page; without id those who work in none."""

    id: int | None
    name: str
    kind: str
    due: bool
    officers: list[Officer]


@dataclass(slots=True)
class ResetRow:
    """A proposal to empty an account."""

    id: int
    by: str
    who: str
    own: bool


def by_unit(session: Session) -> list[UnitRow]:
    """Every unit by kind and name with its people; the last row, without id, has those who work in none."""
    due = set(session.scalars(select(UnitKey.unit_id).where(UnitKey.due.is_(True), UnitKey.state == "current")))
    rows = [UnitRow(unit.id, unit.name, unit.kind, unit.id in due, []) for unit in session.scalars(select(Unit))]
    rows.sort(key=lambda row: (UNIT_KINDS.index(row.kind), row.name))
    rows.append(UnitRow(None, "", "", False, []))
    place = {row.id: row for row in rows}
    for officer in session.scalars(select(Officer).order_by(Officer.state, Officer.name)):
        place[officer.unit_id].officers.append(officer)
    return rows


def resets(session: Session, officer_id: int) -> list[ResetRow]:
    """The open proposals to empty an account; `own` are those of this officer."""
    people = {row.id: row.name for row in session.scalars(select(Officer))}
    return [
        ResetRow(row.id, people.get(row.proposed_by, ""), people.get(row.subject_id, ""), row.proposed_by == officer_id)
        for row in second.open_ones(session, ["reset"])
    ]


def enrolled(session: Session, unit_id: int | None) -> list[Officer]:
    """Officers of a unit who are enrolled and do not hold its key yet."""
    query = select(Officer).where(Officer.unit_id == unit_id, Officer.state == "enrolled")
    return list(session.scalars(query.order_by(Officer.name)))
