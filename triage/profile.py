"""An officer's own account: his sessions, his factors, his password, his own events."""

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline import accounts, factors, officers, passwords, sessions
from hotline.db.engine import reading, writing
from hotline.errors import NotFound, Refused
from triage import session
from triage.access import SIGNED_IN, allowed
from triage.messages import sentence
from triage.session import fresh
from triage.state import now, the_board

pages = Blueprint("profile", __name__)


@pages.get("/profile")
@allowed(SIGNED_IN)
def own() -> ResponseReturnValue:
    """Sessions, factors, password."""
    return _page()


def _page(said: str = "", status: int = 200) -> ResponseReturnValue:
    signed = session.signed()
    with reading(the_board().db) as reads:
        officer = officers.get(reads, signed.officer_id)
        page = render_template(
            "profile/own.html",
            said=said,
            officer=officer,
            signed=signed,
            sessions=sessions.listed(reads, signed.officer_id, now()),
            keys=factors.listed(reads, signed.officer_id),
            shortest=passwords.SHORTEST,
            code=accounts.code_of(officer.public or b""),
        )
    return make_response(page, status)


@pages.post("/profile/sessions/end")
@allowed(SIGNED_IN)
def end_session() -> ResponseReturnValue:
    """Ends one of the officer's other sessions, or all of them."""
    mine = session.signed()
    with writing(the_board().db) as writes:
        if request.form.get("session") == "others":
            sessions.end_others(writes, mine.officer_id, mine.id_hash)
        else:
            sessions.end(writes, mine.officer_id, _id(request.form.get("session", "")))
    return session.go(url_for("profile.own"))


def _id(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise NotFound("session.unknown") from error


@pages.post("/profile/password")
@allowed(SIGNED_IN)
@fresh
def password() -> ResponseReturnValue:
    """Wraps the officer's key under a new password; his other sessions end."""
    mine, wanted = session.signed(), request.form.get("password", "")[:1000]
    try:
        if wanted != request.form.get("again", ""):
            raise Refused("password.differs")
        officers.set_password(the_board(), mine.officer_id, mine.private, wanted)
    except Refused as refused:
        return _page(sentence(refused), 422)
    with writing(the_board().db) as writes:
        sessions.end_others(writes, mine.officer_id, mine.id_hash)
    return session.go(url_for("profile.own"))


@pages.post("/profile/keys/<int:key_id>/remove")
@allowed(SIGNED_IN)
@fresh
def remove_key(key_id: int) -> ResponseReturnValue:
    """Forgets a security key."""
    try:
        factors.remove_key(the_board(), session.signed(), key_id)
    except Refused as refused:
        return _page(sentence(refused), 422)
    return session.go(url_for("profile.own"))
