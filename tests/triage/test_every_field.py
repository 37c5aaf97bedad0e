"""Stored markup in every field that an officer or citizen can fill, and every page's count of statements."""

from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import event

from config.catalog.gazetteer import load_gazetteer
from hotline import leads, releases
from tests.shift import OTHER, RAW_HOTSPOT, RAW_PERSON, RETAIL, Shift
from tests.triage.conftest import Browser
from tests.triage.corpus import XSS

Enter = Callable[[str], Browser]
NEVER = {"iframe", "object", "embed", "math", "base", "applet", "frame"}
ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post")
TEXTS = [text.replace("\x00", "") for text in XSS if len(text) < 130]


class Reader(HTMLParser):
    """Collects what no page of ours holds: foreign elements, handlers, scripts and styles, addresses that run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        bad = [name for name in values if name.startswith("on") or name in ("style", "srcdoc")]
        bad += [name for name in ADDRESSES if _runs(values.get(name, ""))]
        if tag in NEVER or bad or (tag == "script" and not values.get("src", "").startswith("/board/static/")):
            self.found.append(f"{tag} {bad}")


def _runs(address: str) -> bool:
    """Whether an address is neither this board's, nor a part of the page, nor a picture in it."""
    return not address.startswith(("/", "#", "?", "data:image/png", "data:image/jpeg")) and address != ""


def strange(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    return reader.found


def words(text: str) -> str:
    """Something that is long enough everywhere, with the hostile text in it."""
    return f"vu viec {text}"


def fill(shift: Shift, enter: Enter, text: str) -> Iterator[tuple[Browser, str]]:
    """Fills every field with a text, as those who may; yields the pages that show them."""
    said = words(text)
    names = {"full_name": said[:190], "aliases": [said[:90]], "hamlet": said[:90]}
    person = shift.record({**RAW_PERSON, **names, "note": said})
    place = shift.record({**RAW_HOTSPOT, "name": said[:190], "modus": said, "times": said[:90]})
    lead_id, other = shift.tip(f"{RETAIL} {text}"), shift.tip(f"{OTHER} {text}", "+84900000002")
    alice, boss = enter("alice"), enter("super")
    shift.claim("alice", lead_id)
    page = f"/board/leads/{lead_id}"

    def act(name: str, **form: Any) -> None:
        alice.get(page)
        assert alice.post(f"{page}/{name}", form).status_code in (303, 422), name

    act("remark", remark=said)
    act("link", record_id=person, reason=said, evidence=said)
    act("link", record_id=place, reason=said, evidence=said)
    act("ask", tip_id=shift.tips(lead_id)[0], question=said)
    act("release", unit_id=shift.raised.units["Phường Thành Sen"], wording=said, marked_seen="1")
    alice.post("/board/views", {"name": said[:60], "only_category": "retail"})
    alice.post("/board/handover", {"note": said})
    alice.post("/board/entry", {"kind": "call", "text": said, "form": "x" * 24})
    boss.get(f"/board/registry/{person}")
    status = {"status": "user", "document_kind": "test", "document_ref": said[:100], "document": said, "reason": said}
    boss.post(f"/board/registry/{person}/status", status)
    boss.post(f"/board/registry/{person}/complain", {"reason": said})
    boss.post("/board/search", {"q": said})
    boss.get(f"/board/leads/{other}")
    boss.post(f"/board/leads/{other}/keep/hold", {"reason": said})
    boss.post(f"/board/leads/{other}/close", {"outcome": "spam", "words": said})
    for path in (page, "/board/", "/board/handover", f"/board/registry/{person}", f"/board/registry/{place}"):
        yield alice, path
    for path in ("/board/approvals", "/board/audit", f"/board/leads/{other}", f"/board/registry/{person}/edit",
                 "/board/registry?kind=person", "/board/registry?kind=hotspot"):  # fmt: skip
        yield boss, path


@pytest.mark.parametrize("part", range(4))
def test_no_field_becomes_markup_on_any_page(part: int, shift: Shift, signed_in: Enter) -> None:
    text = " ".join(TEXTS[part::4])[:700]
    found: dict[str, list[str]] = {}
    for browser, path in fill(shift, signed_in, text):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        found[path] = strange(answer.text)

    assert {path: some for path, some in found.items() if some} == {}


def test_the_reader_of_pages_sees_markup() -> None:
    for text in ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<iframe srcdoc='x'>",
                 "<a href='javascript:alert(1)'>x</a>", "<form action=https://example.invalid>"):  # fmt: skip
        assert strange(text), text


PAGES: Mapping[str, tuple[str, ...]] = {
    "super": ("/board/?tab=closed", "/board/registry?kind=person", "/board/registry?kind=hotspot", "/board/approvals",
              "/board/officers", "/board/audit", "/board/audit/looks", "/board/handover"),
    "commune": ("/board/releases",),
    "auditor": ("/board/audit",),
}  # fmt: skip


def much(shift: Shift, number: int) -> None:
    """One more of everything that the pages list."""

    alice, board = shift.viewer("alice"), shift.board
    shift.record({**RAW_PERSON, "full_name": f"Nguyễn Văn Thử {number}", "phones": [f"09120{number:05d}"]})
    shift.record({**RAW_HOTSPOT, "name": f"quán karaoke Sao {number}"})
    names = [unit.name for unit in load_gazetteer("42") if unit.level == "new"]
    done = shift.tip(f"xom {number} xa {names[number]} co nguoi ban ma tuy", f"+8490000{number:04d}")
    leads.close(board, alice, done, shift.claim("alice", done), "spam")
    sent = shift.tip(f"xom {number} xa {names[number + 20]} tu tap hut chich", f"+8490010{number:04d}")
    unit = shift.raised.units["Phường Thành Sen"]
    releases.propose(board, alice, sent, shift.claim("alice", sent), unit, "Tối có người bán ma túy.")
    approval = shift.open("lead", sent).releases[0].approval_id
    if number % 2:
        releases.decide(board, shift.viewer("lead"), approval, approve=True)
        shift.clock.now += 20


def test_no_page_asks_more_often_when_there_is_more_to_list(shift: Shift, signed_in: Enter) -> None:
    browsers = {login: signed_in(login) for login in PAGES}
    asked: list[str] = []
    event.listen(shift.db.engine, "before_cursor_execute", lambda c, cur, statement, *rest: asked.append(statement))

    def counts() -> dict[str, int]:
        found = {}
        for login, paths in PAGES.items():
            for path in paths:
                browsers[login].get(path)
                asked.clear()
                assert browsers[login].get(path).status_code == 200
                found[f"{login} {path}"] = len(asked)
        return found

    for number in (1, 2):
        much(shift, number)
    few = counts()
    for number in range(3, 13):
        much(shift, number)
    many = counts()

    assert {name: (few[name], many[name]) for name in few if many[name] > few[name] + 2} == {}
