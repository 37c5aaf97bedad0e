"""The command line: exit codes 0, 1, 2, one line on standard error, no traceback."""

import re
from pathlib import Path

import pytest

from hotline.cli.main import main
from hotline.cli.sentences import SENTENCES, sentence
from hotline.db.migrate import head
from hotline.errors import KeyMissing, Refused


@pytest.fixture(autouse=True)
def _database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOTLINE_DATABASE_URL", f"sqlite:///{tmp_path / 'cli.db'}")


def test_a_database_is_made_and_found_equal_to_the_models(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments=["db", "upgrade"]) == 0
    assert main(arguments=["db", "check"]) == 0
    assert "equals the models" in capsys.readouterr().out


def test_an_empty_database_fails_the_check_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments=["db", "check"]) == 1

    assert capsys.readouterr().err == f"hotline: the database stands at migration none, not {head()}; run db upgrade\n"


@pytest.mark.parametrize("arguments", [[], ["nope"], ["db", "nope"], ["db", "check", "--nope"]])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments=arguments) == 2
    assert "Usage: hotline" in capsys.readouterr().err


def test_a_wrong_setting_ends_in_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HOTLINE_PROVINCE", "secretvalue")

    assert main(arguments=["db", "check"]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "secretvalue" not in error


def test_a_database_that_does_not_answer_ends_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTLINE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    assert main(arguments=["db", "upgrade"]) == 1
    assert capsys.readouterr().err.startswith("hotline: the database does not answer")


def test_help_lists_every_noun_with_its_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments=["--help"]) == 0
    assert "db         The database's schema." in capsys.readouterr().out


def test_errors_become_sentences_or_show_their_code() -> None:
    assert sentence(KeyMissing("key.missing", process="intake", purpose="edge")) == "the ring of intake has no edge key"
    assert sentence(Refused("never.heard", limit=3)) == "never.heard (limit=3)"


def test_every_code_that_a_command_can_meet_has_a_sentence() -> None:
    kinds = "Refused|NotFound|Conflict|Unreadable|KeyMissing|Unavailable|Untrusted|Misconfigured"
    raised = re.compile(rf'(?:{kinds})\(\s*"([a-z_]+\.[a-z_]+)"')
    texts = [path.read_text(encoding="utf-8") for path in Path("hotline").rglob("*.py")]
    met = (
        "audit",
        "cli",
        "database",
        "demo",
        "invite",
        "key",
        "officer",
        "password",
        "recovery",
        "ring",
        "signin",
        "unit",
    )

    codes = {code for text in texts for code in raised.findall(text) if code.split(".")[0] in met}
    assert sorted(codes - set(SENTENCES)) == []
