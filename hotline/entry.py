"""Manual entry: a call on the old line, a letter, a walk-in, typed by an officer and kept like any citizen's message.

Nothing about the person is kept but his words: no sender, no way back, and it never counts as an independent one.
"""

from hotline import audit, intake, permissions
from hotline.clock import HOUR
from hotline.errors import Refused
from hotline.leads.words import required
from hotline.officers import Viewer
from hotline.runtime import Board
from hotline.tips import Channel, Inbound, Receipt

KINDS = frozenset({"call", "letter", "walk_in"})
LONGEST = 20_000
OLDEST = 366 * 24 * HOUR


def enter(board: Board, viewer: Viewer, kind: str, text: str, *, form: str, at: int | None = None) -> Receipt:
    """Keeps what an officer was told; the receipt code is for the citizen, if he is still there.

    `form` is the page's own random token: sending it twice keeps it once. `at` is when it was told (epoch seconds),
    never in the future. Raises Refused, Unavailable.
    """
    now = board.clock()
    if not permissions.may(viewer.role, "entry.write"):
        raise Refused("workflow.role", act="entry")
    if kind not in KINDS:
        raise Refused("entry.kind")
    if at is not None and not now - OLDEST <= at <= now:
        raise Refused("entry.time")
    if not 8 <= len(form) <= 80:
        raise Refused("entry.form")
    message = Inbound(
        channel=Channel.MANUAL,
        provider="manual",
        provider_id=f"{viewer.officer_id}:{form}",
        sender="",
        text=required(text, LONGEST),
        conversation=form,
        sent_at=at,
        replyable=False,
    )
    receipt = intake.keep(board.edge, message)
    audit.seen(board.db, viewer.officer_id, "entry.kept", "entry", [], kind=kind)
    return receipt
