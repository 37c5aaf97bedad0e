"""The lexicons: the committed ones load, bad ones are refused with file, line and reason."""

import shutil

import pytest

from config.catalog.files import BadData
from config.catalog.lexicon import (
    FOLDER,
    load_hours,
    load_landmarks,
    load_lexicon,
    load_names,
    load_places,
    load_vehicles,
)

LOADERS = (load_lexicon, load_places, load_landmarks, load_names, load_hours, load_vehicles)


@pytest.mark.parametrize("load", LOADERS)
def test_the_committed_lexicons_load(load):
    assert load()


@pytest.mark.parametrize("load", LOADERS)
def test_a_missing_lexicon_is_refused(tmp_path, load):
    with pytest.raises(BadData, match="cannot be read"):
        load(tmp_path)


BAD = [
    (load_lexicon, "teencode.toml", "[words]\nko = 3", 2, "must be a text"),
    (load_lexicon, "teencode.toml", '[words]\n\nKo = "không"', 3, "must be lower case"),
    (load_lexicon, "teencode.toml", '[words]\nko = "khong\u0302"', 2, "not in Unicode form NFC"),
    (load_lexicon, "teencode.toml", '[words]\nko = "không', 2, "is not valid TOML"),
    (load_lexicon, "dialect.toml", '[plain]\ntui = "tôi"', 0, "the table [marked] is missing"),
    (load_hours, "hours.toml", '[named]\n"gần sáng" = "sớm"', 2, "must be a window"),
    (load_hours, "hours.toml", '[named]\n"gần sáng" = "3-25"', 2, "must be a window"),
    (load_vehicles, "vehicles.toml", '[models]\nwave = ""', 2, "must be a text"),
]


@pytest.mark.parametrize(("load", "name", "text", "line", "reason"), BAD)
def test_a_bad_lexicon_is_refused_with_file_line_and_reason(tmp_path, load, name, text, line, reason):
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadData) as refused:
        load(tmp_path)
    assert (refused.value.file, refused.value.line) == (name, line)
    assert reason in refused.value.reason


EDITS = [
    (load_places, "places.toml", '"xã" = "commune"', '"xã" = "village"', "must mean commune"),
    (load_places, "places.toml", '["xóm", "xom"]', '["xóm"]', "list of pairs"),
    (load_landmarks, "landmarks.toml", 'sort = "venue"', 'sort = "shop"', "needs kind, and sort"),
    (load_names, "names.toml", '"thằng" = "nam"', '"thằng" = "trai"', "must be nam"),
]


@pytest.mark.parametrize(("load", "name", "good", "bad", "reason"), EDITS)
def test_a_wrong_entry_is_refused(tmp_path, load, name, good, bad, reason):
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert good in text
    (tmp_path / name).write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(BadData, match=reason) as refused:
        load(tmp_path)
    assert refused.value.line > 0
