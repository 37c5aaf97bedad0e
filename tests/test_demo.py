"""`make demo` from an empty folder: settings, sign-ins, a believable board; a second run keeps what is there."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline.db.engine import Database, make_engine, reading
from hotline.db.tables import Inbound, Lead, Record, Tip
from hotline.demo_samples import samples


def run(directory: Path, *more: str) -> subprocess.CompletedProcess[str]:
    arguments = ["demo", "--prepare-only", "--dir", str(directory), *more]
    command = [sys.executable, "-c", "import wsgi; wsgi.main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared demo."""
    directory = tmp_path_factory.mktemp("demo") / "here"
    done = run(directory)
    assert done.returncode == 0, done.stdout + done.stderr
    return directory


def states(demo: Path) -> Counter[str]:
    engine = make_engine(f"sqlite:///{demo}/hotline.db")
    with reading(Database(engine)) as session:
        found = Counter(session.scalars(select(Lead.state)))
        assert sum(session.scalars(select(Tip.parts))) == len(samples())
        assert session.scalars(select(Inbound.id)).all() == []
        assert len(session.scalars(select(Record.id).where(Record.state == "active")).all()) == 17
    engine.dispose()
    return found


def test_the_board_opens_on_a_desk_at_work(demo: Path) -> None:
    found = states(demo)
    assert found["new"] >= 5
    assert {"assigned", "watch", "closed"} <= set(found)


def test_settings_and_sign_ins_are_for_their_owner_only(demo: Path) -> None:
    for name in ("demo.env", "demo-officers.json", "demo-recovery-shares.txt"):
        assert (demo / name).stat().st_mode & 0o777 == 0o600
    rows = json.loads((demo / "demo-officers.json").read_text(encoding="utf-8"))
    assert {"login", "password", "role", "unit"} == set(rows[0])
    assert "HOTLINE_MODE=demo" in (demo / "demo.env").read_text(encoding="utf-8")


def test_a_second_run_keeps_the_data(demo: Path) -> None:
    before, passwords = states(demo), (demo / "demo-officers.json").read_bytes()
    assert run(demo).returncode == 0
    assert (states(demo), (demo / "demo-officers.json").read_bytes()) == (before, passwords)


def test_reset_refuses_a_folder_that_is_no_demo(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("do not delete")
    done = run(tmp_path, "--reset")
    assert done.returncode == 1
    assert (tmp_path / "precious.txt").exists()
    assert done.stderr.count("\n") == 1
