"""What an officer does with a lead: one form, one address an act; the answer is the next lead or the same one anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from hotline import asking, leads, links, releases
from hotline.errors import Conflict, Refused
from hotline.ids import read_number
from hotline.officers import Viewer
from hotline.runtime import Board
from triage import desk as desks
from triage import failures
from triage.access import allowed, current_viewer
from triage.language import ZONE
from triage.queue import answer
from triage.state import the_board

pages = Blueprint("actions", __name__)
FIELDS = ("category", "urgency", "commune", "basis", "source_grade", "handling")


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as it was asked for: who, which lead on which version, and the form."""

    board: Board
    viewer: Viewer
    lead_id: int
    version: int
    form: MultiDict[str, str]

    @property
    def without(self) -> list[int]:
        """Tips that the officer took out of a decision for the whole lead."""
        return [number(value) for value in self.form.getlist("without")]

    @property
    def words(self) -> str:
        """The note that goes with the act."""
        return self.form.get("words", "")


Act = Callable[[Asked], leads.Done]


def number(text: str | None) -> int:
    """A whole number from a form. Raises Refused."""
    found = read_number(text or "")
    if found is None:
        raise Refused("form.number")
    return found


def _fields(asked: Asked) -> leads.Done:
    wanted: dict[str, object] = {name: asked.form[name] for name in FIELDS if asked.form.get(name)}
    if asked.form.get("information"):
        wanted["information"] = number(asked.form["information"])
    if asked.form.get("no_place"):
        wanted["no_place"] = True
    return leads.change(asked.board, asked.viewer, asked.lead_id, asked.version, wanted)


def _hold(asked: Asked) -> leads.Done:
    return leads.hold(
        asked.board,
        asked.viewer,
        asked.lead_id,
        asked.version,
        _day(asked.form.get("review_day")),
        asked.words,
        asked.without,
    )


def _day(text: str | None) -> int | None:
    """The evening of a day in Vietnam, in epoch seconds; None for the usual span."""
    if not text:
        return None
    try:
        return int(datetime.fromisoformat(text).replace(hour=18, tzinfo=ZoneInfo(ZONE)).timestamp())
    except ValueError:
        raise Refused("lead.review_date") from None


def _close(asked: Asked) -> leads.Done:
    outcome = asked.form.get("outcome", "")
    return leads.close(asked.board, asked.viewer, asked.lead_id, asked.version, outcome, asked.words, asked.without)


def _send(asked: Asked) -> leads.Done:
    unit_id = number(asked.form.get("unit_id"))
    return leads.send(asked.board, asked.viewer, asked.lead_id, asked.version, unit_id, asked.words, asked.without)


def _merge(asked: Asked) -> leads.Done:
    other, version = number(asked.form.get("other_id")), number(asked.form.get("other_version"))
    return leads.merge(asked.board, asked.viewer, asked.lead_id, asked.version, other, version, asked.words)


def _join(asked: Asked) -> leads.Done:
    """Joins the lead whose code the officer typed."""
    other, version = leads.find(asked.board, asked.viewer, asked.form.get("code", ""))
    return leads.merge(asked.board, asked.viewer, asked.lead_id, asked.version, other, version, asked.words)


def _move(asked: Asked) -> leads.Done:
    """Moves the marked tips to the lead whose code the officer typed; the undo bar speaks of this lead."""
    target, version = leads.find(asked.board, asked.viewer, asked.form.get("code", ""))
    done = leads.bring(asked.board, asked.viewer, target, version, asked.without, asked.version)
    return replace(done, lead_id=asked.lead_id)


def _split(asked: Asked) -> leads.Done:
    return leads.split(asked.board, asked.viewer, asked.lead_id, asked.version, asked.without, asked.words)[0]


def _not_same(asked: Asked) -> leads.Done:
    tip_id = number(asked.form.get("tip_id"))
    return leads.not_same(asked.board, asked.viewer, asked.lead_id, asked.version, tip_id)[0]


def _link(asked: Asked) -> leads.Done:
    record_id = number(asked.form.get("record_id"))
    words = asked.form.get("reason", "")
    return links.mention(asked.board, asked.viewer, asked.lead_id, asked.version, record_id, words, _shown(asked))


def _reject_link(asked: Asked) -> leads.Done:
    record_id = number(asked.form.get("record_id"))
    return links.reject(asked.board, asked.viewer, asked.lead_id, asked.version, record_id, shown=_shown(asked))


def _shown(asked: Asked) -> links.Shown:
    """What the suggestion said when the officer decided on it; kept as the evidence of the decision."""
    shown = asked.form.get
    return links.Shown(
        number(shown("bits") or "0"),
        max(1, number(shown("tie_size") or "1")),
        shown("strong") == "1",
        shown("evidence", ""),
    )


def _confirm_link(asked: Asked) -> leads.Done:
    link_id = number(asked.form.get("link_id"))
    return links.confirm(asked.board, asked.viewer, asked.lead_id, asked.version, link_id, asked.form.get("reason", ""))


def _unlink(asked: Asked) -> leads.Done:
    link_id = number(asked.form.get("link_id"))
    return links.unlink(asked.board, asked.viewer, asked.lead_id, asked.version, link_id, asked.form.get("reason", ""))


def _reject_candidate(asked: Asked) -> leads.Done:
    tip_id = number(asked.form.get("tip_id"))
    return leads.reject_candidate(asked.board, asked.viewer, asked.lead_id, asked.version, tip_id)


def _release(asked: Asked) -> leads.Done:
    return releases.propose(
        asked.board,
        asked.viewer,
        asked.lead_id,
        asked.version,
        number(asked.form.get("unit_id")),
        asked.form.get("wording", ""),
        pictures=[number(one) for one in asked.form.getlist("picture")],
        marked_seen=asked.form.get("marked_seen") == "1",
    )


def _withdraw(asked: Asked) -> leads.Done:
    return releases.withdraw(
        asked.board, asked.viewer, number(asked.form.get("release_id")), asked.form.get("reason", "")
    )


def _ask(asked: Asked) -> leads.Done:
    tip_id, text = number(asked.form.get("tip_id")), asked.form.get("question", "").strip()
    if text:
        return asking.propose(asked.board, asked.viewer, asked.lead_id, asked.version, tip_id, text)
    return asking.ask(asked.board, asked.viewer, asked.lead_id, asked.version, tip_id, asked.form.get("canned", ""))


def _reason(asked: Asked) -> str:
    return asked.form.get("reason", "")


STAY: Mapping[str, Act] = {
    "claim": lambda a: leads.claim(a.board, a.viewer, a.lead_id, a.version),
    "take-over": lambda a: leads.take_over(a.board, a.viewer, a.lead_id, a.version),
    "confirm": lambda a: leads.confirm(a.board, a.viewer, a.lead_id, a.version),
    "change": _fields,
    "wake": lambda a: leads.wake(a.board, a.viewer, a.lead_id, a.version),
    "recall": lambda a: leads.recall(a.board, a.viewer, a.lead_id, a.version, a.words),
    "reopen": lambda a: leads.reopen(a.board, a.viewer, a.lead_id, a.version, _reason(a), a.words),
    "remark": lambda a: leads.remark(a.board, a.viewer, a.lead_id, a.version, a.form.get("remark", "")),
    "acknowledge": lambda a: leads.acknowledge(a.board, a.viewer, a.lead_id),
    "merge": _merge,
    "join": _join,
    "move": _move,
    "split": _split,
    "not-same": _not_same,
    "link": _link,
    "reject-link": _reject_link,
    "confirm-link": _confirm_link,
    "unlink": _unlink,
    "reject-candidate": _reject_candidate,
    "withdraw": _withdraw,
}
ON: Mapping[str, Act] = {
    "close": _close,
    "hold": _hold,
    "send": _send,
    "release": _release,
    "ask": _ask,
    "accept": lambda a: leads.accept(a.board, a.viewer, a.lead_id, a.version),
    "return": lambda a: leads.give_back(a.board, a.viewer, a.lead_id, a.version, _reason(a), a.words),
    "reject": lambda a: leads.reject(a.board, a.viewer, a.lead_id, a.version, a.words),
    "approve": lambda a: leads.approve(a.board, a.viewer, a.lead_id, a.version, a.form.get("outcome", ""), a.words),
}
QUIET = frozenset({"claim", "take-over", "acknowledge", "remark"})  # nothing that the undo bar could take back


def asked(lead_id: int) -> Asked:
    """The act that this request asks for. Raises Refused for a form without a version."""
    return Asked(the_board(), current_viewer(), lead_id, number(request.form.get("version")), request.form)


@pages.post(f"/leads/<int:lead_id>/<any({','.join(repr(name) for name in (*STAY, *ON))}):act>")
@allowed("leads.act")
def do(lead_id: int, act: str) -> ResponseReturnValue:
    """Carries out an act that was made on a version of the lead."""
    wish = asked(lead_id)
    return carried_out(wish, act, STAY.get(act) or ON[act], stay=act in STAY)


def carried_out(wish: Asked, act: str, run: Act, *, stay: bool) -> ResponseReturnValue:
    """Runs an act and answers with the same lead anew (`stay`) or the next one; a conflict shows what has changed."""
    try:
        done = run(wish)
    except Conflict as error:
        return overtaken(wish, error)
    if act not in QUIET:
        desks.remember(done, act, request.form.get("outcome", ""))
    at = desks.place()
    if stay:
        return answer(desks.screen(at, leads.open_lead(wish.board, wish.viewer, wish.lead_id), gettext("Done.")))
    return answer(desks.open_next(at, gettext("Done."), done_with=wish.lead_id))


@pages.post("/leads/<int:lead_id>/skip")
@allowed("leads.read")
def skip(lead_id: int) -> ResponseReturnValue:
    """Passes the lead over: puts it back for others and shows the next."""
    board, viewer = the_board(), current_viewer()
    if viewer.unit_kind in ("desk", "supervision"):
        leads.let_go(board, viewer, lead_id)
    desks.skip(lead_id)
    return answer(desks.open_next(desks.place(), done_with=lead_id))


@pages.post("/undo/<int:decision_id>")
@allowed("leads.act")
def undo(decision_id: int) -> ResponseReturnValue:
    """Takes a decision back, at once or years later, and shows its lead."""
    board, viewer = the_board(), current_viewer()
    done = leads.undo(board, viewer, decision_id)
    desks.forget_done()
    view = leads.open_lead(board, viewer, done.lead_id)
    return answer(desks.screen(desks.place(), view, gettext("Taken back.")))


def overtaken(wish: Asked, error: Conflict) -> ResponseReturnValue:
    """Somebody was faster: what has changed since, by whom, and the offer to do it all the same."""
    view = leads.open_lead(wish.board, wish.viewer, wish.lead_id)
    changes = [entry for entry in view.history if entry.version > wish.version]
    at = desks.place()
    shown = desks.Desk(tab=at.tab, page=leads.Page(at.tab, ()), counts={}, alarms=(), lead=view, filters=at.filters)
    redo = view.row.version if error.code == "lead.changed" else 0
    return failures.overtaken(error, changes, desks.address(shown), redo)
