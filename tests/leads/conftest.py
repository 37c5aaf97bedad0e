"""A desk for the tests of this package; on SQLite, since the queries that differ are tested on both in test_reading."""

from pathlib import Path

import pytest

from hotline.db.engine import Database
from tests.shift import Shift


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    """A desk on SQLite."""
    return Shift(sqlite, tmp_path / "rings")


@pytest.fixture
def anywhere(database: Database, tmp_path: Path) -> Shift:
    """A desk on each kind of database."""
    return Shift(database, tmp_path / "rings")
