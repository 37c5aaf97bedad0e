"""From a waiting message to a tip on the board: open, read together, file, all of the last in one transaction.

Understanding runs outside the transaction; the decision which lead a tip joins runs under the grouping lock. The
transaction deletes the waiting row by this worker's claim: whatever a crash interrupts is done again from the start.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import conversation, lanes, ledger, pictures, pressure, relay
from hotline.clock import DAY, MINUTE
from hotline.conversation import Part, Talk
from hotline.db.engine import reading, writing
from hotline.db.ready import together
from hotline.db.tables import Inbound, ReceiptRow, Tip
from hotline.drain import Claimed, done, postpone
from hotline.filing import Read, file
from hotline.index import index_keys, of_tip
from hotline.runtime import Worker
from hotline.sources import lookups_of, sources_of
from hotline.text.own import belongs_to_sender
from hotline.text.understand import understand
from hotline.tips import Address, Kind, TextPart


def process(worker: Worker, claimed: Claimed) -> None:
    """Takes one claimed message through to the board. Raises HotlineError; nothing is half done when it does."""
    text, address = conversation.open_inbound(worker.passing_ring(), claimed.id, claimed.text, claimed.address)
    if text.kind == Kind.ERASE:
        _erase(worker, claimed, address)
        return
    if text.kind == Kind.PICTURE:
        pictures.attach(worker, claimed, address)
        return
    if text.kind == Kind.REPORT or _nothing_told(worker, claimed, text):
        _note(worker, claimed, text, address)
        return
    read = _read(worker, claimed, text, address)
    with writing(worker.db) as session:
        file(worker, session, read)


def _nothing_told(worker: Worker, claimed: Claimed, text: TextPart) -> bool:
    """ "Done" without a conversation: a call in which nothing was said, or one that was closed before."""
    if text.kind != Kind.DONE:
        return False
    with reading(worker.db) as session:
        return conversation.find(session, claimed.thread) is None


def _note(worker: Worker, claimed: Claimed, text: TextPart, address: Address) -> None:
    """What makes no tip: a provider's report on a message of ours, and copies to be deleted."""
    with writing(worker.db) as session:
        if text.kind == Kind.REPORT and text.topic.isdecimal():
            relay.report(session, int(text.topic), arrived=text.text == "arrived")
        ledger.note(worker.passing, session, address, worker.clock())
        done(session, claimed)


def _erase(worker: Worker, claimed: Claimed, address: Address) -> None:
    """Forgets the way back; again and again while messages wait that came before: one of them may bring it back."""
    with writing(worker.db) as session:
        conversation.erase(session, lookups_of(worker.passing_ring(), address))
        if _earlier_wait(session, claimed, worker.clock()):
            postpone(session, claimed, worker.clock())
            return
        ledger.note(worker.passing, session, address, worker.clock())
        done(session, claimed)


def _earlier_wait(session: Session, claimed: Claimed, now: int) -> bool:
    """Whether a message that came before this one is not on the board yet; whose it is, only its address would tell.

    Of one second's messages nobody knows the order, so they are waited for a minute; a stuck one for a day at most.
    """
    age = now - claimed.at
    if age > DAY:
        return False
    before = Inbound.at <= claimed.at if age < MINUTE else Inbound.at < claimed.at
    query = select(Inbound.id).where(before, Inbound.id != claimed.id, Inbound.state == "waiting")
    return session.scalar(query.limit(1)) is not None


def _read(worker: Worker, claimed: Claimed, text: TextPart, address: Address) -> Read:
    """Opens what the conversation said so far and understands it together with the new part."""
    ring = worker.passing_ring()
    lookups, sources, part = lookups_of(ring, address), sources_of(ring, address), Part(text, claimed.id)
    with reading(worker.db) as session:
        with together(session):
            nearby = conversation.nearby(session, claimed.thread, lookups)
            load = pressure.asking(session, sources, claimed.at)
        near, pressed = nearby(), load()
        talk = next((one for one in near if one.here), None) if text.kind != Kind.ADD else None
        target, joins = _target(session, text, talk, near)
    is_open = talk is not None and talk.transcript is not None
    parts = [*(conversation.earlier_parts(ring, talk) if talk is not None and is_open else []), part]
    parts = conversation.settled(parts)
    words = conversation.wording(parts)
    understood = understand(words, channel=claimed.channel, at=claimed.at, readers=worker.readers)
    understood = belongs_to_sender(understood, address.sender)
    return Read(
        claimed=claimed,
        text=text,
        address=address,
        parts=parts,
        talk=talk,
        tip_id=talk.tip_id if talk is not None and is_open else None,
        lead_id=target,
        joins=joins,
        lookups=lookups,
        own=tuple(one.tip_id for one in near) if lookups else (),
        sources=sources,
        understood=understood,
        indexed=of_tip(index_keys(worker.ring().current("index").secret), understood, claimed.at),
        lane=lanes.lane(understood, words, parts=len(parts), pressure=pressed),
    )


def _target(session: Session, text: TextPart, talk: Talk | None, near: Sequence[Talk]) -> tuple[int | None, str]:
    """The lead that a part belongs to for other reasons than its words, and the reason."""
    if text.kind == Kind.ADD and text.code_term:
        tip_id = session.scalar(select(ReceiptRow.tip_id).where(ReceiptRow.code == bytes.fromhex(text.code_term)))
        lead_id = session.scalar(select(Tip.lead_id).where(Tip.id == tip_id)) if tip_id else None
        return lead_id, "addition"
    if talk is not None:
        if talk.transcript is None:
            return session.scalar(select(Tip.lead_id).where(Tip.id == talk.tip_id)), "addition"
        return None, ""
    return next((one.asked_lead for one in near if one.asked_lead is not None), None), "answer"
