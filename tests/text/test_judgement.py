"""Category and danger by what a text resembles: learnt from examples, explained by words, deaf to names."""

import json
import math
import shutil
from pathlib import Path

import pytest

from config.catalog.examples import CATEGORIES, load_examples, load_learnt
from config.catalog.files import CONFIG, BadData
from hatch_build import BuildError
from hatch_build import learn as build_learnt
from hotline.text.findings import Category, Urgency
from hotline.text.judgement import LEAST, SMOOTHING, judge_of, learn, marks_of
from hotline.text.learning import learn_examples
from hotline.text.readers import build_readers
from hotline.text.understand import read_by_rules, understand
from tests import score
from tests.text.understood import MOMENT, readers, understood

TOLD = [(frozenset({"ban", f"{category} la gi"}), category, category == "psychosis") for category in CATEGORIES] * 2


def marks(text: str) -> frozenset[str]:
    found, shown, _ = read_by_rules(text, channel="sms", at=MOMENT, readers=readers())
    return marks_of(found, shown)


def test_names_of_persons_and_places_are_no_marks_and_neither_are_numbers() -> None:
    found = marks("Trần Đức Long (Long béo) ở xóm 3 xã Kỳ Hoa bán ma túy, 250 nghìn một gói")
    assert not {word for mark in found for word in mark.split()} & {"long", "beo", "tran", "hoa", "250"}
    assert {"ban", "tuy", "# ban", "+sell"} <= found


def test_a_mark_counts_by_how_much_oftener_a_category_shows_it() -> None:
    learnt = learn([*TOLD, (frozenset({"giao", "ban"}), "retail", False), (frozenset({"giao"}), "retail", False)])
    judge = judge_of(learnt)
    retail, use = CATEGORIES.index("retail"), CATEGORIES.index("use")
    assert learnt.marks["giao"] == (2, 0, 0, 0, 0, 0, 0, 0)
    size, of_retail, of_use = len(learnt.marks), 3 + 2 + 2, 2 + 2
    wanted = math.log((2 + SMOOTHING) / (of_retail + SMOOTHING * size)) - math.log(
        SMOOTHING / (of_use + SMOOTHING * size)
    )
    assert judge.labels["giao"][retail] - judge.labels["giao"][use] == pytest.approx(wanted)
    assert judge.dangers["psychosis la gi"] > 0 > judge.dangers["giao"]


def test_what_one_example_alone_shows_is_not_learnt() -> None:
    assert LEAST == 2
    assert "hiem" not in learn([*TOLD, (frozenset({"hiem"}), "use", False)]).marks


def test_without_an_example_of_each_there_is_nothing_to_judge_by() -> None:
    with pytest.raises(ValueError):
        judge_of(learn(TOLD[1:2]))


def test_a_new_label_is_explained_by_words_of_the_text() -> None:
    text = "tui nói thiệt, hắn kêu tụi nhỏ tới nhà rồi bày cho tụi nó đốt cấy chi trong giấy bạc, khói khét lẹt"
    by_rules, _, _ = read_by_rules(text, channel="sms", at=MOMENT, readers=readers())
    found = understood(text)
    assert found.category.value is not Category.IRRELEVANT
    if found.category.value is not by_rules.category.value:
        assert found.category.why
    for start, end in found.category.spans:
        assert 0 <= start < end <= len(text)
    assert 0.5 <= found.category.sure <= 1.0


def test_the_alarm_needs_a_danger_that_is_there_and_not_only_told_of() -> None:
    assert (
        understood("cứu với, nó phê đá cầm dao đuổi chém vợ con, máu chảy đầy nhà, tới ngay").urgency.value
        is Urgency.DANGER
    )
    assert understood("nó hay bán đá ở quán net, chiều nào cũng có người tới lấy").urgency.value is not Urgency.DANGER


@pytest.mark.parametrize("text", ["no ban cho ca lop. Thuyen ca", "thang Thuyen ca ban da", "# 0 + +", "ca ca ca"])
def test_a_word_that_was_undone_leaves_no_empty_mark(text: str) -> None:
    assert understood(text).category.sure >= 0.5
    assert all(mark.strip() and "" not in mark.split(" ") for mark in marks(text))


@pytest.mark.parametrize("text", [
    "Cầm đồ lãi thấp 24/7, cầm xe máy ô tô điện thoại laptop, giải ngân nhanh, LH 1900 0000",
    "Hàng về hàng về! Quần jean nam chỉ 150k, size đủ, ai cần inbox shop, ship toàn quốc",
    "G-552914 là mã xác minh Google của bạn.",
])  # fmt: skip
def test_an_advert_stays_what_the_rules_say(text: str) -> None:
    assert understood(text).category.value is Category.IRRELEVANT


def test_what_is_no_drug_matter_shows_no_conduct() -> None:
    found = understood("cho em hỏi thủ tục làm căn cước công dân ở đâu, nhà em bán tạp hóa")
    assert found.category.value is Category.IRRELEVANT
    assert not [cue for cue in found.cues if cue.kind in ("drug", "conduct")]


def test_examples_that_no_rule_was_made_for_are_judged_better_than_by_rules_alone() -> None:
    """The sets held back (tests/own_sets.py): the same texts by the rules, and by both."""
    sets = Path(__file__).parents[1] / "data" / "eval"
    right = {"rules": 0, "both": 0}
    for name in ("own-j", "own-k"):
        gold = {row["id"]: row for row in score.rows(sets / name / "gold.jsonl")}
        for tip in score.rows(sets / name / "tips.jsonl"):
            wanted = gold[tip["id"]]["category"]
            rules, _, _ = read_by_rules(tip["text"], channel=tip["channel"], at=MOMENT, readers=readers())
            both = understand(tip["text"], channel=tip["channel"], at=MOMENT, readers=readers())
            right["rules"] += rules.category.value == wanted
            right["both"] += both.category.value == wanted
    assert right["both"] > right["rules"] + 10


# The examples and what is made of them -------------------------------------------------------------------------------


def test_what_was_built_is_what_the_examples_teach() -> None:
    examples, learnt = load_learnt()
    made = learn_examples()
    assert (examples, learnt) == (made.examples, dict(made.marks))
    assert sum(examples[:-1]) == len(load_examples())


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A root with a copy of config/ that holds few examples, and the readers that the fingerprint looks at."""
    shutil.copytree(CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("migrations", "deploy", "locale"))
    for path in (tmp_path / "config" / "examples").iterdir():
        path.unlink()
    kinds = [(category, category == "psychosis") for category in CATEGORIES]
    texts = [{"channel": "sms", "category": one, "urgent": danger, "text": f"{one} ban da"} for one, danger in kinds]
    lines = "".join(json.dumps(row) + "\n" for row in texts * 2)
    (tmp_path / "config" / "examples" / "few.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_it_is_made_once_and_again_when_an_example_changes(config: Path) -> None:
    made = config / "config" / "examples" / "learnt.json"
    with pytest.raises(BadData, match="make parts"):
        build_readers("42", config / "config")
    build_learnt(config)
    first = made.stat().st_mtime_ns
    build_learnt(config)
    assert made.stat().st_mtime_ns == first
    with (config / "config" / "examples" / "few.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"channel": "voice", "category": "use", "urgent": false, "text": "hut"}\n')
    build_learnt(config)
    assert made.stat().st_mtime_ns != first
    assert build_readers("42", config / "config").judge is not None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON object"),
        ('["use"]', "no JSON object"),
        ('{"channel": "sms", "category": "use"}', "no JSON object"),
        ('{"channel": "sms", "category": "love", "urgent": false, "text": "x"}', "category must be one of"),
        ('{"channel": "fax", "category": "use", "urgent": false, "text": "x"}', "channel must be one of"),
        ('{"channel": "sms", "category": "use", "urgent": "false", "text": "x"}', "true or false"),
    ],
)  # fmt: skip
def test_a_wrong_example_is_refused_with_file_and_line(tmp_path: Path, line: str, reason: str) -> None:
    good = '{"channel": "sms", "category": "use", "urgent": false, "text": "x"}\n'
    (tmp_path / "some.jsonl").write_text(good + line + "\n", encoding="utf-8")
    with pytest.raises(BadData, match=f"some.jsonl:2: .*{reason}"):
        load_examples(tmp_path)


def test_no_examples_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="holds no examples"):
        load_examples(tmp_path)


def test_a_line_of_an_example_ends_where_the_line_ends(tmp_path: Path) -> None:
    line = '{"channel": "sms", "category": "use", "urgent": false, "text": "a\u2028b"}\n'
    (tmp_path / "some.jsonl").write_text(line, encoding="utf-8")
    assert [one.text for one in load_examples(tmp_path)] == ["a\u2028b"]
    (tmp_path / "some.jsonl").write_bytes(line.encode("utf-16"))
    with pytest.raises(BadData, match="is not UTF-8"):
        load_examples(tmp_path)


def test_a_file_that_cannot_be_read_is_made_anew_and_one_that_lacks_a_column_is_refused(config: Path) -> None:
    made = config / "config" / "examples" / "learnt.json"
    made.write_text("{half", encoding="utf-8")
    build_learnt(config)
    whole = json.loads(made.read_text(encoding="utf-8"))
    made.write_text(json.dumps({**whole, "examples": whole["examples"][:-1]}), encoding="utf-8")
    with pytest.raises(BadData, match="make parts"):
        build_readers("42", config / "config")


def test_examples_without_one_of_each_stop_the_build(config: Path) -> None:
    few = config / "config" / "examples" / "few.jsonl"
    lines = [line for line in few.read_text(encoding="utf-8").splitlines() if '"psychosis"' not in line]
    few.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(BuildError, match="need an example"):
        build_learnt(config)
