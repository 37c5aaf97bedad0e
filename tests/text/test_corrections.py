"""Senders who take back what they said."""

import pytest

from tests.text.understood import understood

TAKEN_BACK = [
    ("ở Thạch Hội à không Thạch Thắng mới đúng, có bọn chích", "Thạch Thắng"),
    ("ở xã Thạch Hội, à không, xã Thạch Thắng mới đúng", "Thạch Thắng"),
    ("ở Thạch Hội à nhầm Thạch Thắng", "Thạch Thắng"),
    ("ở Thạch Hội, nhầm, Thạch Thắng", "Thạch Thắng"),
    ("ở Thạch Hội, xin lỗi, Thạch Thắng chứ", "Thạch Thắng"),
    ("ở Thạch Hội ủa nhầm Thạch Thắng", "Thạch Thắng"),
    ("o Thach Hoi a nham Thach Thang co ban da", "Thạch Thắng"),
    ("o Thach Hoi.. ko Thach Thang", "Thạch Thắng"),
    ("o Thach Hoi.. xin loi la Thach Thang", "Thạch Thắng"),
    ("không phải xã Kỳ Tân mà là xã Kỳ Văn", "Kỳ Văn"),
    ("không phải Kỳ Tân mà Kỳ Văn có bọn chích", "Kỳ Văn"),
    ("ko phai xa Ky Tan ma la xa Ky Van", "Kỳ Văn"),
    ("ở Kỳ Văn chứ không phải Kỳ Tân", "Kỳ Văn"),
    ("o Ky Van chu khong phai o Ky Tan", "Kỳ Văn"),
    ("xã Kỳ Văn chứ không phải xã Kỳ Tân nhé", "Kỳ Văn"),
    ("Kỳ Hoa, à nhầm, Kỳ Hải mới đúng", "Kỳ Hải"),
    ("tôi nói lộn, Kỳ Hoa lộn, Kỳ Hải", "Kỳ Hải"),
    ("ở Cẩm Hưng quên Cẩm Duệ mới phải", "Cẩm Duệ"),
    ("ở Cẩm Hưng ơ không Cẩm Duệ", "Cẩm Duệ"),
    ("ở Cẩm Hưng, không, ở Cẩm Duệ", "Cẩm Duệ"),
]
KEPT = [
    ("ở Cẩm Hưng không biết ai bán", ["Cẩm Hưng"]),
    ("từ Cẩm Hưng về Cẩm Duệ bán đá", ["Cẩm Hưng", "Cẩm Duệ"]),
    ("Cẩm Hưng, Cẩm Duệ đều có", ["Cẩm Hưng", "Cẩm Duệ"]),
    ("không phải ở Cẩm Hưng có ít đâu", ["Cẩm Hưng"]),
    ("ở Cẩm Hưng à các anh", ["Cẩm Hưng"]),
    ("bọn ở Cẩm Hưng không sợ ai, lên cả Cẩm Duệ bán", ["Cẩm Hưng", "Cẩm Duệ"]),
    ("xã Thạch Hà, huyện Thạch Hà", ["Thạch Hà", "Thạch Hà"]),
    ("nhầm số rồi, tôi ở Cẩm Hưng", ["Cẩm Hưng"]),
    ("Cẩm Hưng giáp Cẩm Duệ", ["Cẩm Hưng", "Cẩm Duệ"]),
    ("ở Cẩm Hưng hay Cẩm Duệ tôi không rõ", ["Cẩm Hưng", "Cẩm Duệ"]),
]
VENUES = [
    ("ở khách sạn Ngân Hà à nhầm nhà nghỉ Hải Âu", [("nha nghi", "hai au")]),
    ("không phải karaoke Ruby mà là karaoke Queen", [("karaoke", "queen")]),
    ("karaoke Queen chứ không phải karaoke Ruby", [("karaoke", "queen")]),
    ("quán net Cyber 88, nhầm, quán net Gaming X", [("quan game", "gaming x")]),
    ("nhà nghỉ Minh Châu với nhà nghỉ Hải Âu", [("nha nghi", "minh chau"), ("nha nghi", "hai au")]),
]
HAMLETS = [
    ("xóm 3 à nhầm xóm 5 xã Kỳ Hoa", [("xom", "5")]),
    ("không phải xóm 3 mà là xóm 5 xã Kỳ Hoa", [("xom", "5")]),
    ("xom 5 chu khong phai xom 3 xa Ky Hoa", [("xom", "5")]),
    ("xóm 3, không, xóm 5 xã Kỳ Hoa", [("xom", "5")]),
    ("xóm 3 với xóm 5 xã Kỳ Hoa", [("xom", "3"), ("xom", "5")]),
]


@pytest.mark.parametrize(("text", "name"), TAKEN_BACK)
def test_only_what_is_right_in_the_end_is_a_place(text, name):
    assert [place.name for place in understood(text).places] == [name]


@pytest.mark.parametrize(("text", "names"), KEPT)
def test_a_no_or_a_slip_that_corrects_nothing_takes_nothing_back(text, names):
    assert [place.name for place in understood(text).places] == names


@pytest.mark.parametrize(("text", "landmarks"), VENUES)
def test_venues_are_corrected_too(text, landmarks):
    assert [(one.kind, one.name) for one in understood(text).landmarks] == landmarks


@pytest.mark.parametrize(("text", "hamlets"), HAMLETS)
def test_hamlets_are_corrected_too(text, hamlets):
    assert [(one.kind, one.name) for one in understood(text).hamlets] == hamlets


APART = [
    (
        "Anh Lê Văn Cảnh lái máy xúc ở xã Kỳ Văn hút đá. Không phải ông Cảnh què bên Kỳ Tân mô.",
        ["le van canh"],
        ["Kỳ Văn"],
    ),
    (
        "Thằng Tuấn mốc ở Kỳ Văn chích nặng. Đừng lầm với ông Sơn cầm đồ bên Kỳ Tân, thằng này khác.",
        ["tuan"],
        ["Kỳ Văn"],
    ),
    ("ở kỳ văn có thằng hùng mắm mà không phải ông sơn bán hàng ngoài kỳ tân đâu nhá", ["hung"], ["Kỳ Văn"]),
    ("thằng Tuấn ở xã Kỳ Văn bán đá, không phải anh Sơn số 0900000123 xe 38B1-123.45 đâu", ["tuan"], ["Kỳ Văn"]),
]


@pytest.mark.parametrize(("text", "persons", "names"), APART)
def test_whom_the_sender_tells_apart_is_of_another_matter(text, persons, names):
    found = understood(text)
    assert [one.full or one.given for one in found.persons] == persons
    assert [place.name for place in found.places] == names
    assert found.contacts == ()


NOT_ONLY = [
    ("không phải có mình thằng Tuấn bán ma túy ở quán net Sao Đêm xã Kỳ Văn", "tuan"),
    ("Không phải chỉ thằng Tuấn bán ma túy đá mà cả vợ nó, ở xã Kỳ Văn", "tuan"),
    ("không phải còn trẻ mà không biết, thằng Tuấn bán ma túy ở xóm 3 xã Kỳ Văn", "tuan"),
    ("không phải ông Tuấn ở xã Kỳ Văn bán ma túy thì ai", "tuan"),
    ("ko phai chi thang Tuan ban ma tuy o xa Ky Van, ca nha no ban", "tuan"),
    ("khong phai co minh thang Tuan ban ma tuy o xa Ky Van", "tuan"),
]


@pytest.mark.parametrize(("text", "given"), NOT_ONLY)
def test_who_is_not_the_only_one_is_meant_all_the_same(text, given):
    found = understood(text)
    assert given in [one.given for one in found.persons]
    assert found.commune == "18787"
    assert found.category.value == "retail"


BESIDE = [
    ("Tầng 2 quán net Hoàng Gia, sát vách quán net Hoàng Tử ở xã Kỳ Văn có cần sa", [("quan game", "hoang gia")]),
    ("Karaoke Ánh Sao (liền kề quán Ánh Trăng) tại TDP 5 cho khách chơi ke", [("karaoke", "anh sao")]),
    ("quán net Hoàng Gia cạnh trường cấp 3 có cần sa", [("quan game", "hoang gia"), ("truong hoc", "cap 3")]),
]


@pytest.mark.parametrize(("text", "venues"), BESIDE)
def test_a_venue_that_only_says_where_another_is_is_not_the_matters(text, venues):
    assert [(one.kind, one.name) for one in understood(text).landmarks] == venues


@pytest.mark.parametrize(
    "text", ["cái thằng chủ tiệm mặt rỗ ở xã Kỳ Văn bán đá", "chị ấy cho mấy anh đi ô tô tới rồi chơi ke"]
)
def test_an_owner_or_a_car_is_nobodys_name(text):
    assert understood(text).persons == ()


def test_the_keepers_name_is_not_the_venues():
    found = understood("Bàn bi da Cơ Vàng, chủ quán Lê Đăng Kỳ trải chiếu cho dân nghiện hút")
    assert [one.full for one in found.persons] == ["le dang ky"]
    assert [one.name for one in found.landmarks] == ["co vang"]


@pytest.mark.parametrize(("text", "persons"), [
    ("quan karaoke Anh Trang o phuong Thanh Sen cho thanh nien bay lac", []),
    ("quán bà Liên ở xã Kỳ Văn bán đá", ["lien"]),
])  # fmt: skip
def test_a_title_with_a_capital_is_of_the_venues_name_and_nobodys(text, persons):
    assert [one.given for one in understood(text).persons] == persons
