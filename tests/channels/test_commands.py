"""Commands are read only where nothing else can be meant."""

import pytest

from channels.commands import Command, Name, read
from hotline.tags import receipt_code

CODE = receipt_code(b"e" * 32, b"root")
BARE = CODE.replace("-", "").lower()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("XOA", Name.ERASE), ("xoá", Name.ERASE), (" Xóa. ", Name.ERASE), ("HOTRO", Name.SUPPORT),
        ("Hỗ trợ", Name.SUPPORT),
        ("TRỢ GIÚP", Name.HELP), ("tro giup", Name.HELP), ("help", Name.HELP), ("?", Name.HELP), ("Xong", Name.DONE),
        ("stop", Name.STOP), ("STOPALL", Name.STOP), ("Unsubscribe", Name.STOP), ("START", Name.START),
    ],
)  # fmt: skip
def test_a_word_alone_is_a_command(text: str, name: Name) -> None:
    assert read(text) == Command(name)


@pytest.mark.parametrize(
    "text", [f"TRA {CODE}", f"tra {BARE}", f"Tra cứu: {CODE}.", f"TRA  <{CODE[:4]} {CODE[5:]}>", f"tra\n{BARE}"]
)
def test_a_code_is_asked_for_in_any_spelling(text: str) -> None:
    assert read(text) == Command(Name.STATUS, CODE)


def test_a_mistyped_code_is_a_question_without_a_code() -> None:
    wrong = BARE[:-1] + ("1" if BARE[-1] != "1" else "2")
    assert read(f"TRA {wrong}") == Command(Name.STATUS)
    assert read("tra 1234567") == Command(Name.STATUS)


def test_an_addition_keeps_its_words_as_written() -> None:
    assert read(f"THÊM {CODE}: nó đi xe Wave đỏ, biển 38") == Command(Name.ADD, CODE, "nó đi xe Wave đỏ, biển 38")
    assert read(f"them {BARE} ten no la Tuan") == Command(Name.ADD, CODE, "ten no la Tuan")


@pytest.mark.parametrize(
    "text",
    [
        "tra", "Trà", "Dũng", "dung", "them", "Them 1 nguoi nua o nha do", "tra hinh quan ca phe ban da", "Huy",
        "END cua ngo",
        "xoa dau vet roi bo chay", "het thuoc la no len con", "help toi voi no dang cam dao", "THEM ABCD-EFGH gi do",
        f"THEM {CODE}", f"tra {CODE} cho toi", "tra tien 500k", "them nguoi 12345678", "", "😀", "\u0130" * 30,
    ],
)  # fmt: skip
def test_everything_else_is_a_tip(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", [f"XOA {CODE}", f"Xoá tin {CODE.lower()}.", f"delete {CODE}", "XOA 7K3M-9XQ"])
def test_erasing_with_a_code_is_erasing_and_looks_at_no_code(text: str) -> None:
    assert read(text) == Command(Name.ERASE)


@pytest.mark.parametrize(
    "text", ["Xoa tin nhan cua toi di", "xoa 5 nam roi no van ban", "Xóa gap 3 thang nay no ban da"]
)
def test_a_report_that_begins_like_erasing_is_a_tip(text: str) -> None:
    assert read(text) is None
