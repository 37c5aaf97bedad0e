"""What the public side can reach: no module that opens, no private key, no ring but its own, by import or by object."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

import pytest
from flask import Flask
from pydantic import SecretStr

from channels.app import create_public
from config.settings import Settings
from hotline.keyring import Key, RingFile
from hotline.opening import PrivateKey
from tests.world import PASSPHRASE, World

OPENING = ("hotline.opening", "hotline.pipeline", "hotline.relay", "hotline.runtime", "hotline.vault")
SKIPPED = (type, ModuleType)  # classes and modules reach everything; imports are the other test's matter


@pytest.fixture
def public(world: World) -> Flask:
    settings = Settings(
        mode="demo",
        keyring=world.directory,
        keyring_passphrase=SecretStr(PASSPHRASE),
        public_base_url="http://127.0.0.1:8000",
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token=SecretStr("token-of-the-test-account"),
        twilio_number="+15005550006",
    )
    app = create_public(world.edge, settings)
    app.test_client().get("/readyz")  # so that rings are read
    return app


def reachable(root: object) -> Iterator[Any]:
    """Every object that `root` refers to; of a function its closure and defaults, not its module's globals."""
    seen, waiting = {id(root)}, [root]
    while waiting:
        found = waiting.pop()
        yield found
        further = (
            [found.__closure__, found.__defaults__] if isinstance(found, FunctionType) else gc.get_referents(found)
        )
        for one in further:
            if id(one) not in seen and not isinstance(one, SKIPPED):
                seen.add(id(one))
                waiting.append(one)


def test_the_public_application_holds_no_private_key_and_no_ring_but_its_own(public: Flask) -> None:
    things = list(reachable(public))
    assert not [thing for thing in things if isinstance(thing, PrivateKey)]
    assert {thing._process for thing in things if isinstance(thing, RingFile)} == {"intake"}
    assert {key.purpose for key in things if isinstance(key, Key) and key.secret} <= {"edge"}


def test_the_walk_finds_a_private_key_where_there_is_one(world: World) -> None:
    assert [thing for thing in reachable(world) if isinstance(thing, PrivateKey)]


def test_the_public_side_imports_nothing_that_opens() -> None:
    told = "import sys, channels.app, channels.registry; print([m for m in sys.argv[1:] if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", told, *OPENING], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_the_public_side_has_no_route_that_reads(public: Flask) -> None:
    routes = {rule.rule for rule in public.url_map.iter_rules()}
    assert routes == {"/", "/healthz", "/readyz", "/hooks/<path:name>", "/public/<path:filename>"}
