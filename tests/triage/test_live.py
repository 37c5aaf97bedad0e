"""Live changes: who is told, that nothing but ids is told, and that a lease's heartbeat says whose it is."""

import json
from collections.abc import Callable

from flask import Flask

from tests.shift import OTHER, Shift
from tests.triage.conftest import Browser
from triage import live

Enter = Callable[[str], Browser]


def test_polling_tells_ids_and_versions_of_what_changed(shift: Shift, app: Flask, signed_in: Enter) -> None:
    browser = signed_in("alice")
    token = browser.get("/board/api/changes").json["after"]  # type: ignore[index]  # an object
    lead_id = shift.tip()
    app.extensions["hotline.board"].hub._looked_at = 0.0
    told = browser.get(f"/board/api/changes?after={token}").json

    assert told["leads"] == [{"id": str(lead_id), "version": shift.lead(lead_id).version, "mine": False}]  # type: ignore[index]
    assert set(told) == {"after", "leads", "whole"}  # type: ignore[arg-type]


def test_what_happened_while_a_page_was_on_its_way_is_told(shift: Shift, app: Flask, signed_in: Enter) -> None:
    browser = signed_in("alice")
    token = browser.get("/board/").text.split('data-after="')[1].split('"')[0]
    lead_id = shift.tip()
    app.extensions["hotline.board"].hub._looked_at = 0.0
    told = browser.get(f"/board/api/changes?after={token}").json

    assert [one["id"] for one in told["leads"]] == [str(lead_id)]  # type: ignore[index]


def test_a_token_that_is_too_old_asks_for_everything(signed_in: Enter) -> None:
    told = signed_in("alice").get("/board/api/changes?after=nonsense.1").json

    assert told["whole"] is True  # type: ignore[index]


def test_a_commune_is_not_told_of_what_was_not_released_to_it(shift: Shift, app: Flask, signed_in: Enter) -> None:
    browser = signed_in("commune")
    token = browser.get("/board/api/changes").json["after"]  # type: ignore[index]
    shift.tip(OTHER)
    app.extensions["hotline.board"].hub._looked_at = 0.0

    assert browser.get(f"/board/api/changes?after={token}").json["leads"] == []  # type: ignore[index]


def test_a_stream_begins_with_a_token_and_holds_no_key(shift: Shift, app: Flask) -> None:
    hub, viewer = app.extensions["hotline.board"].hub, shift.viewer("alice")
    first = next(live._events(hub, viewer, ""))

    assert first.startswith("event: changes\ndata: ")
    assert json.loads(first.split("data: ")[1])["leads"] == []


def test_a_heartbeat_says_whether_the_lead_is_still_mine(shift: Shift, signed_in: Enter) -> None:
    lead_id = shift.tip()
    browser = signed_in("alice")
    browser.get("/board/")
    browser.post("/board/next")
    assert browser.post(f"/board/api/leads/{lead_id}/beat").json == {"mine": True}
    shift.clock.now += 200
    shift.claim("bob", lead_id)

    assert browser.post(f"/board/api/leads/{lead_id}/beat").json == {"mine": False}
