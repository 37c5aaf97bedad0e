"""`hotline check`: a sound installation has no finding; each thing that is wrong has one, with what to do."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from config.settings import Settings
from hotline import checks
from hotline.db.engine import writing
from hotline.db.tables import Inbound, UnitKey
from hotline.ids import new_id
from tests.world import PASSPHRASE, World


@pytest.fixture
def settings(world: World) -> Settings:
    url = world.db.engine.url.render_as_string(hide_password=False)
    return Settings(mode="demo", database_url=url, keyring=world.directory, keyring_passphrase=SecretStr(PASSPHRASE))


def told(settings: Settings, *, deploy: bool = False) -> str:
    return "\n".join(finding.what for finding in checks.run(settings, deploy=deploy))


def test_a_sound_installation_has_no_finding(settings: Settings) -> None:
    assert [finding for finding in checks.run(settings) if "recovery" not in finding.what] == []


def test_a_wrong_passphrase_is_found(settings: Settings) -> None:
    wrong = settings.model_copy(update={"keyring_passphrase": SecretStr("another passphrase")})
    assert "ring.passphrase" in told(wrong)


def test_a_unit_key_with_a_wrong_mac_is_found(world: World, settings: Settings) -> None:
    with writing(world.db) as session:
        session.execute(update(UnitKey).values(mac=b"forged"))
    assert "wrong MAC" in told(settings)


def test_a_clock_that_went_back_is_found(world: World, settings: Settings) -> None:
    future = 4_000_000_000
    with writing(world.db) as session:
        session.add(Inbound(id=new_id(), channel="sms", text=b"t", address=b"a", thread=b"x", code=b"c", at=future))
    assert "rows of the future" in told(settings)


def test_a_database_without_migrations_is_found(settings: Settings, tmp_path: Path) -> None:
    empty = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/empty.db"})
    assert "migration none" in told(empty)


def test_a_deployment_is_no_demo_and_has_a_channel(settings: Settings) -> None:
    found = told(settings, deploy=True)
    assert "HOTLINE_MODE is demo" in found
    assert "no channel is configured" in found


def test_every_finding_says_what_to_do(settings: Settings) -> None:
    assert all(finding.do for finding in checks.run(settings, deploy=True))
