"""Every answer to a citizen is measured; a bad file is refused with file, line and reason."""

import re
from pathlib import Path

import pytest

from config.catalog.files import CONFIG, BadData
from config.catalog.gsm7 import SEGMENT, septets
from config.catalog.replies import ACKNOWLEDGEMENTS, LANGUAGES, MUST_SAY, SAMPLE_CODE, load_replies, plain

REPLIES = load_replies()
SMS = [(lang, name) for lang in LANGUAGES for name in REPLIES.texts["sms", lang]]


@pytest.mark.parametrize(("lang", "name"), SMS)
def test_a_text_message_is_one_plain_segment(lang: str, name: str) -> None:
    size = septets(REPLIES.text("sms", lang, name, SAMPLE_CODE))
    assert size is not None
    assert size <= SEGMENT


@pytest.mark.parametrize("style", ["sms", "chat"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_acknowledgement_has_the_code_113_and_the_request_to_delete(style: str, lang: str) -> None:
    for name in ACKNOWLEDGEMENTS:
        text = REPLIES.text(style, lang, name, SAMPLE_CODE)
        assert SAMPLE_CODE in text
        assert all(phrase in plain(text) for phrase in MUST_SAY[lang])


def test_vietnamese_has_its_marks_wherever_it_may() -> None:
    for style in ("chat", "voice", "buttons"):
        texts = {name: text for name, text in REPLIES.texts[style, "vi"].items() if name != "greet_other"}
        assert [name for name, text in texts.items() if text.isascii()] == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('more = "Da nhan them.', 'more = "Đã nhận thêm.', "160 characters"),
        ("Ma van la {code}.", "Ma van la {tip}.", "no placeholder"),
        ('done = "Da ghi nhan xong. Ma: {code}.', 'done = "Da ghi nhan xong.', "must hold {code}"),
        ("soan XONG. Nho xoa tin nay; nguy hiem: goi 113.", "soan XONG.", "must say"),
        ('support = "Cai nghien tu nguyen: den', 'suport = "Cai nghien tu nguyen: den', "nothing|anything"),
        ("Xin nhắc lại: {code}.", "", "twice"),
        ('Z = "dét"', "", "letters"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, reason: str) -> None:
    text = (CONFIG / "replies.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "replies.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadData, match=reason) as caught:
        load_replies(path)
    assert re.match(r"replies\.toml:[1-9]", str(caught.value))
