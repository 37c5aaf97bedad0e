"""The promises of design 2 on a whole small hotline: what a thief of each thing reads, opens and can only guess.

A fixture tip with marked words, name, numbers and sender goes through intake, worker and an officer's hands; then every
column, file and key is tried.
"""

import contextlib
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from hotline import backup, intake, releases, roster, vault, work
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Conversation, Grant, Inbound, Item, Officer, OfficerSession, Unit, metadata
from hotline.envelope import Context
from hotline.errors import HotlineError, Unreadable
from hotline.index import index_keys
from hotline.keyring import PROCESSES
from hotline.opening import PrivateKey
from hotline.sketch import Purpose
from hotline.wraps import unlock
from tests import columns
from tests.builders import CHEAP, PASSWORD
from tests.shift import Shift
from tests.world import message

SENDER = "+84900000777"
WORDS = "Karaoke Hoa Chuông Gió phường Thành Sen, Nguyễn Văn Ngẫu Nhiên bán đá, gọi 0912000456, xe 38B1-999.87"
MARKS = (
    "Chuông Gió",
    "chuong gio",
    "Ngẫu Nhiên",
    "ngau nhien",
    "0912000456",
    "38B1-999.87",
    "38B1-99987",  # five digits alone stand in one of seventy keyed numbers by chance
    "38b199987",
    SENDER,
    SENDER[1:],
    "0900000777",
)


@pytest.fixture
def shift(database: Database, tmp_path: Path) -> Shift:
    return Shift(database, tmp_path / "rings")


def _told(shift: Shift) -> int:
    lead_id = shift.tip(WORDS, SENDER)
    intake.keep(shift.edge, message("còn " + WORDS, sender="+84900000778"))  # waits: no worker has seen it
    return lead_id


def _values(shift: Shift) -> dict[str, list[object]]:
    """Every value of every column, by "table.column"."""
    found: dict[str, list[object]] = {}
    with shift.db.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                for name, value in row._mapping.items():
                    found.setdefault(f"{table.name}.{name}", []).append(value)
    return found


def _holds(value: object, mark: str) -> bool:
    if isinstance(value, bytes):
        return mark.encode() in value or mark.encode("utf-16-le") in value
    return mark.casefold() in str(value).casefold()


def test_no_column_holds_a_word_a_name_a_number_or_the_sender(shift: Shift) -> None:
    lead_id = _told(shift)
    shift.open("alice", lead_id)
    found = [
        (name, mark) for name, values in _values(shift).items() for v in values for mark in MARKS if _holds(v, mark)
    ]
    assert found == []


def test_no_file_holds_them_either(sqlite: Database, tmp_path: Path) -> None:
    shift = Shift(sqlite, tmp_path / "rings")
    shift.open("alice", _told(shift))
    backup.write(shift.db, tmp_path / "night.backup", "secret", CHEAP)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert [mark for mark in MARKS if mark.encode() in content] == [], path.name


def test_with_every_server_key_no_stored_item_opens(shift: Shift) -> None:
    shift.open("alice", _told(shift))
    shift.cookie("alice")
    secrets = [key.secret for process in PROCESSES for key in shift.ring(process)().keys if key.secret]
    with reading(shift.db) as session:
        grants, items = session.scalars(select(Grant)).all(), session.scalars(select(Item)).all()
        people, rows = session.scalars(select(Officer)).all(), session.scalars(select(OfficerSession)).all()
    assert len(grants) >= 2
    assert len(items) >= 2
    for secret in secrets:
        pair = PrivateKey(secret) if len(secret) == 96 else None
        for grant in grants:
            if pair is not None:
                with pytest.raises(Unreadable):
                    pair.unwrap(grant.wrapped, vault.grant_context(grant.subject_id, grant.unit_key_id))
        for item in items:
            with pytest.raises(Unreadable):
                vault.open_with(vault.Subject(item.subject_id, secret[:32]), item)
        for sealed in [*(one.private for one in people), *(one.wrapped for one in rows)]:
            with pytest.raises(Unreadable):
                unlock(secret[:32], sealed or b"", Context("officer", "officer", 1, "private"))


def test_what_every_server_key_does_open_is_what_the_threat_model_lists(shift: Shift) -> None:
    _told(shift)
    ring = shift.ring("worker-passing")()
    opened = set()
    with reading(shift.db) as session:
        kinds: tuple[tuple[type[Inbound] | type[Conversation], str, str], ...] = (
            (Inbound, "text", "intake"),
            (Inbound, "address", "relay"),
            (Conversation, "transcript", "intake"),
            (Conversation, "address", "relay"),
        )
        for table, column, purpose in kinds:
            rows: list[Any] = list(session.scalars(select(table)))
            for row in rows:
                name = table.__tablename__
                place = Context(name, name, row.id, column, row.version if column == "transcript" else 1)
                with contextlib.suppress(HotlineError):
                    PrivateKey(ring.current(purpose).secret).open(getattr(row, column), place)
                    opened.add(f"{name}.{column}")
    listed = (Path(__file__).parent.parent / "docs" / "threat-model.md").read_text(encoding="utf-8")
    assert opened == {"inbound.text", "inbound.address", "conversation.transcript", "conversation.address"}
    assert all(word in listed for word in ("`inbound`", "transcripts of open conversations", "return addresses"))


def test_with_the_index_key_numbers_can_be_guessed_and_the_senders_cannot(shift: Shift) -> None:
    _told(shift)
    keys = index_keys(shift.ring("board")().current("index").secret)
    terms = {
        purpose: keys.term(Purpose.PHONE, number) for purpose, number in (("told", "0912000456"), ("own", "0900000777"))
    }
    with shift.db.engine.connect() as connection:
        known = {row[0] for row in connection.execute(text("SELECT term FROM posting WHERE scope = 'tip'"))}
    assert terms["told"] in known
    assert terms["own"] not in known


def _released(shift: Shift, lead_id: int) -> None:
    version, unit = shift.claim("alice", lead_id), shift.raised.units["Phường Thành Sen"]
    releases.propose(shift.board, shift.viewer("alice"), lead_id, version, unit, "Có người bán ma tuý ở quán karaoke.")
    with reading(shift.db) as session:
        approval = session.scalar(text("SELECT id FROM approval WHERE kind = 'release'"))
    releases.decide(shift.board, shift.viewer("lead"), approval, approve=True)


def test_a_commune_officer_opens_releases_and_nothing_else(shift: Shift) -> None:
    lead_id = _told(shift)
    with writing(shift.front.db) as session:
        session.execute(
            text("UPDATE lead SET category='retail', urgency='normal', commune='18073', guessed='[]' WHERE id = :id"),
            {"id": lead_id},
        )
    _released(shift, lead_id)
    with reading(shift.db) as session:
        items = session.scalars(select(Item)).all()
        mine = vault.read(session, shift.viewer("commune").holder, items)
        others = vault.read(session, shift.viewer("charlie").holder, items)
        kinds = {item.id: item.kind for item in items}
    assert {kinds[item] for item in mine} == {"release"}
    assert "Có người bán ma tuý" in next(iter(mine.values())).decode()
    assert others == {}


def test_an_address_is_nobodys_on_the_board(shift: Shift) -> None:
    view = shift.open("super", _told(shift))
    assert [mark for mark in MARKS[-3:] if mark in repr(view)] == []
    with reading(shift.db) as session:
        for login in ("super", "auditor", "admin"):
            for key in shift.viewer(login).holder.keys.values():
                for talk in session.scalars(select(Conversation)):
                    with pytest.raises(Unreadable):
                        key.open(talk.address or b"", Context("conversation", "conversation", talk.id, "address"))


def test_a_tip_that_names_one_of_us_goes_past_his_unit(shift: Shift) -> None:
    with writing(shift.front.db) as session:
        index = shift.ring("board")().current("index").secret
        roster.enter(session, index, shift.raised.officers["alice"], "Trần Thị Ngọc Lan", ["+84 912 000 333"])
    lead_id = shift.tip("công an trực ban bao che, số 0912000333 báo trước cho tụi nó", "+84900000779")
    with reading(shift.db) as session:
        kinds = set(session.scalars(select(Unit.kind).join(Grant, Grant.unit_id == Unit.id)))
    assert kinds == {"supervision"}
    assert shift.lead(lead_id).routed == "supervision"


@pytest.mark.parametrize(
    "text, routed",
    [
        ("trung úy Trần Thị Ngọc Lan công an bảo kê karaoke Ruby", "supervision"),
        ("tran thi ngoc lan cong an phuong bao ke", "supervision"),
        ("Trần Thị Ngọc Lan làm ở công an tỉnh bao che cho bọn bán ma túy", "supervision"),
        ("chị Trần Thị Ngọc Lan ở tổ 3 phường Thành Sen bán ma túy", "desk"),
        ("đồng chí Lan công an trực ban bao che", "desk"),
    ],
)
def test_a_name_with_a_rank_goes_past_its_unit_and_a_namesake_does_not(shift: Shift, text: str, routed: str) -> None:
    with writing(shift.front.db) as session:
        index = shift.ring("board")().current("index").secret
        roster.enter(session, index, shift.raised.officers["alice"], "Trần Thị Ngọc Lan", [])

    assert shift.lead(shift.tip(text)).routed == routed


def test_the_threat_models_columns_are_the_schemas() -> None:
    page = (Path(__file__).parent.parent / "docs" / "threat-model.md").read_text(encoding="utf-8")
    assert columns.between(page) == columns.markdown()


def test_every_test_that_the_threat_model_names_is_there() -> None:
    root = Path(__file__).parent.parent
    named = re.findall(
        r"`(tests/[\w/.]+)(?:::(\w+))?`", (root / "docs" / "threat-model.md").read_text(encoding="utf-8")
    )
    assert len(named) > 15
    for path, name in named:
        assert (root / path).exists(), path
        assert f"def {name}(" in (root / path).read_text(encoding="utf-8") if name else True, name


def test_work_goes_on_with_what_waits(shift: Shift) -> None:
    _told(shift)
    assert work.step(shift.worker) == 1
    assert shift.cookie("alice")
    assert PASSWORD not in repr(shift.viewer("alice"))
