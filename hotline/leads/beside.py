"""What stands beside a lead's tips: history, links, releases, questions, proposals; a fixed number of queries."""

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from hotline import vault
from hotline.db.queries import board as board_queries
from hotline.db.queries import lead as pages
from hotline.db.queries import matters
from hotline.db.tables import Approval, Item, Lead, LeadEvent, Link, Outbox, Record, Release
from hotline.leads.values import Entry, LinkView, Pending, Question, ReleaseView
from hotline.officers import Viewer

LEAD_KINDS = ("note", "question", "release")
LINES = 100  # of a lead's history on one page
ASKED = frozenset({"ask", "ask_proposed"})


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it, and the names of the officers in it."""

    history: tuple[Entry, ...]
    links: tuple[LinkView, ...]
    releases: tuple[ReleaseView, ...]
    questions: tuple[Question, ...]
    pending: tuple[Pending, ...]
    names: Mapping[int, str]
    history_before: int | None


def everything(session: Session, viewer: Viewer, lead: Lead, before: int | None = None) -> Beside:
    """Reads what stands beside the lead, in a dozen queries however much there is; `before` pages its history."""
    lines = pages.events(session, lead.id, before, LINES + 1)
    events, older = lines[-LINES:], len(lines) > LINES
    telling = pages.events_of(session, lead.id, ASKED | {"undo"})
    undone = {event.decision_id for event in telling if event.action == "undo"}
    links = matters.links(session, lead.id)
    releases = board_queries.releases_of(session, lead.id)
    sent = matters.questions(session, lead.id)
    subjects = [lead.id, *(link.id for link, _record in links), *(release.id for release, _unit in releases)]
    approvals = matters.approvals(session, subjects)
    items = matters.items(session, "lead", [lead.id], LEAD_KINDS)
    shown = {event.item_id for event in (*events, *telling)} | {release.item_id for release, _unit in releases}
    items = [item for item in items if item.id in shown]
    items += matters.items(session, "record", {record.id for _link, record in links}, ("record",))
    opened = vault.read(session, viewer.holder, items)
    names = matters.officers(session, _people(lead, (*events, *telling), links, releases, approvals, sent))
    return Beside(
        history=_history(events, undone, opened, names),
        links=tuple(_link(link, record, _record_name(record, items, opened), names) for link, record in links),
        releases=tuple(_release(release, unit, opened, names) for release, unit in releases),
        questions=_questions(telling, undone, sent, approvals, opened, names),
        pending=tuple(_pending(one, viewer, names) for one in approvals if one.verdict == "open"),
        names=names,
        history_before=events[0].seq if older else None,
    )


def _people(
    lead: Lead,
    events: Sequence[LeadEvent],
    links: Sequence[tuple[Link, Record]],
    releases: Sequence[tuple[Release, str]],
    approvals: Sequence[Approval],
    sent: Sequence[Outbox],
) -> set[int | None]:
    found: set[int | None] = {lead.lease_by, lead.verified_by, lead.alarm_ack_by}
    found.update(event.officer_id for event in events)
    found.update(link.by for link, _record in links)
    found.update(release.by for release, _unit in releases)
    found.update(one for approval in approvals for one in (approval.proposed_by, approval.decided_by))
    found.update(one.by for one in sent)
    return found


def _history(
    events: Sequence[LeadEvent], undone: Set[int | None], opened: Mapping[int, bytes], names: Mapping[int, str]
) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            seq=event.seq,
            action=event.action,
            officer_id=event.officer_id,
            officer_name=names.get(event.officer_id or 0, ""),
            unit_id=event.unit_id,
            version=event.version,
            codes=event.codes,
            words=opened.get(event.item_id or 0, b"").decode() if event.action != "release_proposed" else "",
            decision_id=event.decision_id,
            at=event.at,
            undone=event.action != "undo" and event.decision_id in undone,
        )
        for event in events
    )


def record_name(content: bytes | None) -> str:
    """The name in a record's item: a person's full name or a hotspot's name."""
    if content is None:
        return ""
    fields: dict[str, Any] = json.loads(content)
    return str(fields.get("full_name") or fields.get("name") or "")


def _record_name(record: Record, items: Sequence[Item], opened: Mapping[int, bytes]) -> str:
    newest = [item for item in items if item.subject_id == record.subject_id and item.kind == "record"]
    return record_name(opened.get(newest[-1].id)) if newest else ""


def _link(link: Link, record: Record, name: str, names: Mapping[int, str]) -> LinkView:
    return LinkView(
        id=link.id,
        record_id=record.id,
        record_kind=record.kind,
        name=name,
        commune=record.commune,
        verdict=link.verdict,
        tie_size=link.tie_size,
        strong=link.strong,
        outcome=link.outcome,
        by=link.by,
        by_name=names.get(link.by, ""),
        at=link.at,
        expires_at=link.expires_at,
        approval_id=link.approval_id,
        decision_id=link.decision_id,
        undone=link.undone_at is not None,
    )


def _release(release: Release, unit: str, opened: Mapping[int, bytes], names: Mapping[int, str]) -> ReleaseView:
    content = opened.get(release.item_id)
    wording = str(json.loads(content).get("wording", "")) if content else ""
    return ReleaseView(
        id=release.id,
        unit_id=release.unit_id,
        unit_name=unit,
        state=release.state,
        approval_id=release.approval_id,
        wording=wording,
        by=release.by,
        by_name=names.get(release.by, ""),
        at=release.at,
        released_at=release.released_at,
    )


def _questions(
    events: Sequence[LeadEvent],
    undone: Set[int | None],
    sent: Sequence[Outbox],
    approvals: Sequence[Approval],
    opened: Mapping[int, bytes],
    names: Mapping[int, str],
) -> tuple[Question, ...]:
    """Questions by the history lines that asked them; the state is the outbox row's, or the proposal's."""
    states: dict[int, str] = {one.id: one.state for one in sent}
    verdicts = {one.id: one.verdict for one in approvals if one.kind == "question"}
    found = []
    for event in events:
        if event.action not in ASKED or event.decision_id in undone:
            continue
        outbox, approval = event.codes.get("outbox", 0), event.codes.get("approval", 0)
        verdict = verdicts.get(approval, "")
        state = states.get(outbox, "") or ("proposed" if verdict == "open" else verdict)
        if event.action == "ask_proposed" and state == "approved":
            continue  # the line that sent it stands further down
        found.append(
            Question(
                id=outbox or approval,
                state=state or "sent",
                words=opened.get(event.item_id or 0, b"").decode(),
                canned=str(event.codes.get("canned", "")),
                by_name=names.get(event.officer_id or 0, ""),
            )
        )
    return tuple(found)


def _pending(approval: Approval, viewer: Viewer, names: Mapping[int, str]) -> Pending:
    return Pending(
        approval_id=approval.id,
        kind=approval.kind,
        subject_id=approval.subject_id,
        proposed_by=names.get(approval.proposed_by, ""),
        at=approval.proposed_at,
        mine=approval.proposed_by == viewer.officer_id,
    )
