"""An open conversation: its transcript sealed to the worker's passing key, its parts in order (decision 0002).

Pure but for what takes a session. A transcript is opened only while its conversation is open; at close it is destroyed.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from hotline.clock import DAY, HOUR, MINUTE
from hotline.db.queries.writes import affected
from hotline.db.ready import Ready, Statement
from hotline.db.tables import Conversation, Outbox
from hotline.db.tables.base import rows_of
from hotline.envelope import Context, key_id_of
from hotline.intake import Passing
from hotline.keyring import Ring
from hotline.opening import PrivateKey
from hotline.tips import Address, Kind, TextPart

WINDOW = 30 * MINUTE
LONGEST = 2 * HOUR
RETURN_WINDOW = 30 * DAY
# Letters after which a conversation closes early, since each part is read together with all before it: the parts that
# follow are tips of their own on the same lead, and nobody can keep a worker busy by writing on and on.
LARGEST = 30_000
KEYS = 4  # lookup keys that may live at a time: two periods', and one more in between
OWN = 9  # conversations of one sender that are looked at
_TALKS = rows_of(Conversation)


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a conversation, with its place in the order: provider time, then row id."""

    text: TextPart
    row_id: int


def in_order(parts: list[Part]) -> list[Part]:
    """Parts by provider time and id; a correction stands where it came."""
    return sorted(parts, key=lambda part: (part.text.sent_at or 0, part.row_id))


def settled(parts: list[Part]) -> list[Part]:
    """Parts without what was replaced: of each utterance of a call the final words, or the longest draft of them."""
    best: dict[str, Part] = {}
    for part in parts:
        if part.text.utterance:
            rival = best.get(part.text.utterance)
            if rival is None or _weight(part) > _weight(rival):
                best[part.text.utterance] = part
    return [part for part in parts if not part.text.utterance or best[part.text.utterance] is part]


def _weight(part: Part) -> tuple[bool, int]:
    return part.text.draft == 0, part.text.draft


def wording(parts: list[Part]) -> str:
    """The parts' words, one part a line. Empty parts (a picture, "done") say nothing."""
    return "\n".join(part.text.text for part in in_order(parts) if part.text.text.strip())


def told(parts: list[Part]) -> int:
    """How many parts say something: words, a picture or a place; "done" and a hang-up do not."""
    said = (part.text.text.strip() or part.text.pictures or part.text.location for part in parts)
    return max(1, sum(1 for one in said if one))


def transcript_bytes(parts: list[Part]) -> bytes:
    """The transcript as canonical JSON."""
    rows = [{"row": part.row_id, "text": asdict(part.text)} for part in parts]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def parts_of(data: bytes) -> list[Part]:
    """The parts of `transcript_bytes`."""
    return [Part(TextPart.from_bytes(json.dumps(row["text"]).encode()), row["row"]) for row in json.loads(data)]


def private_key(ring: Ring, purpose: str, envelope: bytes) -> PrivateKey:
    """The passing private key that an envelope names. Raises KeyMissing once it is destroyed."""
    return ring.made(ring.by_id(purpose, key_id_of(envelope)), lambda key: PrivateKey(key.secret))


def open_inbound(ring: Ring, row_id: int, text: bytes, address: bytes) -> tuple[TextPart, Address]:
    """Both envelopes of a waiting row. Raises KeyMissing or Unreadable."""
    words = private_key(ring, "intake", text).open(text, Context("inbound", "inbound", row_id, "text"))
    back = private_key(ring, "relay", address).open(address, Context("inbound", "inbound", row_id, "address"))
    return TextPart.from_bytes(words), Address.from_bytes(back)


@dataclass(frozen=True, slots=True, repr=False)
class Talk:
    """A conversation as it was read; `here` when it is the one of the thread that was asked for."""

    id: int
    tip_id: int
    version: int
    transcript: bytes | None
    opened_at: int
    asked_lead: int | None
    here: bool


def nearby(session: Session, thread: bytes, lookups: Sequence[bytes] = ()) -> Callable[[], list[Talk]]:
    """Asks for the conversation of a thread, and others of the same sender whose way back is open, the latest first.

    `lookups`: the sender's keys; where there are fewer than the statement has room for, NULL equals nothing.
    """
    keys = (*lookups[:KEYS], *[None] * KEYS)[:KEYS]
    given = {f"key_{number}": key for number, key in enumerate(keys)}
    asked = _NEAR.ask(session, thread=thread, **given)
    return lambda: [Talk(*row) for row in asked.all()]


def _near(_arrays: bool) -> Statement:
    here = _TALKS.c.thread == bindparam("thread")
    senders = [_TALKS.c.sender == bindparam(f"key_{number}") for number in range(KEYS)]
    talk = _TALKS.c
    wanted = (talk.id, talk.tip_id, talk.version, talk.transcript, talk.opened_at, talk.asked_lead)
    return (
        select(*wanted, here.label("here"))
        .where(or_(here, *senders))
        .order_by(here.desc(), talk.asked_lead.is_(None), talk.last_at.desc())  # what was asked is never cut off
        .limit(OWN)
    )


_NEAR = Ready(_near)


def standing(session: Session, thread: bytes) -> Callable[[], tuple[int, int] | None]:
    """Asks for id and version of a thread's conversation; None when there is none."""
    asked = _STANDING.ask(session, thread=thread)

    def stands() -> tuple[int, int] | None:
        row = asked.one()
        return (row.id, row.version) if row else None

    return stands


_STANDING = Ready(lambda _arrays: select(_TALKS.c.id, _TALKS.c.version).where(_TALKS.c.thread == bindparam("thread")))


def find(session: Session, thread: bytes) -> Conversation | None:
    """The conversation of a thread at the edge."""
    return session.scalars(select(Conversation).where(Conversation.thread == thread)).one_or_none()


def earlier_parts(ring: Ring, talk: Talk) -> list[Part]:
    """The parts so far. Raises KeyMissing or Unreadable; the caller asks only while the transcript is there."""
    if talk.transcript is None:
        return []
    context = Context("conversation", "conversation", talk.id, "transcript", talk.version)
    return parts_of(private_key(ring, "intake", talk.transcript).open(talk.transcript, context))


def seal_transcript(passing: Passing, conversation_id: int, version: int, parts: list[Part]) -> bytes:
    """The transcript sealed to the newest passing key."""
    context = Context("conversation", "conversation", conversation_id, "transcript", version)
    return passing.current("intake").seal(transcript_bytes(parts), context)


def seal_address(passing: Passing, conversation_id: int, address: Address) -> bytes:
    """The return address sealed to the newest relay key, without references that only deletion needs."""
    context = Context("conversation", "conversation", conversation_id, "address")
    return passing.current("relay").seal(replace(address, media=(), copies=()).to_bytes(), context)


def open_address(ring: Ring, talk: Conversation) -> Address | None:
    """How to answer, or None when the way back is closed."""
    if talk.address is None:
        return None
    context = Context("conversation", "conversation", talk.id, "address")
    return Address.from_bytes(private_key(ring, "relay", talk.address).open(talk.address, context))


def erase(session: Session, lookups: list[bytes]) -> int:
    """XOA: forgets the address and the lookup of all of a sender's conversations; what waits to be sent is dropped."""
    talks = session.scalars(select(Conversation.id).where(Conversation.sender.in_(lookups))).all()
    if talks:
        session.execute(
            update(Outbox)
            .where(Outbox.conversation_id.in_(talks), Outbox.state == "waiting")
            .values(state="failed", why="address_erased")
        )
        session.execute(
            update(Conversation).where(Conversation.id.in_(talks)).values(address=None, sender=None, asked_lead=None)
        )
    return len(talks)


def close_finished(session: Session, now: int) -> int:
    """Destroys the transcripts of conversations whose time is over, and addresses past their window."""
    closed = affected(
        session,
        update(Conversation)
        .where(Conversation.transcript.is_not(None), Conversation.closes_at <= now)
        .values(transcript=None),
    )
    session.execute(
        update(Conversation)
        .where(Conversation.address.is_not(None), Conversation.until <= now)
        .values(address=None, sender=None, asked_lead=None)
    )
    return closed


def closing_time(opened_at: int, last_at: int, kind: str) -> int:
    """When a conversation closes: at once after "done", else 30 minutes after the last part, 2 hours at most."""
    return last_at if kind == Kind.DONE else min(last_at + WINDOW, opened_at + LONGEST)
