"""Our own evaluation sets through the real intake and worker, with all figures of the scorer."""

import json
from pathlib import Path

import pytest

from hotline import evaluate
from tests import score
from tests.own_sets import OWN, whole
from tests.world import readers


@pytest.mark.parametrize("name", OWN)
def test_an_own_set(name: str, tmp_path: Path) -> None:
    """Prints the figures; precision must hold wherever the hotline decides by itself."""
    folder = whole(name, tmp_path)
    out = folder / "result.jsonl"
    found = evaluate.run(folder, readers())
    out.write_text("".join(json.dumps(line) + "\n" for line in found.lines), encoding="utf-8")
    figures = score.score(folder, out)
    print("\n" + name + " " + "  ".join(f"{key} {value:.3f}" for key, value in figures.items()))
    assert figures["group.precision"] >= 0.97
    assert figures["person.strong_precision"] >= 0.97
    assert figures["hotspot.strong_precision"] >= 0.97
