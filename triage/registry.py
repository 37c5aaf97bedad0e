"""The registry's pages: lists, one record with its timeline and neighbours, and what officers propose about it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline import registry
from hotline.db.engine import reading
from hotline.errors import Refused
from hotline.ids import read_number
from hotline.linking import Suggestion
from hotline.registry import Kept, RecordFilters, RecordView, Status
from hotline.suggesting import looking_back
from triage import network
from triage.access import allowed, current_viewer
from triage.actions import number
from triage.messages import sentence
from triage.state import now, the_board

pages = Blueprint("registry", __name__)
KINDS = ("person", "hotspot")
FIELDS = {
    "person": (
        "full_name", "aliases", "sex", "born", "kin", "commune", "hamlet", "address", "phones", "plates", "accounts",
        "note",
    ),
    "hotspot": ("name", "place_kind", "commune", "hamlet", "address", "times", "modus", "phones", "note"),
}  # fmt: skip
EPOCH = date(1970, 1, 1).toordinal()


@pages.get("/registry")
@allowed("registry.read")
def records() -> Response:
    """The list, by kind, commune and status."""
    asked = request.args
    kind = asked.get("kind", "hotspot") if asked.get("kind", "hotspot") in KINDS else "hotspot"
    filters = RecordFilters(
        kind=kind,
        commune=asked.get("commune", ""),
        state=asked.get("state", ""),
        status=asked.get("status", ""),
        review_until=now() + 30 * 86_400 if asked.get("review") else None,
        batch=read_number(asked["batch"]) or 0 if asked.get("batch") else None,
    )
    rows, after = registry.listing(the_board(), current_viewer(), filters, asked.get("after", ""))
    return make_response(render_template("registry/list.html", rows=rows, after=after, filters=filters, kind=kind))


@pages.get("/registry/<int:record_id>")
@allowed("registry.read")
def record(record_id: int) -> Response:
    """One record; the reading is logged."""
    return _record(record_id)


def _record(record_id: int, said: str = "", status: int = 200) -> Response:
    board, viewer = the_board(), current_viewer()
    view = registry.open_record(board, viewer, record_id)
    back: tuple[tuple[int, Suggestion], ...] = ()
    if viewer.unit_kind in ("desk", "supervision") and view.row.state in ("active", "proposed"):
        with reading(board.db) as session:
            back = looking_back(session, record_id, most=8)
    known = {line.lead_id for line in view.leads}
    page = render_template(
        "registry/record.html",
        view=view,
        facts=_facts(view),
        doubles=registry.doubles(board, viewer, record_id),
        back=[pair for pair in back if pair[0] not in known],
        net=network.drawn(view),
        said=said,
    )
    return make_response(page, status)


def _facts(view: RecordView) -> list[tuple[str, str]]:
    """(field, value) of the words that there are, in the order of the form."""
    raw = registry.raw_of(view.row.kind, view.words)
    found = []
    for name in FIELDS[view.row.kind]:
        value = raw.get(name)
        if value and name not in ("full_name", "name", "commune"):
            found.append((name, "; ".join(value) if isinstance(value, list | tuple) else str(value)))
    return found


@pages.get("/registry/new/<any('person','hotspot'):kind>")
@allowed("registry.propose")
def new(kind: str) -> Response:
    """The form for a new record."""
    return _form(kind, {}, None)


@pages.post("/registry/new/<any('person','hotspot'):kind>")
@allowed("registry.propose")
def add(kind: str) -> ResponseReturnValue:
    """Proposes a record; a second officer decides."""
    raw = _raw(kind)
    try:
        kept = registry.add(the_board(), current_viewer(), raw, request.form.get("reason", ""))
    except Refused as refused:
        return _form(kind, raw, None, sentence(refused), 422)
    return redirect(url_for("registry.record", record_id=kept.record_id), 303)


@pages.get("/registry/<int:record_id>/edit")
@allowed("registry.edit")
def edit_form(record_id: int) -> Response:
    """The form for a record's words."""
    view = registry.open_record(the_board(), current_viewer(), record_id)
    return _form(view.row.kind, _flat(registry.raw_of(view.row.kind, view.words)), view)


@pages.post("/registry/<int:record_id>/edit")
@allowed("registry.edit")
def edit(record_id: int) -> ResponseReturnValue:
    """Writes a new version of a record's words."""
    view = registry.open_record(the_board(), current_viewer(), record_id)
    raw = _raw(view.row.kind)
    version, why = number(request.form.get("version")), request.form.get("reason", "")
    try:
        registry.edit(the_board(), current_viewer(), record_id, version, raw, why)
    except Refused as refused:
        return _form(view.row.kind, raw, view, sentence(refused), 422)
    return redirect(url_for("registry.record", record_id=record_id), 303)


def _raw(kind: str) -> dict[str, Any]:
    names = (*FIELDS[kind], "status", "level", "from", "document_kind", "document_ref")
    return {"kind": kind, **{name: request.form[name] for name in names if request.form.get(name, "").strip()}}


def _flat(raw: dict[str, Any]) -> dict[str, Any]:
    return {name: "; ".join(value) if isinstance(value, list | tuple) else value for name, value in raw.items()}


def _form(kind: str, raw: dict[str, Any], view: RecordView | None, said: str = "", status: int = 200) -> Response:
    page = render_template("registry/form.html", kind=kind, raw=raw, view=view, fields=FIELDS[kind], said=said)
    return make_response(page, status)


def _retire(record_id: int, version: int) -> Kept:
    return registry.retire(the_board(), current_viewer(), record_id, version, request.form.get("reason", ""))


def _merge(record_id: int, version: int) -> Kept:
    other = registry.open_record(the_board(), current_viewer(), number(request.form.get("other_id")))
    why = request.form.get("reason", "")
    return registry.merge(
        the_board(), current_viewer(), record_id, version, other.row.record_id, other.row.version, why
    )


def _not_same(record_id: int, version: int) -> Kept:
    other_id = number(request.form.get("other_id"))
    return registry.not_same(the_board(), current_viewer(), record_id, version, other_id)


def _status(record_id: int, version: int) -> None:
    form = request.form
    wanted = Status(
        form.get("status", ""), _day(form.get("from")), form.get("document_kind", ""), form.get("document_ref", "")
    )
    paper, why = form.get("document", ""), form.get("reason", "")
    registry.propose_period(the_board(), current_viewer(), record_id, version, wanted, paper, why)


def _day(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).toordinal() - EPOCH
    except ValueError:
        raise Refused("period.day") from None


def _end(record_id: int, version: int) -> None:
    form = request.form
    period_id = number(form.get("period_id"))
    registry.end_period(the_board(), current_viewer(), period_id, form.get("ending", ""), form.get("reason", ""))


def _complain(record_id: int, version: int) -> None:
    registry.complain(the_board(), current_viewer(), record_id, request.form.get("reason", ""))


ACTS: dict[str, tuple[str, Callable[[int, int], Any]]] = {
    "retire": ("registry.edit", _retire),
    "merge": ("registry.edit", _merge),
    "not_same": ("registry.edit", _not_same),
    "status": ("registry.edit", _status),
    "end": ("registry.edit", _end),
    "complain": ("registry.propose", _complain),
}


@pages.post(f"/registry/<int:record_id>/<any({','.join(repr(name) for name in ACTS)}):act>")
@allowed("registry.read")
def do(record_id: int, act: str) -> ResponseReturnValue:
    """An act on a record; what the rules refuse is said on its page."""
    permission, run = ACTS[act]
    if not current_viewer().may(permission):
        raise Refused("workflow.role", act=act)
    try:
        run(record_id, number(request.form.get("version")))
    except Refused as refused:
        return _record(record_id, sentence(refused), 422)
    return redirect(url_for("registry.record", record_id=record_id), 303)


@pages.post("/registry/undo/<int:decision_id>")
@allowed("registry.edit")
def undo(decision_id: int) -> ResponseReturnValue:
    """Takes a merge, a retirement or a "not the same" back."""
    kept = registry.undo(the_board(), current_viewer(), decision_id)
    return redirect(url_for("registry.record", record_id=kept.record_id), 303)
