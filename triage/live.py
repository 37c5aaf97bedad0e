"""Live changes for officers' pages: a stream of ids, the same by polling, and the heartbeat of a lease.

Nothing here renews a session. A stream holds no key: only who may be told of what. Streams end after five minutes, so
that a closed session learns nothing for longer, and say goodbye first.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response, jsonify, request

from hotline import leads
from hotline.errors import HotlineError, Unavailable
from hotline.feed import Batch, Hub, visible
from hotline.officers import Viewer
from hotline.vault import Holder
from triage.access import allowed, current_viewer
from triage.state import state, the_board

pages = Blueprint("live", __name__)
LONGEST = 300
KEEP_ALIVE = 15.0
MOST = 200


@pages.get("/api/stream")
@allowed("leads.read")
def stream() -> Response:
    """Server-sent events: `changes` with ids and versions as they happen, `bye` before the end."""
    told = replace(current_viewer(), holder=Holder())
    response = Response(_events(state().hub, told, request.args.get("after", "")), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _events(hub: Hub, viewer: Viewer, after: str) -> Iterator[str]:
    token, end = after or hub.token(), time.monotonic() + LONGEST
    yield _event("changes", _said(Batch(token, ()), viewer))
    while time.monotonic() < end:
        try:
            batch = hub.wait(token, KEEP_ALIVE)
        except Unavailable:
            break
        said = _said(batch, viewer)
        yield _event("changes", said) if said["leads"] or said["whole"] else ": still here\n\n"
        token = batch.token
    yield _event("bye", {})


def _event(name: str, data: dict[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def _said(batch: Batch, viewer: Viewer) -> dict[str, object]:
    """What this officer may be told: the newest version of each lead. Ids are strings: a double cannot hold them."""
    newest = {one.lead_id: one for one in batch.changes if visible(one, viewer)}
    found = [
        {"id": str(one.lead_id), "version": one.version, "mine": one.officer_id == viewer.officer_id}
        for one in list(newest.values())[-MOST:]
    ]
    return {"after": batch.token, "leads": found, "whole": batch.missed}


@pages.get("/api/changes")
@allowed("leads.read")
def changes() -> Response:
    """The same once, without waiting: what changed after the token that the last answer gave."""
    hub, after = state().hub, request.args.get("after", "")
    batch = hub.wait(after, 0.0) if after else Batch(hub.token(), ())
    return jsonify(_said(batch, current_viewer()))


@pages.post("/api/leads/<int:lead_id>/beat")
@allowed("leads.act")
def beat(lead_id: int) -> Response:
    """Renews this officer's lease while he is active; says whether the lead is still his."""
    try:
        mine = leads.heartbeat(the_board(), current_viewer(), lead_id)
    except HotlineError:
        mine = False
    return jsonify({"mine": mine})
