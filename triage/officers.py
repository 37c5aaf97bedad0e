"""Officers and units: invite, hand over a unit's key, move, revoke, empty a forgotten account as two people."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline import accounts, officers, permissions, recovery, roster, second, staff, unit_keys
from hotline.db.engine import reading, writing
from hotline.db.tables import Approval
from hotline.errors import HotlineError, NotFound, Refused
from hotline.ids import read_number
from hotline.sessions import trust
from triage import show
from triage.access import allowed, current_viewer
from triage.messages import sentence
from triage.session import fresh, go
from triage.state import now, state, the_board

pages = Blueprint("officers", __name__)


@pages.get("/officers")
@allowed("officers.read")
def people() -> ResponseReturnValue:
    """Everybody by unit."""
    return _page()


def _page(said: str = "", status: int = 200, **link: str) -> Response:
    with reading(the_board().db) as session:
        units = staff.by_unit(session)
        free = [one for one in units[-1].officers if one.state == "enrolled" and one.role != permissions.ADMIN]
        values: dict[str, Any] = {
            "units": units,
            "resets": staff.resets(session, current_viewer().officer_id),
            "free": free,
            "recovered": recovery.banner(session, now()) if current_viewer().role == permissions.SUPERVISOR else None,
        }
    kinds = permissions.units_made_by(current_viewer().role)
    page = render_template(
        "officers/list.html", said=said, roles=permissions.ROLES, kinds=kinds,
        communes=sorted(show.communes(state().settings.province).items(), key=lambda pair: pair[1]), **values, **link,
    )  # fmt: skip
    return make_response(page, status)


def _number(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    found = read_number(text)
    if text and found is None:
        raise NotFound("unit.unknown")
    return found


def _link(token: str) -> str:
    base = state().settings.public_base_url or request.host_url.rstrip("/")
    return f"{base}{url_for('enrol.begin')}#{token}"


@pages.post("/officers/invite")
@allowed("officers.manage")
@fresh
def invite() -> ResponseReturnValue:
    """Makes an account and shows its one-time link, once."""
    form, viewer = request.form, current_viewer()
    try:
        with writing(the_board().db) as session:
            officer_id, token = accounts.invite(
                session, form.get("login", ""), form.get("name", ""), form.get("role", ""), _number("unit"),
                by=viewer.officer_id, now=now(),
            )  # fmt: skip
            index = the_board().ring().current("index").secret
            roster.enter(session, index, officer_id, form.get("name", ""), form.get("phones", "").split(","))
    except Refused as refused:
        return _page(sentence(refused), 422)
    return _page(link=_link(token), link_for=form.get("name", ""))


@pages.post("/officers/<int:officer_id>/invite")
@allowed("officers.manage")
@fresh
def invite_again(officer_id: int) -> ResponseReturnValue:
    """A new link for somebody who has not enrolled yet."""
    with writing(the_board().db) as session:
        officer = officers.get(session, officer_id)
        token = accounts.invite_again(session, officer, by=current_viewer().officer_id, now=now())
    return _page(link=_link(token), link_for=officer.name)


@pages.post("/officers/<int:officer_id>/move")
@allowed("officers.manage")
@fresh
def move(officer_id: int) -> ResponseReturnValue:
    """Another role or unit."""
    try:
        with writing(the_board().db) as session:
            accounts.move(
                session, officers.get(session, officer_id), request.form.get("role", ""), _number("unit"),
                by=current_viewer().officer_id,
            )  # fmt: skip
    except Refused as refused:
        return _page(sentence(refused), 422)
    return go(url_for("officers.people"))


@pages.post("/officers/<int:officer_id>/revoke")
@allowed("officers.manage")
@fresh
def revoke(officer_id: int) -> ResponseReturnValue:
    """Ends an account at once."""
    try:
        with writing(the_board().db) as session:
            accounts.revoke(session, officers.get(session, officer_id), by=current_viewer().officer_id)
    except Refused as refused:
        return _page(sentence(refused), 422)
    return go(url_for("officers.people"))


@pages.post("/officers/<int:officer_id>/reset")
@allowed("officers.manage")
@fresh
def propose_reset(officer_id: int) -> ResponseReturnValue:
    """The first of two people who empty a forgotten account."""
    with writing(the_board().db) as session:
        second.propose(session, current_viewer(), "reset", officers.get(session, officer_id).id, now())
    return go(url_for("officers.people"))


@pages.post("/officers/resets/<int:approval_id>")
@allowed("officers.manage")
@fresh
def decide_reset(approval_id: int) -> ResponseReturnValue:
    """The second one: the account is emptied, a new link is shown once. Or the proposal ends."""
    viewer, approve = current_viewer(), request.form.get("verdict") == "approve"
    token, name = "", ""
    try:
        with writing(the_board().db) as session:
            row: Approval = second.decide(session, viewer, approval_id, "reset", now(), approve=approve)
            if row.verdict == "approved":
                officer = officers.get(session, row.subject_id)
                both = {"by": row.proposed_by, "second": viewer.officer_id}
                token, name = accounts.reset(session, officer, now=now(), **both), officer.name
    except Refused as refused:
        return _page(sentence(refused), 422)
    return _page(link=_link(token), link_for=name) if token else go(url_for("officers.people"))


@pages.post("/officers/units")
@allowed("officers.manage")
@fresh
def add_unit() -> ResponseReturnValue:
    """Makes a unit and its key, wrapped to its first officer and to the recovery key."""
    form, viewer = request.form, current_viewer()
    try:
        with writing(the_board().db) as session:
            first = officers.get(session, _number("first") or 0)
            kind = form.get("kind", "")
            if kind not in permissions.units_made_by(viewer.role):
                raise Refused("workflow.role", act="unit")
            if permissions.KIND_OF[first.role] != kind:
                raise Refused("officer.role_kind")
            if first.unit_id is not None:  # he would keep the keys of the unit that he leaves
                raise Refused("officer.other_unit")
            unit_id, _ = unit_keys.add(
                session, trust(the_board()), kind, form.get("unit_name", ""), form.get("commune") or None, [first],
                by=viewer.officer_id, now=now(),
            )  # fmt: skip
            first.unit_id, first.granted_by = unit_id, viewer.officer_id
            session.flush()
            accounts.settle(session, first)
    except HotlineError as error:
        return _page(sentence(error), 422)
    return go(url_for("officers.people"))


# Handing over a unit's key ------------------------------------------------------------------------------------------


@pages.get("/officers/waiting")
@allowed("officers.grant")
def waiting() -> ResponseReturnValue:
    """Enrolled colleagues of the own unit who do not hold its key yet."""
    return _waiting()


def _waiting(said: str = "", status: int = 200) -> Response:
    viewer = current_viewer()
    with reading(the_board().db) as session:
        people_ = staff.enrolled(session, viewer.unit_id)
    return make_response(render_template("officers/waiting.html", people=people_, said=said), status)


@pages.post("/officers/<int:officer_id>/grant")
@allowed("officers.grant")
@fresh
def grant(officer_id: int) -> ResponseReturnValue:
    """Hands the unit's key to whoever has read out the right characters."""
    try:
        with writing(the_board().db) as session:
            accounts.grant(
                session, current_viewer(), officers.get(session, officer_id), request.form.get("code", "")[:40], now()
            )
    except Refused as refused:
        return _waiting(sentence(refused), 422)
    return go(url_for("officers.waiting"))
