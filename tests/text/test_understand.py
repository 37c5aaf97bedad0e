"""The entry to the readers: whole tips, bad input, time."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.text.findings import Category, Understanding
from hotline.text.understand import understand
from tests.effort import effort
from tests.text.understood import MOMENT, readers, spans_of, understood

SIZE = 100_000
BAD = {
    "empty": "", "space": " \n\t", "emoji": "😀", "zalgo": "m" + "̷̢̛" * 50 + "a túy", "marks": "\u0301" * 50,
    "rtl": "\u202eabc\u202c \u200f",
    "lone": "\ud800", "null": "a\x00b", "digits": "٠٩٠٠٠٠٠١٢٣ ০৯", "mixed": "Публика 日本 ma túy العربية",
    "astral": "𝗺𝗮 𝘁𝘂𝘆 🧪💊", "ligature": "\ufdfa ﬁ ½",
    "circled": "❶ ➋ xóm ❸ tuổi ፩ 𐹦 giờ",
}  # fmt: skip
LONG = {
    "one word": "a" * SIZE, "a prefix": "xã " * (SIZE // 3), "digits": "0 9 " * (SIZE // 4),
    "names": "Nguyễn Văn " * (SIZE // 11), "families": "Nguyễn " * (SIZE // 7),
    "spoken": "không chín " * (SIZE // 11), "venues": "quán karaoke " * (SIZE // 13),
    "communes": "Kỳ Tân Kỳ Anh " * (SIZE // 14), "kin": "vợ tôi " * (SIZE // 7),
    "alleys": "ngõ 45 " * (SIZE // 7), "years": "sinh năm 1990 " * (SIZE // 14),
    "zalgo": ("e" + "\u0301" * 500) * (SIZE // 501), "stops": "x. " * (SIZE // 3),
    "emoji": "😀" * SIZE, "lines": "\n" * SIZE, "phones": "0900000123 " * (SIZE // 11),
    "home": "tôi ở xã Kỳ " * (SIZE // 12),
}  # fmt: skip


def test_a_whole_tip():
    text = ("Thằng Long béo (Trần Đức Long, 93) ở xóm 3 Kỳ Tân, Kỳ Anh, nhà cạnh trạm y tế, "
            "chạy xe SH trắng 38B1-123.45 đi giao ma túy lúc 4-5h sáng, gọi 0900000123 là có. "
            "Tôi ở xã Kỳ Khang, số của tôi 0900000456.")  # fmt: skip
    found = understood(text)
    assert found.commune == "18814"
    assert [(h.kind, h.name) for h in found.hamlets] == [("xom", "3")]
    person = found.persons[0]
    assert (person.full, person.aliases, person.born, person.sex) == ("tran duc long", ("long beo",), 1993, "nam")
    assert [(c.value, c.mine) for c in found.contacts] == [
        ("38B1-12345", False),
        ("0900000123", False),
        ("0900000456", True),
    ]
    assert {"sh trang", "4-5"} <= {cue.value for cue in found.cues}
    assert found.landmarks[0].name == "tram y te"
    assert found.category.value is not Category.IRRELEVANT


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_read_as_far_as_it_goes(name):
    found = understood(BAD[name])
    assert isinstance(found, Understanding)
    assert found.commune is None


def test_look_alike_digits_are_a_number():
    assert [contact.value for contact in understood(BAD["digits"]).contacts] == ["0900000123"]


@pytest.mark.parametrize(
    ("name", "channel"), [*((name, "sms") for name in LONG), ("spoken", "voice"), ("digits", "voice")]
)
def test_a_hundred_thousand_letters_are_bounded_work(name, channel):
    assert effort(lambda: understood(LONG[name], channel)) < 100 * 100_000


@pytest.mark.parametrize("name", ["names", "families", "communes", "venues", "kin", "alleys", "home"])
def test_work_grows_with_the_length_and_not_with_its_square(name):
    part, whole = (effort(partial(understood, LONG[name][:size])) for size in (6_000, 24_000))
    assert whole < 6 * part


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["sms", "voice", "telegram"]))
def test_any_text_is_understood_and_every_span_lies_in_it(text, channel):
    found = understand(text, channel=channel, at=MOMENT, readers=readers())
    spans = spans_of(found)
    assert all(0 <= start < end <= len(text) for start, end in (*spans, *found.exposed))


SAID = (
    "ở xã Kỳ Tân thằng Long béo nguyễn văn hải sn 1990 93 0900000123 tôi tui nhà chồng em quán karaoke Queen"
    " xóm 3 , . ( ) - 38B1 123.45 10h tối tới 2h sáng "
    "bán đá không chín tên là ck e o Thach Ha, gần trạm y tế huyện tp Hà Tĩnh lun cá bê một tám"
)
WORDS = st.sampled_from(SAID.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=40), st.booleans())
def test_any_order_of_a_tips_words_is_understood(words, voice):
    text = " ".join(words)
    found = understand(text, channel="voice" if voice else "sms", at=MOMENT, readers=readers())
    spans = spans_of(found)
    assert all(0 <= start < end <= len(text) for start, end in (*spans, *found.exposed))
    assert all(person.given for person in found.persons)
    assert found == understand(text, channel="voice" if voice else "sms", at=MOMENT, readers=readers())
