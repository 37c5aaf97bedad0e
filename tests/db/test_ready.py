"""Statements that go to the driver itself, on both databases: types, defaults, lists, what was there before."""

from contextlib import nullcontext

import pytest
from sqlalchemy import bindparam, func, select, text, update

from hotline.clock import DAY
from hotline.db.engine import Database, make_engine, reading, writing
from hotline.db.queries.writes import insert_many
from hotline.db.ready import Ready, among, many, put, together
from hotline.db.tables import AuditEvent, AuditItem, Lead, ReceiptRow
from hotline.db.tables.base import rows_of
from hotline.errors import Unavailable

LEADS, EVENTS = rows_of(Lead), rows_of(AuditEvent)
BY_SEQ = Ready(lambda arrays: select(EVENTS).where(among(EVENTS.c.seq, "seqs", arrays)).order_by(EVENTS.c.seq))
ALARMED = Ready(lambda _arrays: select(LEADS.c.id, LEADS.c.brigading).order_by(LEADS.c.id))
CODE = b"\x00code\xff"


def lead(number: int, **given: object) -> dict[str, object]:
    usual = {"category": "retail", "urgency": "normal", "basis": "unknown", "opened_at": DAY, "touched_at": DAY}
    return {"id": number, **usual, **given}


def event(seq: int) -> dict[str, object]:
    words = ["name", "venue'; DROP TABLE tip; --", "100 %s :x"]
    return {
        "seq": seq, "at": 2**62 + 1, "actor": None, "action": "tip.read", "object": "tip",
        "ids": [2**62 + 1], "codes": {"why": words},
        "digest": None, "key_id": "k", "prev": bytes([seq]), "mac": b"\x00m\xff",
    }  # fmt: skip


def test_rows_come_back_as_they_went_in(database: Database) -> None:
    rows = [event(1), event(2), event(3)]
    with writing(database) as session:
        put(session, AuditEvent, rows[:2])
        put(session, AuditEvent, rows[2:])
        found = BY_SEQ.all(session, seqs=many(session, [1, 3, 5]))
    assert [{name: getattr(row, name) for name in rows[0]} for row in found] == [rows[0], rows[2]]
    with reading(database) as session:  # as everybody else reads them
        kept = session.get_one(AuditEvent, 3)
        assert (kept.ids, kept.codes, kept.mac) == (rows[2]["ids"], rows[2]["codes"], rows[2]["mac"])


def test_a_boolean_is_one_on_both_databases(database: Database) -> None:
    with writing(database) as session:
        put(session, Lead, [lead(1, brigading=True), lead(2, brigading=False)])
        assert [row.brigading for row in ALARMED.all(session)] == [True, False]
        assert {type(row.brigading) for row in ALARMED.all(session)} == {bool}


def test_several_rows_go_in_one_statement_and_a_missing_default_is_made_for_each(database: Database) -> None:
    with writing(database) as session:
        put(session, Lead, [lead(number) for number in (1, 2, 3)])
        leads = session.scalars(select(Lead).order_by(Lead.id)).all()
    assert [(lead.id, lead.state, lead.version, lead.guessed) for lead in leads] == [
        (n, "new", 1, []) for n in (1, 2, 3)
    ]


def test_no_row_is_no_statement(database: Database) -> None:
    with writing(database) as session:
        put(session, Lead, [])
        assert session.scalars(select(Lead)).all() == []


def test_what_is_known_stays_as_it_is(database: Database) -> None:
    with writing(database) as session:
        for tip in (1, 2):
            put(session, ReceiptRow, [{"code": CODE, "tip_id": tip, "status": "received"}], unless_known=True)
        assert [(row.code, row.tip_id) for row in session.scalars(select(ReceiptRow))] == [(CODE, 1)]


def test_one_row_none_and_what_was_touched(database: Database) -> None:
    named = Ready(lambda _arrays: select(LEADS.c.id, LEADS.c.rank).where(LEADS.c.id == bindparam("wanted")))
    old = LEADS.c.rank == bindparam("old")
    move = Ready(lambda _arrays: update(LEADS).where(old).values(rank=bindparam("new")))
    back = Ready(
        lambda _arrays: update(LEADS).values(rank=1).returning(LEADS.c.id, LEADS.c.lane), [LEADS.c.id, LEADS.c.lane]
    )
    with writing(database) as session:
        put(session, Lead, [lead(n, rank=50) for n in (1, 2)])
        assert (named.one(session, wanted=1), named.one(session, wanted=3)) == ((1, 50), None)
        move.run(session, old=50, new=20)
        assert (named.one(session, wanted=1), named.one(session, wanted=2)) == ((1, 20), (2, 20))
        assert sorted(back.all(session)) == [(1, "main"), (2, "main")]


def test_rows_of_different_shapes_and_lists_by_in_are_refused(database: Database) -> None:
    listed = Ready(lambda _arrays: select(LEADS.c.id).where(LEADS.c.id.in_([1, 2])))
    with writing(database) as session:
        with pytest.raises(ValueError, match="same columns"):
            put(session, Lead, [lead(1), lead(2, rank=50)])
        with pytest.raises(TypeError, match="among"):
            listed.all(session)


def _write_and_fail(database: Database) -> None:
    with writing(database) as session:
        put(session, ReceiptRow, [{"code": CODE, "tip_id": 1, "status": "received"}])
        raise RuntimeError


def test_it_is_part_of_its_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError):
        _write_and_fail(database)
    with reading(database) as session:
        assert session.scalars(select(ReceiptRow)).all() == []


def test_what_is_asked_together_is_answered_in_order(database: Database) -> None:
    named = Ready(lambda _arrays: select(LEADS.c.id, LEADS.c.rank).where(LEADS.c.id == bindparam("wanted")))
    raised = Ready(
        lambda _arrays: update(LEADS).where(LEADS.c.id == bindparam("wanted")).values(rank=7).returning(LEADS.c.id),
        [LEADS.c.id],
    )
    with writing(database) as session:
        with together(session):
            put(session, Lead, [lead(n, rank=50) for n in (1, 2)])
            before, touched, missed = (
                named.ask(session, wanted=1), raised.ask(session, wanted=1), raised.ask(session, wanted=3),
            )  # fmt: skip
            after, every = named.ask(session, wanted=1), ALARMED.ask(session)
            if not database.is_sqlite:
                driver = session.connection().connection.driver_connection
                assert driver is not None
                assert driver.info.pipeline_status.name == "ON"
        assert (before.one(), touched.one(), missed.one(), after.one()) == ((1, 50), (1,), None, (1, 7))
        assert [row.id for row in every.all()] == [1, 2]
    with reading(database) as session:
        assert session.get_one(Lead, 1).rank == 7


def test_an_answer_that_nobody_has_read_holds_nothing_up(database: Database) -> None:
    other = Database(make_engine(database.engine.url.render_as_string(hide_password=False)))
    with reading(database) as session:
        unread = ALARMED.ask(session)
    with writing(other) as session:
        put(session, Lead, [lead(1)])
    with writing(database) as session:  # on the same connection, which must not stay in the past
        assert [row.id for row in ALARMED.all(session)] == [1]
        put(session, Lead, [lead(2)])
    assert unread.all() == []
    other.engine.dispose()


def _write_twice_together(database: Database) -> None:
    with writing(database) as session, together(session):
        put(session, Lead, [lead(1)])
        put(session, Lead, [lead(1)])
        put(session, Lead, [lead(2)])


def test_what_fails_together_leaves_nothing_and_the_next_transaction_is_whole(database: Database) -> None:
    with pytest.raises(database.engine.dialect.loaded_dbapi.IntegrityError):
        _write_twice_together(database)
    with writing(database) as session:
        assert ALARMED.all(session) == []
        put(session, Lead, [lead(3)])
    with reading(database) as session:
        assert [row.id for row in ALARMED.all(session)] == [3]


def test_many_rows_find_their_way_when_they_are_written_together(database: Database) -> None:
    def rows(first: int) -> list[dict[str, object]]:
        return [{"item_id": n, "seq": n, "digest": b"\x00d\xff"} for n in range(first, first + 150)]

    with writing(database) as session:
        with together(session):
            insert_many(session, AuditItem, rows(1))  # a COPY cannot be sent with others
        insert_many(session, AuditItem, rows(1_000))
        assert session.scalar(select(func.count()).select_from(AuditItem)) == 300


def _kill_between(database: Database, statement: Ready, killer: Database, *, united: bool) -> None:
    with writing(database) as session:
        statement.all(session)
        mine = session.connection().connection.driver_connection
        assert mine is not None
        with writing(killer) as other:
            other.execute(text("SELECT pg_terminate_backend(:me)"), {"me": mine.info.backend_pid})
        with together(session) if united else nullcontext():
            statement.ask(session)
            statement.ask(session)


@pytest.mark.parametrize("united", [False, True])
def test_a_database_that_goes_away_between_two_statements_is_unavailable_and_then_back(
    postgres_url: str, united: bool
) -> None:
    database, killer = (Database(make_engine(postgres_url, ping=False)) for _ in range(2))
    leads = Ready(lambda _arrays: select(LEADS.c.id))
    with pytest.raises(Unavailable):
        _kill_between(database, leads, killer, united=united)
    with reading(database) as session:
        assert leads.all(session) == []
    for one in (database, killer):
        one.engine.dispose()
