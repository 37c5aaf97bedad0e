"""The roster of our own people in the blind index: a tip that names one of them goes past his unit (design 2).

Only the keyed terms are kept: telephones are stored nowhere and are asked for again when the index key changes.
"""

from collections.abc import Iterable

from sqlalchemy import insert
from sqlalchemy.orm import Session

from hotline.db.queries import index as postings
from hotline.db.tables import Posting
from hotline.index import index_keys
from hotline.record_terms import OfficerWords, of_officer

SCOPE = "roster"


def enter(session: Session, index_key: bytes, officer_id: int, name: str, phones: Iterable[str] = ()) -> None:
    """Writes an officer's line in place of the one he had."""
    numbers = tuple(found for found in map(domestic, phones) if len(found) >= 9)
    terms = of_officer(index_keys(index_key), OfficerWords(name, phones=numbers)).terms
    leave(session, officer_id)
    rows = [{"scope": SCOPE, "term": term, "doc": officer_id} for term in sorted(set(terms))]
    if rows:
        session.execute(insert(Posting), rows)


def leave(session: Session, officer_id: int) -> None:
    """Removes an officer's line: he has gone."""
    postings.drop(session, [officer_id], SCOPE)


def domestic(number: str) -> str:
    """Digits as they are dialled within the country: +84 912 … is 0912 …"""
    digits = "".join(c for c in number if c.isdigit())
    return "0" + digits[2:] if digits.startswith("84") and len(digits) >= 11 else digits
