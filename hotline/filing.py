"""Files a read conversation: tip, items, grants, postings, membership, card, conversation, receipt; one transaction.

Runs under the grouping lock inside the pipeline's final transaction. Holds no key that opens what it stores.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hotline import audit, cards, conflicts, conversation, findings_codec, joining, ledger, pictures, timers, vault
from hotline.cards import Written
from hotline.clock import coarse
from hotline.conversation import Part, Talk
from hotline.db.queries import index as postings
from hotline.db.queries.index import Measured
from hotline.db.ready import put, together
from hotline.db.tables import Conversation, Lead, LeadEvent, Membership, ReceiptRow, Tip
from hotline.db.tables.base import rows_of
from hotline.drain import Claimed, doing
from hotline.errors import Conflict
from hotline.ids import new_id
from hotline.index import Indexed
from hotline.joining import Newcomer, Placement
from hotline.runtime import Worker
from hotline.sources import Source
from hotline.text.findings import Understanding
from hotline.tips import Address, Channel, Kind, TextPart
from hotline.units import UnitPublic, sealing


@dataclass(frozen=True, slots=True, repr=False)
class Read:
    """A conversation as read before the final transaction, and what it rested on."""

    claimed: Claimed
    text: TextPart
    address: Address
    parts: list[Part]
    talk: Talk | None
    tip_id: int | None  # the tip that this part replaces; None makes a new one
    lead_id: int | None  # the lead that it joins without asking: an answer, an addition, a late part
    joins: str
    lookups: list[bytes]
    own: tuple[int, ...]  # earlier tips of the same sender
    sources: list[Source]
    understood: Understanding
    indexed: Indexed
    lane: str


@dataclass(frozen=True, slots=True)
class _Begun:
    """What the database says at the start of a transaction: whom to seal to, and how rare the terms are."""

    routed: str
    units: tuple[UnitPublic, ...]
    measured: Measured | None  # None where the tip's own terms have to go first


def file(worker: Worker, session: Session, read: Read) -> int:
    """Writes tip, items, grants, postings, membership, card, conversation and receipt; returns the lead's id.

    Takes the grouping lock and removes the waiting row. Raises Retry when the conversation has changed meanwhile,
    Conflict when another worker has the row.
    """
    begun, now = _begin(worker, session, read), worker.clock()
    filed = _new_tip if read.tip_id is None else _replaced_tip
    tip_id, card, came = filed(worker, session, read, begun, now)
    action = "tip" if read.tip_id is None else "part"
    with together(session):
        lead = card(now)
        _remember(worker, session, read, tip_id)
        if not read.address.media:
            ledger.note(worker.passing, session, read.address, now)
        told = {"lead_id": lead.id, "unit_id": lead.unit_id, "action": action, "version": lead.version, "at": now}
        put(session, LeadEvent, [told | {"codes": {"why": read.joins}}])
    if read.address.media:
        pictures.ask_for(worker, session, read.claimed, read.text, read.address, now)
    audit.record(session, actor=None, action=f"tip.{action}", object="tip", ids=[tip_id, lead.id])
    if came:
        timers.reached(session, lead, came, now)
    return lead.id


def _begin(worker: Worker, session: Session, read: Read) -> _Begun:
    """Lock, claim and everything that can be asked before it is known where the tip goes, in one go."""
    with together(session):
        joining.lock(session)
        done = doing(session, read.claimed)
        stands = conversation.standing(session, read.claimed.thread)
        routed = conflicts.routing(session, read.indexed)
        keys = sealing(session, worker.ring().current("roster").secret)
        measured = joining.measuring(session, read.indexed) if read.tip_id is None else None
    done()
    _check_unchanged(read, stands())
    route = routed()
    return _Begun(route, keys(_kinds(route)), measured() if measured else None)


def _what_came(read: Read, why: str) -> str:
    """A new tip's arrival in the words of the workflow: an answer, a mere repeat, or a new tip."""
    if read.joins == "answer":
        return "answer"
    return "repeat" if why == "repeat" else "new_tip"


def _kinds(routed: str) -> tuple[str, ...]:
    """Whom a tip is sealed to: whoever its words may concern is left out (design 2, who gets what)."""
    return {"desk": ("desk", "supervision"), "supervision": ("supervision",), "audit": ("audit",)}[routed]


def _check_unchanged(read: Read, stands: tuple[int, int] | None) -> None:
    """Another worker may have kept a part of this conversation meanwhile: then everything is read again."""
    if read.text.kind != Kind.ADD and stands != ((read.talk.id, read.talk.version) if read.talk else None):
        raise Retry("conversation.changed")


class Retry(Conflict):
    """Passing: the row goes back to the queue at once."""

    permanent = False


def _seal(
    worker: Worker, session: Session, read: Read, tip_id: int, units: tuple[UnitPublic, ...], now: int
) -> vault.Subject:
    """Text and findings under one fresh key, granted to the units."""
    subject = vault.new_subject()
    stamp = coarse(now)
    words = conversation.transcript_bytes(conversation.in_order(read.parts))
    findings = findings_codec.to_json(read.understood).encode()
    vault.put_all(session, subject, "tip", tip_id, {"text": words, "findings": findings}, stamp)
    vault.grant(session, subject, units, granted_by=None, at=stamp)
    return subject


def _tip_values(read: Read, subject_id: int, routed: str) -> dict[str, object]:
    understood = read.understood
    source = read.sources[0] if read.sources else None
    return {
        "subject_id": subject_id,
        "source": source.tag if source else None,
        "period": source.period if source else None,
        "parts": conversation.told(read.parts),
        "category": str(understood.category.value),
        "urgency": str(understood.urgency.value),
        "basis": str(understood.basis.value),
        "commune": understood.commune,
        "lane": read.lane,
        "routed": routed,
        "sketch": read.indexed.sketch,
        "sketch_version": read.indexed.version,
    }


def _entry(read: Read) -> str:
    if read.claimed.channel == Channel.MANUAL:
        return "officer"
    return "added" if read.joins == "addition" and read.text.kind == Kind.ADD else "citizen"


Filed = tuple[int, Callable[[int], Written], str]  # the tip's id, what writes its lead's card, what came


def _new_tip(worker: Worker, session: Session, read: Read, begun: _Begun, now: int) -> Filed:
    tip_id = new_id()
    measured = begun.measured or joining.measure(session, read.indexed)
    placement = _place(session, read, tip_id, measured)
    with together(session):
        lead_id, card = placement.lead_id, None
        if lead_id is None:
            lead_id, card = _new_lead(session, read, begun.routed, now)
        subject = _seal(worker, session, read, tip_id, begun.units, now)
        values = {"channel": read.claimed.channel, "entry": _entry(read), "received_at": read.claimed.at}
        row = {"id": tip_id, "lead_id": lead_id, **values, **_tip_values(read, subject.id, begun.routed)}
        put(session, Tip, [row])
        joining.post(session, tip_id, read.indexed, measured)
        decision = joining.join(session, tip_id, lead_id, placement, now)
        if card is None and not placement.merge:
            card = cards.refreshing(session, lead_id)
    joining.settle(session, lead_id, placement, decision, now)
    return tip_id, card or cards.refreshing(session, lead_id), _what_came(read, placement.why)


def _new_lead(session: Session, read: Read, routed: str, now: int) -> tuple[int, Callable[[int], Written]]:
    """A lead whose card says what its first tip says, so that there is no card to write."""
    understood = read.understood
    facts = cards.TipFacts(
        category=str(understood.category.value),
        urgency=str(understood.urgency.value),
        basis=str(understood.basis.value),
        commune=understood.commune,
        lane=read.lane,
        routed=routed,
        independent=False,
    )
    lead = Written(new_id(), None, "new", None, 1)
    put(session, Lead, [cards.first(facts, lead.id, read.claimed.at, now)])
    return lead.id, lambda _now: lead


def _place(session: Session, read: Read, tip_id: int, measured: Measured) -> Placement:
    """Where the tip goes: an answer or addition to its lead, else wherever the evidence says."""
    if read.lead_id is not None:
        return Placement(lead_id=read.lead_id, why="addition" if read.joins == "addition" else "answer")
    newcomer = Newcomer(
        tip_id=tip_id,
        indexed=read.indexed,
        sources=tuple((source.period, source.tag) for source in read.sources),
        at=read.claimed.at,
        category=str(read.understood.category.value),
        by_officer=read.claimed.channel == Channel.MANUAL,
        own=tuple(one for one in read.own if one != tip_id),
    )
    return joining.place(session, newcomer, measured)


def _replaced_tip(worker: Worker, session: Session, read: Read, begun: _Begun, now: int) -> Filed:
    """The open conversation's tip, sealed anew with all its parts; placed anew if no officer has acted."""
    tip = session.get_one(Tip, read.tip_id, with_for_update=True)
    old_lead = tip.lead_id
    vault.destroy(session, [tip.subject_id])
    subject = _seal(worker, session, read, tip.id, begun.units, now)
    for name, value in _tip_values(read, subject.id, begun.routed).items():
        setattr(tip, name, value)
    tip.version += 1
    session.flush()
    postings.post(session, "tip", tip.id, read.indexed.terms)
    lead_id = old_lead if joining.touched(session, old_lead) else _placed_anew(session, read, tip, begun.routed, now)
    session.flush()
    return tip.id, cards.refreshing(session, lead_id), ""


def _placed_anew(session: Session, read: Read, tip: Tip, routed: str, now: int) -> int:
    old_lead = tip.lead_id
    kept = session.scalar(select(Membership.why).where(Membership.tip_id == tip.id, cards.LIVE))
    if kept in ("answer", "addition", "officer"):
        return old_lead
    placement = _place(session, read, tip.id, joining.measure(session, read.indexed))
    alone = joining.is_alone(session, tip.id, old_lead)
    if placement.lead_id in (None, old_lead) and (alone or placement.lead_id == old_lead):
        return old_lead
    lead_id = placement.lead_id or _new_lead(session, read, routed, now)[0]
    joining.leave(session, tip.id, now)
    joining.settle(session, lead_id, placement, joining.join(session, tip.id, lead_id, placement, now), now)
    cards.attach_cache(session, tip.id, lead_id)
    if alone:
        joining.drop_empty(session, old_lead)
    else:
        cards.refresh(session, old_lead, now)
    return lead_id


def _remember(worker: Worker, session: Session, read: Read, tip_id: int) -> None:
    """Writes the conversation with its transcript, and the receipt that the code finds."""
    if read.text.kind == Kind.ADD:
        return
    talk = read.talk
    talk_id, opened_at = (talk.id, talk.opened_at) if talk else (new_id(), read.claimed.at)
    values = _way_back(worker, talk_id, opened_at, read)
    if talk is None or talk.transcript is not None:
        version = talk.version + 1 if talk else 1
        full = len(conversation.wording(read.parts)) > conversation.LARGEST
        sealed = None if full else conversation.seal_transcript(worker.passing, talk_id, version, read.parts)
        values |= {"version": version, "transcript": sealed}
    if talk is not None:
        session.execute(update(rows_of(Conversation)).where(Conversation.id == talk_id).values(values))
    else:
        first = {"id": talk_id, "thread": read.claimed.thread, "tip_id": tip_id, "opened_at": opened_at}
        put(session, Conversation, [first | values])
        _receipt(session, read.claimed.code, tip_id)
    if read.joins == "answer" and read.lead_id is not None:
        session.execute(
            update(Conversation)
            .where(Conversation.sender.in_(read.lookups), Conversation.asked_lead == read.lead_id)
            .values(asked_lead=None)
        )


def _way_back(worker: Worker, talk_id: int, opened_at: int, read: Read) -> dict[str, Any]:
    """The newest part says how to answer, in which language, and until when."""
    at = read.claimed.at
    address = conversation.seal_address(worker.passing, talk_id, read.address) if read.address.replyable else None
    return {
        "sender": read.lookups[0] if read.lookups else None,
        "channel": read.claimed.channel,
        "lang": read.text.lang,
        "last_at": at,
        # The end is rounded from the first: told to the second it would tell for a month when the citizen wrote.
        "until": coarse(at + conversation.RETURN_WINDOW),
        "closes_at": conversation.closing_time(opened_at, at, read.text.kind),
        **({"address": address} if address else {}),
    }


def _receipt(session: Session, code: bytes, tip_id: int) -> None:
    put(session, ReceiptRow, [{"code": code, "tip_id": tip_id, "status": "received"}], unless_known=True)
