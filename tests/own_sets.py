"""Our own evaluation sets, beside the development set: other words, places, drugs and persons.

own-a to own-i are learnt from: their texts are examples (config/examples), and rules were mended with them in sight. Of
own-j and own-k no text is an example; of own-k rules were mended for two wrong joins, of own-j nobody who changed rules
has read a word. docs/measured.md says how each fared when it came.
The registries of own-a to own-g hold their own records and namesakes; `whole` adds the crowd of the development set's.
"""

import json
import shutil
from pathlib import Path

SETS = Path(__file__).parent / "data" / "eval"
EXAMPLES = Path(__file__).parents[1] / "config" / "examples"
LEARNT = ("own-a", "own-b", "own-c", "own-d", "own-e", "own-f", "own-g", "own-h", "own-i")
HELD = ("own-j", "own-k")
OWN = (*LEARNT, *HELD)
CROWDED = ("own-h", "own-i", *HELD)  # with a registry like the development set's


def tips_of(name: str) -> Path:
    """The tips of a set: with the others of the set, or among the examples."""
    return EXAMPLES / f"{name}.jsonl" if name in LEARNT else SETS / name / "tips.jsonl"


def whole(name: str, folder: Path) -> Path:
    """A copy of the set in `folder` with the full registry; returns it."""
    shutil.copy(tips_of(name), folder / "tips.jsonl")
    shutil.copy(SETS / name / "gold.jsonl", folder / "gold.jsonl")
    own = (SETS / name / "registry.jsonl").read_text(encoding="utf-8").splitlines()
    crowd = [
        line
        for line in (SETS / "dev" / "registry.jsonl").read_text(encoding="utf-8").splitlines()
        if "-x" in json.loads(line)["id"] and name not in CROWDED
    ]
    (folder / "registry.jsonl").write_text("\n".join((*own, *crowd)) + "\n", encoding="utf-8")
    return folder
