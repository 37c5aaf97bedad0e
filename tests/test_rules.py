"""The project's own rules, held by tests: what columns declare, how long things may be, what no file may name."""

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from hotline.db.tables import metadata
from tests import columns

SOURCES = ("hotline", "channels", "triage", "config")
LONGEST_FILE, LONGEST_FUNCTION = 300, 45
HOLDS = re.compile(r"plain|sealed:[a-z|]+|keyed:[a-z]+")
COLUMNS = [column for table in metadata.sorted_tables for column in table.columns]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git knows and that is there."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True).stdout.split("\0")
    return tuple(path for path in map(Path, filter(None, listed)) if path.is_file())


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture


def modules() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and (path.parts[0] in SOURCES or len(path.parts) == 1)]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_every_column_declares_what_it_holds() -> None:
    undeclared = [str(column) for column in COLUMNS if not HOLDS.fullmatch(column.info.get("holds", ""))]

    assert len(COLUMNS) > 200
    assert undeclared == []  # each must say plain, sealed:KEY or keyed:KEY


def test_what_is_sealed_is_bytes_and_never_searched_for() -> None:
    sealed = [column for column in COLUMNS if column.info["holds"].startswith("sealed:")]

    assert [str(c) for c in sealed if c.type.python_type is not bytes or c.index or c.unique] == []


def test_the_threat_model_lists_every_column() -> None:
    page = columns.PAGE.read_text(encoding="utf-8")

    assert columns.between(page) == columns.markdown(), "run python -m tests.columns"


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(p) for p in modules() if "versions" not in p.parts and not ast.get_docstring(ast.parse(p.read_text()))
    ]

    assert [path for path in silent if Path(path).read_text().strip()] == []


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    long = {
        str(p): n for p in modules() if (n := p.read_text().count("\n")) > LONGEST_FILE and "versions" not in p.parts
    }

    assert long == {}


def test_no_function_is_too_long_to_be_read_at_once() -> None:
    long = {
        f"{path}:{node.name}": size
        for path in modules()
        if "versions" not in path.parts
        for node in functions(path)
        if (size := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    }

    assert long == {}


def test_every_test_can_fail() -> None:
    words = ("Assert(", "raises", "expect", "assert_", "check_", "warns")
    empty = [
        f"{path}:{node.name}"
        for path in tracked()
        if path.name.startswith("test_") and path.suffix == ".py"
        for node in functions(path)
        if node.name.startswith("test_") and not any(word in ast.dump(node) for word in words)
    ]

    assert empty == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bTO" r"DO\b|\bFIX" r"ME\b",
        r"/wo" r"rk/|/ro" r"ot/|/opt/py" r"pi",
        r"py" r"pi\.org|pythonhos" r"ted|npm" r"js\.(org|com)|deb" r"ian\.org/deb" r"ian",
        r"<<<<<" r"<< |>>>>>" r">> ",
    ],
)
def test_no_file_holds_what_belongs_elsewhere(pattern: str) -> None:
    found = [f"{path}: {match[0]}" for path, text in texts() if (match := re.search(pattern, text))]

    assert found == []


def test_nothing_made_by_others_is_committed() -> None:
    made = [str(path) for path in tracked() if re.search(r"\.min\.(js|css)$|node_modules|\.mo$|/vendor/", str(path))]

    assert made == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_version_and_hashes(name: str) -> None:
    text = (Path("config") / name).read_text()
    packages = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]

    assert len(packages) > 50
    assert [p.splitlines()[0] for p in packages if not re.match(r"\S+==\S+", p) or "--hash=sha256:" not in p] == []
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)


NPM = [Path("triage/assets"), Path("tests/lighthouse")]


def wanted_of_npm(folder: Path) -> dict[str, str]:
    """The packages that a folder's package.json names, with their versions."""
    about = json.loads((folder / "package.json").read_text())
    return {**about["dependencies"], **about.get("devDependencies", {})}


@pytest.mark.parametrize("folder", NPM, ids=str)
def test_the_npm_lock_has_exact_versions_hashes_and_no_address(folder: Path) -> None:
    lock = json.loads((folder / "package-lock.json").read_text())
    packages = {name: about for name, about in lock["packages"].items() if name}

    assert all(re.fullmatch(r"[\d.]+", version) for version in wanted_of_npm(folder).values())
    assert all("integrity" in about and "resolved" not in about for about in packages.values())


def test_what_builds_the_package_is_locked_with_the_rest() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text())

    assert project["build-system"]["requires"] == project["dependency-groups"]["build"]


def test_every_dependency_is_explained_in_one_line() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["dev"]
    wanted += project["dependency-groups"]["build"]
    names = {re.split(r"[\[>=<]", one)[0] for one in wanted}
    names |= {name for folder in NPM for name in wanted_of_npm(folder)}

    explained = re.findall(r"^- \*\*([\w.-]+)\*\*", Path("docs/dependencies.md").read_text(), re.MULTILINE)
    assert sorted(explained) == sorted(names)


def test_the_index_of_decisions_lists_each_of_them() -> None:
    folder = Path("docs/decisions")
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text())

    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))
