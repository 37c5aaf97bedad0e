"""Pictures of a message: fetched by the worker after the words are on the board, rebuilt from pixels, sealed.

A failing provider delays the picture, never the words: the request is a waiting row of its own on the same ladder.
"""

from dataclasses import replace

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from config.catalog.replies import load_replies
from hotline import audit, cards, images, ledger, relay, vault
from hotline.clock import DAY, coarse
from hotline.conversation import find
from hotline.db.engine import reading, writing
from hotline.db.tables import Inbound, LeadEvent, Tip
from hotline.drain import Claimed, done
from hotline.envelope import Context
from hotline.errors import Refused, Unavailable
from hotline.ids import new_id
from hotline.runtime import Worker
from hotline.sender import NotNow
from hotline.tips import Address, Channel, Kind, TextPart
from hotline.units import sealing_keys

PATIENCE = DAY  # as long as an intake key lives


def ask_for(worker: Worker, session: Session, claimed: Claimed, text: TextPart, address: Address, now: int) -> None:
    """Queues the fetching of a kept message's pictures, sealed like any message."""
    row_id = new_id()
    words = replace(text, kind=Kind.PICTURE, text="", code_term="")
    seal = worker.passing.current
    session.execute(
        insert(Inbound).values(
            id=row_id,
            channel=claimed.channel,
            text=seal("intake").seal(words.to_bytes(), Context("inbound", "inbound", row_id, "text")),
            address=seal("relay").seal(address.to_bytes(), Context("inbound", "inbound", row_id, "address")),
            thread=claimed.thread,
            code=claimed.code,
            first=False,
            at=now,
        )
    )


def attach(worker: Worker, claimed: Claimed, address: Address) -> None:
    """Fetches, cleans and seals the pictures onto the tip. Raises Unavailable or NotNow while the provider is away.

    After a day the pictures are given up and the citizen is told: a row that waited on would keep a spent key alive.
    """
    with reading(worker.db) as session:
        talk = find(session, claimed.thread)
        tip_id = talk.tip_id if talk is not None else None
    clean = _fetched(worker, address, last=worker.clock() - claimed.at >= PATIENCE)
    with writing(worker.db) as session:
        tip = session.scalars(select(Tip).where(Tip.id == tip_id)).one_or_none()
        if tip is not None and clean:
            _seal(worker, session, tip, clean)
        if len(clean) < len(address.media):
            _tell(worker, session, claimed.thread)
        ledger.note(worker.passing, session, address, worker.clock())
        done(session, claimed)


def _fetched(worker: Worker, address: Address, *, last: bool) -> list[images.Picture]:
    """The pictures that the provider gives and that are pictures; none at the last try when it is still away."""
    sender = worker.senders.get(address.provider)
    try:
        if sender is None:
            raise Unavailable("provider.not_configured")
        return [picture for media in address.media if (picture := _clean(sender.fetch(media))) is not None]
    except (Unavailable, NotNow):
        if not last:
            raise
        return []


def _tell(worker: Worker, session: Session, thread: bytes) -> None:
    """Tells the citizen that a file was no picture, if there is a way back; his words were kept."""
    talk, now = find(session, thread), worker.clock()
    if talk is None or not relay.open_window(session, talk.id, now):
        return
    style = "chat" if talk.channel == Channel.TELEGRAM else "sms"
    text = load_replies().text(style, talk.lang, "picture_refused")
    relay.put(worker.passing, session, talk.id, "warning", text, not_before=relay.when(now, urgent=False))


def _clean(data: bytes) -> images.Picture | None:
    """The picture rebuilt from its pixels; None for what is no picture, which is dropped."""
    try:
        return images.clean(data)
    except Refused:
        return None


def _seal(worker: Worker, session: Session, tip: Tip, clean: list[images.Picture]) -> None:
    now = worker.clock()
    kinds = ("desk", "supervision") if tip.routed == "desk" else (tip.routed,)
    units = sealing_keys(session, worker.ring().current("roster").secret, kinds)
    for picture in clean:
        subject = vault.new_subject()
        vault.put(session, subject, "tip", tip.id, "image", picture.full, coarse(now))
        vault.put(session, subject, "tip", tip.id, "thumb", picture.thumb, coarse(now))
        vault.grant(session, subject, units, granted_by=None, at=coarse(now))
    lead = cards.refresh(session, tip.lead_id, now)
    session.add(
        LeadEvent(lead_id=lead.id, unit_id=lead.unit_id, action="picture", version=lead.version, codes={}, at=now)
    )
    audit.record(session, actor=None, action="tip.picture", object="tip", ids=[tip.id, lead.id])
