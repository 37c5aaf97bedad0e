"""Persons: names, nicknames, titles, years of birth, kin, and who is the sender."""

import pytest

from hotline.text.understand import understand
from tests.text.understood import readers, understood

FULL = [
    ("nhan vien ten Nguyen Tuong Vy nhan tien khach", "nguyen tuong vy"),
    ("con trai ong ba la Pham Minh Dat, sn 1978", "pham minh dat"),
    ("le van hung dang ban thuoc", "le van hung"),
    ("nguyen van tuan giao hang da", "nguyen van tuan"),
    ("báo các anh trương công lãm sinh bảy tư", "truong cong lam"),
    ("Phan Bá Kỷ 47 tuổi tái nghiện", "phan ba ky"),
    ("Nguyễn Văn Hải bán ma túy", "nguyen van hai"),
    ("đối tượng Trần Bá Lợi bán ma túy", "tran ba loi"),
    ("Anh Lê Thanh Hiếu ở Sông Trí bán đá", "le thanh hieu"),
    ("co anh Luong Van Hieu sinh 1990 hay hut da", "luong van hieu"),
    ("ba Hoang Thi Hoa chua bon hs hut co", "hoang thi hoa"),
    ("nguyễn văn hải bán ma túy cho học sinh", "nguyen van hai"),
    ("nguyen van hai ban ma tuy cho hoc sinh", "nguyen van hai"),
    ("thằng trần đức long bán ma túy", "tran duc long"),
    ("Tôn Đức Thành, sinh năm 1983, nghiện nặng", "ton duc thanh"),
    ("tên thật Đặng Hữu Toàn bán đá", "dang huu toan"),
    ("nó tên là Cao Minh Long", "cao minh long"),
    ("Biện Bá Tú rủ học sinh hút cỏ", "bien ba tu"),
    ("Võ Viết Cường chứa nghiện", "vo viet cuong"),
    ("con Bien Thi Thuy sinh 2003 ban ma tuy", "bien thi thuy"),
    ("hà đức linh 92 bán đá", "ha duc linh"),
    ("Bà Hà Thị Hà 86 chứa nghiện", "ha thi ha"),
    ("thằng hắn tên Phạm Minh Đạt", "pham minh dat"),
    ("Đinh Bá Chiến cho thuê phòng", "dinh ba chien"),
    ("ông Kiều Quốc Anh bán đá", "kieu quoc anh"),
    ("NGUYỄN VĂN HẢI bán ma túy ở chợ", "nguyen van hai"),
]

NICKNAMES = [
    ("ông Kỷ chột ngày nào cũng chui vô đó", "ky chot"),
    ("Bảy búa (Cao Xuân Bảy) mỗi lần chơi đá là đập cửa", "bay bua"),
    ("Sắc rèn ở Lâm Hợp chích", "sac ren"),
    ("thằng Quyết cọp bán viên hồng hồng", "quyet cop"),
    ("thằng Tuấn sẹo bán đá", "tuan seo"),
    ("thang Tuan seo ban da", "tuan seo"),
    ("thằng tuấn sẹo bán đá", "tuan seo"),
    ("Long béo ship đồ", "long beo"),
    ("Tú ba tai rủ học sinh", "tu ba tai"),
    ("Dat chot lay long ga di ban", "dat chot"),
    ("o Vân bạc chứa học sinh", "van bac"),
    ("thèg Linh Còi bán đá", "linh coi"),
    ("ông sáng ngọng chích xong nằm giãy", "sang ngong"),
    ("eng Thắng đen chạy Wave giao đồ", "thang den"),
    ("Thắng trố nghiện lại rồi", "thang tro"),
    ("Vinh lun o Duc Linh ban da", "vinh lun"),
    ("biệt danh Hiếu hói", "hieu hoi"),
    ("người ta gọi là Phong cá", "phong ca"),
    ("Hùng đại ca cầm đầu", "hung dai ca"),
    ("Cường voi gom người về chích", "cuong voi"),
]

TITLED = [
    ("thằng Chiến bán đá", "chien"),
    ("ông Vinh chứa nghiện", "vinh"),
    ("chồng cháu tên Thắng nghiện lâu rồi", "thang"),
    ("con Thủy nhận hàng", "thuy"),
    ("thằng chiến nó cho thuê phòng", "chien"),
    ("chú Thìn chứa nghiện", "thin"),
]

NOBODY = [
    "các anh lưu ý giúp", "cao tuổi rồi mà còn nghiện", "hồ sơ cai nghiện", "thái độ côn đồ", "Mong các anh kiểm tra",
    "Kính gửi Công an tỉnh", "thang nay han ban da", "toi nay 70 tuoi mat kem", "con trai tôi nghiện",
    "anh em nó đánh nhau",
    "tu nguyen thi toi dua di", "le te phe o do", "nó đập đá đêm nào cũng phê", "bà con sợ lắm", "cô giáo biết rồi",
    "ông ta dọa nạt",
    "lý do vì sao", "đồng chí ơi", "chị em trong xóm", "em là giáo viên", "Báo cáo đồng chí",
    "tối nào cũng có người tới",
    "cơ quan chức năng", "trình bày sự việc",
]  # fmt: skip

BORN = [
    ("Trần Bá Lợi (Lợi ba tai, 87) bán đá", 1987),
    ("Nguyễn Văn Hải sn 1990", 1990),
    ("Nguyễn Văn Hải, SN 93", 1993),
    ("Nguyễn Văn Hải sinh năm 2002", 2002),
    ("Nguyễn Văn Hải, 1985, nghiện nặng", 1985),
    ("Nguyễn Văn Hải, 83, nghiện nặng", 1983),
    ("nguyễn văn hải 05 bán đá", 2005),
    ("Phan Trọng Vinh tuổi nhâm tuất 1982", 1982),
    ("ông Nguyễn Văn Hải năm nay 50 tuổi", 1976),
    ("Nguyễn Văn Hải chừng 40 tuổi", 1986),
    ("thằng Long béo chắc sinh 93", 1993),
    ("Nguyễn Văn Hải đêm nào cũng hút", None),
    ("Nguyễn Văn Hải gọi 3 đứa tới", None),
]


@pytest.mark.parametrize(("text", "name"), FULL)
def test_full_names(text, name):
    assert [person.full for person in understood(text).persons] == [name]


@pytest.mark.parametrize(("text", "name"), NICKNAMES)
def test_nicknames(text, name):
    assert [person.aliases for person in understood(text).persons] == [(name,)]


@pytest.mark.parametrize(("text", "given"), TITLED)
def test_given_names_that_a_title_shows(text, given):
    assert [person.given for person in understood(text).persons] == [given]


@pytest.mark.parametrize("text", NOBODY)
def test_everyday_words_are_nobody(text):
    assert understood(text).persons == ()


@pytest.mark.parametrize(("text", "born"), BORN)
def test_years_of_birth(text, born):
    assert [person.born for person in understood(text).persons] == [born]


@pytest.mark.parametrize(("before", "born"), [(1, 1986), (0, 1987)])
def test_an_age_is_counted_from_the_year_in_vietnam(before, born):
    new_year = 1_798_761_600 - 7 * 3_600  # midnight of 1 January 2027 in Hà Tĩnh
    found = understand("Phan Bá Kỷ 40 tuổi tái nghiện", channel="sms", at=new_year - before, readers=readers())
    assert found.persons[0].born == born


@pytest.mark.parametrize(
    ("text", "born"),
    [("ông nguyễn trọng bình sinh năm bảy sáu", 1976), ("đặng hữu toàn sinh chín ba bán đá", 1993),
     ("nguyễn văn hải sinh năm một chín tám sáu", 1986), ("lương trọng thắng sinh năm tám tư", 1984),
     ("ông nguyễn văn hải bốn mươi mấy tuổi rồi", 1981)],
)  # fmt: skip
def test_years_of_birth_are_heard(text, born):
    assert understood(text, "voice").persons[0].born == born


@pytest.mark.parametrize(
    ("text", "name"),
    [("ông chần đức long sinh chín ba bán đá ở xã kỳ hoa", "chan duc long"), ("anh nguyễn văn xơn bán đá",
    "nguyen van xon"),
     ("tên thật là nê thanh hiếu bán đá", "ne thanh hieu")],
)  # fmt: skip
def test_names_that_were_misheard_are_names(text, name):
    assert [person.full for person in understood(text, "voice").persons] == [name]


def test_the_mentions_of_one_person_are_one():
    found = understood("Thằng Long béo tên thật Trần Đức Long, sinh 93. Long béo đêm nào cũng ship đồ").persons
    assert len(found) == 1
    assert found[0].full == "tran duc long"
    assert found[0].aliases == ("long beo",)
    assert found[0].born == 1993
    assert found[0].sex == "nam"
    assert len(found[0].spans) >= 3


def test_a_nickname_of_another_given_name_is_joined_by_its_cue():
    found = understood("anh Lương Văn Hiếu người ta hay gọi là Tú ba tai bán đá").persons
    assert len(found) == 1
    assert found[0].given == "hieu"
    assert found[0].aliases == ("tu ba tai",)


def test_two_persons_stay_two():
    found = understood("Nguyễn Văn Hải và Trần Đức Long bán đá").persons
    assert [person.full for person in found] == ["nguyen van hai", "tran duc long"]


def test_the_marks_are_kept_when_they_were_written():
    person = understood("Trần Đức Long (Long béo) bán đá").persons[0]
    assert person.toned == "trần đức long"
    assert person.aliases_toned == ("long béo",)
    assert understood("Tran Duc Long ban da").persons[0].toned == ""


def test_the_son_of_somebody_is_said_by_his_kin():
    found = understood("Thằng Hải con ông Tam bán đá").persons
    assert found[0].kin == ("con ong tam",)
    assert found[1].given == "tam"
    assert found[1].role == "relative"


@pytest.mark.parametrize(
    ("text", "sex"),
    [("bà Nguyễn Thị Hoa bán đá", "nu"), ("Nguyễn Thị Hoa bán đá", "nu"), ("Nguyễn Văn Hải bán đá", "nam"),
    ("thằng Chiến bán đá", "nam"),
     ("o Hoa cụt bán đá", "nu"), ("Trần Đức Long bán đá", "")],
)  # fmt: skip
def test_the_sex_by_title_or_middle_name(text, sex):
    assert understood(text).persons[0].sex == sex


@pytest.mark.parametrize("text", ["Tôi tên là Nguyễn Văn Hải", "em là Trần Thị Hoa ở Kỳ Hoa", "tôi tên Hải"])
def test_the_sender_who_names_himself_is_marked(text):
    found = understood(text)
    assert [person.mine for person in found.persons] == [True]
    assert found.exposed


@pytest.mark.parametrize("text", ["Chồng tôi là Nguyễn Văn Hải nghiện ma túy", "chồng em tên Hải nghiện lâu rồi",
                                  "Em là vợ của Nguyễn Văn Hải ở xã Gia Hanh"])  # fmt: skip
def test_a_relative_is_not_the_sender(text):
    assert [person.mine for person in understood(text).persons] == [False]


def test_the_keeper_of_a_venue_is_known_as_such():
    assert [(p.given, p.role) for p in understood("nhà trọ chú Thìn chứa nghiện").persons] == [("thin", "owner")]
