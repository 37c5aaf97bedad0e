"""A whole hotline for dialogues: webhooks, doorbell, worker, officers, board; providers that answer as documented.

`nothing_lies_about` searches afterwards everything that it has left behind.
"""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from config.settings import Settings
from hotline import asking, backup, conversation, doorbell, ledger, relay, search, status, work
from hotline.db.engine import reading, writing
from hotline.db.tables import Approval, Conversation, Lead, Membership, Outbox, Tip
from hotline.errors import Refused
from tests.builders import CHEAP, PASSWORD
from tests.channels.traces import Listening, Marks, Place, columns, files, log_lines
from tests.channels.updates import CHAT
from tests.fake_bot_api import FakeBotApi
from tests.fake_twilio import FakeTwilio
from tests.shift import Shift
from tests.triage.conftest import Browser
from triage.app import create_board

PHONE = "+84900000123"
NAME = "Nguyễn Thị Cà Na Ry"
TIP = f"Toi la {NAME}, so cua toi 0900 000 123. Toi thay canaryone o xom 4 xa Thach Khe co nguoi ban ma tuy da"
QUESTION = "Ho ban vao gio nao canarytwo?"
ANSWER = "Tu 22h canarythree den sang"
OF_PROVIDERS = ("Ten Rieng", "ten_rieng", "NGUYEN VAN GIA")  # what Telegram and Twilio tell of names
MARKS = ("canaryone", "canarytwo", "canarythree", PHONE, NAME, str(CHAT), *OF_PROVIDERS)
SENDER = (PHONE, NAME, str(CHAT))
METRICS = "token-of-the-metrics-page"


@dataclass
class Desk:
    """The hotline with its providers' fakes, and what a citizen and the desk do."""

    shift: Shift
    public: FlaskClient
    twilio: FakeTwilio
    bot_api: FakeBotApi
    redis_url: str
    listening: Listening
    folders: tuple[Path, ...]
    log: pytest.LogCaptureFixture
    box: list[dict[str, Any]] = field(default_factory=list)
    began: float = field(default_factory=lambda: time.time() - 1)

    def work(self) -> None:
        """The worker's turn: it hears the doorbell, then looks at the table."""
        bell = doorbell.redis_from(self.redis_url)
        listener = doorbell.Listener(bell, lambda row: work.step(self.shift.worker, first=row), lambda: False)
        listener.work(burst=True, logging_level="ERROR")
        work.step(self.shift.worker)

    def ask(self, words: str = QUESTION) -> int:
        """Alice asks in her own words and her shift lead lets it pass; it is sent when its time has come."""
        with reading(self.shift.db) as session:
            talk = session.scalars(select(Conversation).where(Conversation.address.is_not(None))).one()
            lead = session.get_one(Tip, talk.tip_id).lead_id
        version = self.shift.claim("alice", lead)
        asking.propose(self.shift.board, self.shift.viewer("alice"), lead, version, talk.tip_id, words)
        with reading(self.shift.db) as session:
            approval = session.scalars(select(Approval.id).where(Approval.verdict == "open")).one()
        asking.decide(self.shift.board, self.shift.viewer("lead"), approval, approve=True)
        with reading(self.shift.db) as session:
            row = session.scalars(select(Outbox).where(Outbox.kind == "question")).one()
        self.shift.clock.now = max(self.shift.clock.now, row.not_before)
        relay.send_due(self.shift.worker, self.shift.clock.now)
        return row.id

    def state(self, row: int) -> str:
        """How a question fared."""
        with reading(self.shift.db) as session:
            return session.get_one(Outbox, row).state

    def later(self, seconds: int = 3_600) -> None:
        """Time passes; the conversation closes."""
        self.shift.clock.now += seconds
        with writing(self.shift.db) as session:
            conversation.close_finished(session, self.shift.clock.now)

    def forgotten(self) -> bool:
        """Lets the ledger do its rounds; whether Twilio holds nothing any more."""
        for _ in range(3):
            self.shift.clock.now += 600
            ledger.settle(self.shift.worker, self.shift.clock.now)
        return self.twilio.held == {}

    def leads(self) -> int:
        """How many matters there are."""
        return self.shift.count(Lead)

    def whys(self) -> list[str]:
        """For what reasons tips belong to their leads."""
        with reading(self.shift.db) as session:
            return sorted(session.scalars(select(Membership.why)))

    def addresses(self) -> int:
        """How many return addresses there are."""
        with reading(self.shift.db) as session:
            return len(session.scalars(select(Conversation).where(Conversation.address.is_not(None))).all())

    @cached_property
    def board(self) -> Flask:
        """The officers' application."""
        return create_board(self.shift.board, Settings(mode="demo", secret_key="k" * 40, metrics_token=METRICS))

    def shows_nobody(self) -> None:
        """Every role opens every lead and searches for the sender: no page shows him, no search finds him."""
        with reading(self.shift.db) as session:
            leads = session.scalars(select(Lead.id)).all()
        for login in ("alice", "lead", "super", "registry", "commune", "auditor", "admin"):
            browser = Browser(self.board.test_client())
            browser.get("/board/sign-in")
            assert browser.post("/board/sign-in", {"login": login, "password": PASSWORD}).status_code == 303
            for path in ("/board/", *(f"/board/leads/{lead}" for lead in leads)):
                assert Marks(SENDER).within(browser.get(path).data) == set(), (login, path)
            for wanted in (*SENDER, "0900 000 123"):
                with suppress(Refused):
                    found = search.search(self.shift.board, self.shift.viewer(login), wanted)
                    assert (login, wanted, found.hits) == (login, wanted, ())

    def places(self) -> list[Place]:
        """Everything that was left behind, after a backup and a flush of the database's files."""
        shift = self.shift
        backup.write(shift.db, self.folders[0] / "night.backup", "secret", CHEAP)
        flush(shift)
        told = self.board.test_client().get("/board/metrics", headers={"Authorization": f"Bearer {METRICS}"})
        assert b"hotline_up" in told.data
        seen = status.look(shift.db, shift.clock.now, self.redis_url)
        return [
            *columns(shift.db.engine),
            *files(*self.folders, since=self.began),
            *self.listening.places(),
            *log_lines(self.log.records),
            ("metrics", told.data),
            ("status", repr(seen.as_dict()).encode()),
        ]

    def nothing_lies_about(self, *more: str) -> None:
        """Fails with the places that hold any mark. `more`: provider ids and receipt codes of this dialogue."""
        self.shows_nobody()
        places = self.places()
        names = {name.split()[0].rsplit(".", 1)[-1] for name, _ in places}
        assert {"redis", "metrics", "status", "backup", "ring"} <= names
        assert Marks([*MARKS, *more]).found(places) == set()


def flush(shift: Shift) -> None:
    """Everything that the database knows, into its files."""
    if shift.db.is_sqlite:
        with shift.db.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(PASSIVE)"))
        return
    with psycopg.connect(
        f"host={shift.db.engine.url.query['host']} user=postgres dbname=postgres", autocommit=True
    ) as operator:
        operator.execute("CHECKPOINT")
