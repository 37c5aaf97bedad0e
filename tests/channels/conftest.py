"""The public application on a real database, with keys of the test's own, and people who send to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from channels.app import create_public
from config.settings import Settings
from hotline.db.engine import Database
from hotline.intake import Edge
from tests.channels.builders import Bare, settings_for
from tests.moment import Moment


@pytest.fixture
def clock() -> Moment:
    """A clock that the test moves."""
    return Moment()


@pytest.fixture
def bare(sqlite: Database, clock: Moment) -> Bare:
    """An edge on SQLite whose sealed rows the test can open."""
    return Bare(sqlite, clock)


@pytest.fixture
def edge(bare: Bare) -> Edge:
    """The public side's capabilities."""
    return bare.edge


@pytest.fixture
def settings() -> Settings:
    """Every provider configured, with invented secrets."""
    return settings_for()


@pytest.fixture
def public(edge: Edge, settings: Settings) -> Iterator[FlaskClient]:
    """A client of the public application."""
    with create_public(edge, settings).test_client(use_cookies=False) as client:
        yield client


@pytest.fixture
def samples() -> Path:
    """The folder of the providers' sample requests."""
    return Path(__file__).parents[1] / "data" / "providers"
