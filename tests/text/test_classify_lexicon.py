"""The loaders of cue lexicons and taxonomy refuse a bad file with its name, line and reason; the shipped ones agree."""

import shutil

import pytest

from config.catalog.cues import FILES, FOLDER, load_cues
from config.catalog.files import BadData
from config.catalog.taxonomy import FILE, load_taxonomy
from hotline.text.findings import Basis, Category, Urgency


def broken(tmp_path, name, text):
    for file in FILES:
        shutil.copy(FOLDER / file, tmp_path / file)
    (tmp_path / name).write_text((tmp_path / name).read_text(encoding="utf-8") + text, encoding="utf-8")
    with pytest.raises(BadData) as refused:
        load_cues(tmp_path)
    assert refused.value.file == name
    return refused.value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('\n[[frames]]\nmatch = "sell 3 nothing"\n', "does not exist"),
        ('\n[[frames]]\nmatch = "sell drug"\n', "numbers between"),
        ('\n[[frames]]\nmatch = "sell 99 drug"\n', "at most"),
        ('\n[[frames]]\nconduct = "sells"\n', "needs match"),
        ('\n[[frames]]\nmatch = "drug"\nweigth = 2\n', "no field"),
        ('\n[[frames]]\nmatch = "drug"\ncategory = "murder"\n', "category"),
        ('\n[[frames]]\nmatch = "drug"\nweight = 99\n', "from 0 to 10"),
        ("\n[frames\n", "TOML"),
        ('\n[new]\nx = ["y"]\n', "unknown table"),
    ],
)
def test_a_bad_frame_or_table_is_refused_with_its_line(tmp_path, text, reason):
    refused = broken(tmp_path, "basis.toml", text)
    assert reason in refused.reason
    assert refused.line > 0 or "from 0" in reason


@pytest.mark.parametrize(
    ("text", "reason"), [("Chữ Hoa", "lower case"), ("hai  khoảng", "single spaces"), ("tận mắt", "twice")]
)
def test_a_bad_phrase_is_refused(tmp_path, text, reason):
    for file in FILES:
        shutil.copy(FOLDER / file, tmp_path / file)
    path = tmp_path / "basis.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("saw = [", f'saw = ["{text}", '), encoding="utf-8")
    with pytest.raises(BadData, match=reason):
        load_cues(tmp_path)


@pytest.mark.parametrize("text", ['\n[masks]\nsaw = ["nothing"]\n', "\n[weights]\nnothing = 1.0\n"])
def test_masks_and_weights_speak_of_classes_that_exist(tmp_path, text):
    assert "does not exist" in broken(tmp_path, "basis.toml", text).reason


def test_a_class_is_defined_once(tmp_path):
    for file in FILES:
        shutil.copy(FOLDER / file, tmp_path / file)
    path = tmp_path / "basis.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("[classes]", '[classes]\nsell = ["bán"]', 1), encoding="utf-8"
    )
    with pytest.raises(BadData, match="defined twice"):
        load_cues(tmp_path)


def test_frames_speak_the_words_of_the_taxonomy():
    cues, words = load_cues(), load_taxonomy()
    assert {frame.conduct for frame in cues.frames if frame.conduct} <= set(words.codes("conduct"))
    assert set(cues.kinds) == set(words.codes("drug"))


def test_the_taxonomy_knows_every_finding():
    words = load_taxonomy()
    assert set(words.codes("category")) == {one.value for one in Category}
    assert set(words.codes("urgency")) == {one.value for one in Urgency}
    assert set(words.codes("basis")) == {one.value for one in Basis}
    assert len(words.codes("conduct")) >= 40


def test_a_label_comes_in_both_languages():
    words = load_taxonomy()
    assert words.label("category", "retail") == "Bán lẻ ma túy"
    assert words.label("category", "retail", "en") == "Retail dealing"
    assert words.label("category", "gone") == "gone"
    assert ("outcome", "malicious") in words


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('en = "Retail dealing"', 'en = ""', "empty label"),
        ('retail = { vi = "Bán lẻ ma túy", en = "Retail dealing" }', 'retail = "Bán lẻ"', "must be"),
        ("[drug]", "[drugs]", "unknown kind"),
    ],
)
def test_a_bad_taxonomy_is_refused(tmp_path, old, new, reason):
    path = tmp_path / "taxonomy.toml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadData, match=reason) as refused:
        load_taxonomy(path)
    assert refused.value.line > 0
