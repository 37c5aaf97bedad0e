"""Phones, plates and accounts in every spelling."""

import pytest

from tests.text.understood import understood

PHONES = [
    ("số 0900000123", "0900000123"),
    ("sđt 0900 000 123", "0900000123"),
    ("0900.000.123 là của nó", "0900000123"),
    ("0900-000-123", "0900000123"),
    ("090 0000 123", "0900000123"),
    ("09 00 00 01 23", "0900000123"),
    ("+84 900 000 123", "0900000123"),
    ("84900000123", "0900000123"),
    ("+84900000123", "0900000123"),
    ("(090) 000-0123", "0900000123"),
    ("O9OO OOO 123", "0900000123"),
    ("o900000123", "0900000123"),
    ("09ooooo123", "0900000123"),
    ("٠٩٠٠٠٠٠١٢٣", "0900000123"),
    ("０９００００００１２３"[:10] + "3", None),
    ("𝟶𝟿𝟶𝟶𝟶𝟶𝟶𝟷𝟸𝟹", "0900000123"),
    ("gọi 0900000123 là nó mang tới", "0900000123"),
    ("so cua no 0900000123", "0900000123"),
    ("0 9 0 0 0 0 0 1 2 3", "0900000123"),
    ("đt:0900000123.", "0900000123"),
    ("0900000123, 0900000456", "0900000123"),
    ("zalo 0900000123", "0900000123"),
    ("sinh 1990, 0900000123", "0900000123"),
    ("0239 3000 123", "02393000123"),
    ("02393000123", "02393000123"),
    ("tài khoản 123456789012345", None),
    ("12345", None),
    ("ngày 01/09/2026", None),
    ("từ 10h tới 2h", None),
    ("0900000", None),
]

PLATES = [
    ("xe 38B1-123.45", "38B1-12345"),
    ("38b1 12345", "38B1-12345"),
    ("38B1 123 45", "38B1-12345"),
    ("38B1.12345", "38B1-12345"),
    ("38 B1 123.45", "38B1-12345"),
    ("38B112345", None),
    ("xe mazda 38A-536.75", "38A-53675"),
    ("38A53675", None),
    ("38A 536.75", "38A-53675"),
    ("38-D1 642.37", "38D1-64237"),
    ("bks 38H1 1234", "38H1-1234"),
    ("37C-681.22", "37C-68122"),
    ("29AA-123.45", "29AA-12345"),
    ("xóm 3 B 12345", None),
]

HEARD = [
    ("số không chín không không không không không một hai ba", "phone", "0900000123"),
    ("số của nó là không chín tám không không không năm tám ba bảy", "phone", "0980005837"),
    ("không chín chín không không không một sáu ba không thì là của nó", "phone", "0990001630"),
    ("biển ba tám bê một một tám hai hai một", "plate", "38B1-18221"),
    ("biển số ba tám xê sáu tám một hai hai", "plate", "38C-68122"),
    ("xe ba tám a năm ba sáu bảy năm", "plate", "38A-53675"),
    ("biển ba bảy đê hai không một hai ba bốn", "plate", "37D2-01234"),
]


@pytest.mark.parametrize(("text", "number"), PHONES)
def test_phones(text, number):
    found = [contact.value for contact in understood(text).contacts if contact.kind == "phone"]
    assert found[:1] == ([number] if number else [])


@pytest.mark.parametrize(("text", "plate"), PLATES)
def test_plates(text, plate):
    found = [contact.value for contact in understood(text).contacts if contact.kind == "plate"]
    assert found == ([plate] if plate else [])


@pytest.mark.parametrize(("text", "kind", "value"), HEARD)
def test_numbers_spelled_in_speech(text, kind, value):
    assert [(contact.kind, contact.value) for contact in understood(text, "voice").contacts] == [(kind, value)]


def test_both_numbers_of_a_text_are_found():
    values = [contact.value for contact in understood("nó dùng 0900000123 và 0900000456, xe 38B1-123.45").contacts]
    assert values == ["0900000123", "0900000456", "38B1-12345"]


@pytest.mark.parametrize(
    ("text", "account"),
    [("nick facebook @ban.do.ht", "facebook:ban.do.ht"), ("zalo: shop_co420 bán cỏ", "zalo:shop_co420"),
     ("telegram @hangtrang42", "telegram:hangtrang42"), ("nó rao trên facebook suốt", None)],
)  # fmt: skip
def test_accounts(text, account):
    found = [contact.value for contact in understood(text).contacts if contact.kind == "account"]
    assert found == ([account] if account else [])


@pytest.mark.parametrize(
    ("text", "mine"),
    [("số của tôi 0900000123", True), ("gọi lại cho em theo số 0900000123", True), ("liên hệ tôi 0900000123", True),
     ("sđt tôi 0900000123", True), ("số của nó 0900000123", False), ("tôi biết số của thằng Hải 0900000123", False),
     ("em tôi mua của số 0900000123", False), ("gọi 0900000123 là nó ra", False)],
)  # fmt: skip
def test_the_senders_number_is_his(text, mine):
    assert [contact.mine for contact in understood(text).contacts] == [mine]
