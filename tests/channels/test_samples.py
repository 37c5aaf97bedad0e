"""Every provider's real request shapes: as they are, forged, truncated, duplicated, in another order."""

import random
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.channels.builders import Bare
from tests.channels.signing import Signed, sample

FOLDER = Path(__file__).parents[1] / "data" / "providers"
SAMPLES = sorted(FOLDER.glob("*/*.json"))
NAMES = [path.relative_to(FOLDER).with_suffix("").as_posix() for path in SAMPLES]


@pytest.mark.parametrize("path", SAMPLES, ids=NAMES)
def test_a_sample_is_answered_and_kept_as_its_file_says(public: FlaskClient, bare: Bare, path: Path) -> None:
    told, request = sample(path)
    first, again = request.send(public), request.send(public)
    assert (first.status_code, again.status_code) == (told["answer"], told["answer"])
    assert first.get_data() == again.get_data() or "kept" not in told
    assert bare.texts() == ([told["kept"]] if "kept" in told else [])


def forgeries(request: Signed) -> list[Signed]:
    """The request with its signature gone, of another, or of another body."""
    secrets = [name for name in request.headers if name.startswith("X-") and not name.endswith("Timestamp")]
    without = {name: value for name, value in request.headers.items() if name not in secrets}
    other = {name: value[::-1] if name in secrets else value for name, value in request.headers.items()}
    forged = [request.but(headers=without), request.but(headers=other)]
    if "telegram" not in request.path:  # whose secret does not cover the body
        forged += [request.but(body=request.body[:-1]), request.but(body=request.body + b"&x=1")]
    return forged


@pytest.mark.parametrize("path", SAMPLES, ids=NAMES)
def test_a_forged_or_truncated_sample_is_refused(public: FlaskClient, bare: Bare, path: Path) -> None:
    _, request = sample(path)
    assert {forged.send(public).status_code for forged in forgeries(request)} == {403}
    assert bare.kept() == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_any_order_and_twice_each_is_kept_once(public: FlaskClient, bare: Bare, seed: int) -> None:
    loaded = [sample(path) for path in SAMPLES]
    requests = [request for _, request in loaded] * 2
    random.Random(seed).shuffle(requests)
    for request in requests:
        assert request.send(public).status_code < 500
    assert bare.texts() == sorted(told["kept"] for told, _ in loaded if "kept" in told)


def test_every_provider_has_a_folder() -> None:
    assert {name.split("/")[0] for name in NAMES} == {"twilio", "telegram", "gateway"}
