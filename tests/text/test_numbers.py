"""Numbers spoken as words."""

import pytest

from tests.text.understood import meant

SPOKEN = [
    ("số không chín một hai ba bốn năm sáu bảy tám", "số 0912345678"),
    ("không chín tám không không không một hai ba bốn", "0980001234"),
    ("không chín chín chín không không một hai ba không", "0999001230"),
    ("sinh chín ba", "sinh 93"),
    ("sinh năm chín ba", "sinh năm 93"),
    ("sinh năm tám tư", "sinh năm 84"),
    ("sinh năm bảy bảy", "sinh năm 77"),
    ("sinh năm một chín tám sáu", "sinh năm 1986"),
    ("sinh năm hai không không hai", "sinh năm 2002"),
    ("sinh năm hai nghìn", "sinh năm 2 nghìn"),
    ("năm mươi tuổi", "50 tuổi"),
    ("bốn mươi mấy tuổi", "40 mấy tuổi"),
    ("hai mươi mốt tuổi", "21 tuổi"),
    ("ba mươi lăm tuổi", "35 tuổi"),
    ("mười tám tuổi", "18 tuổi"),
    ("mười giờ đêm tới hai giờ sáng", "10 giờ đêm tới 2 giờ sáng"),
    ("bốn năm giờ sáng", "4 5 giờ sáng"),
    ("năm sáu giờ chiều", "5 6 giờ chiều"),
    ("từ mười bảy đến mười chín giờ", "từ 17 đến 19 giờ"),
    ("sau chín giờ tối", "sau 9 giờ tối"),
    ("xóm ba xã kỳ tân", "xóm 3 xã kỳ tân"),
    ("xóm năm xã vũ quang", "xóm 5 xã vũ quang"),
    ("tổ dân phố sáu", "tổ dân phố 6"),
    ("ngõ bốn mươi lăm", "ngõ 45"),
    ("lớp mười hai", "lớp 12"),
    ("sơn kim hai", "sơn kim 2"),
    ("trường cấp ba", "trường cấp 3"),
    ("ba tám bê một một tám hai hai một", "38 bê 118221"),
    ("ba tám xê sáu tám một hai hai", "38 xê 68122"),
    ("hai ba đứa", "2 3 đứa"),
    ("được bốn năm rồi", "được bốn năm rồi"),
    ("ba năm nay", "ba năm nay"),
    ("ba nó nghiện", "ba nó nghiện"),
    ("tú ba tai", "tú ba tai"),
    ("không biết ai", "không biết ai"),
    ("có hay không", "có hay không"),
    ("một thằng", "một thằng"),
    ("năm nay", "năm nay"),
    ("hai vợ chồng", "hai vợ chồng"),
    ("tháng năm", "tháng năm"),
    ("nỏ có một ai", "không có một ai"),
    ("mười phút", "10 phút"),
    ("hai triệu", "2 triệu"),
]


@pytest.mark.parametrize(("spoken", "expected"), SPOKEN)
def test_a_transcript_has_its_numbers_as_digits(spoken, expected):
    assert meant(spoken, voice=True) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("xom ba", "xom ba"), ("nguoi ba nam", "nguoi ba nam"), ("xóm ba", "xóm 3"), ("sinh năm chín ba", "sinh năm 93")],
)
def test_without_marks_number_words_stay_words(written, expected):
    assert meant(written) == expected
