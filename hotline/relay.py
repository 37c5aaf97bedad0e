"""Messages back to a citizen: an outbox row, opened and sent by the worker alone, at most once (design 4, relay).

A row is marked "sending" and committed before the provider is asked. A row found in that state after its claim ended
was interrupted: it becomes "uncertain", is shown as such and is never sent again.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.catalog.channels import RelayRules, load_channels
from hotline import ledger
from hotline.clock import DAY, HOUR, MINUTE
from hotline.conversation import open_address, private_key
from hotline.db.engine import writing
from hotline.db.tables import Conversation, Outbox
from hotline.envelope import Context
from hotline.errors import HotlineError
from hotline.ids import new_id
from hotline.intake import Passing
from hotline.sender import NotNow, Sender, Sent, Unsure
from hotline.tips import Address

if TYPE_CHECKING:
    from hotline.runtime import Worker

__all__ = ["Sender", "open_window", "put", "report", "send_due", "when"]
log = logging.getLogger(__name__)
CLAIM = 2 * MINUTE
BATCH = 20


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """One row in this worker's hands: opened words, and the way back."""

    id: int
    provider: str
    address: Address
    text: str
    attempts: int


def when(
    now: int, *, urgent: bool, rules: RelayRules | None = None, below: Callable[[int], int] = secrets.randbelow
) -> int:
    """The moment at which a question may go: at once for a life in danger, else after a random while, not at night."""
    if urgent:
        return now
    rules = rules or load_channels().relay
    moment = now + rules.delay_least + below(rules.delay_most - rules.delay_least + 1)
    return moment + _until_morning(moment, rules)


def _until_morning(moment: int, rules: RelayRules) -> int:
    """Seconds from a moment within the quiet hours to their end; 0 outside them."""
    into = (moment + rules.utc_offset_hours * HOUR) % DAY
    start, end = rules.quiet_from * HOUR, rules.quiet_until * HOUR
    quiet = start <= into or into < end if start > end else start <= into < end
    return (end - into) % DAY if quiet else 0


def put(
    passing: Passing,
    session: Session,
    conversation_id: int,
    kind: str,
    text: str,
    *,
    not_before: int,
    lead_id: int | None = None,
    by: int | None = None,
) -> int:
    """Queues one message to a conversation, its words sealed to the worker; returns the outbox row's id."""
    row_id = new_id()
    body = passing.current("intake").seal(text.encode(), _place(row_id))
    session.add(
        Outbox(
            id=row_id,
            conversation_id=conversation_id,
            kind=kind,
            body=body,
            lead_id=lead_id,
            by=by,
            not_before=not_before,
        )
    )
    return row_id


def open_window(session: Session, conversation_id: int, now: int) -> bool:
    """Whether there is a way back: an address that was neither erased nor past its window."""
    query = select(Conversation.id).where(
        Conversation.id == conversation_id, Conversation.address.is_not(None), Conversation.until > now
    )
    return session.scalar(query) is not None


def send_due(worker: "Worker", now: int) -> int:
    """Sends what is due; returns how many went out."""
    _find_interrupted(worker, now)
    sent = 0
    for _ in range(BATCH):
        row_id = _claim(worker, now)
        if row_id is None:
            break
        letter = _open(worker, row_id, now)
        if letter is not None:
            sent += _send(worker, letter, now)
    return sent


def _find_interrupted(worker: "Worker", now: int) -> None:
    """Rows whose sending was cut short by a crash: nobody knows whether they went out."""
    with writing(worker.db) as session:
        session.execute(
            update(Outbox)
            .where(Outbox.state == "sending", Outbox.claimed_until <= now)
            .values(state="uncertain", why="interrupted")
        )


def _claim(worker: "Worker", now: int) -> int | None:
    """Marks one due row as being sent and commits, before anything leaves the house."""
    due = (Outbox.state == "waiting") & (Outbox.not_before <= now)
    pick = (
        select(Outbox.id).where(due).order_by(Outbox.not_before, Outbox.id).limit(1).with_for_update(skip_locked=True)
    )
    with writing(worker.db) as session:
        return session.scalar(
            update(Outbox)
            .where(Outbox.id == pick.scalar_subquery(), due)
            .values(state="sending", claimed_until=now + CLAIM, attempts=Outbox.attempts + 1)
            .returning(Outbox.id)
        )


def _open(worker: "Worker", row_id: int, now: int) -> Letter | None:
    """The words and the address of a claimed row; a row without a way back fails here, plainly."""
    ring = worker.passing_ring()
    with writing(worker.db) as session:
        row = session.get_one(Outbox, row_id)
        talk = session.get(Conversation, row.conversation_id)
        try:
            address = open_address(ring, talk) if talk is not None and talk.until > now else None
            text = private_key(ring, "intake", row.body).open(row.body, _place(row.id)).decode()
        except HotlineError as error:
            row.state, row.why = "failed", error.code
            return None
        if address is None or address.provider not in worker.senders:
            row.state, row.why = "failed", "window_closed" if address is None else "provider.not_configured"
            return None
        return Letter(row.id, address.provider, replace(address, media=(), copies=()), text, row.attempts)


def _send(worker: "Worker", letter: Letter, now: int) -> int:
    sender = worker.senders[letter.provider]
    try:
        sent = sender.send(letter.address, letter.text, str(letter.id))
    except NotNow as error:
        _again(worker, letter, now, error)
    except Unsure as error:
        if sender.idempotent:
            _again(worker, letter, now, NotNow(error.code))
        else:
            _finish(worker, letter, "uncertain", error.code)
    except HotlineError as error:
        _finish(worker, letter, "failed", error.code)
    else:
        _finish(worker, letter, "sent", None, sent, now)
        return 1
    return 0


def _again(worker: "Worker", letter: Letter, now: int, error: NotNow) -> None:
    """Down the ladder, no sooner than the provider asked; off its end the message did not arrive."""
    ladder = load_channels().relay.ladder
    if letter.attempts > len(ladder):
        _finish(worker, letter, "failed", error.code)
        return
    wait = max(ladder[letter.attempts - 1], error.retry_after)
    log.warning("message to a citizen postponed: %s", error.code)
    with writing(worker.db) as session:
        session.execute(
            update(Outbox)
            .where(Outbox.id == letter.id, Outbox.state == "sending")
            .values(state="waiting", not_before=now + wait, claimed_until=0, why=error.code)
        )


def _finish(
    worker: "Worker", letter: Letter, state: str, why: str | None, sent: Sent | None = None, now: int = 0
) -> None:
    with writing(worker.db) as session:
        session.execute(
            update(Outbox).where(Outbox.id == letter.id, Outbox.state == "sending").values(state=state, why=why)
        )
        if sent is not None:
            ledger.enter(worker.passing, session, letter.provider, sent.copies, now)


def report(session: Session, outbox_id: int, *, arrived: bool) -> None:
    """What the provider later said of a message that went out; without a time."""
    values = {"state": "sent", "why": None} if arrived else {"state": "failed", "why": "did_not_arrive"}
    session.execute(
        update(Outbox)
        .where(Outbox.id == outbox_id, Outbox.state.in_(("sent", "uncertain", "sending")))
        .values(**values)
    )


def _place(row_id: int) -> Context:
    return Context("outbox", "outbox", row_id, "body")
