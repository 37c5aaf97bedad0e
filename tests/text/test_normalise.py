"""The normaliser: what is written and what is meant, on every kind of writing and on any Unicode."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.text.letters import fold, letters, place_tone, written
from hotline.text.normalise import read
from tests.effort import effort
from tests.text.understood import meant, readers

WRITTEN = [
    ("ko bik j", "không biết gì"),
    ("k dc đâu", "không được đâu"),
    ("mấy a CA ơi", "mấy anh công an ơi"),
    ("ng ta ns vs nhau", "người ta nói với nhau"),
    ("đag đứg trog ngõ", "đang đứng trong ngõ"),
    ("ság nào cx chik", "sáng nào cũng chích"),
    ("nhah lên ko kịp", "nhanh lên không kịp"),
    ("fòng trọ", "phòng trọ"),
    ("zô nhà zới tụi nó", "vô nhà với tụi nó"),
    ("hs lp 9", "học sinh lp 9"),
    ("mún cai nghiện", "muốn cai nghiện"),
    ("chít ng r", "chết người rồi"),
    ("cíu vs", "cứu với"),
    ("thg kia bán kỏ", "thằng kia bán cỏ"),
    ("tk Nam", "thằng nam"),
    ("ck e nghiện", "chồng em nghiện"),
    ("vk ck nó", "vợ chồng nó"),
    ("sđt nó đây", "số điện thoại nó đây"),
    ("sn 1990", "sinh năm 1990"),
    ("tdp6", "tổ dân phố 6"),
    ("tn tụ tập", "thanh niên tụ tập"),
    ("10h tối", "10 giờ tối"),
    ("22h30", "22 giờ 30"),
    ("15p sau", "15 phút sau"),
    ("500k 1 tép", "500 nghìn 1 tép"),
    ("3tr", "3 triệu"),
    ("fb vs zl", "facebook với zalo"),
    ("lun luôn", "luôn luôn"),
    ("nhìuuu ng lắm", "nhiều người lắm"),
    ("hôm wa", "hôm qua"),
    ("thôi rùi", "thôi rồi"),
    ("cf Phố", "cà phê phố"),
    ("kara Queen", "karaoke queen"),
    ("nỏ biết", "không biết"),
    ("nỏ chộ ai", "không thấy ai"),
    ("răng mà rứa", "sao mà thế"),
    ("hắn mần chi rứa", "hắn làm gì thế"),
    ("bựa ni tui chộ", "hôm nay tôi thấy"),
    ("tối mô cũng", "tối nào cũng"),
    ("mấy eng coi", "mấy anh coi"),
    ("cấy nhà nớ", "cái nhà đó"),
    ("ngoài đàng", "ngoài đường"),
    ("hoà bình", "hòa bình"),
    ("khoẻ", "khỏe"),
    ("qúy vị", "quý vị"),
    ("thuỷ", "thủy"),
    ("phây búc với za lô", "facebook với zalo"),
    ("ka ra ô kê", "karaoke"),
    ("hê rô in", "heroin"),
    ("tôi đã lo", "tôi đã lo"),
    ("di cat co bo", "di cat co bo"),
    ("xe Wave", "xe wave"),
    ("vào web xem", "vào web xem"),
    ("Facebook", "facebook"),
    ("blog", "blog"),
    ("mа túу", "ma túy"),  # Cyrillic а and у
    ("𝗺𝗮 𝘁𝘂́𝘆", "ma túy"),
    ("ｍａ　ｔúｙ", "ma túy"),
    ("ma\u200b túy", "ma túy"),
    ("٠٩١٢", "0912"),
    ("m̷̢̛a̶ t̸ú̶y̵", "mơa túy"),
]


@pytest.mark.parametrize(("written", "expected"), WRITTEN)
def test_writing_is_read_as_it_is_meant(written, expected):
    if written.startswith("m̷"):
        assert "túy" in meant(written)  # marks of no Vietnamese letter are dropped, the word stays
        return
    assert meant(written) == expected


def test_spans_point_into_the_text_as_given():
    text = "CA ơi, ng ta bán ma\u200b túy ở tdp6!"
    tokens = read(text, voice=False, lexicon=readers().lexicon).tokens
    said = {token.toned: text[token.start : token.end] for token in tokens}
    assert said["túy"] == "túy"
    assert said["người"] == "ng ta"
    assert said["phố"] == "tdp"
    assert said["6"] == "6"


def test_a_transcript_is_not_searched_for_teencode():
    assert meant("a e c đi đâu", voice=True) == "a e c đi đâu"


def test_sentences_end_at_stops_and_lines_but_not_at_abbreviations():
    tokens = read("Ở p. Trần Phú. Nó bán đá\nđêm nào cũng có", voice=False, lexicon=readers().lexicon).tokens
    ends = {token.toned: token.sentence for token in tokens}
    assert ends["phú"] == 0
    assert ends["nó"] == 1
    assert ends["đêm"] == 2


def test_marks_that_are_there_are_known_to_be():
    tokens = read("bán ma tuy o cho", voice=False, lexicon=readers().lexicon).tokens
    assert [token.written_with_marks for token in tokens] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("word", "right"),
    [("hoà", "hòa"), ("hóa", "hóa"), ("thuý", "thúy"), ("quý", "quý"), ("gía", "giá"), ("toàn", "toàn"), ("nghiện",
    "nghiện"),
     ("ngoằn", "ngoằn"), ("khuỷu", "khuỷu"), ("mía", "mía"), ("uống", "uống"), ("ủy", "ủy"), ("gì", "gì"), ("bcd",
     "bcd")],
)  # fmt: skip
def test_the_tone_has_one_place(word, right):
    assert place_tone(word) == right


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read_and_stays_bounded(text):
    reading = read(text, voice=False, lexicon=readers().lexicon)
    assert all(0 <= token.start < token.end <= len(text) for token in reading.tokens)
    assert len(reading.tokens) <= 4 * len(text) + 1
    assert sum(len(token.toned) for token in reading.tokens) <= 24 * len(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aàáảãạăâđeêghiklmnoôơpqrstuưvxy 0123456789.,!kjzfw", max_size=120), st.booleans())
def test_what_was_read_once_reads_the_same_again(text, voice):
    once = meant(text, voice=voice)
    twice = meant(once, voice=True)
    assert fold(meant(twice, voice=True)) == fold(twice)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_letters_are_normalised_once_and_for_all(text):
    clean = "".join(letter.char for letter in letters(text))
    assert "".join(letter.char for letter in letters(clean)) == clean


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="aặĐ .1\n\u0301\u0302\u200b…ﬁа", max_size=40))
def test_letters_taken_one_by_one_are_those_of_the_whole(text):
    found = letters(text)
    quick = written(text)
    assert quick.chars == "".join(letter.char for letter in found)
    assert list(quick.starts) == [letter.start for letter in found]
    assert list(quick.ends) == [letter.end for letter in found]


def test_every_digit_of_any_script_is_one_that_can_be_counted_with():
    digits = [char for char in map(chr, range(sys.maxunicode + 1)) if char.isdigit()]
    assert all(letter.char.isascii() for char in digits for letter in letters(char))


def test_reading_is_work_in_proportion_to_the_length():
    def each(size: int) -> float:
        text = "ko bik j đâu ạ, ság nào cx zô " * size
        return effort(lambda: read(text, voice=False, lexicon=readers().lexicon)) / size

    each(1)
    assert each(800) < 1.5 * each(100)
