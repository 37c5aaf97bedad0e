"""Alarms for operators: what is wrong is told once when it begins and once when it has gone."""

import json
from collections.abc import Callable
from typing import Any

from pydantic import SecretStr
from sqlalchemy import update
from werkzeug.wrappers import Request, Response

from config.settings import Settings
from hotline import alerts, intake, schedule, status, work
from hotline.db.engine import writing
from hotline.db.tables import Inbound, UnitKey
from tests.world import PASSPHRASE, World, message


def settings(world: World, **more: Any) -> Settings:
    url = world.db.engine.url.render_as_string(hide_password=False)
    return Settings(
        mode="demo", database_url=url, keyring=world.directory, keyring_passphrase=SecretStr(PASSPHRASE), **more
    )


def test_a_message_set_aside_shows_with_a_reason_without_text(world: World) -> None:
    intake.keep(world.edge, message("canary words"))
    with writing(world.db) as session:
        session.execute(update(Inbound).values(text=b"\x01\x01" + b"0" * 60))
    work.step(world.worker)
    found = status.look(world.db, world.clock.now)
    assert (found.failed, found.failed_because) == (1, {"key.missing": 1})
    assert "messages_set_aside" in alerts.troubles(found)
    assert "canary" not in json.dumps(found.as_dict())


def test_a_forged_unit_key_is_a_trouble(world: World) -> None:
    with writing(world.db) as session:
        session.execute(update(UnitKey).values(mac=b"forged"))
    intake.keep(world.edge, message("xom 3 co nguoi ban ma tuy"))
    work.step(world.worker)
    assert "sealing_stopped" in alerts.troubles(status.look(world.db, world.clock.now))


def test_a_trouble_is_told_once_and_its_end_once(world: World, served: Callable[..., str]) -> None:
    told: list[list[str]] = []

    @Request.application
    def receiver(request: Request) -> Response:
        told.append(json.loads(request.get_data())["troubles"])
        return Response("ok")

    here = settings(world, alert_url=served(receiver))
    job = schedule.Job(alerts.NAME, 60, lambda now: alerts.tell(world.db, here, now))
    intake.keep(world.edge, message("xom 3 co nguoi ban ma tuy"))
    for seconds in (alerts.STUCK + 60, 60):
        world.clock.now += seconds
        schedule.tick(world.db, world.clock, [job])
    work.step(world.worker)
    for _ in range(2):
        world.clock.now += 60
        schedule.tick(world.db, world.clock, [job])
    assert told == [["queue_stuck"], []]
