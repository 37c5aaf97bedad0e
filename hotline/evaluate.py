"""What the hotline makes of an evaluation set: a fresh embedded database, the real import, the real intake and worker.

Every tip is kept and processed with the clock at its own moment, in order of arrival; the answers of a set are
never read. Everything lives in a folder that is removed at the end.
"""

import json
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hotline import audit, bootstrap, intake, registry_io, rotation, suggesting, work
from hotline.bootstrap import OfficerSpec, Raised, UnitSpec
from hotline.db.engine import Database, make_engine, reading
from hotline.db.migrate import upgrade
from hotline.db.tables import Officer, ReceiptRow, Tip
from hotline.errors import Refused
from hotline.intake import Edge
from hotline.keyring import Cost, PassingPublic, RingFile
from hotline.officers import Viewer, viewer
from hotline.runtime import Board, Worker
from hotline.tags import code_term
from hotline.text.readers import Readers
from hotline.tips import Channel, Inbound

CHEAP = Cost(memory=32, passes=1, lanes=1)  # the keys of an evaluation guard nothing and live for its length
UNITS = (UnitSpec("desk", "Desk"), UnitSpec("supervision", "Supervision"), UnitSpec("registry", "Registry"))
PEOPLE = (("registry", "registry_officer", "Registry"), ("lead", "shift_lead", "Desk"))
COLUMNS = (
    "kind", "id", "full_name", "aliases", "sex", "born", "commune", "hamlet", "phones", "plates", "name", "place_kind",
)  # fmt: skip
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """One tip of a set, at its moment in epoch seconds."""

    id: str
    channel: Channel
    source: str
    at: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The lines to write, one a tip, and how long the worker took for each in milliseconds."""

    lines: tuple[dict[str, Any], ...]
    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median time per tip."""
        return statistics.median(self.milliseconds) if self.milliseconds else 0.0

    @property
    def slowest(self) -> float:
        """The time that one tip in a hundred exceeds."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))] if ordered else 0.0


@dataclass
class Hotline:
    """A small hotline of its own, on a clock that is set."""

    directory: Path
    readers: Readers
    at: int = 0

    def __post_init__(self) -> None:
        self._passphrase = secrets.token_urlsafe(24)
        rotation.init(self.directory / "rings", self._passphrase, self.at, CHEAP)
        engine = make_engine(f"sqlite:///{self.directory / 'evaluate.db'}")
        upgrade(engine)
        self.engine = engine
        self.db = Database(engine, audit.appender(self.ring("board"), self.clock))

    def clock(self) -> int:
        """The moment that was set."""
        return self.at

    def ring(self, process: str) -> RingFile:
        """A process's ring."""
        return RingFile(self.directory / "rings", process, self._passphrase)

    @property
    def edge(self) -> Edge:
        """The public side."""
        ring = self.ring("intake")
        passing = PassingPublic(self.directory / "rings", ring)
        return Edge(
            Database(self.engine), lambda: ring().current("edge").secret, passing, lambda _row: None, self.clock
        )

    @property
    def worker(self) -> Worker:
        """The worker."""
        ring = self.ring("worker")
        passing = PassingPublic(self.directory / "rings", ring)
        return Worker(self.db, ring, self.ring("worker-passing"), passing, self.readers, clock=self.clock)

    @property
    def board(self) -> Board:
        """The board."""
        return Board(
            self.db, self.ring("board"), self.edge, self.readers, clock=self.clock, cost=CHEAP, second_factor=False
        )


def run(set_dir: Path, readers: Readers, *, limit: int = 0, progress: Progress = lambda _done, _all: None) -> Evaluated:
    """Takes a set through the hotline. Raises Refused for a set that cannot be read, OSError for an absent one."""
    samples, records = read_tips(set_dir / "tips.jsonl"), _rows(set_dir / "registry.jsonl")
    if limit:
        samples = samples[:limit]
    with _hotline(readers, samples[0].at if samples else 0) as hotline:
        names = _import(hotline, records)
        codes, milliseconds = _take(hotline, samples, progress)
        return Evaluated(tuple(_lines(hotline, samples, codes, names)), tuple(milliseconds))


@contextmanager
def _hotline(readers: Readers, at: int) -> Iterator[Hotline]:
    with tempfile.TemporaryDirectory(prefix="hotline-evaluate-") as folder:
        hotline = Hotline(Path(folder), readers, at)
        try:
            yield hotline
        finally:
            hotline.engine.dispose()


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (ValueError, UnicodeDecodeError) as error:
        raise Refused("evaluate.format", file=path.name) from error


def read_tips(path: Path) -> list[Sample]:
    """The tips of a set in order of arrival. Raises Refused for a line that lacks something."""
    try:
        return [
            Sample(
                str(row["id"]), Channel(row["channel"]), str(row["source"]),
                int(datetime.fromisoformat(row["at"]).timestamp()), str(row["text"]),
            )
            for row in _rows(path)
        ]  # fmt: skip
    except (KeyError, ValueError, TypeError) as error:
        raise Refused("evaluate.format", file=path.name) from error


def _import(hotline: Hotline, records: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """The registry by the real import and a second officer's approval; returns the set's ids by the records' ids.

    Statuses are left out: without a document none is accepted, and suggestions do not look at them.
    """
    people = [OfficerSpec(login, login, role, unit, secrets.token_urlsafe(18)) for login, role, unit in PEOPLE]
    raised = bootstrap.raise_all(hotline.board, UNITS, people)
    if not records:
        return {}
    kept = [{name: row[name] for name in COLUMNS if row.get(name) not in (None, "", [])} for row in records]
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in kept).encode()
    first, other = _viewer(hotline, raised, "registry"), _viewer(hotline, raised, "lead")
    report = registry_io.import_file(hotline.board, first, data, "registry.jsonl", duplicates=True)
    if report.troubles:
        raise Refused("import.line", line=report.troubles[0].line)
    registry_io.approve(hotline.board, other, report.approval_id)
    return {record_id: name for name, record_id in report.ids.items()}


def _viewer(hotline: Hotline, raised: Raised, login: str) -> Viewer:
    with reading(hotline.db) as session:
        return viewer(session, session.get_one(Officer, raised.officers[login]), raised.keys[login])


def _take(hotline: Hotline, samples: Sequence[Sample], progress: Progress) -> tuple[list[str], list[float]]:
    """Each tip through intake and worker; returns the receipt codes and the worker's milliseconds."""
    edge, worker = hotline.edge, hotline.worker
    codes, milliseconds = [], []
    for number, sample in enumerate(samples, 1):
        hotline.at = sample.at
        receipt = intake.keep(edge, _message(sample))
        codes.append(receipt.code)
        began = time.perf_counter()
        work.step(worker)
        milliseconds.append((time.perf_counter() - began) * 1000)
        progress(number, len(samples))
    return codes, milliseconds


def _message(sample: Sample) -> Inbound:
    return Inbound(
        channel=sample.channel,
        provider="evaluate",
        provider_id=sample.id,
        sender=sample.source,
        text=sample.text,
        sent_at=sample.at,
        replyable=False,
    )


def _lines(
    hotline: Hotline, samples: Sequence[Sample], codes: Sequence[str], names: Mapping[int, str]
) -> Iterator[dict[str, Any]]:
    """One line a tip: what the board would show of it and of its lead after the last tip."""
    key = hotline.ring("intake")().current("edge").secret
    beside: dict[int, dict[str, list[dict[str, Any]]]] = {}
    with reading(hotline.db) as session:
        for sample, code in zip(samples, codes, strict=True):
            tip = session.scalars(
                select(Tip).join(ReceiptRow, ReceiptRow.tip_id == Tip.id).where(ReceiptRow.code == code_term(key, code))
            ).one_or_none()
            if tip is None:
                raise Refused("evaluate.lost", tip=sample.id)
            if tip.lead_id not in beside:
                beside[tip.lead_id] = {
                    f"{kind}s": [
                        {"id": names[one.record_id], "strong": one.strong}
                        for one in suggesting.of_lead(session, tip.lead_id, kind)
                    ]
                    for kind in ("person", "hotspot")
                }
            yield {
                "id": sample.id,
                "lead": str(tip.lead_id),
                "category": tip.category,
                "urgent": tip.urgency == "danger",
                "commune": tip.commune,
                **beside[tip.lead_id],
            }
