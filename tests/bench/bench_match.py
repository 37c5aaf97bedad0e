"""The whole worker, grouping, suggestions and search over a million earlier tips on PostgreSQL, beside ten thousand.

BENCH_TIPS sets the larger size. Runs alternate between the two databases, so that a busy machine slows both.
"""

import faulthandler
import gc
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import intake, joining, search, suggesting, vault, work
from hotline.clock import coarse
from hotline.db.engine import Database, make_engine, reading, writing
from hotline.db.queries import index as postings
from hotline.db.queries import search as queries
from hotline.db.queries.matters import Filters
from hotline.db.queries.search import Reach
from hotline.db.tables import Grant, Inbound, Schedule, Tip
from hotline.evaluate import read_tips
from hotline.index import index_keys
from hotline.joining import Newcomer
from hotline.officers import Viewer
from hotline.runtime import Worker
from hotline.sealing import new_subject_key
from hotline.sketch import Purpose
from hotline.tips import Channel
from hotline.units import sealing_keys
from hotline.vault import Subject
from tests.bench.crowd import VOCABULARY, Crowd
from tests.bench.filling import AT, fill, warmed
from tests.faults.processes import environment, free_port
from tests.world import World, message

SIZES = (10_000, int(os.environ.get("BENCH_TIPS", "1000000")))
NEWCOMERS = 200
WARMING = 50  # tips before those that are measured
SET = Path(__file__).parent.parent / "data" / "eval" / "dev"


def p(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


@pytest.fixture(scope="module")
def worlds(_postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[World]]:
    """The same hotline twice, with few and with many earlier tips, persons and hotspots in proportion."""
    faulthandler.cancel_dump_traceback_later()  # filling takes minutes and does not hang
    made, names = [], []
    for size in SIZES:
        name = _postgres.create()
        db = Database(make_engine(_postgres.url(name)))
        world = World(db, tmp_path_factory.mktemp("rings") / "rings")
        began = time.perf_counter()
        crowd = Crowd(index_keys(world.rings["worker"].current("index").secret))
        fill(db, crowd, {"tip": size, "person": size // 10, "hotspot": size // 100})
        warmed(db)
        print(f"\n{size:9,} tips filled in {time.perf_counter() - began:.0f} s")
        made.append(world)
        names.append(name)
    yield made
    for world, name in zip(made, names, strict=True):
        world.db.engine.dispose()
        _postgres.drop(name)


def alternating(worlds: list[World], times: int, act: Callable[[World, int], None]) -> list[list[float]]:
    """Milliseconds of an act in each world, in turns."""
    spent: list[list[float]] = [[] for _ in worlds]
    for turn in range(times):
        for world, found in zip(worlds, spent, strict=True):
            began = time.perf_counter()
            act(world, turn)
            found.append((time.perf_counter() - began) * 1000)
    return spent


def told(what: str, spent: list[list[float]]) -> tuple[float, float, float]:
    """Prints and returns the larger size's median and p99, and the ratio of the medians."""
    small, large = spent
    ratio = median(large) / median(small)
    print(
        f"{what}: median {median(large):.1f} ms, p99 {p(large, 0.99):.1f} ms at {SIZES[1]:,};"
        f" median {median(small):.1f} ms at {SIZES[0]:,}; ratio {ratio:.2f}"
    )
    return median(large), p(large, 0.99), ratio


def test_placing_and_posting_one_tip(worlds: list[World]) -> None:
    crowds = [Crowd(index_keys(world.rings["worker"].current("index").secret), seed=99) for world in worlds]
    tips = [[crowd.tip() for _ in range(NEWCOMERS)] for crowd in crowds]
    writes: list[float] = []

    def act(world: World, turn: int) -> None:
        indexed = tips[worlds.index(world)][turn]
        with Session(world.db.engine) as session:  # never committed
            newcomer = Newcomer(10**18 + turn, indexed, ((1, turn % 4096),), AT, "retail")
            measured = joining.measure(session, indexed)
            joining.place(session, newcomer, measured)
            began = time.perf_counter()
            joining.post(session, newcomer.tip_id, indexed, measured)
            writes.append((time.perf_counter() - began) * 1000)

    # How it grows is bounded for the whole worker: alone, the part that grows grows more.
    middle, slow, _ = told("place and post", alternating(worlds, NEWCOMERS, act))
    print(f"index insert: median {median(writes):.1f} ms, {len(tips[0][0].terms)} terms")
    assert middle <= 25
    assert slow <= 100
    assert median(writes) <= 5


def test_suggestions_of_a_lead(worlds: list[World]) -> None:
    chosen = []
    for world in worlds:
        with reading(world.db) as session:
            rows = queries.tips(session, Reach("supervision", None), [], Filters(), limit=1)
            assert rows == []  # nothing was granted yet
            chosen.append(list(_some_tips(session, NEWCOMERS)))

    def act(world: World, turn: int) -> None:
        with reading(world.db) as session:
            for kind in ("person", "hotspot"):
                suggesting.of_lead(session, chosen[worlds.index(world)][turn], kind)

    middle, slow, _ = told("suggestions, persons and hotspots", alternating(worlds, NEWCOMERS, act))
    assert middle <= 25
    assert slow <= 150


def _some_tips(session: Session, count: int) -> list[int]:
    return list(session.scalars(select(Tip.id).limit(count)))


def test_the_whole_worker_for_one_tip(worlds: list[World]) -> None:
    samples = read_tips(SET / "tips.jsonl")
    order = [samples[n % len(samples)] for n in range(WARMING + NEWCOMERS)]
    random.Random(3).shuffle(order)
    for world in worlds:
        for number, one in enumerate(order):
            channel = Channel.SMS if one.channel != Channel.VOICE else one.channel
            intake.keep(world.edge, message(one.text, sender=f"+1500{number:07}", channel=channel))

    workers = {id(world): _long_lived(world) for world in worlds}

    def act(world: World, _turn: int) -> None:
        assert work.step(workers[id(world)], limit=1) == 1

    alternating(worlds, WARMING, act)
    middle, slow, ratio = told("whole worker", alternating(worlds, NEWCOMERS, act))
    for worker in workers.values():
        worker.db.engine.dispose()
    assert middle <= 25
    assert slow <= 100
    assert ratio <= 1.5


@pytest.mark.parametrize("workers", [1, 2])
def test_worker_processes_on_one_core(worlds: list[World], tmp_path: Path, workers: int) -> None:
    """`hotline worker` itself over the larger database, on one core: tips a second and the most memory of a process.

    One worker waits for the database a third of its time; a second one uses it. The database has the other cores.
    """
    world = worlds[1]
    for number, one in enumerate(read_tips(SET / "tips.jsonl") * 5):
        intake.keep(world.edge, message(one.text, sender=f"+150{workers}{number:07}"))
    waiting = number + 1
    with writing(world.db) as session:  # a million tips that come of age at once are not what this measures
        for name in ("rounding", "common_terms", "timers", "sweep"):
            session.merge(Schedule(name=name, due_at=LATER))
    url = world.db.engine.url.render_as_string(hide_password=False)
    with ExitStack() as running:
        processes = [running.enter_context(_worker(world, url, tmp_path / f"log {n}")) for n in range(workers)]
        # When the first of them are done, all workers have read their lexicons.
        began, used = _when(lambda: _waiting(world) < waiting - 3 * WARMING), _processor(processes)
        started = _waiting(world)
        ended, used = _when(lambda: _waiting(world) == 0), _processor(processes) - used
        peak = max(_peak(one.pid) for one in processes)
    rate = started / (ended - began)
    told = f"{rate:.0f} tips/s, {1000 * used / started:.1f} ms of processor a tip, {peak:.0f} MB at most"
    print(f"worker processes on one core, {workers}: {told}")
    assert peak <= 250
    assert rate >= 50


@contextmanager
def _worker(world: World, url: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process that runs on the first of our cores only."""
    env = environment(world, url, None, free_port())
    command = [sys.executable, "-c", "import wsgi; wsgi.main()", "worker"]
    with log.open("wb") as out, subprocess.Popen(command, env=env, stderr=out) as worker:
        os.sched_setaffinity(worker.pid, {min(os.sched_getaffinity(0))})
        yield worker
        worker.terminate()


def _peak(pid: int) -> float:
    """The most memory that a process has had, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


LATER = 2**40


def _waiting(world: World) -> int:
    with reading(world.db) as session:
        return session.query(Inbound).count()


def _processor(processes: Iterable[subprocess.Popen[bytes]]) -> float:
    """Seconds of processor that processes have used."""
    told = [Path(f"/proc/{one.pid}/stat").read_text().rpartition(")")[2].split() for one in processes]
    return sum(int(fields[11]) + int(fields[12]) for fields in told) / os.sysconf("SC_CLK_TCK")


def _when(true: Callable[[], bool], seconds: float = 1200) -> float:
    """The moment at which something has become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
    return time.monotonic()


def _long_lived(world: World) -> Worker:
    """A worker as it runs in service: it reads its rings once, asks no connection whether it lives, and looks through
    nothing for what can go that stays as long as the process (`work.run` does the same)."""
    gc.collect()
    gc.freeze()
    engine = make_engine(world.db.engine.url.render_as_string(hide_password=False), ping=False)
    worker = world.worker
    return replace(worker, db=Database(engine, worker.db.append))


def test_search_with_opening(worlds: list[World]) -> None:
    asked = [_queries(world) for world in worlds]
    for world, some in zip(worlds, asked, strict=True):
        _seal_hits(world, [query for query, _ in some])

    def act(world: World, turn: int) -> None:
        query, _ = asked[worlds.index(world)][turn]
        search.search(world.board, _viewer(world), query)

    spent = alternating(worlds, len(asked[0]), act)
    _, _, ratio = told("search, first page opened", spent)
    print(f"search: p95 {p(spent[1], 0.95):.1f} ms over {len(asked[1])} queries")
    assert p(spent[1], 0.95) <= 150
    assert ratio <= 3


def _viewer(world: World) -> Viewer:
    return Viewer(5, world.units["desk"], "desk", "duty_officer", None, world.holder("desk"))


def _queries(world: World) -> list[tuple[str, int]]:
    """60 % two words, 20 % one common word, 10 % a phrase, 10 % a phone; each with 1 where it should find something."""
    keys = index_keys(world.rings["board"].current("index").secret)
    crowd, rng = Crowd(keys), random.Random(11)
    with reading(world.db) as session:
        words = {rank: crowd._word(rank) for rank in rng.sample(range(VOCABULARY), 800)}
        known = postings.counts(session, "tip", [keys.term(Purpose.WORD, word) for word in words.values()])
    often = {word: known[keys.term(Purpose.WORD, word)] for word in words.values()}
    usual = [word for word, n in often.items() if 100 <= n <= 2_000 and word.isalpha()] or [*often]
    common = [word for word, n in often.items() if n > 2_000 and word.isalpha()] or usual
    pairs = [" ".join(pair) for pair in crowd.pairs[:3_000] if all(word.isalpha() for word in pair)]
    found = [(f"{rng.choice(usual)} {rng.choice(usual)}", 0) for _ in range(60)]
    found += [(rng.choice(common), 1) for _ in range(20)]
    found += [(f'"{rng.choice(pairs)}"', 0) for _ in range(10)]
    found += [(f"09{rng.randrange(10**8):08}", 0) for _ in range(10)]
    rng.shuffle(found)
    return found


def _seal_hits(world: World, asked: list[str]) -> None:
    """Grants the desk everything, and seals a text for each tip that a first page opens."""
    subjects = {n: Subject(n, new_subject_key()) for n in range(1, 20_001)}
    keys = index_keys(world.board.ring().current("index").secret)
    with writing(world.db) as session:
        if session.query(Grant).count() < 20_000:
            units = sealing_keys(session, world.rings["worker"].current("roster").secret, ("desk",))
            for subject in subjects.values():
                vault.grant(session, subject, units, granted_by=None, at=coarse(AT))
        reach = Reach("desk", world.units["desk"])
        sealed: set[int] = set()
        for query in asked:
            understood = search.read_query(query, world.board.readers)
            terms, _, _ = search._terms(session, keys, understood)
            limit = search.OPENED if understood.phrases else search.PAGE
            rows = queries.tips(session, reach, terms, Filters(), limit=limit) if terms else []
            for tip, _lead in rows:
                if tip.id not in sealed and tip.subject_id in subjects:
                    sealed.add(tip.id)
                    body = b'[{"row":1,"text":{"text":"ban hang trang cho hoc sinh truoc cong truong"}}]'
                    vault.put(session, subjects[tip.subject_id], "tip", tip.id, "text", body, coarse(AT))
