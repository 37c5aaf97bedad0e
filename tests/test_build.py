"""What a fresh clone is built by: the hook's parts and catalogues, make's targets, the line for who is not root."""

import gettext
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from hatch_build import PARTS, BuildError, build, compile_catalogues

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Tip"\nmsgstr "Tin báo"\n'


def catalogue(folder: Path, text: str) -> Path:
    path = folder / "vi" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_catalogue_is_compiled_and_made_anew_when_its_source_changes(tmp_path: Path) -> None:
    source = catalogue(tmp_path, PO)
    compile_catalogues(tmp_path)
    assert gettext.translation("messages", tmp_path, ["vi"]).gettext("Tip") == "Tin báo"

    source.write_text(PO.replace("Tin báo", "Tin"), encoding="utf-8")
    made = source.with_suffix(".mo")
    os.utime(made, ns=(0, 0))
    compile_catalogues(tmp_path)
    assert "Tin báo".encode() not in made.read_bytes()


def test_a_broken_catalogue_stops_the_build(tmp_path: Path) -> None:
    catalogue(tmp_path, PO + 'msgid "x\n')

    with pytest.raises(BuildError, match=r"messages\.po"):
        compile_catalogues(tmp_path)


def test_what_is_up_to_date_is_left_alone() -> None:
    vendor = Path("triage/static/vendor")
    before = {name: (vendor / name).stat().st_mtime_ns for name in PARTS.values()}

    build()

    assert {name: (vendor / name).stat().st_mtime_ns for name in PARTS.values()} == before


def test_every_promised_target_is_there_and_explained() -> None:
    help_ = subprocess.run(["make", "help"], capture_output=True, text=True, check=True).stdout
    promised = "demo demo-reset test lint types bench fuzz faults screenshots locks translations help"

    assert set(promised.split()) <= {line.split()[1] for line in help_.splitlines()}


def test_who_is_not_root_gets_one_line_that_installs_what_is_missing(tmp_path: Path) -> None:
    for name in ("sh", "ls"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)

    done = subprocess.run(["sh", "tests/needs.sh"], env={"PATH": str(tmp_path)}, capture_output=True, text=True)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "sudo apt-get install -y" in done.stderr
    assert "redis-server" in done.stderr
