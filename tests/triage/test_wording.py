"""What people wrote is shown as words: escaped, links broken, invisible letters visible, marks in their place."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.corpus import XSS
from triage.wording import ODD, Mark, defang, marked, plain

HARMLESS = {"span", "mark"}


class Tags(HTMLParser):
    """Collects tags, attributes and text as a browser would see them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _value in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(html: str) -> Tags:
    found = Tags()
    found.feed(html)
    found.close()
    return found


@pytest.mark.parametrize("text", XSS)
def test_nothing_of_the_corpus_becomes_markup(text: str) -> None:
    found = seen(plain(text))

    assert found.tags <= HARMLESS
    assert found.attributes <= {"class", "title"}


@given(st.text(max_size=200), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200), st.booleans()), max_size=6))
def test_any_text_with_any_marks_stays_text(text: str, spans: list[tuple[int, int, bool]]) -> None:
    marks = [Mark(start, end, "person", "<b>", masked=masked) for start, end, masked in spans]
    found = seen(marked(text, marks))

    assert found.tags <= HARMLESS
    assert not ODD.search(found.text.replace("\n", "").replace("\t", ""))


@given(st.text(alphabet="aáđ &<>\"'.", max_size=80))
def test_a_text_without_links_reads_as_it_was_written(text: str) -> None:
    assert seen(plain(text)).text == text


@pytest.mark.parametrize(
    "address",
    ["http://evil.example.com/x", "https://t.me/abc", "www.evil.net", "vay-nhanh.xyz/abc", "javascript:alert(1)"],
)
def test_a_link_is_broken(address: str) -> None:
    shown = seen(plain(f"xem {address} ngay")).text

    assert address not in shown
    assert defang(address) in shown


@pytest.mark.parametrize("text", ["nhà ông B.", "lúc 21h.30", "xe 38B1-123.45", "T.P Hà Tĩnh"])
def test_a_dot_is_no_link(text: str) -> None:
    assert plain(text) == text


def test_right_to_left_overrides_are_shown_and_do_nothing() -> None:
    shown = seen(plain("a\u202eb\u200bc")).text

    assert shown == "aU+202EbU+200Bc"


def test_marks_stand_where_the_spans_say() -> None:
    html = marked("thằng Tuấn sẹo bán đá", [Mark(6, 14, "person", "Tuấn sẹo")])

    assert html == 'thằng <mark class="m m-person" title="Tuấn sẹo">Tuấn sẹo</mark> bán đá'


def test_a_masked_stretch_wins_and_does_not_hold_the_words() -> None:
    html = marked("nhà tôi ở đây", [Mark(0, 13, "place", "x"), Mark(0, 7, "exposed", "đã che", masked=True)])

    assert "nhà tôi" not in html
    assert "đã che" in html
