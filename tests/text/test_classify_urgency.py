"""Danger now against danger past, feared, denied or habitual; happening now; time-bound."""

import pytest

from hotline.text.findings import Urgency
from tests.text.reading import judged

DANGER = [
    "cứu với thằng Hùng ngáo đá đang cầm dao đứng trước cửa nhà tôi",
    "thang Hung ngao da dang cam dao duoi vo con no",
    "nó phê thuốc đang bóp cổ bạn gái, tụi em đập cửa không mở",
    "hắn ngáo leo lên nóc nhà đòi nhảy",
    "no choi da nhot vo va 2 dua nho trong nha doi dot nha",
    "bố cháu phê đá cầm gậy đập mẹ cháu chảy máu đầu rồi",
    "có người sốc thuốc tím tái nằm trong nhà vệ sinh",
    "soc thuoc roi sui bot mep co giat goi khong day",
    "bạn em chơi kẹo xong mắt trợn lên không thở nữa cứu với",
    "2 nhóm bán kẹo đang chém nhau ở bến xe",
    "hai phe đang xả dao vào nhau, một đứa bị đâm thủng bụng",
    "nó giữ con gái nó làm con tin, kề dao vào cổ",
    "trong nhà có đứa bé 4 tuổi đang bị nhốt với đám nghiện, khóc cả đêm",
    "kề mảnh kính vô mẹ hắn không cho ai lại gần, công an tới mau",
    "nó ôm bình ga đòi nổ, trong nhà còn cháu nhỏ",
    "tôi đang nấp ngoài vườn, con tôi ngáo đá dí dao vào cổ bà",
    "có đứa nằm bất động cạnh kim tiêm, người lạnh ngắt",
    "Đối tượng khống chế mẹ đẻ trong buồng, tay cầm gậy, mong chi viện ngay",
    "thằng say rượu cầm dao phay đuổi chém bố đẻ, tới ngay các anh ơi",
    "co nguoi duoi nuoc o bai tam cuu voi",
]
CALM = [
    "may mà hắn không cầm dao",
    "sợ có ngày chết người",
    "hôm qua có đứa xỉu phải cõng ra",
    "tuần trước nó ngáo đá cầm gậy đập phá quán, hôm sau lại như không",
    "hễ phê là hắn đập phá đồ đạc",
    "nó hay cầm dao đi lang thang, chưa làm gì ai",
    "lỡ nó ngáo lên chém người thì khổ",
    "năm ngoái có đứa chết vì sốc thuốc rồi mà chúng vẫn chích",
    "để vậy có ngày sốc thuốc chết thôi",
    "nghe nói trong nhà có dao kiếm, các anh đi đông người nhé",
    "hôm nọ nó sốc thuốc, vợ nó đưa đi cấp cứu kịp",
    "hồi Tết nó ngáo đá chém bố nó phải khâu",
    "thằng này bán ma túy, có súng trong người, các anh cẩn thận",
    "nó dọa ai tố thì chém nên tôi không dám nói tên",
    "con tôi mới bị sốc thuốc tuần trước may mà cứu được, giờ muốn đi cai",
    "cứu gia đình tôi với, con tôi nghiện nặng, làm sao cho nó đi cai",
    "Bọn nó bán ma túy giữa trưa, đề nghị bắt gấp",
    "uống nước mà run muốn xỉu",
    "nghe đồn có bắt cóc trẻ con ở huyện khác",
    "vụ đâm xe hôm qua chưa lập biên bản",
    "giữ bí mật giùm tôi, tôi sợ bị trả thù",
]


@pytest.mark.parametrize("text", DANGER)
def test_danger_to_somebody_now_raises_the_alarm(text):
    assert judged(text).urgency.value is Urgency.DANGER


@pytest.mark.parametrize("text", CALM)
def test_danger_past_feared_denied_or_habitual_does_not(text):
    assert judged(text).urgency.value is not Urgency.DANGER


@pytest.mark.parametrize(
    "text",
    [
        "đang có 3 đứa ngồi hút đá ở đình làng, công an tới ngay là bắt được",
        "bay gio no dang ban hang o goc cho, CA den lien",
    ],
)
def test_a_crime_going_on_is_now_but_no_danger(text):
    assert judged(text).urgency.value is Urgency.NOW


@pytest.mark.parametrize(
    "text",
    [
        "tối mai nó sẽ giao hàng đá ở quán Miền Tây",
        "Dem mai co chuyen xe khach cho heroin ve",
        "thứ bảy này nó mở tiệc ma túy, hẹn khách rồi",
    ],
)
def test_an_appointment_is_timebound(text):
    assert judged(text).urgency.value is Urgency.TIMEBOUND


def test_an_advertisement_is_never_urgent():
    assert (
        judged("Xả hàng gấp! Dao bếp Nhật giảm 50%, mua ngay kẻo hết, freeship toàn quốc, tặng voucher").urgency.value
        is Urgency.NORMAL
    )
