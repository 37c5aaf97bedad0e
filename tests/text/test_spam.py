"""Advertising, banks, codes and robots: the 200 messages were written and committed before any rule was run on them."""

from pathlib import Path

import pytest

from hotline.text.findings import Category, Urgency
from hotline.text.spam import weigh_unwanted
from tests import score
from tests.text.reading import cue_book, hits_of, judged
from tests.text.understood import understood

MESSAGES = [row["text"] for row in score.rows(Path(__file__).parents[1] / "data" / "spam.jsonl")]


def test_the_frozen_messages_are_irrelevant_and_none_is_urgent():
    told = [judged(text) for text in MESSAGES]
    assert len(told) == 200
    assert sum(one.category.value is Category.IRRELEVANT for one in told) >= 194
    assert not any(one.urgency.value is Urgency.DANGER for one in told)


def test_they_show_no_conduct_and_no_drug_and_the_examples_change_few():
    told = [understood(text) for text in MESSAGES]
    calm = [one for one in told if one.category.value is Category.IRRELEVANT]
    assert len(calm) >= 190
    assert not [cue for one in calm for cue in one.cues if cue.kind in ("conduct", "drug")]
    assert not any(one.urgency.value is Urgency.DANGER for one in told)


@pytest.mark.parametrize(
    "text",
    [
        "Vay tien nhanh lai suat 0%, giai ngan trong ngay, khong the chap",
        "Ma OTP cua ban la 123456, khong chia se voi bat ky ai",
        "Bấm phím 1 để gặp tổng đài viên",
        "Chúc mừng bạn trúng thưởng, nhận quà tại link",
        "Soi cau bach thu hom nay, vao nhom nhan keo",
        "Giảm giá 50% đá ốp lát, giao hàng toàn quốc",
    ],
)
def test_marks_of_advertising_weigh(text):
    unwanted = weigh_unwanted(hits_of(text), cue_book())
    assert unwanted.advert >= 2
    assert unwanted.hits


def test_a_tip_with_a_sellers_words_stays_a_tip():
    assert judged("acc này bán cần sa giá rẻ, freeship, ib là giao tận nơi").category.value is Category.RETAIL


def test_theft_and_gambling_weigh_as_other_matters():
    unwanted = weigh_unwanted(hits_of("mất trộm con chó, lại thêm nhà ông Hai đánh bạc"), cue_book())
    assert unwanted.other > 1
    assert unwanted.advert == 0
