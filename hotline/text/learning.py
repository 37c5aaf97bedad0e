"""Reads the examples of config/examples and keeps what they teach in one file beside them; part of the build.

Two thousand texts take seconds to read; a worker that starts must not wait for that.
"""

import hashlib
import json
import tempfile
from pathlib import Path

from config.catalog.examples import LEARNT, load_examples
from config.catalog.files import CONFIG, BadData
from hotline.text.judgement import Learnt, judge_of, learn, marks_of
from hotline.text.readers import build_readers
from hotline.text.understand import read_by_rules

PROVINCE = "42"  # whose places the examples name
MOMENT = 1_790_000_000  # no example depends on when it was sent
_MADE_FROM = ("config/examples/*.jsonl", "config/lexicon/*.toml", "config/gazetteer/*.csv", "config/catalog/*.py",
              "hotline/text/*.py")  # fmt: skip


def learn_examples(folder: Path = CONFIG) -> Learnt:
    """What the examples of a config folder teach. Raises BadData."""
    readers, told = build_readers(PROVINCE, folder, judging=False), []
    for example in load_examples(folder / "examples"):
        found, shown, _ = read_by_rules(example.text, channel=example.channel, at=MOMENT, readers=readers)
        told.append((marks_of(found, shown), example.category, example.urgent))
    return learn(told)


def keep(root: Path) -> bool:
    """Learns anew when examples, lexicons or readers have changed since; says whether it did."""
    path, made_from = root / "config" / "examples" / LEARNT, _fingerprint(root)
    if _made_from(path) == made_from:
        return False
    learnt = learn_examples(root / "config")
    try:
        judge_of(learnt)
    except ValueError as error:
        raise BadData("examples", 0, str(error)) from error
    content = {"made_from": made_from, "examples": learnt.examples, "marks": learnt.marks}
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".part", delete=False) as part:
        json.dump(content, part, ensure_ascii=False)
    Path(part.name).replace(path)  # whole or not at all, also when two build at once
    path.chmod(0o644)
    return True


def _made_from(path: Path) -> str:
    """The fingerprint of what a file was made from; "" when it cannot be read."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["made_from"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _fingerprint(root: Path) -> str:
    digest = hashlib.sha256()
    for pattern in _MADE_FROM:
        for path in sorted(root.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
