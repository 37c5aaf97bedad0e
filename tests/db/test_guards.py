"""What the database itself refuses, on both kinds: a rewritten audit chain, and a tip granted to a commune."""

import secrets

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hotline.db.engine import Database, writing
from hotline.db.tables import AuditEvent, AuditHead, AuditItem, Grant, Item, Unit, UnitKey

COMMUNE, DESK, SUBJECT = 1, 2, 3


def event(seq: int, action: str = "tip.read", codes: dict[str, int] | None = None) -> dict[str, object]:
    return {
        "seq": seq, "at": 0, "actor": None, "action": action, "object": "tip", "ids": [], "codes": codes or {},
        "key_id": "k", "prev": secrets.token_bytes(32), "mac": b"m",
    }  # fmt: skip


@pytest.fixture
def chain(database: Database) -> Database:
    with writing(database) as session:
        session.execute(insert(AuditEvent), [event(1), event(2), event(3)])
        session.execute(insert(AuditItem).values(item_id=7, seq=1, digest=b"d"))
        session.execute(insert(AuditHead).values(id=1, seq=3, mac=b"m"))
    return database


def check_refused(db: Database, statement: str, code: str = "audit.append_only") -> None:
    with pytest.raises(IntegrityError, match=code), writing(db) as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET action = 'x' WHERE seq = 2",
        "DELETE FROM audit_event WHERE seq = 3",
        "DELETE FROM audit_event",
        "UPDATE audit_item SET digest = 'x'",
        "DELETE FROM audit_item",
        "UPDATE audit_head SET seq = 2",
        "DELETE FROM audit_head",
    ],
)
def test_the_chain_is_append_only(chain: Database, statement: str) -> None:
    check_refused(chain, statement)


@pytest.mark.parametrize("table", ["audit_event", "audit_item", "audit_head"])
def test_postgresql_refuses_to_truncate_the_chain(postgres: Database, table: str) -> None:
    check_refused(postgres, f"TRUNCATE {table}")


def test_sqlite_refuses_to_replace_an_event(sqlite: Database) -> None:
    with writing(sqlite) as session:
        session.execute(insert(AuditEvent), [event(1)])

    check_refused(
        sqlite,
        "REPLACE INTO audit_event (seq, at, action, object, ids, codes, key_id, prev, mac) "
        "VALUES (1, 0, 'x', 'x', '[]', '{}', 'k', 'p', 'm')",
    )


def test_the_head_moves_forward(chain: Database) -> None:
    with writing(chain) as session:
        assert session.connection().execute(text("UPDATE audit_head SET seq = 4")).rowcount == 1


def test_events_that_a_checkpoint_covers_may_leave(chain: Database) -> None:
    with writing(chain) as session:
        session.execute(insert(AuditEvent), [event(4, "audit.checkpoint", {"through": 2})])
        assert session.connection().execute(text("DELETE FROM audit_event WHERE seq <= 2")).rowcount == 2

    check_refused(chain, "DELETE FROM audit_event WHERE seq = 3")


@pytest.fixture
def units(database: Database) -> Database:
    with writing(database) as session:
        session.execute(insert(Unit).values(id=COMMUNE, kind="commune", name="Commune"))
        session.execute(insert(Unit).values(id=DESK, kind="desk", name="Desk"))
        for unit in (COMMUNE, DESK):
            session.execute(insert(UnitKey).values(id=unit, unit_id=unit, public=b"p", mac=b"m", at=0))
    return database


def item(session: Session, kind: str, owner: str = "lead") -> None:
    session.execute(
        insert(Item).values(
            id=secrets.randbits(63), owner=owner, owner_id=9, subject_id=SUBJECT, kind=kind, bucket=1, body=b"b", at=0
        )
    )


def grant(session: Session, unit: int) -> None:
    session.execute(insert(Grant).values(subject_id=SUBJECT, unit_key_id=unit, unit_id=unit, wrapped=b"w", at=0))


@pytest.mark.parametrize("kind", ["text", "findings", "image", "note", "answer", "evidence"])
def test_a_commune_is_granted_nothing_of_a_tip(units: Database, kind: str) -> None:
    with writing(units) as session:
        item(session, kind, "tip")

    with pytest.raises(IntegrityError, match=r"grant\.commune"), writing(units) as session:
        grant(session, COMMUNE)


def test_a_commune_is_granted_nothing_before_it_is_known_what_it_is(units: Database) -> None:
    with pytest.raises(IntegrityError, match=r"grant\.commune"), writing(units) as session:
        grant(session, COMMUNE)


@pytest.mark.parametrize("kinds", [("release",), ("release", "image", "thumb")])
def test_a_commune_may_be_granted_a_release_with_its_pictures(units: Database, kinds: tuple[str, ...]) -> None:
    with writing(units) as session:
        for kind in kinds:
            item(session, kind)
        grant(session, COMMUNE)

        assert session.query(Grant).count() == 1


def test_a_commune_may_be_granted_its_records(units: Database) -> None:
    with writing(units) as session:
        item(session, "record", "record")
        grant(session, COMMUNE)

        assert session.query(Grant).count() == 1


def test_the_desk_may_be_granted_a_tip(units: Database) -> None:
    with writing(units) as session:
        item(session, "text", "tip")
        grant(session, DESK)

        assert session.query(Grant).count() == 1


def test_a_tips_text_cannot_be_added_to_what_a_commune_reads(units: Database) -> None:
    with writing(units) as session:
        item(session, "release")
        grant(session, COMMUNE)

    with pytest.raises(IntegrityError, match=r"grant\.commune"), writing(units) as session:
        item(session, "text", "tip")


def test_a_desks_grant_cannot_be_handed_to_a_commune(units: Database) -> None:
    with writing(units) as session:
        item(session, "text", "tip")
        grant(session, DESK)

    check_refused(units, f'UPDATE "grant" SET unit_id = {COMMUNE}', "grant.commune")


def test_an_item_cannot_become_another_and_a_unit_not_of_another_kind(units: Database) -> None:
    with writing(units) as session:
        item(session, "text", "tip")

    check_refused(units, "UPDATE item SET kind = 'release'", "item.fixed")
    check_refused(units, f"UPDATE unit SET kind = 'desk' WHERE id = {COMMUNE}", "unit.kind_fixed")
