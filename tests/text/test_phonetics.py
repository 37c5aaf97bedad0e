"""What sounds alike."""

from typing import Any

import pytest

from hotline.text.letters import fold, place_tone, toneless
from hotline.text.phonetics import misheard, misheard_phrases, same_tone, skeleton, skeletons, spelling, tones_agree
from hotline.text.sounds import coarse, far, hissed, near

ALIKE = [
    ("trị", "chị"), ("trần", "chần"), ("sơn", "xơn"), ("sinh", "xinh"), ("lam", "nam"), ("lộc", "nộc"), ("dũng",
    "rũng"), ("giang", "dang"),
    ("gia", "da"), ("ra", "gia"), ("kỳ", "kì"), ("ly", "li"), ("quý", "quí"), ("phong", "fong"), ("nghi", "ngi"),
    ("ghê", "gê"), ("cường", "kường"),
    ("đạt", "dat"), ("hiếu", "hiêu"), ("hải", "hãi"), ("mỹ", "mĩ"), ("xuân", "suân"), ("châu", "trâu"), ("thanh",
    "THANH"), ("rạng", "dạng"),
    ("quyn", "quin"), ("sỹ", "sĩ"), ("tỷ", "tỉ"), ("giỏi", "dỏi"), ("long", "nong"), ("chích", "trích"), ("chấp",
    "trấp"), ("xét", "sét"),
]  # fmt: skip
UNLIKE = [("tuấn", "toàn"), ("hải", "hà"), ("anh", "an"), ("nga", "na"), ("nhung", "nung"), ("thanh", "tanh"),
    ("chung", "thung"), ("minh", "mình2"),
          ("khánh", "cánh"), ("ngọc", "nọc"), ("gà", "dà")]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), ALIKE)
def test_these_sound_alike(a, b):
    assert skeleton(a) == skeleton(b)


@pytest.mark.parametrize(("a", "b"), UNLIKE)
def test_these_do_not(a, b):
    assert skeleton(a) != skeleton(b)


def test_a_name_is_compared_syllable_by_syllable():
    assert skeletons("Trần Đức Long") == skeletons("chần dức nong")


@pytest.mark.parametrize(("a", "b"), [("ky", "ki"), ("quy", "qui"), ("ly", "li"), ("tay", "tay"), ("tuy", "tuy")])
def test_i_and_y_are_one_only_where_both_are_written(a, b):
    assert spelling(a) == b


def test_tones_of_the_dialect():
    assert tones_agree("hải", "hãi")
    assert not tones_agree("hải", "hái")
    assert tones_agree("hai", "hải") is None
    assert same_tone("hai", "tam")
    assert not same_tone("hai", "hải")


@pytest.mark.parametrize(
    ("word", "heard"),
    [("trần", "chần"), ("sơn", "xơn"), ("lê", "nê"), ("dũng", "rũng"), ("dũng", "dủng"), ("giang", "dang")],
)
def test_what_a_syllable_is_misheard_as(word, heard):
    assert heard in misheard(word)


def test_one_syllable_of_a_phrase_is_misheard_at_a_time():
    assert "nhà chọ" in misheard_phrases("nhà trọ")
    assert misheard_phrases("chợ") == []


@pytest.mark.parametrize("table", [fold, place_tone, toneless, skeleton, spelling, near, far, coarse, hissed])
def test_a_table_keeps_syllables_and_nothing_else_of_what_was_read(table: Any) -> None:
    for text in ("0912345678", "38b12345", "o977ooo218", "09l2345999", "nguyenthicanary", "đ" * 4_000, "Nguyễn Văn"):
        before = table.cache_info().currsize
        table(text)
        assert table.cache_info().currsize == before
    table("nghiêng")
    asked = table.cache_info().hits
    table("nghiêng")
    assert table.cache_info().hits == asked + 1
