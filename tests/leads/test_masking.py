"""What is masked on the board: what only the sender could know, and nothing of the matter itself."""

import pytest

from hotline.leads import masking
from tests.shift import Shift


@pytest.mark.parametrize("text", ["nhà tôi ở sát quán", "nha toi o sat quan", "cạnh xóm tui có quán", "trong Nhà mình"])
def test_where_the_sender_says_my_house_is_masked(text: str) -> None:
    ((start, end),) = masking.homes(text)

    assert text[start:end].split()[0].casefold() in ("nhà", "nha", "xóm")


@pytest.mark.parametrize(
    "text", ["nhà hắn ở sát quán", "nhà Minh bán đá", "thang Ngo Minh Tuan", "o xom toi nao cung tu tap", "nhà tối om"]
)
def test_somebody_elses_house_a_name_and_an_evening_stay_readable(text: str) -> None:
    assert masking.homes(text) == []


def test_the_board_and_its_search_show_my_house_masked(shift: Shift) -> None:
    lead_id = shift.tip("Quán karaoke Ánh Trăng phường Thành Sen tối nào cũng bán ma túy đá, ồn sang tận nhà tôi")

    tip = shift.open("alice", lead_id).tips[0]

    assert "nhà tôi" not in tip.text
    assert "karaoke Ánh Trăng" in tip.text
