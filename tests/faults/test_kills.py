"""kill -9 of worker or web at any moment: every acknowledged tip is on the board exactly once, nothing is half done."""

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from sqlalchemy import func, select

from hotline import conversation, vault
from hotline.db.engine import Database, make_engine, reading
from hotline.db.tables import Inbound, Item, Lead, Membership, Tip
from tests.faults.processes import Processes, Provider, environment, free_port
from tests.world import World

PAUSE = 0.25  # seconds at most between two messages
MOMENT = 0.4  # seconds at most between a sign of work and the kill
PATIENCE = 20


def markers_on_the_board(world: World) -> Counter[str]:
    """How often each message stands in the tips, as an officer of the desk reads them."""
    with reading(world.db) as session:
        items = session.scalars(select(Item).where(Item.kind == "text", Item.owner == "tip")).all()
        contents = vault.read(session, world.holder("desk"), items)
    words = [part.text.text for content in contents.values() for part in conversation.parts_of(content)]
    return Counter(text.split()[0] for text in words)


@dataclass
class Busy:
    """Waits until something went on since the last time, so that a kill meets work even on a slow machine."""

    count: Callable[[], int]
    seen: int = 0

    def wait(self) -> None:
        """Returns when the count has grown, or after a while: what was killed may be what would have let it grow."""
        end = time.monotonic() + PATIENCE
        while (now := self.count()) <= self.seen and time.monotonic() < end:
            time.sleep(0.02)
        self.seen = now


def parts_on_the_board(world: World) -> int:
    """How many messages the workers have placed."""
    with reading(world.db) as session:
        return session.scalar(select(func.sum(Tip.parts))) or 0


def assert_whole(world: World) -> None:
    """Every tip stands in one lead by one live membership, and every card counts its own tips."""
    with reading(world.db) as session:
        live = (Membership.verdict == "same") & Membership.undone_at.is_(None)
        tips = session.scalar(select(func.count()).select_from(Tip))
        assert session.scalar(select(func.count()).select_from(Membership).where(live)) == tips
        counted = dict(
            session.execute(select(Membership.lead_id, func.count()).where(live).group_by(Membership.lead_id)).all()
        )
        assert {lead.id: lead.tips for lead in session.scalars(select(Lead))} == counted
        assert session.scalars(select(Inbound.state)).all() == []


@pytest.mark.parametrize("machine", ["sqlite", "postgres and redis"])
def test_every_acknowledged_tip_is_there_exactly_once(
    machine: str, request: pytest.FixtureRequest, tmp_path: Path, seed: int, kills: int
) -> None:
    url = request.getfixturevalue("sqlite_url" if machine == "sqlite" else "postgres_url")
    redis_url = None if machine == "sqlite" else request.getfixturevalue("redis_url")
    chance, port = random.Random(seed), free_port()
    print(f"seed {seed}, {kills} kills, {machine}")
    engine = make_engine(url)
    world = World(Database(engine), tmp_path / "rings")
    world.clock.now = int(time.time())
    processes = Processes(environment(world, url, redis_url, port), port, str(tmp_path / "log"))
    provider, stop = Provider(port), threading.Event()
    busy = {False: Busy(lambda: len(provider.acknowledged)), True: Busy(lambda: parts_on_the_board(world))}

    def keep_sending() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            provider.send(f"m{number:05d}", chance)
            time.sleep(chance.uniform(0, PAUSE))

    sender = threading.Thread(target=keep_sending)
    try:
        for name in ("web", "worker-1", "worker-2"):
            processes.start(name)
        processes.wait_ready()
        sender.start()
        for _ in range(kills):
            name = chance.choice(["web", "worker-1", "worker-2", "worker-1"])
            busy[name != "web"].wait()
            time.sleep(chance.uniform(0, MOMENT))
            processes.kill(name)
            assert sender.is_alive()  # else nothing would be lost because nothing is sent
            if redis_url and chance.random() < 0.3:
                redis.Redis.from_url(redis_url).flushall()
        processes.wait_ready()
        time.sleep(1)
    finally:
        stop.set()
        if sender.ident:
            sender.join(60)
        processes.stop_all()
    _settle(world, processes)
    found = markers_on_the_board(world)
    assert provider.acknowledged, Path(processes.log).read_text()[-2_000:]
    assert {marker for marker in provider.acknowledged if found[marker] != 1} == set()
    assert max(found.values()) == 1
    assert set(found) <= provider.sent
    assert_whole(world)
    assert_silent(provider, Path(processes.log), redis_url)
    engine.dispose()


def assert_silent(provider: Provider, log: Path, redis_url: str | None) -> None:
    """Neither the processes' logs nor Redis hold a word or a number of what was sent."""
    held = [log.read_bytes()]
    if redis_url:
        with redis.Redis.from_url(redis_url) as client:
            held += [client.dump(key) or b"" for key in client.keys("*")]
            held += client.keys("*")
    traces = [b"ban ma tuy", *(marker.encode() for marker in provider.sent), *(n.encode() for n in provider.numbers)]
    assert [trace for trace in traces if any(trace in one for one in held)] == []


def _settle(world: World, processes: Processes) -> None:
    """Lets the claims of killed workers end, then processes what still waits."""
    from sqlalchemy import update

    from hotline.db.engine import writing

    with writing(world.db) as session:
        session.execute(update(Inbound).values(claimed_until=0, not_before=0))
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi; wsgi.main()", "worker", "--burst"],
        env=dict(processes.env),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
