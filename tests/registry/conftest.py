"""Fixtures of the registry's tests."""

from pathlib import Path

import pytest

from hotline.db.engine import Database
from tests.shift import Shift


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    """A police desk on the embedded database."""
    return Shift(sqlite, tmp_path / "rings")


@pytest.fixture
def anywhere(database: Database, tmp_path: Path) -> Shift:
    """A police desk on each kind of database."""
    return Shift(database, tmp_path / "rings")
