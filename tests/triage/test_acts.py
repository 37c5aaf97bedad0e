"""Every code that the source writes into the log or into a history has words, and the log shows words only."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask
from flask_babel import force_locale

from hotline import chain, destruction, recovery, workflow
from tests.shift import Shift
from tests.triage.conftest import Browser, text_of
from triage import acts, histories
from triage.labels import label

SOURCES = [path for root in ("hotline", "triage") for path in Path(root).rglob("*.py")]
# Functions that write an event or a line of history, and where among their arguments the code stands.
EVENTS = {"record": 2, "seen": 2, "Event": 1}
LINES = {
    "finish": 1, "carry_out": 1, "_recounted": 1, "note": 2, "_note": 2, "_line": 2, "_act": 2, "line_row": 3,
    "_note_batch": 3, "act": 4, "_claim": 4,
}  # fmt: skip
CONSTANTS = {"REHEARSED": recovery.REHEARSED, "USED": recovery.USED, "audit.CHECKPOINT": chain.CHECKPOINT}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""), node


def codes(call: ast.Call, place: int) -> Iterator[str]:
    """The texts at a place among the arguments or called `action`; of one put together only its beginning."""
    given = [word.value for word in call.keywords if word.arg == "action"] + call.args[place : place + 1]
    for one in given:
        texts = [one.body, one.orelse] if isinstance(one, ast.IfExp) else [one]
        for text in texts:
            first = text.values[0] if isinstance(text, ast.JoinedStr) else text
            found = first.value if isinstance(first, ast.Constant) else CONSTANTS.get(ast.unparse(text))
            if isinstance(found, str):
                yield found


def written(writers: dict[str, int]) -> set[tuple[str, str]]:
    """(which history, code) of everything that these functions are told to write."""
    return {
        ("record_event" if "registry" in path.parts else "event", code)
        for path in SOURCES
        for name, call in calls(path)
        if name in writers
        for code in codes(call, writers[name])
    }


def test_every_code_of_the_log_has_a_sentence() -> None:
    found = {code for _, code in written(EVENTS)}
    families = {code.partition(".")[0] for code in found}

    assert len(found) > 40
    assert families == set(acts.FAMILIES) & families == set(acts.ACTS) & families
    assert [code for code in sorted(found) if not code.endswith(".") and acts.known(code) is None] == []


def test_what_the_log_puts_together_has_sentences_for_every_part() -> None:
    verdicts = [f"approval.{verdict}" for verdict in ("approved", "refused", "withdrawn")]
    swept = [f"sweep.{name}" for name in ("leads", "records", "words") if hasattr(destruction, name) or name == "words"]
    kept = [f"keeping.{act}" for act in ("hold", "unhold", "renew")]

    assert [code for code in (*verdicts, *swept, *kept, "tip.tip", "tip.part") if acts.known(code) is None] == []


def test_every_line_of_a_history_has_words() -> None:
    found = written(LINES) | {("event", act) for act in workflow.RULES}
    tables = {"event": histories.EVENT, "record_event": histories.RECORD_EVENT}

    assert len(found) > 50
    assert [(kind, code) for kind, code in sorted(found) if code not in tables[kind]] == []


def test_no_function_writes_codes_that_this_test_does_not_follow() -> None:
    followed = {*EVENTS, *LINES}
    unknown = {
        node.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and "action" in [one.arg for one in node.args.args]
    }

    assert unknown - followed - {"act", "known"} == set()  # the words themselves


def test_the_log_shows_sentences_and_can_be_narrowed_to_one(shift: Shift, signed_in: Callable[[str], Browser]) -> None:
    shift.claim("alice", shift.tip())
    browser = signed_in("auditor")
    shown = text_of(browser.get("/board/audit"))
    narrowed = text_of(browser.post("/board/audit", {"action": "lead.claim"})).partition("Sự kiện")[2]

    assert "Đã đăng nhập" in shown
    assert "officer.sign_in" not in shown
    assert "Đã nhận xử lý" in narrowed
    assert "Đã đăng nhập" not in narrowed


def test_codes_beside_an_act_are_said_and_numbers_of_rows_are_not(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("en"):
        assert acts.details({"decision": 77, "role": "auditor", "hits": 3}) == [
            "3 found",
            str(label("role", "auditor")),
        ]
        assert acts.details({"kind": "totp"}) == ["time code"]
        assert acts.thing("lead") == "lead"
