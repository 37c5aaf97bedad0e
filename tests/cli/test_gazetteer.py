"""`hotline gazetteer build`."""

import pytest
from click.testing import CliRunner

from config.catalog.gazetteer import FOLDER, load_gazetteer
from hotline.cli import gazetteer as command

run = CliRunner().invoke


def test_the_committed_file_is_what_the_command_writes(tmp_path):
    pytest.importorskip("vietnamadminunits")
    done = run(command.gazetteer, ["build", "--province", "42", "--out", str(tmp_path / "42.csv")])
    assert done.exit_code == 0
    assert (tmp_path / "42.csv").read_text() == (FOLDER / "42.csv").read_text()


def test_another_province_can_be_built_and_loaded(tmp_path):
    pytest.importorskip("vietnamadminunits")
    assert run(command.gazetteer, ["build", "--province", "40", "--out", str(tmp_path / "40.csv")]).exit_code == 0
    assert len([unit for unit in load_gazetteer("40", tmp_path) if unit.level == "new"]) > 100


def test_an_unknown_province_is_refused_in_one_line(tmp_path):
    pytest.importorskip("vietnamadminunits")
    done = run(command.gazetteer, ["build", "--province", "99", "--out", str(tmp_path / "99.csv")])
    assert done.exit_code == 1
    assert "no province has the code 99" in done.output
    assert not (tmp_path / "99.csv").exists()


def test_without_the_package_the_command_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    done = run(command.gazetteer, ["build", "--province", "42", "--out", str(tmp_path / "42.csv")])
    assert done.exit_code == 1
    assert "vietnamadminunits is not installed" in done.output
