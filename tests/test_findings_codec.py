"""Findings survive their way through JSON, and nothing else is taken for findings."""

import pytest

from hotline.errors import Unreadable
from hotline.findings_codec import from_json, to_json
from hotline.text.findings import (
    Basis,
    Category,
    Contact,
    Cue,
    Hamlet,
    Label,
    Landmark,
    PersonName,
    PlaceName,
    Understanding,
    Urgency,
)

WHOLE = Understanding(
    category=Label(Category.RETAIL, ("bán",), ((3, 6),), 0.9),
    urgency=Label(Urgency.NOW),
    basis=Label(Basis.SAW),
    commune="18673",
    places=(PlaceName("Cẩm Bình", ("18673", "18676"), "commune", True, ((0, 8),), "xã"),),
    hamlets=(Hamlet("xom", "3", ((9, 14),)),),
    landmarks=(Landmark("karaoke", "hoa sen", "Hoa Sen", ((15, 22),)),),
    persons=(PersonName(full="nguyen van tuan", aliases=("tuan seo",), born=1990, spans=((1, 2), (4, 5))),),
    contacts=(Contact("phone", "0912000000", ((30, 40),), mine=True),),
    cues=(Cue("hour", "22-2", ((41, 44),)),),
    words=("ban", "hang"),
    exposed=((30, 40),),
)


def test_findings_come_back_as_they_went() -> None:
    assert from_json(to_json(WHOLE)) == WHOLE


def test_the_bytes_of_an_item_do_as_well() -> None:
    assert from_json(to_json(WHOLE).encode()) == WHOLE


def test_a_field_of_a_newer_writer_is_left_out() -> None:
    content = to_json(WHOLE).replace('"format":1', '"format":2,"colour":"red"')
    assert from_json(content) == WHOLE


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"category":{"value":"gossip"}}'])
def test_anything_else_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        from_json(content)
