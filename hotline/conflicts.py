"""Conflict of interest: a tip that speaks of our own people never goes to their unit (design 2, who gets what).

The roster is indexed under its own scope; a match needs a full name with rank or unit, or a telephone, so its postings
hold nothing else. The worker asks; an officer's line in the roster is a document with the officer's id.
"""

from collections.abc import Callable

from sqlalchemy import ColumnClause, literal_column, select
from sqlalchemy.orm import Session

from hotline.db.ready import Ready, among, many
from hotline.db.tables import Officer, Posting, Unit
from hotline.index import Indexed

# As a bound value, of one scope among four, the database would plan the statement anew for each tip.
_ROSTER: ColumnClause[str] = literal_column("'roster'")
_KINDS = Ready(
    lambda arrays: (
        select(Unit.kind)
        .join(Officer, Officer.unit_id == Unit.id)
        .join(Posting, (Posting.scope == _ROSTER) & (Posting.doc == Officer.id))
        .where(among(Posting.term, "terms", arrays))
        .distinct()
    )
)


def routing(session: Session, indexed: Indexed) -> Callable[[], str]:
    """Asks whom a tip is sealed to: desk (and supervision), supervision alone, or audit alone; to be called for it."""
    asked = _KINDS.ask(session, terms=many(session, [*{*indexed.terms, *indexed.finders}]))
    return lambda: _route({row.kind for row in asked.all()})


def _route(kinds: set[str]) -> str:
    if "supervision" in kinds:
        return "audit"
    return "supervision" if "desk" in kinds else "desk"
