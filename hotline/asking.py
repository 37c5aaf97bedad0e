"""The board's half of the relay: a question to a sender whom nobody can see. The worker alone opens the way back.

Canned questions go by one officer; free text waits for a second one, and holds no link, number or name that the sender
did not write. What was asked stands in the outbox sealed to the worker, and beside the lead for the desk.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import log2
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.catalog.questions import CannedQuestion, questions
from config.catalog.timers import timers
from hotline import permissions, relay, second, vault
from hotline.db.engine import reading, writing
from hotline.db.queries import matters
from hotline.db.tables import Approval, Conversation, Item, LeadEvent, Tip
from hotline.errors import NotFound, Refused
from hotline.ids import new_id
from hotline.leads import deed as deeds
from hotline.leads import words as officers_words
from hotline.leads.deed import Deed
from hotline.leads.reading import tips_with_words
from hotline.leads.values import Done
from hotline.officers import Viewer
from hotline.runtime import Board
from hotline.text.letters import fold
from hotline.text.understand import understand

LONGEST = 300
WITH_MARKS = frozenset({"telegram"})
LINK = re.compile(r"://|www\.|@|\b[\w-]{2,}\.(?:com|net|org|vn|info|me|ly|io|xyz|top)\b", re.IGNORECASE)
NUMBER = re.compile(r"\d+")
EMERGENCY = "113"


def canned() -> tuple[CannedQuestion, ...]:
    """The questions that need no second officer, in the file's order."""
    return tuple(questions().values())


def ways(board: Board, viewer: Viewer, lead_id: int) -> tuple[int, ...]:
    """The lead's tips whose sender can still be asked; empty means "no way back"."""
    with reading(board.db) as session:
        deeds.load(session, viewer, lead_id)
        tips = [tip.id for tip, _edge in matters.tips(session, lead_id)]
        return tuple(sorted(matters.ways_back(session, tips, board.clock())))


def ask(board: Board, viewer: Viewer, lead_id: int, version: int, tip_id: int, key: str) -> Done:
    """Asks a tip's sender a canned question. Raises Refused: `ask.unknown`, `ask.no_way_back`, or by the workflow."""
    if key not in questions():
        raise Refused("ask.unknown")

    def also(deed: Deed) -> Mapping[str, Any]:
        talk = _way(deed, tip_id)
        outbox = _queue(deed, talk, _form(questions()[key], talk), deed.viewer.officer_id)
        return {"outbox": outbox, "canned": key, "tip": tip_id}

    return deeds.act(board, viewer, lead_id, version, "ask", also=also)


def propose(board: Board, viewer: Viewer, lead_id: int, version: int, tip_id: int, text: str) -> Done:
    """Proposes a question in the officer's own words; a second officer lets it pass.

    Raises Refused: `ask.link`, `ask.number`, `ask.name` for what the sender did not write himself, `ask.no_way_back`.
    """
    kept = officers_words.required(text, LONGEST)
    if not permissions.may(viewer.role, "sender.ask"):
        raise Refused("workflow.role", act="ask")
    _check(board, viewer, lead_id, tip_id, kept)
    with writing(board.db) as session:
        deed = deeds.begin(session, board, viewer, lead_id, version)
        _way(deed, tip_id)
        item = officers_words.keep(session, board, deed.lead, kept, by=viewer.officer_id, at=deed.now, kind="question")
        approval = second.propose(session, viewer, "question", lead_id, deed.now, payload_item=item)
        deeds.lease(deed, keep=True)
        return deeds.finish(deed, "ask_proposed", {"approval": approval, "tip": tip_id}, item_id=item)


def decide(board: Board, viewer: Viewer, approval_id: int, *, approve: bool, words: str = "") -> Done:
    """The second officer's word on a question; his keys open it, and it is sealed anew to the worker."""
    note = officers_words.clean(words)
    if approve and not permissions.may(viewer.role, "releases.decide"):
        raise Refused("workflow.role", act="ask")
    with writing(board.db) as session:
        event = _proposal(session, approval_id)
        lead = deeds.load(session, viewer, event.lead_id, lock=True)
        deed = Deed(session, board, viewer, lead, new_id(), board.clock())
        row = second.decide(session, viewer, approval_id, "question", deed.now, approve=approve)
        if not approve:
            return deeds.finish(deed, "ask_refused", {"approval": approval_id}, note)
        return _send(deed, row, event)


def _proposal(session: Session, approval_id: int) -> LeadEvent:
    """The history line that proposed it."""
    approval = session.get(Approval, approval_id)
    if approval is None or approval.kind != "question":
        raise NotFound("approval.absent")
    query = select(LeadEvent).where(LeadEvent.lead_id == approval.subject_id, LeadEvent.action == "ask_proposed")
    for event in session.scalars(query):
        if event.codes.get("approval") == approval_id:
            return event
    raise NotFound("approval.absent")


def _send(deed: Deed, row: Approval, event: LeadEvent) -> Done:
    item = deed.session.get_one(Item, row.payload_item)
    opened = vault.read(deed.session, deed.viewer.holder, [item])
    if item.id not in opened:
        raise NotFound("item.not_granted")
    talk = _way(deed, event.codes["tip"])
    text = opened[item.id].decode()
    body = text if talk.channel in WITH_MARKS else unmarked(text)
    outbox = _queue(deed, talk, body, row.proposed_by)
    codes = {"outbox": outbox, "approval": row.id, "tip": event.codes["tip"]}
    if deed.lead.state not in ("new", "triaging", "waiting"):
        return deeds.finish(deed, "ask", codes, item_id=item.id)
    return deeds.carry_out(deed, "ask", codes=codes, item_id=item.id)


def _way(deed: Deed, tip_id: int) -> Conversation:
    """The conversation that leads back to a tip's sender. Raises Refused when there is none any more."""
    talk = deed.session.scalars(
        select(Conversation)
        .join(Tip, Tip.id == Conversation.tip_id)
        .where(
            Tip.id == tip_id,
            Tip.lead_id == deed.lead.id,
            Conversation.address.is_not(None),
            Conversation.until > deed.now,
        )
        .order_by(Conversation.last_at.desc())
        .limit(1)
    ).one_or_none()
    if talk is None:
        raise Refused("ask.no_way_back")
    return talk


def _queue(deed: Deed, talk: Conversation, text: str, by: int) -> int:
    """One outbox row, sealed to the worker; it waits at least the undo time. An answer will find this lead."""
    urgent = deed.lead.urgency == "danger"
    moment = max(relay.when(deed.now, urgent=urgent), deed.now + timers().undo)
    passing = deed.board.edge.passing
    row = relay.put(passing, deed.session, talk.id, "question", text, not_before=moment, lead_id=deed.lead.id, by=by)
    deed.session.execute(update(Conversation).where(Conversation.id == talk.id).values(asked_lead=deed.lead.id))
    deed.session.flush()
    return row


def _form(question: CannedQuestion, talk: Conversation) -> str:
    if talk.lang == "en":
        return question.en
    return question.vi if talk.channel in WITH_MARKS else question.sms


def unmarked(text: str) -> str:
    """The text without diacritics, for channels on which each marked letter costs half a message."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _check(board: Board, viewer: Viewer, lead_id: int, tip_id: int, text: str) -> None:
    now = board.clock()
    with reading(board.db) as session:
        deeds.load(session, viewer, lead_id)
        tips = tips_with_words(session, viewer, lead_id, now)
    asked = next((words for tip, words in tips if tip.id == tip_id), None)
    if asked is None:
        raise NotFound("tip.absent")
    names = [
        name
        for tip, _words in tips
        if tip.findings is not None
        for person in tip.findings.persons
        for name in (person.full, *person.aliases)
    ]
    found = understand(text, channel="manual", at=now, readers=board.readers)
    names += [name for person in found.persons for name in (person.full, *person.aliases)]
    trouble = trouble_of(text, asked, names)
    if trouble:
        raise Refused(trouble)


def trouble_of(text: str, asked: str, names: Sequence[str]) -> str:
    """The code of what may not be asked, or "": a link, or a number or name that the sender did not write himself."""
    if LINK.search(text):
        return "ask.link"
    written = set(NUMBER.findall(asked)) | {EMERGENCY}
    if any(number not in written for number in NUMBER.findall(text)):
        return "ask.number"
    mine, theirs = f" {_plain(text)} ", f" {_plain(asked)} "
    if any(name and f" {_plain(name)} " in mine and f" {_plain(name)} " not in theirs for name in names):
        return "ask.name"
    return ""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def splitting(tied: Sequence[Mapping[str, Any]], asked: Collection[str] = ()) -> str:
    """The canned question whose answer would tell the records of a tie group apart best; "" when none would.

    `tied` are records as mappings with born, hamlet, kin, plates and commune; scored by Shannon entropy of the values.
    What was `asked` already (keys) is not asked again.
    """
    facets = {"born": "age", "hamlet": "hamlet", "kin": "kin", "commune": "where", "plates": "vehicle"}
    best, most = "", 0.0
    for facet, key in facets.items():
        values = Counter(str(record.get(facet) or "") for record in tied)
        known = sum(n for value, n in values.items() if value)
        spread = -sum(n / len(tied) * log2(n / len(tied)) for n in values.values()) if tied else 0.0
        score = spread * known / len(tied) if tied else 0.0
        if score > most + 1e-9 and key in questions() and key not in asked:
            best, most = key, score
    return best
