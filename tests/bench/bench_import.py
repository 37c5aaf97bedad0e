"""A registry file of 100,000 rows: read dry, imported, approved by a second officer and refused, on PostgreSQL.

Time is that of the processors, of this process and of its database sessions, so that a neighbour's load does not count.
BENCH_ROWS sets the larger size. Beside it stands a file of a tenth.
"""

import faulthandler
import os
import random
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from config.catalog.lexicon import load_names
from hotline import registry, registry_io
from hotline.db.engine import Database, make_engine, reading
from hotline.db.tables import Period, Record
from hotline.registry_io import Report
from tests.shift import Shift
from tests.world import readers

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
SIZES = (ROWS // 10, ROWS)
SECONDS, MEGABYTES, GROWTH = 180.0, 400.0, 1.5
TICK = os.sysconf("SC_CLK_TCK")
HEADER = "kind,id,full_name,aliases,sex,born,kin,commune,hamlet,phones,status,from,document_ref,name,place_kind,level\n"


def listed(rows: int, seed: int = 7) -> bytes:
    """A CSV of invented persons, two thirds of them with a status and its paper, and one hotspot in ten rows."""
    rng, names = random.Random(seed), load_names()
    families, middles, givens = list(names.families), list(names.middles), list(names.givens)
    communes, lines = sorted(readers().gazetteer.names), [HEADER]
    for n in range(rows):
        commune, hamlet = rng.choice(communes), f"TDP {rng.randrange(1, 15)}"
        if n % 10 == 0:
            lines.append(f"hotspot,h{n},,,,,,{commune},{hamlet},,,2026-01-02,QĐ {n},quán Thử {n},karaoke,complex\n")
            continue
        full = f"{rng.choice(families)} {rng.choice(middles)} {rng.choice(givens)}"
        status = f"user,2026-01-02,QĐ {n}/2026" if n % 3 else ",,"
        phone = f"0900{rng.randrange(10**6):06}" if n % 4 == 0 else ""
        born = rng.randrange(1955, 2010)
        lines.append(f"person,p{n},{full},,nam,{born},con ông Thử,{commune},{hamlet},{phone},{status},,,\n")
    return "".join(lines).encode()


@dataclass
class Bench:
    """One hotline of its own, and what each act on it took."""

    shift: Shift
    rows: int
    took: dict[str, float] = field(default_factory=dict)

    def spent(self) -> float:
        """Processor seconds of this process and of this database's sessions."""
        with reading(self.shift.db) as session:
            query = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
            pids = list(session.scalars(query))
        ticks = 0
        for pid in pids:
            fields_ = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields_[11]) + int(fields_[12])
        return time.process_time() + ticks / TICK

    def measured(self, what: str, act: Callable[[], Report | int], rows: int = 0) -> Report | int:
        """Does something with all rows, or so many; prints rows a second and the peak of memory so far."""
        before, began, rows = self.spent(), time.perf_counter(), rows or self.rows
        done = act()
        spent, wall = self.spent() - before, time.perf_counter() - began
        self.took[what] = spent / rows * self.rows
        print(
            f"{rows:8,} rows {what:8}: {spent:6.1f} s of processor, {rows / spent:6.0f} rows/s;"
            f" {wall:6.1f} s by the clock; memory {peak():.0f} MB at most",
            flush=True,
        )
        return done


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.fixture(scope="module")
def benches(_postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Bench]]:
    """The same hotline twice, one for each size."""
    faulthandler.cancel_dump_traceback_later()
    made = []
    for rows in SIZES:
        name = _postgres.create()
        engine = make_engine(_postgres.url(name))
        made.append((name, Bench(Shift(Database(engine), tmp_path_factory.mktemp("rings") / "rings"), rows)))
    yield [bench for _name, bench in made]
    for name, bench in made:
        bench.shift.db.engine.dispose()
        _postgres.drop(name)


def take(bench: Bench, data: bytes, *, dry_run: bool = False) -> Report:
    board, officer = bench.shift.board, bench.shift.viewer("registry")
    return registry_io.import_file(board, officer, data, "x.csv", dry_run=dry_run, duplicates=True)


def lived(bench: Bench) -> None:
    """One file's life: looked at, imported, approved, told as known; another one imported and refused."""
    board, lead, data = bench.shift.board, bench.shift.viewer("lead"), listed(bench.rows)
    bench.measured("dry run", partial(take, bench, data, dry_run=True))
    report = bench.measured("import", partial(take, bench, data))
    assert isinstance(report, Report)
    assert (report.imported, report.troubles) == (bench.rows, ())
    bench.measured("approve", partial(registry_io.approve, board, lead, report.approval_id))
    again = bench.measured("again", partial(take, bench, data, dry_run=True))
    assert isinstance(again, Report)
    assert len(again.duplicates) == bench.rows
    other = take(bench, listed(bench.rows // 5, seed=8)).approval_id
    bench.measured("refuse", lambda: registry.decide(board, lead, other, approve=False).version, bench.rows // 5)


def test_a_hundred_thousand_rows_are_read_imported_and_decided_in_proportion(benches: list[Bench]) -> None:
    print(f"\nmemory before {peak():.0f} MB")
    for bench in benches:
        lived(bench)
        with reading(bench.shift.db) as session:
            active = select(func.count()).select_from(Record).where(Record.state == "active")
            assert session.scalar(active) == bench.rows
            assert (session.scalar(select(func.count()).select_from(Period)) or 0) > bench.rows / 2
    small, large = benches
    growth = {what: large.took[what] / small.took[what] * SIZES[0] / SIZES[1] for what in small.took}
    for what, ratio in growth.items():
        print(f"{what}: a row costs {ratio:.2f} times what it costs in the small file")
    assert large.took["import"] + large.took["approve"] <= SECONDS
    assert peak() <= MEGABYTES
    assert max(growth.values()) <= GROWTH
