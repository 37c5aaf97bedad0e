"""`hotline registry` and `hotline status`: exit codes, lines for people, JSON for scripts; a password is asked for."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from config.settings import Settings
from hotline.cli.context import Context
from hotline.cli.registry import registry
from hotline.cli.status import status
from hotline.db.engine import Database
from hotline.errors import Refused
from tests.builders import PASSWORD
from tests.shift import Shift

CSV = "kind,full_name,born,commune\nperson,Trần Thị Thử,1985,18073\n"


@pytest.fixture
def shift(sqlite: Database, tmp_path: Path) -> Shift:
    return Shift(sqlite, tmp_path / "rings")


def run(shift: Shift, command: click.Command, *arguments: str, password: str = PASSWORD) -> tuple[int, str, str]:
    """(exit code, standard output, standard error) of a command as the officer at the keyboard sees it."""
    context = Context(None, Settings(database_url=str(shift.db.engine.url)))
    context.board = shift.board
    result = CliRunner().invoke(command, list(arguments), obj=context, input=password + "\n", standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return int(result.return_value or 0), result.stdout, result.stderr


def test_a_file_is_imported_after_the_password(shift: Shift, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(CSV, encoding="utf-8")

    code, out, _err = run(shift, registry, "import", str(path), "--officer", "registry")
    assert (code, "imported 1 as proposed" in out) == (0, True)
    code, out, err = run(shift, registry, "import", str(path), "--officer", "registry")
    assert (code, "tells the same as record" in err, "nothing imported" in out) == (1, True, True)


def test_wrong_lines_are_listed_and_end_with_1(shift: Shift, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(CSV + "person,,1985,00000\n", encoding="utf-8")

    code, out, _err = run(shift, registry, "import", str(path), "--officer", "registry", "--json")

    assert code == 1
    assert json.loads(out.splitlines()[-1])["troubles"] == [{"line": 3, "codes": "full_name:missing, commune:unknown"}]


def test_every_wrong_line_is_listed_however_many_there_are(shift: Shift, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(CSV + "person,,1985,18073\n" * 300, encoding="utf-8")

    code, _out, err = run(shift, registry, "import", str(path), "--officer", "registry")

    told = [line for line in err.splitlines() if "full_name:missing" in line]
    assert (code, len(told), told[-1]) == (1, 300, "line 302: full_name:missing")


def test_a_wrong_password_imports_nothing(shift: Shift, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(CSV, encoding="utf-8")
    with pytest.raises(Refused) as told:
        run(shift, registry, "import", str(path), "--officer", "registry", password="wrong wrong wrong")
    assert told.value.code == "signin.wrong"


def test_an_export_is_its_owners_alone_and_overwrites_nothing(shift: Shift, tmp_path: Path) -> None:
    shift.record()
    path = tmp_path / "out.jsonl"

    assert run(shift, registry, "export", str(path), "--officer", "registry")[0] == 0
    assert (path.stat().st_mode & 0o777, json.loads(path.read_text())["name"]) == (0o600, "quán karaoke Ánh Trăng")
    with pytest.raises(FileExistsError):
        run(shift, registry, "export", str(path), "--officer", "registry")


def test_the_state_is_told_in_words_and_as_json(shift: Shift) -> None:
    shift.tip()

    assert "1 new" in run(shift, status)[1]
    told = json.loads(run(shift, status, "--json")[1])
    assert (told["well"], told["leads"], told["waiting"]) == (True, {"new": 1}, 0)
