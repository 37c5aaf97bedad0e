"""Venues and spots."""

import pytest

from tests.text.understood import understood

WRITTEN = [
    ("quán karaoke Queen xã Kỳ Hoa có bọn đập đá", ("karaoke", "queen")),
    ("kara Queen", ("karaoke", "queen")),
    ("quan hat Queen o Ky Hoa", ("karaoke", "queen")),
    ("quán hát Sao Đêm có bọn đập đá", ("karaoke", "sao dem")),
    ("karaoke Sao Đêm TDP 4", ("karaoke", "sao dem")),
    ('quán karaoke "Gia Bảo" có bọn đập đá', ("karaoke", "gia bao")),
    ("nhà nghỉ Phú Quý bán đá", ("nha nghi", "phu quy")),
    ("nha nghi Phu Quy ban da", ("nha nghi", "phu quy")),
    ("nhà nghỉ phú quý kỳ thịnh bán đá", ("nha nghi", "phu quy")),
    ("khách sạn Ngân Hà có bọn bay lắc", ("khach san", "ngan ha")),
    ("quán cà phê Mộc có người chích", ("quan ca phe", "moc")),
    ("cf Moc Ky Thinh trua nao cung co ng chich", ("quan ca phe", "moc")),
    ("trung nguyên coffee có bán đá", ("quan ca phe", "trung nguyen")),
    ("quan ca phe Gio thon Nam Thuong", ("quan ca phe", "gio")),
    ("tiệm cầm đồ Hưng Thịnh chứa nghiện", ("tiem cam do", "hung thinh")),
    ("cầm đồ 24h bán cỏ", ("tiem cam do", "24h")),
    ("tiệm Phát Đạt cầm đồ chứa nghiện", ("tiem cam do", "phat dat")),
    ("quán net Cyber 88 bán đá", ("quan game", "cyber 88")),
    ("quán Net Pro bán đá", ("quan game", "net pro")),
    ("quán game Gaming X bán đá", ("quan game", "gaming x")),
    ("quán bar Luxury có bay lắc", ("quan bar", "luxury")),
    ("quán bi a Thành Đạt có bán cỏ", ("quan bi-a", "thanh dat")),
    ("nhà trọ chú Thìn chứa nghiện", ("nha tro", "chu thin")),
    ("khu trọ cô Mai chứa nghiện", ("nha tro", "co mai")),
    ("nha tro ba Lien chua nghien", ("nha tro", "ba lien")),
    ("quán Trung Nguyên bán đá", ("quan", "trung nguyen")),
    ("quan Trung Nguyen ban da", ("quan", "trung nguyen")),
    ("hẹn tới Sao Đêm mà lấy hàng", ("", "sao dem")),
    ("bãi đất trống gần lò gạch cũ", ("bai dat trong", "lo gach cu")),
    ("bai dat trong gan lo gach cu", ("bai dat trong", "lo gach cu")),
    ("bãi đất trốg gần lò gạch cũ", ("bai dat trong", "lo gach cu")),
    ("bãi đất trống sau trường cấp 2", ("bai dat trong", "truong cap 2")),
    ("bãi đất trống cạnh nghĩa địa", ("bai dat trong", "nghia dia")),
    ("bãi đất trống sau chợ", ("bai dat trong", "cho")),
    ("nhà cạnh trạm y tế", ("nha rieng", "tram y te")),
    ("nhà kế trạm y tế xóm 3", ("nha rieng", "tram y te")),
    ("nha canh tram y te xom 3", ("nha rieng", "tram y te")),
    ("nhà nó ở ngay sát cây xăng", ("nha rieng", "cay xang")),
    ("nhà ông Vinh gần cây xăng", ("nha rieng", "cay xang")),
    ("bến xe khách có đánh nhau", ("ben xe", "khach")),
    ("bến xe buýt cũ có bọn chích", ("ben xe", "buyt cu")),
    ("bãi biển phía nam có bọn chích", ("bai bien", "phia nam")),
    ("bai bien phia nam Thien Loc", ("bai bien", "phia nam")),
    ("bãi biển khu rừng phi lao", ("bai bien", "rung phi lao")),
    ("chân cầu Phủ có bọn chích", ("chan cau", "phu")),
    ("dưới gầm cầu Linh Cảm có bọn chích", ("chan cau", "linh cam")),
    ("nhà hoang gần hồ có bọn chích", ("nha hoang", "ho")),
    ("nhà hoang cạnh đường tàu có bọn chích", ("nha hoang", "duong tau")),
    ("nhà hoang cuối xóm có bọn chích", ("nha hoang", "cuoi xom")),
    ("nhà hoang đầu đê có bọn chích", ("nha hoang", "de")),
    ("nhà hoang cuối chợ có bọn chích", ("nha hoang", "cho")),
    ("lán keo khe Ràn có người chích", ("lan trai", "khe ran")),
    ("trong cái lán có mấy đứa chích", ("lan trai", "")),
    ("xưởng gỗ cũ cạnh suối Nước Sốt", ("nha xuong", "suoi nuoc sot")),
    ("xưởng gỗ bỏ hoang bên suối Nước Sốt", ("nha xuong", "suoi nuoc sot")),
    ("trại tôm ông Lãm đêm nào cũng bốc hàng", ("trai tom", "ong lam")),
    ("khu mỏ sắt bỏ hoang có bọn chích", ("khu mo", "bo hoang")),
    ("bãi đỗ xe chân đèo Ngang", ("bai xe", "deo ngang")),
    ("trạm bơm Đồng Vịnh có bọn chích", ("tram bom", "dong vinh")),
    ("trứng bà Sen chợ Đình Sơn", ("cho", "dinh son")),
    ("gầm cầu Bến Thủy 1 có người chích", ("chan cau", "ben thuy 1")),
    ("gầm cầu Bến Thủy 2 khúc Xuân Hồng", ("chan cau", "ben thuy 2")),
    ("trọ cô Lụa phòng 6 bán đá", ("nha tro", "co lua")),
    ("cuoi tuan Song Vang Thien Cam nhan khach bay phong", ("", "song vang")),
    ("quán cháo lòng Cây Sung bán đá", ("quan nhau", "cay sung")),
    ("tiệm xăm Rồng Đen bán cần", ("tiem xam", "rong den")),
    ("công trường đường ven cảng", ("cong truong", "")),
    ("trước trạm y tế có người chích", ("tram y te", "")),
    ("ngoài rừng phi lao có người chích", ("rung phi lao", "")),
]

HEARD = [
    ("dưới gầm cầu bến thủy một sớm nào cũng có người chích", ("chan cau", "ben thuy 1")),
    ("cái hôm sờ tay sóng vàng cứ tối thứ bảy là bay", ("homestay", "song vang")),
    ("xưởng gỗ bỏ không gần suối nước sốt xã sơn kim một", ("nha xuong", "suoi nuoc sot")),
    ("bãi đỗ xe chân đèo ngang phía kỳ nam", ("bai xe", "deo ngang")),
    ("quán ka ra ô kê quin có bọn đập đá", ("karaoke", "queen")),
    ("quán hát sao đêm hương trà có bán đá", ("karaoke", "sao dem")),
    ("quán gem minh ích", ("quan game", "gaming x")),
    ("quán net pờ rô", ("quan game", "net pro")),
    ("karaoke kinh đơm có bọn đập đá", ("karaoke", "kingdom")),
    ("quán hát ru bi có bọn đập đá", ("karaoke", "ruby")),
    ("nhà nghỉ minh châu đi ra người đơ đơ", ("nha nghi", "minh chau")),
    ("tiệm cầm đồ phát đạt tổ dân phố bốn", ("tiem cam do", "phat dat")),
    ("quán cà phê gió cứ sau chín giờ là đông", ("quan ca phe", "gio")),
    ("ngoài bãi biển phía lam", ("bai bien", "phia nam")),
    ("bãi đất chống gần nò gạch cũ", ("bai dat trong", "lo gach cu")),
    ("nhà cạnh chạm y tế", ("nha rieng", "tram y te")),
    ("nhà chọ cô mai chứa nghiện", ("nha tro", "co mai")),
    ("quán hát xao đêm có bọn đập đá", ("karaoke", "sao dem")),
    ("trân cầu phủ có bọn chích", ("chan cau", "phu")),
    ("tiệm cầm đồ 24h bán hàng trắng", ("tiem cam do", "24h")),
]

NO_PLACE = ["nhà nó nghèo", "quán đó đông lắm", "cho con đi học", "nộp hồ sơ ở đâu", "chơi game suốt ngày",
    "trường hợp này khó",
            "môi trường xấu", "nhà em có con nhỏ", "hai vợ chồng ở nhà", "lướt net thấy"]  # fmt: skip


@pytest.mark.parametrize(("text", "landmark"), WRITTEN)
def test_venues_and_spots_in_writing(text, landmark):
    assert landmark in [(one.kind, one.name) for one in understood(text).landmarks]


@pytest.mark.parametrize(("text", "landmark"), HEARD)
def test_venues_and_spots_in_transcripts(text, landmark):
    assert landmark in [(one.kind, one.name) for one in understood(text, "voice").landmarks]


@pytest.mark.parametrize("text", NO_PLACE)
def test_everyday_words_are_no_venues(text):
    assert understood(text).landmarks == ()


def test_the_senders_own_shop_is_marked_as_his():
    found = understood("Tôi mở quán ăn cạnh nhà nghỉ Phú Quý, đêm nào cũng thấy bọn nó vào hút chích").landmarks
    assert [(one.kind, one.mine) for one in found] == [("quan nhau", True), ("nha nghi", False)]
