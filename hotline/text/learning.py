"""Reads the examples of config/examples and keeps what they teach in one file beside them; part of the build.

Two thousand texts take seconds to read; a worker that starts must not wait for that.
"""

import hashlib
import json
from pathlib import Path

from config.catalog.examples import LEARNT, load_examples
from config.catalog.files import CONFIG
from hotline.text.judgement import Learnt, learn, marks_of
from hotline.text.readers import build_readers
from hotline.text.understand import read_by_rules

PROVINCE = "42"  # whose places the examples name
MOMENT = 1_790_000_000  # no example depends on when it was sent
_MADE_FROM = ("config/examples/*.jsonl", "config/lexicon/*.toml", "config/gazetteer/*.csv", "hotline/text/*.py")


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
    if path.is_file() and json.loads(path.read_text(encoding="utf-8")).get("made_from") == made_from:
        return False
    learnt = learn_examples(root / "config")
    part = path.with_suffix(".part")
    content = {"made_from": made_from, "examples": learnt.examples, "marks": learnt.marks}
    part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
    return True


def _fingerprint(root: Path) -> str:
    digest = hashlib.sha256()
    for pattern in _MADE_FROM:
        for path in sorted(root.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
