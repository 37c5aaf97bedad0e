"""The gazetteer: the committed one is whole, a bad one is refused with file, line and reason."""

import pytest

from config.catalog.files import BadData
from config.catalog.gazetteer import load_gazetteer

HEAD = "level,kind,name,district,code,became,lat,lon\n"
GOOD = HEAD + "new,xã,Kỳ Hoa,,18814,18814,18.0,106.2\nold,xã,Kỳ Tân,huyện Kỳ Anh,18800,18814,,\n"


def written(tmp_path, text, former=""):
    (tmp_path / "42.csv").write_text(text, encoding="utf-8")
    if former:
        (tmp_path / "42.former.csv").write_text(former, encoding="utf-8")
    return tmp_path


def test_the_committed_gazetteer_has_every_unit():
    units = load_gazetteer("42")
    levels = [unit.level for unit in units]
    assert (levels.count("new"), levels.count("old"), levels.count("province")) == (69, 209, 1)
    assert {unit.name for unit in units if unit.level == "district"} >= {
        "Can Lộc",
        "Kỳ Anh",
        "Lộc Hà",
        "Hồng Lĩnh",
        "Hà Tĩnh",
    }
    assert all(unit.lat and unit.lon for unit in units if unit.level == "new")


def test_split_communes_name_their_largest_part_first():
    became = {unit.name: unit.became for unit in load_gazetteer("42") if unit.level == "old"}
    assert became["Đại Nài"] == ("18073", "18652")
    assert len(became["Kỳ Lợi"]) == 3


def test_a_good_file_is_read(tmp_path):
    units = load_gazetteer("42", written(tmp_path, GOOD))
    assert [(unit.name, unit.became) for unit in units] == [("Kỳ Hoa", ("18814",)), ("Kỳ Tân", ("18814",))]


BAD = [
    ("", 1, "the header must be"),
    ("level,name\n", 1, "the header must be"),
    (HEAD, 0, "names no new commune"),
    (GOOD + "hamlet,xóm,Ba,,1,18814,,\n", 4, "level must be one of"),
    (GOOD + "old,huyện,Ba,huyện Kỳ Anh,1,18814,,\n", 4, "kind of a old unit must be one of"),
    (GOOD + "old,xã,,huyện Kỳ Anh,1,18814,,\n", 4, "name must be there"),
    (GOOD + "old,xã,Ba,,1,18814,,\n", 4, "needs its district"),
    (GOOD + "old,xã,Ba,huyện Kỳ Anh,x,18814,,\n", 4, "code must be digits"),
    (GOOD + "old,xã,Ba,huyện Kỳ Anh,1,,,\n", 4, "became must name"),
    (GOOD + "old,xã,Ba,huyện Kỳ Anh,1,99999,,\n", 4, "no new commune above"),
    (GOOD + "old,xã,Ba,huyện Kỳ Anh,1,18814,north,\n", 4, "must be numbers"),
    (GOOD + "old,xã,Ba,huyện Kỳ Anh,1,18814,91,0\n", 4, "must lie within"),
    (GOOD + "old,xã,Ba\n", 4, "has 3 fields, 8 are wanted"),
    (GOOD + "former,xã,Ba,huyện Kỳ Anh,1,18814,,\n", 4, "belong into the file"),
]


@pytest.mark.parametrize(("text", "line", "reason"), BAD)
def test_a_bad_file_is_refused_with_file_line_and_reason(tmp_path, text, line, reason):
    with pytest.raises(BadData) as refused:
        load_gazetteer("42", written(tmp_path, text))
    assert (refused.value.file, refused.value.line) == ("42.csv", line)
    assert reason in refused.value.reason


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [("kind,name\n", 1, "the header"), ("kind,name,district,now\nxã,Ba,,Nowhere\n", 2, "now must name"),
     ("kind,name,district,now\nhuyện,Ba,,Kỳ Tân\n", 2, "kind of a former unit")],
)  # fmt: skip
def test_bad_former_names_are_refused(tmp_path, rows, line, reason):
    with pytest.raises(BadData) as refused:
        load_gazetteer("42", written(tmp_path, GOOD, rows))
    assert (refused.value.file, refused.value.line) == ("42.former.csv", line)
    assert reason in refused.value.reason


def test_former_names_and_districts_are_added(tmp_path):
    former = "kind,name,district,now\nxã,Kỳ Cũ,,Kỳ Tân\nxã,Kỳ Tân,huyện Kỳ Xưa,Kỳ Tân\n"
    units = load_gazetteer("42", written(tmp_path, GOOD, former))
    assert ("Kỳ Cũ", "former") in [(unit.name, unit.level) for unit in units]
    assert ("Kỳ Xưa", "district") in [(unit.name, unit.level) for unit in units]


def test_a_province_without_a_file_says_how_to_make_it():
    with pytest.raises(BadData, match="gazetteer build --province 99"):
        load_gazetteer("99")
