"""The development set through the real intake and worker: frozen figures, so that losing ground is seen."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from hotline import evaluate
from hotline.errors import Refused
from hotline.grouping import Member
from hotline.index import of_tip
from hotline.sketch import Facts
from hotline.text.understand import understand
from tests import score
from tests.memory import Memory
from tests.sketches import keys
from tests.world import readers

SET = Path(__file__).parent / "data" / "eval" / "dev"
FLOORS = {  # what the design asks for
    "group.precision": 0.97, "group.recall": 0.85, "category.macro_f1": 0.90, "urgent.recall": 0.97,
    "urgent.precision": 0.90, "commune.accuracy": 0.93, "commune.precision": 0.97, "person.recall@3": 0.95,
    "person.strong_precision": 0.97, "person.strong_coverage": 0.60, "hotspot.recall@3": 0.95,
    "hotspot.strong_precision": 0.97, "hotspot.strong_coverage": 0.70,
}  # fmt: skip
FROZEN = {  # what was reached; raise it with what raises it
    "group.precision": 1.0, "group.recall": 0.99, "category.macro_f1": 0.98, "urgent.recall": 1.0,
    "urgent.precision": 0.97, "commune.accuracy": 0.99, "commune.precision": 0.99, "person.recall@3": 0.99,
    "person.strong_precision": 0.99, "person.strong_coverage": 0.93, "hotspot.recall@3": 0.97,
    "hotspot.strong_precision": 0.99, "hotspot.strong_coverage": 0.80,
}  # fmt: skip


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of the whole set."""
    out = tmp_path_factory.mktemp("evaluate") / "result.jsonl"
    found = evaluate.run(SET, readers())
    out.write_text("".join(json.dumps(line) + "\n" for line in found.lines), encoding="utf-8")
    return out


def test_the_figures_hold(evaluated: Path) -> None:
    figures = score.score(SET, evaluated)
    lost = {name: figures[name] for name, value in FROZEN.items() if figures[name] < value}
    assert not lost
    assert all(figures[name] >= value for name, value in FLOORS.items())


def test_every_tip_prints_one_line_in_the_scorers_form(evaluated: Path) -> None:
    lines = [json.loads(line) for line in evaluated.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == [sample.id for sample in evaluate.read_tips(SET / "tips.jsonl")]
    assert set(lines[0]) == {"id", "lead", "category", "urgent", "commune", "persons", "hotspots"}
    done = subprocess.run(
        [sys.executable, score.__file__, SET, evaluated, "--min", "group.precision=0.97"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def test_the_order_of_arrival_matters_little() -> None:
    samples = evaluate.read_tips(SET / "tips.jsonl")
    read = [understand(one.text, channel=one.channel, at=one.at, readers=readers()) for one in samples]
    senders = {source: number for number, source in enumerate(sorted({one.source for one in samples}))}
    tips = [
        (
            Member(
                number,
                Facts(of_tip(keys(), found).sketch),
                one.at,
                str(found.category.value),
                ((1, senders[one.source]),),
            ),
            of_tip(keys(), found),
        )
        for number, (one, found) in enumerate(zip(samples, read, strict=True), 1)
    ]
    gold = score.rows(SET / "gold.jsonl")
    precision, recall = [], []
    for seed in range(20):
        memory, order = Memory(), tips[:]
        random.Random(seed).shuffle(order)
        for member, indexed in order:
            memory.add(member, indexed)
        leads = {one.id: {"lead": str(memory.lead_of[number])} for number, one in enumerate(samples, 1)}
        figures = score.grouping(gold, leads)
        precision.append(figures["group.precision"])
        recall.append(figures["group.recall"])
    median = sorted(recall)[10]
    assert min(precision) >= 0.97
    assert max(abs(one - median) for one in recall) <= 0.03


def test_two_parts_of_one_conversation_print_two_lines_of_one_lead(tmp_path: Path) -> None:
    told = (
        ("a", "sms", "s1", "08:00", "quán karaoke Ruby xã Kỳ Hoa bán đá"),
        ("b", "sms", "s1", "08:05", "chủ quán là Trần Đức Long sinh 1993"),
        ("c", "voice", "s2", "09:00", "vay tiền nhanh không thế chấp"),
    )
    names = ("id", "channel", "source", "at", "text")
    tips = [dict(zip(names, one, strict=True)) for one in told]
    for tip in tips:
        tip["at"] = f"2026-09-01T{tip['at']}:00+07:00"
    (tmp_path / "tips.jsonl").write_text("".join(json.dumps(tip) + "\n" for tip in tips), encoding="utf-8")
    (tmp_path / "registry.jsonl").write_text("", encoding="utf-8")
    first, second, third = evaluate.run(tmp_path, readers()).lines
    assert first["lead"] == second["lead"] != third["lead"]
    assert third["category"] == "irrelevant"
    assert len(evaluate.run(tmp_path, readers(), limit=1).lines) == 1


FAX = '{"id":"a","channel":"fax","source":"s","at":"2026-01-01","text":"x"}'


@pytest.mark.parametrize("line", ["{", '{"id": 1}', FAX])
def test_a_set_that_cannot_be_read_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "tips.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(Refused):
        evaluate.run(tmp_path, readers())
