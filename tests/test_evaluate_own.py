"""Our own evaluation sets, read and grouped in memory: floors, of which those of the sets held back say most."""

import pytest

from hotline import evaluate
from hotline.grouping import Member
from hotline.index import of_tip
from hotline.sketch import Facts
from hotline.text.understand import understand
from tests import score
from tests.memory import Memory
from tests.own_sets import OWN, SETS, tips_of
from tests.sketches import keys
from tests.world import readers

FLOORS = {
    "category.macro_f1": 0.95, "urgent.recall": 0.97, "urgent.precision": 0.90, "commune.accuracy": 0.93,
    "commune.precision": 0.95,
}  # fmt: skip
LOWER = {  # what a set of its own asks less of
    "own-i": {"urgent.precision": 0.84},
    "own-j": {"category.macro_f1": 0.88},
    "own-k": {"category.macro_f1": 0.90, "urgent.recall": 0.92},
}
RECALL = {
    "own-a": 0.93, "own-b": 0.86, "own-c": 0.94, "own-d": 0.98, "own-e": 0.80, "own-f": 0.77, "own-g": 0.94,
    "own-h": 0.93, "own-i": 0.82, "own-j": 0.92, "own-k": 0.92,
}  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_the_labels_of_an_own_set_hold(name: str) -> None:
    got = {}
    for one in evaluate.read_tips(tips_of(name)):
        found = understand(one.text, channel=one.channel, at=one.at, readers=readers())
        urgent = found.urgency.value == "danger"
        got[one.id] = {"category": str(found.category.value), "urgent": urgent, "commune": found.commune}
    figures = score.labels(score.rows(SETS / name / "gold.jsonl"), got)
    floors = FLOORS | LOWER.get(name, {})
    lost = {key: figures[key] for key, value in floors.items() if key in figures and figures[key] < value}
    assert not lost


@pytest.mark.parametrize("name", OWN)
def test_the_matters_of_an_own_set_are_kept_apart_and_found_together(name: str) -> None:
    memory, samples = Memory(), evaluate.read_tips(tips_of(name))
    senders = {source: number for number, source in enumerate(sorted({one.source for one in samples}))}
    for number, one in enumerate(samples, 1):
        found = understand(one.text, channel=one.channel, at=one.at, readers=readers())
        indexed = of_tip(keys(), found)
        source = ((1, senders[one.source]),)
        memory.add(Member(number, Facts(indexed.sketch), one.at, str(found.category.value), source), indexed)
    leads = {one.id: {"lead": str(memory.lead_of[number])} for number, one in enumerate(samples, 1)}
    figures = score.grouping(score.rows(SETS / name / "gold.jsonl"), leads)
    assert figures["group.precision"] >= 0.97
    assert figures["group.recall"] >= RECALL[name]
