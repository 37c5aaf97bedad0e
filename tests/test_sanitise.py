"""What must not leave the house is found however it is spelled."""

import pytest

from hotline import sanitise


def test_phrases_are_told_once_and_without_line_breaks() -> None:
    assert sanitise.phrases("nhà\ntôi, nhà tôi", ((0, 7), (9, 16), (3, 3))) == ("nhà tôi",)


def test_a_first_draft_leaves_the_spans_out() -> None:
    assert sanitise.without("nhà tôi sát quán Ánh Trăng", ((0, 7),)) == "… sát quán Ánh Trăng"


@pytest.mark.parametrize("wording", ["quán Ánh Trăng", "", "nhà họ tôi không biết"])
def test_a_wording_without_the_phrase_is_no_trouble(wording: str) -> None:
    assert sanitise.troubles(wording, []) == sanitise.Troubles(0, 0)


@pytest.mark.parametrize("text", ["nhà tôi ở sát quán", "nha toi o sat quan", "cạnh xóm tui có quán"])
def test_where_the_sender_says_my_house_is_marked(text: str) -> None:
    assert sanitise.phrases(text, sanitise.marks(text, ()))


def test_somebody_elses_house_is_not_marked() -> None:
    assert sanitise.marks("nhà hắn ở sát quán, nhà ông Ba cũng rứa", ()) == ()
