"""Hamlets, quarters and alleys."""

import pytest

from tests.text.understood import understood

SAID = [
    ("xóm 3 Kỳ Tân", [("xom", "3")]),
    ("xom 3 xa Ky Hoa", [("xom", "3")]),
    ("Xóm 3, xã Kỳ Hoa", [("xom", "3")]),
    ("ở xóm số 3 xã Kỳ Hoa", [("xom", "3")]),
    ("thôn Hồng Quang, Thạch Xuân", [("thon", "hong quang")]),
    ("thon hong quang thach xuan", [("thon", "hong quang")]),
    ("thôn 7 xã Can Lộc", [("thon", "7")]),
    ("tổ dân phố 6 phường Vũng Áng", [("tdp", "6")]),
    ("tdp6 p. Vũng Áng", [("tdp", "6")]),
    ("TDP 6 phường Vũng Áng", [("tdp", "6")]),
    ("to dan pho 6 phuong Vung Ang", [("tdp", "6")]),
    ("tổ 6 phường Vũng Áng", [("tdp", "6")]),
    ("khối phố 2 phường Trần Phú", [("tdp", "2")]),
    ("khối 2 phường Trần Phú", [("tdp", "2")]),
    ("khu phố 4 phường Trần Phú", [("tdp", "4")]),
    ("ngõ 45 xóm 3 Thạch Lạc", [("ngo", "45"), ("xom", "3")]),
    ("ngo 45 xom 3 thach lac", [("ngo", "45"), ("xom", "3")]),
    ("hẻm 12 phường Trần Phú", [("ngo", "12")]),
    ("ngách 5 ngõ 45", [("ngo", "5"), ("ngo", "45")]),
    ("kiệt 8 phường Trần Phú", [("kiet", "8")]),
    ("đội 4 xã Cẩm Lạc", [("doi", "4")]),
    ("thôn Nam Thượng Đức Liên", [("thon", "nam thuong")]),
    ("thon Nam Thuong Duc Lien Vu Quang", [("thon", "nam thuong")]),
    ("thôn Đông Hà có bọn nghiện", [("thon", "dong ha")]),
    ("thôn Trung Phú xã Can Lộc", [("thon", "trung phu")]),
    ("thôn Văn Xá, xã Can Lộc", [("thon", "van xa")]),
    ("thôn yên lạc vượng lộc đây", [("thon", "yen lac")]),
    ("đường Lê Duẩn, phường Trần Phú", [("duong", "le duan")]),
    ("bản Rào Tre xã Hương Lâm", [("ban", "rao tre")]),
    ("hồng quang việt xuyên có lò gạch", [("thon", "hong quang")]),
    ("liên phú, phường Sông Trí", [("thon", "lien phu")]),
    ("Yên Lạc, xã Can Lộc có người chích", [("thon", "yen lac")]),
    ("xóm 03 Kỳ Tân", [("xom", "3")]),
    ("cả xóm không ai ngủ được", []),
    ("trong xóm có đứa nghiện", []),
    ("hàng xóm nghe hết", []),
    ("thôn tôi có người nghiện", []),
    ("trưởng thôn biết rồi", []),
    ("ra đường chạy xe", []),
    ("một đội bóng", []),
    ("nó đi đường tắt", []),
    ("tổ chức bán đá", []),
    ("bản thân tôi sợ", []),
    ("làng xóm đồn", []),
    ("cuối xóm Thạch Khê có bọn chích", []),
    ("lo cho trẻ con trong xom. Nho xa den khuyen giai", []),
    ("di o to 38A-301.55 vao Nghe An", []),
    ("thon nhung chua biet ten", []),
    ("thôn Tri Nang, xã Đông Kinh", [("thon", "tri nang")]),
]


@pytest.mark.parametrize(("text", "hamlets"), SAID)
def test_hamlets_are_found(text, hamlets):
    assert [(one.kind, one.name) for one in understood(text).hamlets] == hamlets


@pytest.mark.parametrize(
    ("text", "hamlet"),
    [("ở xóm ba xã kỳ tân", ("xom", "3")), ("tổ dân phố sáu phường vũng áng", ("tdp", "6")), ("ngõ bốn mươi lăm",
    ("ngo", "45")),
     ("xóm năm xã vũ quang", ("xom", "5")), ("thôn đông hà xã cẩm xuyên", ("thon", "dong ha")),
     ("thôn yên nạc xã can lộc", ("thon", "yen lac")), ("thôn niên phú hương trà", ("thon", "lien phu"))],
)  # fmt: skip
def test_hamlets_are_heard(text, hamlet):
    found = understood(text, "voice").hamlets[0]
    assert (found.kind, found.name) == hamlet
