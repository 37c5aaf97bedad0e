"""Communes and districts, old and new, in every kind of writing; what the tip's commune is."""

import pytest

from tests.text.understood import understood

KY_HOA, CAN_LOC, CAM_XUYEN, THANH_SEN, TRAN_PHU, HA_HUY_TAP = "18814", "18406", "18673", "18073", "18100", "18652"
THACH_HA, THACH_XUAN, DAN_HAI, VUNG_ANG, SON_KIM_2, GIA_HANH = "18562", "18667", "18364", "18823", "18199", "18466"

SMS = [
    ("Xã Kỳ Hoa có người bán ma túy", KY_HOA),
    ("xa ky hoa co nguoi ban ma tuy", KY_HOA),
    ("ở Kỳ Tân có người bán ma túy", KY_HOA),
    ("ở Kỳ Tân, Kỳ Anh có người bán ma túy", KY_HOA),
    ("o Ky Tan huyen Ky Anh co nguoi ban ma tuy", KY_HOA),
    ("x. Kỳ Tân, h. Kỳ Anh có người bán đá", KY_HOA),
    ("x.ky tan co ng ban da", KY_HOA),
    ("xã kì tân có người hút chích", KY_HOA),
    ("Kỳ Thịnh, tx Kỳ Anh có tụ điểm hút chích", VUNG_ANG),
    ("phường Vũng Áng có bọn nghiện", VUNG_ANG),
    ("p.Vũng Áng có bọn nghiện", VUNG_ANG),
    ("Thị trấn Nghèn có đám đập đá", CAN_LOC),
    ("o tt Nghen co dam dap da", CAN_LOC),
    ("Nghèn - Can Lộc có đám đập đá", CAN_LOC),
    ("xã Can Lộc có đám đập đá", CAN_LOC),
    ("Vượng Lộc Can Lộc có đám đập đá", CAN_LOC),
    ("o canloc co dam dap da", CAN_LOC),
    ("thằng Long béo Cẩm Xuyên bán kẹo", CAM_XUYEN),
    ("ở Cẩm Xuyên, huyện Cẩm Xuyên nó bán kẹo", CAM_XUYEN),
    ("Cẩm Quan, Cẩm Xuyên có thằng bán kẹo", CAM_XUYEN),
    ("phường Trần Phú có người bán cỏ", TRAN_PHU),
    ("phường Trần Phú, thành phố Hà Tĩnh có người bán cỏ", THANH_SEN),
    ("ở Trần Phú, tp Hà Tĩnh có người bán cỏ", THANH_SEN),
    ("phường Hà Huy Tập có người bán cỏ", HA_HUY_TAP),
    ("phường Hà Huy Tập cũ có người bán cỏ", THANH_SEN),
    ("Thạch Hạ, thành phố Hà Tĩnh có người bán cỏ", TRAN_PHU),
    ("xã Thạch Hà có người bán cỏ", THACH_HA),
    ("Tân Lâm Hương, Hà Tĩnh có người chích", HA_HUY_TAP),
    ("xã Thạch Lâm, Thạch Hà có người chích", HA_HUY_TAP),
    ("Nam Điền, Thạch Hà có người chích", THACH_XUAN),
    ("Xuân Hội, Nghi Xuân có người chích", DAN_HAI),
    ("xã Sơn Kim 2 có tiệm cầm đồ chứa nghiện", SON_KIM_2),
    ("xã sơn kim II có tiệm cầm đồ chứa nghiện", SON_KIM_2),
    ("Thanh Lộc, Can Lộc có người chích", GIA_HANH),
    ("ở Thạch Kim, Lộc Hà có người chích", "18568"),
    ("xã Hộ Độ, huyện Lộc Hà có người chích", "18100"),
    ("xã Kỳ Hoaa có người chích", KY_HOA),
    ("Thạch Đài, Thạch Hà có người chích", HA_HUY_TAP),
    ("Cẩm Bình, Cẩm Xuyên có người chích", "18685"),
    ("thôn Hồng Quang Thạch Xuân có người chích", THACH_XUAN),
    ("xóm 5 Kỳ Đồng có thằng ngáo đá", "18775"),
    ("Đại Nài, thành phố Hà Tĩnh có người chích", THANH_SEN),
    ("Kỳ Lợi, thị xã Kỳ Anh có người chích", VUNG_ANG),
    ("Sông Trí có người chích", "18754"),
]

VOICE = [
    ("xã kỳ hoa có người bán ma túy", KY_HOA),
    ("ở thạch chị hà tĩnh đang đánh nhau vì ma túy", "18619"),
    ("ở thạch nạc có người hút đá", "18628"),
    ("ở xã cẩm xuyên có người hút đá", CAM_XUYEN),
    ("ở trung lương hồng lĩnh có ông bán hàng đá", "18115"),
    ("ở sơn kim hai có tiệm chứa nghiện", SON_KIM_2),
    ("tui ở vượng lộc nì trong xóm có nhà hút cỏ", CAN_LOC),
    ("xã can nộc có người hút chích", CAN_LOC),
    ("ở kỳ xuân có bọn đập đá", "18766"),
]

NONE = [
    "có người bán ma túy gần nhà em",
    "huyện Kỳ Anh có nhiều người nghiện",
    "thành phố Hà Tĩnh có nhiều người nghiện",
    "công an tỉnh Hà Tĩnh ơi cứu",
    "chị Kim Hoa bán ma túy",
    "anh Xuân Hải nghiện nặng",
    "Trần Đức Thọ bán ma túy",
    "Nguyễn Xuân Thành nghiện nặng",
    "co dam thanh nien dap da",
    "thu tien dien nha no thay hut chich",
    "no dong kinh sui bot mep",
    "bi bat an dung luc no chich",
    "Quán karaoke Bình An có bọn đập đá",
    "họ đó hút chích suốt",
    "dong tien no ban da ma co",
    "",
    "😀",
]


@pytest.mark.parametrize(("text", "commune"), SMS)
def test_the_commune_of_a_message(text, commune):
    assert understood(text).commune == commune


@pytest.mark.parametrize(("text", "commune"), VOICE)
def test_the_commune_of_a_transcript(text, commune):
    assert understood(text, "voice").commune == commune


@pytest.mark.parametrize("text", NONE)
def test_no_commune_is_guessed(text):
    assert understood(text).commune is None


def test_a_name_that_moved_keeps_both_readings():
    place = understood("phường Trần Phú có người bán cỏ").places[0]
    assert place.readings == (TRAN_PHU, THANH_SEN)
    assert place.why


def test_an_old_name_says_what_it_became():
    place = understood("ở Kỳ Tân, Kỳ Anh có người bán cỏ").places[0]
    assert place.old
    assert place.name == "Kỳ Tân"
    assert place.readings == (KY_HOA,)
    assert "Kỳ Hoa" in place.why


def test_the_place_of_the_conduct_goes_before_the_person_and_the_sender():
    text = "Tôi ở xã Thạch Hà. Thằng Hải người Kỳ Tân đêm nào cũng bán đá ở thôn Yên Lạc, xã Can Lộc"
    assert understood(text).commune == CAN_LOC


def test_the_police_who_are_asked_are_not_the_place():
    assert understood("Kính gửi công an xã Kỳ Anh, tại xã Kỳ Khang có người bán đá").commune == "18790"


def test_a_hamlet_of_a_communes_name_is_no_commune():
    found = understood("thôn Bắc Sơn xã Kỳ Hoa có người bán đá")
    assert found.commune == KY_HOA
    assert [place.name for place in found.places] == ["Kỳ Hoa"]


def test_a_venue_of_a_communes_name_is_no_commune():
    found = understood("nhà nghỉ Hương Giang, Kỳ Thịnh có người bán đá")
    assert found.commune == VUNG_ANG
    assert found.landmarks[0].name == "huong giang"


def test_spans_cover_the_name_with_its_kind():
    text = "Ở xã Kỳ Hoa có người bán đá"
    start, end = understood(text).places[0].spans[0]
    assert text[start:end] == "xã Kỳ Hoa"
