"""axe finds nothing on any page, in both languages and both lights, on a desk and on a phone."""

import re
from pathlib import Path

import flask
import pytest
from jinja2 import Template
from playwright.sync_api import Page

from hotline.errors import Refused, Unavailable
from tests.builders import PASSWORD
from tests.journeys.conftest import DANGER, PHONE, Desk
from tests.journeys.pages import come, furnish, missing, speak, stops
from tests.journeys.test_keyboard import act
from tests.shift import RAW_HOTSPOT
from triage.access import PUBLIC, allowed

AXE = Path("triage/assets/node_modules/axe-core/axe.min.js")
TEMPLATES = Path("triage/templates")
COLOURS = ", runOnly: ['color-contrast', 'link-in-text-block']"
# Sends a form of the page to another address with other fields, as without JavaScript: the answer is a whole page.
SEND = """([address, fields]) => {
  const form = document.querySelector("form[action$='sign-out']");
  form.action = address;
  for (const [name, value] of Object.entries(fields)) {
    const field = form.appendChild(document.createElement("input"));
    field.name = name; field.type = "hidden"; field.value = value;
  }
  form.submit();
}"""


def violations(page: Page, more: str = "") -> list[str]:
    """What axe finds on the page as it is now: rule and the elements."""
    if not page.evaluate("!!window.axe"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {{ resultTypes: ['violations']{more} }})")
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found["violations"]]


def both_lights(page: Page) -> list[str]:
    """The same by night and by day, where only colours change."""
    page.emulate_media(color_scheme="dark")
    found = violations(page)
    page.emulate_media(color_scheme="light")
    return found + violations(page, COLOURS)


def send(page: Page, address: str, **fields: str) -> None:
    """Sends a form with this page's token and waits for the page that answers."""
    with page.expect_navigation():
        page.evaluate(SEND, [address, fields])


@allowed(PUBLIC)
def fault(code: int) -> str:
    """A view that fails as asked for."""
    if code == 500:
        raise ValueError("made to fail")
    raise {422: Refused("lead.reason"), 503: Unavailable("database.unavailable")}.get(code) or flask.abort(code)


def walked(desk: Desk, ids: dict[str, int], language: str) -> dict[str, list[str]]:
    """What axe finds on every page that has an address."""
    found, page, who = {}, None, ""
    for stop in stops(ids):
        if page is None or stop.who != who:
            page, who = come(desk, stop.who, language), stop.who
        answer = page.goto(f"{desk.base}{stop.path}")
        assert answer and answer.status == 200, stop
        assert page.url == f"{desk.base}{stop.path}"
        found[f"{stop.who} {stop.path}"] = both_lights(page)
    return found


def answers(desk: Desk, page: Page, ids: dict[str, int]) -> dict[str, list[str]]:
    """What axe finds on pages that answer a form: results, what was kept, what went wrong."""
    lead, words = f"/board/leads/{ids['lead']}", {"text": "một tin rất dài mà cán bộ đã gõ " * 4}
    unmask = f"{lead}/tips/{desk.shift.tips(ids['lead'])[0]}/unmask"
    entry = {"kind": "call", "text": "Người ta kể có điểm hút chích ở xã Cẩm Bình.", "form": "a" * 24}
    forms = [
        ("/board/search", {"q": "karaoke", "scope": "tip"}), ("/board/search", {"q": "Thu", "scope": "person"}),
        ("/board/audit", {"action": "nothing.like.this"}), ("/board/audit/verify", {}),
        ("/board/entry", entry), ("/board/entry", {}), (f"{lead}/change", {"version": "0", "category": "use"}),
        (unmask, {"reason": "cần gọi xe cấp cứu"}), ("/board/step-up", {"password": "x"}),
        ("/board/step-up", {"password": PASSWORD, "then": unmask, "kept.reason": "cần gọi xe cấp cứu"}),
        (unmask, {"reason": "cần gọi xe cấp cứu"}),
        *((f"/board/fault/{code}", words) for code in (400, 401, 403, 404, 409, 413, 422, 500, 503)),
    ]  # fmt: skip
    found = {}
    for number, (address, fields) in enumerate(forms):
        page.goto(f"{desk.base}/board/help")
        send(page, address, **fields)
        found[f"{number} {address}"] = both_lights(page)
    return found


def whole_pages() -> set[str]:
    """Every template that is a page of its own, by what it extends."""
    extended = {
        str(path.relative_to(TEMPLATES)): re.findall(r'"([\w/.]+\.html)"', found[1])
        for path in TEMPLATES.rglob("*.html")
        if (found := re.match(r"\{% extends (.*?) %\}", path.read_text(encoding="utf-8")))
    }
    return set(extended) - {base for bases in extended.values() for base in bases}


def test_no_route_that_shows_a_page_is_left_out(desk: Desk) -> None:
    assert missing(desk.app) == set()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_axe_finds_nothing_on_any_page(language: str, desk: Desk) -> None:
    ids, seen = furnish(desk), set()
    speak(desk, language)
    desk.app.add_url_rule("/board/fault/<int:code>", "fault", fault, methods=["GET", "POST"])

    def note(_app: flask.Flask, template: Template, **_: object) -> None:
        seen.add(template.name)

    with flask.template_rendered.connected_to(note, desk.app):
        found = walked(desk, ids, language) | answers(desk, come(desk, "super", language), ids)

    assert {path: some for path, some in found.items() if some} == {}
    assert whole_pages() - seen == set()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_axe_finds_nothing_on_a_lead_with_its_panels_open(language: str, desk: Desk) -> None:
    desk.shift.record(RAW_HOTSPOT)
    desk.shift.tip(DANGER)
    desk.tips(("o quan karaoke Anh Trang phuong Thanh Sen co nguoi ban ma tuy da, Con toi nghien hai nam nay",))
    speak(desk, language)
    page = desk.page("alice", color_scheme="dark")
    act(page, "Enter")
    found = both_lights(page)
    act(page, "Space")
    for panel in page.locator("main details, aside details").all():
        panel.evaluate("one => { one.open = true }")
    found += both_lights(page)
    act(page, "F8")
    found += both_lights(page)

    assert found == []


@pytest.mark.parametrize("login", ["commune", "registry", "auditor", "admin"])
def test_axe_finds_nothing_for_other_roles_and_on_a_phone(login: str, desk: Desk) -> None:
    page = desk.page(login, viewport=PHONE)
    links = page.eval_on_selector_all(".sheet .only-phone a", "links => links.map(link => link.getAttribute('href'))")
    found = {}
    for path in ("/board/", *links):
        page.goto(f"{desk.base}{path}")
        found[path] = violations(page)

    assert {path: some for path, some in found.items() if some} == {}
