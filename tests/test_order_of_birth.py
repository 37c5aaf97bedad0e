"""From an empty machine to officers at work, by commands alone."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import delete

from config.settings import Settings
from hotline import accounts, keyring, officers, rotation, sessions
from hotline import audit as chain
from hotline.cli.audit import audit
from hotline.cli.context import Context
from hotline.cli.keys import keys
from hotline.cli.officer import officer
from hotline.cli.recover import recover
from hotline.cli.unit import unit
from hotline.clock import now
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import UnitKeyHolder
from hotline.errors import HotlineError
from hotline.officers import Office
from tests.builders import CHEAP, PASSPHRASE, PASSWORD


class Operator:
    """A person at the command line, with cheap Argon2id."""

    def __init__(self, db: Database, folder) -> None:
        settings = Settings(
            mode="demo", keyring=folder, keyring_passphrase=PASSPHRASE, public_base_url="http://localhost"
        )
        self.context = Context(settings=settings)
        self.context.__dict__["db"] = db
        self.folder = folder

    @property
    def front(self) -> Office:
        ring = keyring.RingFile(self.folder, "board", PASSPHRASE)
        return Office(
            Database(self.context.db.engine, chain.appender(ring, now)), ring, now, CHEAP, second_factor=False
        )

    def __call__(self, command, *arguments: str, typed: str = "") -> str:
        result = CliRunner().invoke(command, arguments, obj=self.context, input=typed)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    def enrol(self, link: str) -> None:
        sessions.enrol(self.front, link.strip().split("#")[1], PASSWORD)


@pytest.fixture
def operator(database: Database, tmp_path, monkeypatch) -> Operator:
    monkeypatch.setattr(keyring.Cost, "__init__", _cheap(keyring.Cost.__init__))
    return Operator(database, tmp_path / "rings")


def _cheap(real):
    def init(self, memory: int = 32, passes: int = 1, lanes: int = 1) -> None:
        real(self, memory, passes, lanes)

    return init


def test_the_first_units_and_officers_are_born_in_order(operator: Operator) -> None:
    said = operator(keys, "init", str(operator.folder))
    assert "recovery-share-1-of-5.txt" in said
    assert len(list(operator.folder.glob("recovery-share-*"))) == 5
    operator.enrol(operator(officer, "add", "chief", "--name", "Chỉ huy", "--role", "supervisor"))
    operator(unit, "add", "Phòng chỉ huy", "--officer", "chief")
    operator.enrol(operator(officer, "add", "desk", "--name", "Trực", "--role", "duty_officer"))
    operator(unit, "add", "Trực ban", "--officer", "desk")
    listed = json.loads(operator(officer, "list", "--json"))
    assert {row["login"]: row["state"] for row in listed} == {"chief": "active", "desk": "active"}
    assert {row["kind"] for row in json.loads(operator(unit, "list", "--json"))} == {"supervision", "desk"}
    assert "events verified" in operator(audit, "verify", "--deep")


def test_a_colleague_hands_the_key_over_by_the_code_that_is_read_to_him(operator: Operator) -> None:
    operator(keys, "init", str(operator.folder))
    operator.enrol(operator(officer, "add", "desk", "--name", "Trực", "--role", "duty_officer"))
    operator(unit, "add", "Trực ban", "--officer", "desk")
    operator.enrol(operator(officer, "add", "new", "--name", "Mới", "--role", "duty_officer", "--unit", "Trực ban"))
    with reading(operator.front.db) as session:
        code = accounts.code_of(officers.named(session, "new").public or b"")
    with pytest.raises(HotlineError):
        operator(officer, "grant", "new", "--officer", "desk", "--code", "0000-0000", typed=PASSWORD + "\n")
    operator(officer, "grant", "new", "--officer", "desk", "--code", code, typed=PASSWORD + "\n")
    with reading(operator.front.db) as session:
        assert officers.named(session, "new").state == "active"


def test_a_forgotten_account_is_emptied_by_two_people(operator: Operator) -> None:
    operator(keys, "init", str(operator.folder))
    for login in ("one", "two"):
        operator.enrol(operator(officer, "add", login, "--name", login, "--role", "supervisor"))
    operator(unit, "add", "Phòng chỉ huy", "--officer", "one", "--officer", "two")
    operator.enrol(operator(officer, "add", "desk", "--name", "Trực", "--role", "duty_officer"))
    operator(unit, "add", "Trực ban", "--officer", "desk")
    both = ("--officer", "one", "--officer", "two")
    link = operator(officer, "reset", "desk", *both, typed=f"{PASSWORD}\n{PASSWORD}\n")
    with reading(operator.front.db) as session:
        assert officers.named(session, "desk").public is None
    operator.enrol(link)
    with reading(operator.front.db) as session:
        assert officers.named(session, "desk").state == "enrolled"


def test_init_never_replaces_a_ring(operator: Operator) -> None:
    operator(keys, "init", str(operator.folder))
    with pytest.raises(HotlineError) as refused:
        operator(keys, "init", str(operator.folder))
    assert refused.value.code == "ring.there"


def test_a_link_works_once_and_for_a_day(operator: Operator) -> None:
    operator(keys, "init", str(operator.folder))
    link = operator(officer, "add", "desk", "--name", "Trực", "--role", "duty_officer")
    operator.enrol(link)
    with pytest.raises(HotlineError):
        operator.enrol(link)
    late = operator(officer, "add", "late", "--name", "Trễ", "--role", "duty_officer")
    with writing(operator.front.db) as session:
        officers.named(session, "late").invite_until = 1
    with pytest.raises(HotlineError):
        operator.enrol(late)


def test_recovery_by_command_gives_keys_back_and_makes_new_shares(operator: Operator) -> None:
    operator(keys, "init", str(operator.folder))
    operator.enrol(operator(officer, "add", "desk", "--name", "Trực", "--role", "duty_officer"))
    operator(unit, "add", "Trực ban", "--officer", "desk")
    shares = [path.read_text() for path in sorted(operator.folder.glob("recovery-share-*"))]
    with writing(operator.front.db) as session:
        session.execute(delete(UnitKeyHolder).where(UnitKeyHolder.officer_id.is_not(None)))
    said = operator(recover, "--officer", "desk", typed="".join(shares[:3]))
    assert "desk holds 1 keys" in said
    found = [path.read_text() for path in sorted(operator.folder.glob("recovery-share-*"))]
    fresh = [share for share in found if share not in shares]
    assert len(fresh) == 5
    with pytest.raises(HotlineError):
        operator(recover, "--rehearse", typed="".join(shares[:3]))
    operator(recover, "--rehearse", typed="".join(fresh[1:4]))
    signed = sessions.load(operator.front, sessions.sign_in(operator.front, "desk", PASSWORD).cookie)
    assert signed is not None
    assert signed.viewer is not None
    assert len(signed.viewer.holder.keys) == 1


def test_a_recovery_that_fails_changes_nothing(operator: Operator) -> None:
    operator(keys, "init", str(operator.folder))
    before = {path.name: path.read_bytes() for path in operator.folder.iterdir()}
    typed = "".join(path.read_text() for path in sorted(operator.folder.glob("recovery-share-*"))[:3])
    with pytest.raises(HotlineError):
        operator(recover, "--officer", "nobody", typed=typed)
    rings = rotation.Rings(operator.folder, PASSPHRASE, CHEAP)
    assert len(rings.read("operator").all("recovery")) == 1
    assert {path.name for path in operator.folder.iterdir()} == set(before)


def test_a_units_key_is_changed_by_command_and_resealing_goes_on_where_it_was(operator: Operator) -> None:
    operator(keys, "init", str(operator.folder))
    operator.enrol(operator(officer, "add", "desk", "--name", "Trực", "--role", "duty_officer"))
    operator(unit, "add", "Trực ban", "--officer", "desk")
    arguments = ("rotate", "Trực ban", "--officer", "desk", "--reseal")
    assert "has a new key" in operator(unit, *arguments, typed=PASSWORD + "\n")
    with pytest.raises(HotlineError):
        operator(unit, *arguments, typed="not the password\n")
    assert "events verified" in operator(audit, "verify", "--deep")


def test_the_passphrase_alone_is_changed_and_a_run_cut_short_goes_on(operator: Operator) -> None:
    operator(keys, "init", str(operator.folder))
    before = [keyring.read_ring(operator.folder, process, PASSPHRASE) for process in keyring.PROCESSES]
    fresh = "another line for these rings"
    keyring.write_ring(operator.folder, before[0], fresh, CHEAP)

    assert f"{before[1].process}, " in operator(keys, "passphrase", typed=f"{fresh}\n{fresh}\n")

    assert [keyring.read_ring(operator.folder, process, fresh) for process in keyring.PROCESSES] == before
    with pytest.raises(HotlineError):
        keyring.read_ring(operator.folder, "board", PASSPHRASE)


def test_with_a_wrong_passphrase_or_a_weak_one_no_ring_changes(operator: Operator) -> None:
    operator(keys, "init", str(operator.folder))
    before = {path.name: path.read_bytes() for path in operator.folder.iterdir()}

    with pytest.raises(HotlineError):
        operator(keys, "passphrase", typed="short\nshort\n")
    with pytest.raises(HotlineError):
        rotation.change_passphrase(operator.folder, "not the passphrase", "another line for these rings", CHEAP)
    assert {path.name: path.read_bytes() for path in operator.folder.iterdir()} == before
