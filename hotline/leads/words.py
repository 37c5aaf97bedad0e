"""What officers type: cleaned, bounded, and kept as sealed items; never in a plain column, log or error."""

import unicodedata

from sqlalchemy.orm import Session

from hotline import vault
from hotline.clock import coarse
from hotline.db.tables import Lead
from hotline.errors import Refused
from hotline.runtime import Board
from hotline.units import UnitPublic, sealing_keys

LONGEST = 4_000
KINDS = {"desk": ("desk", "supervision"), "supervision": ("supervision",), "audit": ("audit",)}
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean(written: str, longest: int = LONGEST) -> str:
    """NFC without control, zero-width and bidi characters, outer space off. Raises Refused when too long."""
    folded = unicodedata.normalize("NFC", written.replace("\r\n", "\n"))
    kept = "".join(c for c in folded if c == "\n" or unicodedata.category(c) not in INVISIBLE).strip()
    if len(kept) > longest:
        raise Refused("words.too_long", longest=longest)
    return kept


def required(written: str, longest: int = LONGEST) -> str:
    """Like `clean`, and raises Refused when nothing is left."""
    kept = clean(written, longest)
    if not kept:
        raise Refused("words.missing")
    return kept


def units_for(session: Session, board: Board, routed: str) -> tuple[UnitPublic, ...]:
    """The units that may read what belongs to a lead of that route. Raises Untrusted."""
    return sealing_keys(session, board.ring().current("roster").secret, KINDS[routed])


def keep(session: Session, board: Board, lead: Lead, words: str, *, by: int, at: int, kind: str = "note") -> int:
    """Seals words to whoever may read the lead; returns the item's id."""
    subject = vault.new_subject()
    item_id = vault.put(session, subject, "lead", lead.id, kind, words.encode(), coarse(at))
    vault.grant(session, subject, units_for(session, board, lead.routed), granted_by=by, at=coarse(at))
    return item_id


def purpose(session: Session, board: Board, words: str, *, owner_id: int, by: int, at: int) -> int:
    """Seals a typed reason to audit and supervision, as the audit keeps it (design 2); returns the item's id."""
    subject = vault.new_subject()
    item_id = vault.put(session, subject, "audit", owner_id, "purpose", words.encode(), coarse(at))
    units = sealing_keys(session, board.ring().current("roster").secret, ("audit", "supervision"))
    vault.grant(session, subject, units, granted_by=by, at=coarse(at))
    return item_id
