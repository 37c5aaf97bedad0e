"""Adverts and robots go aside; whoever speaks of a drug matter or of danger does not."""

import json
from pathlib import Path

import pytest

from hotline import lanes
from hotline.lanes import Pressure
from hotline.text.understand import understand
from tests.moment import START
from tests.world import readers

DATA = Path(__file__).parent / "data"
FLOOD = Pressure(by_sender=99, by_all=9_999, before=10, unwanted_before=10)


def lane(text: str, pressure: Pressure = lanes.CALM) -> str:
    return lanes.lane(understand(text, channel="sms", at=START, readers=readers()), text, pressure=pressure)


def test_most_unwanted_messages_go_to_quarantine() -> None:
    texts = [json.loads(line)["text"] for line in (DATA / "spam.jsonl").read_text(encoding="utf-8").splitlines()]
    aside = [text for text in texts if lane(text) == lanes.QUARANTINE]
    assert len(aside) >= 0.85 * len(texts)


@pytest.mark.parametrize(
    "text",
    [
        "quan net gan cho Hom co khuyen mai nap the nhung ben trong ban ma tuy da",
        "Nha nghi duong 70 xa Thach Khe toi nao cung co nguoi vao hut da, ho dang ky qua app",
        "con toi nghien muon cai, nha o xom 3 Cam Binh, xin huong dan",
    ],
)
def test_a_drug_matter_in_an_adverts_words_stays(text: str) -> None:
    assert lane(text) == lanes.MAIN


@pytest.mark.parametrize("text", ["Tin nhan tu dong: toi dang ban, se goi lai sau", "aaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_robots_and_noise_go_aside(text: str) -> None:
    assert lane(text) == lanes.QUARANTINE


def test_a_flood_is_set_aside_but_never_a_life_in_danger() -> None:
    assert lane("xom 3 xa Thach Khe co nguoi ban ma tuy da", FLOOD) == lanes.QUARANTINE
    assert lane("cuu voi no ngao da cam dao chem vo o xom 3 xa Thach Khe", FLOOD) == lanes.MAIN


def test_in_a_crowd_what_names_something_passes() -> None:
    crowd = Pressure(by_all=9_999)
    assert lane("xom 3 xa Thach Khe co nguoi ban ma tuy da", crowd) == lanes.MAIN
    assert lane("hom nay troi dep qua", crowd) == lanes.QUARANTINE
