"""What only the sender could know or what is about him."""

import pytest

from tests.text.understood import understood

EXPOSED = [
    ("Chồng tôi nghiện lâu rồi", "Chồng tôi"),
    ("chồng em nghiện lâu rồi", "chồng em"),
    ("ck e nghiện lâu r", "ck e"),
    ("em ruột tôi nghiện", "em ruột tôi"),
    ("con trai tôi nghiện", "con trai tôi"),
    ("con tui nghiện", "con tui"),
    ("chong toi nghien lau roi", "chong toi"),
    ("tôi ở xóm 3 xã Kỳ Hoa", "xóm 3"),
    ("tôi ở xóm 3 xã Kỳ Hoa", "xã Kỳ Hoa"),
    ("nhà tôi ở thôn Hồng Quang, Thạch Xuân", "thôn Hồng Quang"),
    ("gia đình tôi ở thôn Bắc Sơn, phường Hà Huy Tập", "phường Hà Huy Tập"),
    ("em ở tdp 4 phường Vũng Áng, xin hỏi", "tdp 4"),
    ("nha toi o xom 3 xa Ky Hoa", "xom 3"),
    ("số của tôi 0900000123", "0900000123"),
    ("Tôi tên là Nguyễn Văn Hải", "Nguyễn Văn Hải"),
    ("Tôi năm nay 70 tuổi, mắt kém", "70 tuổi"),
    ("tôi là chủ quán ăn Hương Quê", "quán ăn Hương Quê"),
]

OPEN = [
    "nó ở xóm 3 xã Kỳ Hoa", "thằng Hải ở xóm 3", "tôi thấy nó ở xóm 3 xã Kỳ Hoa", "em thấy ông Hải ở xã Kỳ Hoa bán đá",
    "nhà nó ở thôn Hồng Quang", "ba con chó", "xóm 3 xã Kỳ Hoa có người bán đá",
    "tôi báo tin tại xã Kỳ Hoa có người bán đá",
    "Tôi là hàng xóm ở xóm 5, Kỳ Đồng", "gọi 0900000123 là nó ra",
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), EXPOSED)
def test_what_is_the_senders_is_exposed(text, said):
    assert said in [text[start:end] for start, end in understood(text).exposed]


@pytest.mark.parametrize("text", OPEN)
def test_what_is_anothers_is_not(text):
    assert understood(text).exposed == ()


def test_the_subject_of_a_request_for_treatment_is_not_the_senders():
    found = understood("Chồng tôi là Nguyễn Văn Hải, sn 1990, ở xã Gia Hanh, nghiện nặng, muốn xin đi cai")
    assert [(person.full, person.mine) for person in found.persons] == [("nguyen van hai", False)]
    assert found.commune == "18466"
    assert found.exposed[0] == (0, len("Chồng tôi"))


def test_words_leave_out_what_is_the_senders():
    found = understood("Nhà tôi ở thôn Hồng Quang, thằng Hải đêm nào cũng chích heroin")
    assert "hong" not in found.words
    assert "heroin" in found.words
    assert "chich" in found.words


def test_the_senders_home_still_gives_the_commune():
    assert understood("em ở xã Can Lộc, chồng em nghiện, muốn cho đi cai").commune == "18406"


def test_a_house_in_the_senders_hamlet_is_not_his_home():
    found = understood("tui ở vượng lộc nì, trong tổ dân phố 6 có cái nhà bọn nó hút cỏ")
    assert [(hamlet.name, hamlet.mine) for hamlet in found.hamlets] == [("6", False)]
