"""A code survives being spoken, heard, and pressed on a keypad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.spelling import KEYS, heard_code, keyed_codes, spelled
from config.catalog.replies import load_replies
from hotline.tags import read_code, receipt_code

REPLIES = load_replies()
CODES = st.binary(min_size=4, max_size=8).map(lambda root: receipt_code(b"e" * 32, root))
KEY_OF = {char: key for key, chars in KEYS.items() for char in chars}


@given(CODES)
def test_a_spelled_code_is_heard_again(code: str) -> None:
    for lang in ("vi", "en"):
        assert heard_code(f"Mã của tôi là {spelled(REPLIES, lang, code)}.") == code


@given(CODES)
def test_a_keyed_code_is_among_its_readings(code: str) -> None:
    readings = keyed_codes("".join(KEY_OF[char] for char in code.replace("-", "")))
    assert code in readings
    assert all(read_code(reading) == reading for reading in readings[:20])


@pytest.mark.parametrize("words", ["", "không biết mã", "một hai ba", "x" * 5000, "\x00", "🎉"])
def test_other_words_are_no_code(words: str) -> None:
    assert heard_code(words) == ""


@pytest.mark.parametrize("keys", ["", "123", "123456789", "********", "#"])
def test_other_keys_are_no_code(keys: str) -> None:
    assert keyed_codes(keys) == ()
