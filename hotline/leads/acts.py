"""What an officer does with a lead, one function an act. Each takes the version it was made on; answers Done."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from hotline.db.engine import writing
from hotline.db.tables import Unit
from hotline.errors import NotFound, Refused
from hotline.leads import deed as deeds
from hotline.leads import groups
from hotline.leads.deed import Deed, act
from hotline.leads.values import Done
from hotline.leads.words import required
from hotline.officers import Viewer
from hotline.runtime import Board


def change(board: Board, viewer: Viewer, lead_id: int, version: int, fields: Mapping[str, Any]) -> Done:
    """Sets category, urgency, commune, no_place, basis, information, source_grade, handling: guesses no longer."""
    return act(board, viewer, lead_id, version, "change", fields)


def confirm(board: Board, viewer: Viewer, lead_id: int, version: int) -> Done:
    """Takes over every prefilled field as it stands: one key for "the machine read it rightly"."""
    return act(board, viewer, lead_id, version, "confirm")


def hold(
    board: Board,
    viewer: Viewer,
    lead_id: int,
    version: int,
    review_at: int | None = None,
    words: str = "",
    without: Sequence[int] = (),
) -> Done:
    """Puts the lead on watch until a day (epoch seconds; the usual span when None) or until a new tip."""
    wish = {"review_at": review_at}
    also = groups.opting_out(without)
    return act(board, viewer, lead_id, version, "hold", wish, words=words, also=also, regroups=bool(without))


def wake(board: Board, viewer: Viewer, lead_id: int, version: int) -> Done:
    """Takes a waiting or held lead up again."""
    return act(board, viewer, lead_id, version, "wake")


def send(
    board: Board,
    viewer: Viewer,
    lead_id: int,
    version: int,
    unit_id: int,
    words: str = "",
    without: Sequence[int] = (),
) -> Done:
    """Assigns the lead to a unit that may read its tips. A commune unit gets a release instead (`releases.propose`)."""
    opt_out = groups.opting_out(without)

    def also(deed: Deed) -> Mapping[str, Any]:
        kind = deed.session.scalar(select(Unit.kind).where(Unit.id == unit_id))
        if kind is None:
            raise NotFound("unit.absent")
        if kind not in ("desk", "supervision") or (deed.lead.routed != "desk" and kind != deed.lead.routed):
            raise Refused("lead.needs_release")
        return {"unit": unit_id, **opt_out(deed)}

    wish = {"unit_id": unit_id}
    return act(board, viewer, lead_id, version, "send", wish, words=words, also=also, regroups=bool(without))


def recall(board: Board, viewer: Viewer, lead_id: int, version: int, words: str = "") -> Done:
    """Takes back a lead that its unit has not accepted yet; a release stands until it is withdrawn."""
    return act(board, viewer, lead_id, version, "recall", words=words)


def accept(board: Board, viewer: Viewer, lead_id: int, version: int) -> Done:
    """The unit takes the lead over; also from a commune, where the release is all that it sees."""
    return act(board, viewer, lead_id, version, "accept")


def give_back(board: Board, viewer: Viewer, lead_id: int, version: int, reason: str, words: str = "") -> Done:
    """The unit returns the lead, for instance as not in its area (`workflow.RETURN_REASONS`)."""
    codes = {"reason": reason}
    return act(board, viewer, lead_id, version, "return", {"reason": reason}, words=words, codes=codes)


def submit(
    board: Board,
    viewer: Viewer,
    lead_id: int,
    version: int,
    outcome: str,
    words: str,
    *,
    amount_mg: int | None = None,
) -> Done:
    """The unit says what it found, in words and as an outcome; `amount_mg` of drugs where they were seized."""
    codes = _amount(outcome, amount_mg)
    return act(board, viewer, lead_id, version, "submit", {"outcome": outcome}, words=required(words), codes=codes)


def _amount(outcome: str, amount_mg: int | None) -> dict[str, Any]:
    if amount_mg is None:
        return {"outcome": outcome}
    if outcome != "drugs_seized" or not 0 < amount_mg < 10**12:
        raise Refused("lead.amount")
    return {"outcome": outcome, "amount_mg": amount_mg}


def reject(board: Board, viewer: Viewer, lead_id: int, version: int, words: str) -> Done:
    """Sends a submitted result back to its unit with what is missing."""
    return act(board, viewer, lead_id, version, "reject", words=required(words))


def approve(board: Board, viewer: Viewer, lead_id: int, version: int, outcome: str = "", words: str = "") -> Done:
    """Closes a verified lead; never by its verifier; by a supervisor where it was substantiated or malicious."""
    wish = {"outcome": outcome} if outcome else {}
    return act(board, viewer, lead_id, version, "approve", wish, words=words)


def close(
    board: Board,
    viewer: Viewer,
    lead_id: int,
    version: int,
    outcome: str,
    words: str = "",
    without: Sequence[int] = (),
) -> Done:
    """Closes a lead at the desk: `workflow.AT_THE_DESK`; tips of `without` go on as a lead of their own."""
    codes = {"outcome": outcome}
    also, regroups = groups.opting_out(without), bool(without)
    return act(board, viewer, lead_id, version, "close", codes, words=words, codes=codes, also=also, regroups=regroups)


def reopen(board: Board, viewer: Viewer, lead_id: int, version: int, reason: str, words: str) -> Done:
    """Opens a closed lead again, for a reason of `workflow.REOPEN_REASONS`. A complaint freezes what rests on it."""
    codes = {"reason": reason}
    return act(board, viewer, lead_id, version, "reopen", {"reason": reason}, words=required(words), codes=codes)


def remark(board: Board, viewer: Viewer, lead_id: int, version: int, words: str) -> Done:
    """Adds a note to the lead's history; changes nothing else."""
    kept = required(words)
    with writing(board.db) as session:
        deed = deeds.begin(session, board, viewer, lead_id, version)
        deeds.require(viewer, "duty_officer", "shift_lead", "supervisor")
        deeds.lease(deed, keep=True)
        return deeds.finish(deed, "remark", {}, kept)
