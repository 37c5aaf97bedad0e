"""What waits for a second officer: releases, questions, links to persons, records, statuses. Nobody decides his own."""

import json
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import asking, links, registry, releases, second, vault
from hotline.db.engine import reading
from hotline.db.queries import matters
from hotline.db.tables import Approval, Item, Link, PeriodProposal, Record, Release, Unit
from hotline.errors import Refused
from hotline.officers import Viewer
from hotline.registry import name_of
from hotline.registry.reading import opened
from hotline.runtime import Board
from triage.access import allowed, current_viewer
from triage.labels import label
from triage.messages import sentence
from triage.state import the_board

pages = Blueprint("approvals", __name__)
ABOUT_LEADS = ("release", "question", "person_link")
ABOUT_RECORDS = ("record", "status", "import", "complaint")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One proposal with what the second officer must see to decide it."""

    id: int
    kind: str
    by: str
    at: int
    mine: bool
    can: bool
    words: str = ""
    about: str = ""
    lead_id: int = 0
    record_id: int = 0


@pages.get("/approvals")
@allowed("approvals.read")
def waiting() -> Response:
    """The list; words in it were opened with this officer's keys."""
    return _page()


def _page(said: str = "", status: int = 200) -> Response:
    board, viewer = the_board(), current_viewer()
    with reading(board.db) as session:
        found = _found(session, viewer)
    return make_response(render_template("approvals.html", waiting=found, said=said), status)


def _found(session: Session, viewer: Viewer) -> list[Waiting]:
    kinds = [*(ABOUT_LEADS if viewer.unit_kind in ("desk", "supervision") else ()), *ABOUT_RECORDS]
    rows = second.open_ones(session, kinds)
    names = matters.officers(session, [row.proposed_by for row in rows])
    shown = []
    for row in rows:
        words, about, lead_id, record_id = _subject(session, viewer, row)
        if row.kind in ABOUT_LEADS and matters.one(session, lead_id, viewer.unit_kind, viewer.unit_id) is None:
            continue
        mine = row.proposed_by == viewer.officer_id
        can = not mine and viewer.may("releases.decide" if row.kind in ("release", "question") else "registry.decide")
        by = names.get(row.proposed_by, "")
        shown.append(Waiting(row.id, row.kind, by, row.proposed_at, mine, can, words, about, lead_id, record_id))
    return shown


def _subject(session: Session, viewer: Viewer, row: Approval) -> tuple[str, str, int, int]:
    """(words, what it is about, lead, record) of a proposal."""
    words = _words(session, viewer, row)
    if row.kind == "release":
        release = session.get(Release, row.subject_id)
        unit = session.get(Unit, release.unit_id) if release else None
        return words, unit.name if unit else "", release.lead_id if release else 0, 0
    if row.kind == "person_link":
        link = session.get(Link, row.subject_id)
        return (words, _name(session, viewer, link.record_id), link.lead_id, link.record_id) if link else ("", "", 0, 0)
    if row.kind == "question":
        return words, "", row.subject_id, 0
    return words, _about_record(session, viewer, row), 0, row.subject_id if row.kind != "import" else 0


def _about_record(session: Session, viewer: Viewer, row: Approval) -> str:
    name = _name(session, viewer, row.subject_id) if row.kind != "import" else ""
    asked = session.scalars(select(PeriodProposal).where(PeriodProposal.approval_id == row.id).limit(3)).all()
    statuses = ", ".join(label("status", one.status) for one in asked) if row.kind != "import" else ""
    return " · ".join(part for part in (name, statuses) if part)


def _name(session: Session, viewer: Viewer, record_id: int) -> str:
    record = session.get(Record, record_id)
    words = opened(session, viewer, [record]).get(record_id) if record else None
    return name_of(words) if words else ""


def _words(session: Session, viewer: Viewer, row: Approval) -> str:
    item = session.get(Item, row.payload_item) if row.payload_item else None
    contents = vault.read(session, viewer.holder, [item]) if item else {}
    content = contents.get(item.id, b"") if item else b""
    if row.kind == "release" and content:
        return str(json.loads(content).get("wording", ""))
    return content.decode()


def _decide(board: Board, viewer: Viewer, approval_id: int, kind: str) -> None:
    approve, why = request.form.get("verdict") == "approve", request.form.get("reason", "")
    if kind == "release":
        releases.decide(board, viewer, approval_id, approve=approve, words=why)
    elif kind == "question":
        asking.decide(board, viewer, approval_id, approve=approve, words=why)
    elif kind == "person_link":
        links.decide(board, viewer, approval_id, approve=approve, reason=why)
    elif kind in ABOUT_RECORDS:
        registry.decide(board, viewer, approval_id, approve=approve, reason=why)
    else:
        raise Refused("approval.kind")


@pages.post("/approvals/<int:approval_id>")
@allowed("approvals.read")
def decide(approval_id: int) -> ResponseReturnValue:
    """The second officer's word, from his own session; what the rules refuse is said on the page."""
    board, viewer = the_board(), current_viewer()
    try:
        _decide(board, viewer, approval_id, request.form.get("kind", ""))
    except Refused as refused:
        return _page(sentence(refused), 422)
    return redirect(url_for("approvals.waiting"), 303)
