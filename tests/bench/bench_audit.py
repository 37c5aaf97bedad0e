"""How long the chain takes to verify: a million events in at most a minute, on PostgreSQL, streamed."""

import os
import resource
import time
from pathlib import Path

from sqlalchemy import insert, update

from hotline import audit
from hotline.audit import Event
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import AuditEvent, AuditHead
from hotline.keyring import Key
from tests.builders import Station

EVENTS = int(os.environ.get("AUDIT_EVENTS", "1000000"))
LONGEST = 60.0
PART = 10_000


def _fill(db: Database, key: Key, head: audit.Head, now: int) -> None:
    event = Event(7, "lead.read", "lead", tuple(range(10**17, 10**17 + 3)), {"hits": 3})
    seq, prev = head.seq, head.mac
    while seq < EVENTS:
        rows = []
        for _ in range(min(PART, EVENTS - seq)):
            seq += 1
            rows.append(audit._row(key, seq, prev, now, event, ()))
            prev = rows[-1]["mac"]
        with writing(db) as session:
            session.execute(insert(AuditEvent), rows)
    with writing(db) as session:
        session.execute(update(AuditHead).values(seq=seq, mac=prev))


def test_a_million_events_verify_within_a_minute(postgres: Database, tmp_path: Path) -> None:
    station = Station(postgres, tmp_path / "rings")
    key = station.ring("operator")().current("audit")
    with reading(postgres) as session:
        _fill(postgres, key, audit.head(session), station.clock.now)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with reading(postgres) as session:
        found = audit.verify(session, [key])
    seconds = time.monotonic() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"\n{found.events} events verified in {seconds:.1f} s, {found.events / seconds:.0f}/s, {grown:.0f} MiB more")
    assert found.problems == []
    assert seconds <= LONGEST * EVENTS / 1_000_000
    assert grown < 200
