"""The queue, and one lead opened for one officer. The queue opens nothing; opening a lead is an audited act."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from config.catalog.timers import timers
from hotline import audit, conversation, findings_codec, vault, workflow
from hotline.db.engine import reading, writing
from hotline.db.queries import lead as pages
from hotline.db.queries import matters
from hotline.db.queries.matters import Ask, Filters
from hotline.db.tables import Item, Lead, Membership, Tip
from hotline.errors import NotFound, Refused
from hotline.ids import read_number
from hotline.leads import beside, masking
from hotline.leads.deed import load, who
from hotline.leads.lease import look
from hotline.leads.values import Alarm, LeadView, Page, Picture, Row, Stretch, TipView, Way
from hotline.leads.words import purpose, required
from hotline.officers import Viewer
from hotline.runtime import Board

MOST_COUNTED = 100
TIPS = 25  # on one page of a lead
TIP_KINDS = ("text", "findings", "image", "thumb")


def queue(
    board: Board, viewer: Viewer, tab: str = "new", after: str = "", filters: Filters | None = None, limit: int = 50
) -> Page:
    """One page of a tab (`matters.TABS`): danger first, then the oldest; plain codes only. Raises Refused."""
    ask = _ask(board, viewer, tab, after, filters, limit)
    with reading(board.db) as session:
        found = matters.page(session, ask)
    rows = tuple(_row(lead, name, ask) for lead, name in found[:limit])
    return Page(tab, rows, rows[-1].cursor if len(found) > limit else "")


def next_lead(
    board: Board,
    viewer: Viewer,
    tab: str = "new",
    after: str = "",
    filters: Filters | None = None,
    skip: Iterable[int] = (),
) -> int | None:
    """The next lead that no colleague holds; None when there is none. Opens nothing."""
    with reading(board.db) as session:
        lead = matters.first_after(session, _ask(board, viewer, tab, after, filters, 50), skip)
    return lead.id if lead else None


def counts(board: Board, viewer: Viewer) -> dict[str, int]:
    """How many leads stand in each tab; 100 means "100 or more"."""
    with reading(board.db) as session:
        return matters.counts(session, _ask(board, viewer, "new", "", None, 1), MOST_COUNTED)


def alarms(board: Board, viewer: Viewer) -> tuple[Alarm, ...]:
    """The alarm strip: dangers that nobody has acknowledged, oldest first."""
    with reading(board.db) as session:
        found = matters.alarms(session, viewer.unit_kind, viewer.unit_id)
    return tuple(
        Alarm(lead.id, lead.category, lead.commune, lead.alarm_at or 0, lead.escalated_at is not None) for lead in found
    )


def open_lead(
    board: Board, viewer: Viewer, lead_id: int, from_tip: int | None = None, history_before: int | None = None
) -> LeadView:
    """One lead with its tips as opened by this officer's keys, masked. Raises NotFound. Logged as read.

    A long lead comes in pages: `from_tip` is the first tip to show (`Stretch`), `history_before` a line's number.
    Only what is shown is opened, and logged as read.
    """
    now = board.clock()
    with reading(board.db) as session:
        view = _view(session, viewer, lead_id, now, from_tip, history_before)
    with writing(board.db) as session:
        look(session, viewer, lead_id, now)
        ids = [lead_id, *(tip.id for tip in view.tips if tip.readable)]
        audit.record(session, actor=viewer.officer_id, action="lead.read", object="lead", ids=ids)
    return view


def row_of(board: Board, viewer: Viewer, lead_id: int) -> Row:
    """One lead's two lines, for the live queue. Raises NotFound."""
    with reading(board.db) as session:
        lead = load(session, viewer, lead_id)
        names = matters.officers(session, [lead.lease_by])
    return _row(lead, names.get(lead.lease_by or 0), _ask(board, viewer, "new", "", None, 1))


def unmask(board: Board, viewer: Viewer, lead_id: int, tip_id: int, reason: str) -> TipView:
    """One tip without masks. The reason is kept sealed for audit and supervision. Raises NotFound, Refused."""
    kept, now = required(reason, 500), board.clock()
    if viewer.role not in workflow.TRIAGERS:
        raise Refused("workflow.role", act="unmask")
    with reading(board.db) as session:
        load(session, viewer, lead_id)
        tip = next(iter(tips_with_words(session, viewer, lead_id, now, [tip_id])), None)
        if tip is None or not tip[0].readable:
            raise NotFound("tip.absent")
    with writing(board.db) as session:
        item = purpose(session, board, kept, owner_id=tip_id, by=viewer.officer_id, at=now)
        ids = [tip_id, lead_id]
        audit.record(session, viewer.officer_id, "tip.unmask", "tip", ids, purpose_item=item)
    return replace(tip[0], text=tip[1], unmasked=True)


def picture(board: Board, viewer: Viewer, lead_id: int, item_id: int) -> bytes:
    """An image of a tip of the lead, as stored. Raises NotFound."""
    with reading(board.db) as session:
        load(session, viewer, lead_id)
        tips = [tip.id for tip, _edge in matters.tips(session, lead_id)]
        items = [item for item in matters.items(session, "tip", tips, ("image", "thumb")) if item.id == item_id]
        opened = vault.read(session, viewer.holder, items)
    if item_id not in opened:
        raise NotFound("item.not_granted")
    audit.seen(board.db, viewer.officer_id, "tip.picture", "item", [item_id, lead_id])
    return opened[item_id]


def _ask(board: Board, viewer: Viewer, tab: str, after: str, filters: Filters | None, limit: int) -> Ask:
    if tab not in matters.TABS:
        raise Refused("queue.tab")
    if viewer.role == "administrator" or viewer.unit_kind not in matters.ROUTES:
        raise NotFound("queue.absent")
    place = _cursor(after, len(matters.TABS[tab].order))
    return Ask(
        tab, viewer.unit_kind, viewer.unit_id, viewer.officer_id, board.clock(), filters or Filters(), place, limit
    )


def _cursor(after: str, length: int) -> tuple[int, ...]:
    """The numbers of a cursor; anything else is refused, since it came back from a browser."""
    if not after:
        return ()
    place = tuple(number for part in after.split(".")[:9] if (number := read_number(part)) is not None)
    if len(place) != length or after.count(".") != length - 1:
        raise Refused("queue.cursor")
    return place


def _row(lead: Lead, holder_name: str | None, ask: Ask) -> Row:
    held = lead.lease_by is not None and lead.lease_until > ask.now
    return Row(
        lead_id=lead.id,
        version=lead.version,
        state=lead.state,
        lane=lead.lane,
        category=lead.category,
        urgency=lead.urgency,
        commune=lead.commune,
        guessed=tuple(lead.guessed or ()),
        tips=lead.tips,
        independent=lead.independent,
        opened_at=lead.opened_at,
        due_at=lead.due_at,
        overdue=lead.due_at is not None and lead.due_at <= ask.now and lead.state != "closed",
        alarm=lead.alarm_at is not None and lead.alarm_ack_by is None and lead.state != "closed",
        brigading=lead.brigading,
        conflict=lead.conflict,
        cleared_before=lead.cleared_before,
        unit_id=lead.unit_id,
        outcome=lead.outcome,
        holder=lead.lease_by if held else None,
        holder_name=(holder_name or "") if held else "",
        cursor=".".join(str(number) for number in matters.key_of(ask.tab, lead)),
    )


def _view(
    session: Session, viewer: Viewer, lead_id: int, now: int, from_tip: int | None, history_before: int | None
) -> LeadView:
    lead = load(session, viewer, lead_id)
    if viewer.unit_kind == "commune":
        raise NotFound("lead.absent")  # a commune reads releases (hotline.releases), never a lead
    order = pages.arrivals(session, lead_id)
    stretch, ids = _stretch([tip_id for tip_id, _at in order], from_tip)
    tips = tips_with_words(session, viewer, lead_id, now, ids)
    ways = pages.reachable(session, lead_id, now, TIPS)
    more = beside.everything(session, viewer, lead, history_before)
    ask = Ask("new", viewer.unit_kind, viewer.unit_id, viewer.officer_id, now)
    return LeadView(
        row=_row(lead, more.names.get(lead.lease_by or 0), ask),
        no_place=lead.no_place,
        basis=lead.basis,
        information=lead.information,
        source_grade=lead.source_grade,
        handling=lead.handling,
        review_at=lead.review_at,
        verified_by=lead.verified_by,
        alarm_at=lead.alarm_at,
        alarm_ack_by=lead.alarm_ack_by,
        tips=tuple(tip for tip, _plain in tips),
        history=more.history,
        links=more.links,
        releases=more.releases,
        questions=more.questions,
        pending=more.pending,
        looking=tuple(one for one in matters.looking(session, lead_id, now - timers().presence)),
        acts=tuple(act for act in workflow.RULES if workflow.may(workflow.matter(lead), act, who(viewer))),
        mine=lead.lease_by == viewer.officer_id and lead.lease_until > now,
        names=more.names,
        stretch=stretch,
        arrivals=tuple(at for _tip_id, at in order),
        ways=tuple(Way(tip.id, tip.channel, tip.received_at) for tip in ways),
        history_before=more.history_before,
        hold=lead.hold,
        expires_at=lead.expires_at,
    )


def _stretch(ids: list[int], from_tip: int | None) -> tuple[Stretch, list[int]]:
    """The page that begins with a tip (an unknown one is the first), and its tips' ids."""
    start, last = ids.index(from_tip) if from_tip in ids else 0, max(0, len(ids) - TIPS)
    shown = ids[start : start + TIPS]
    later = start + TIPS
    stretch = Stretch(
        first=start + 1,
        last=start + len(shown),
        all=len(ids),
        earlier=ids[max(0, start - TIPS)] if start > 0 else None,
        later=ids[later] if later < len(ids) else None,
        newest=ids[last] if later < len(ids) else None,
    )
    return stretch, shown


def tips_with_words(
    session: Session, viewer: Viewer, lead_id: int, now: int, only: Collection[int] | None = None
) -> list[tuple[TipView, str]]:
    """(masked view, plain text) of each tip or of those in `only`; no plain text where nothing was granted."""
    rows = matters.tips(session, lead_id, only)
    ids = [tip.id for tip, _edge in rows]
    items = matters.items(session, "tip", ids, TIP_KINDS)
    opened = vault.read(session, viewer.holder, [item for item in items if item.kind in ("text", "findings")])
    back = matters.ways_back(session, ids, now)
    by_tip: dict[int, list[Item]] = {}
    for item in items:
        by_tip.setdefault(item.owner_id, []).append(item)
    return [_tip(tip, edge, by_tip.get(tip.id, []), opened, back=tip.id in back) for tip, edge in rows]


def _tip(tip: Tip, edge: Membership, items: list[Item], opened: dict[int, bytes], *, back: bool) -> tuple[TipView, str]:
    words = {item.kind: opened[item.id] for item in items if item.id in opened}
    plain = conversation.wording(conversation.parts_of(words["text"])) if "text" in words else ""
    found = findings_codec.from_json(words["findings"]) if "findings" in words else None
    masks = masking.spans(found, plain) if found is not None else ((0, len(plain)),)
    view = TipView(
        id=tip.id,
        channel=tip.channel,
        entry=tip.entry,
        received_at=tip.received_at,
        version=tip.version,
        parts=tip.parts,
        category=tip.category,
        urgency=tip.urgency,
        basis=tip.basis,
        commune=tip.commune,
        lane=tip.lane,
        readable="text" in words,
        text=masking.mask(plain, masks),
        unmasked=False,
        masks=masks,
        findings=found,
        pictures=_pictures(items),
        why=edge.why,
        bits=edge.bits,
        groups=tuple(edge.groups or ()),
        independent=edge.independent,
        way_back=back,
    )
    return view, plain


def _pictures(items: list[Item]) -> tuple[Picture, ...]:
    """Images with their thumbnails: both stand under one subject."""
    thumbs = {item.subject_id: item.id for item in items if item.kind == "thumb"}
    return tuple(Picture(item.id, thumbs.get(item.subject_id)) for item in items if item.kind == "image")
