"""The doorbell on a real Redis: ids only, JSON, and nothing that depends on it."""

import json
import logging
import zlib
from pathlib import Path

import pytest
import redis

from hotline import doorbell


def listen(url: str, heard: list[int], seconds: int = 1) -> None:
    listener = doorbell.Listener(doorbell.redis_from(url), heard.append, lambda: False)
    listener.work(max_idle_time=seconds, logging_level="ERROR")


@pytest.fixture(autouse=True)
def _quiet() -> None:
    logging.getLogger("rq").setLevel(logging.CRITICAL)


def test_a_rung_id_reaches_the_listener(redis_url: str) -> None:
    heard: list[int] = []
    doorbell.Bell(redis_url)(4711)
    listen(redis_url, heard)
    assert heard == [4711]


def test_redis_holds_an_id_in_json_and_no_pickle(redis_url: str) -> None:
    doorbell.Bell(redis_url)(4711)
    with redis.Redis.from_url(redis_url) as client:
        (key,) = client.keys("rq:job:*")
        job = client.hgetall(key)
    assert json.loads(zlib.decompress(job[b"data"]))[2] == [4711]
    assert job[b"description"] == b"inbound"


def test_a_dead_redis_does_not_reach_the_caller(tmp_path: Path) -> None:
    doorbell.Bell(f"unix://{tmp_path}/absent.sock")(1)
    with pytest.raises(redis.ConnectionError):
        listen(f"unix://{tmp_path}/absent.sock", [])
