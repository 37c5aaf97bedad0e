"""The vault by properties: what was sealed opens at its place with its key, and nowhere else, whatever is changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from hotline import envelope, vault
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Grant, Item
from hotline.envelope import HEADER, Context
from hotline.errors import Unreadable
from hotline.opening import PrivateKey, open_item
from hotline.sealing import new_subject_key, seal_item
from hotline.units import sealing_keys
from tests.builders import Station

KEY, OTHER = PrivateKey.generate(), PrivateKey.generate()
PUBLIC = KEY.public()
PLACE = Context("test", "inbound", 7, "text")
contents = st.binary(max_size=3_000)
words = st.text(min_size=1, max_size=12)


@given(contents)
def test_what_was_sealed_opens(content: bytes) -> None:
    assert KEY.open(PUBLIC.seal(content, PLACE), PLACE) == content


@given(contents, words, words, st.integers(1, 2**63), words, st.integers(1, 9))
def test_it_opens_at_its_own_place_only(
    content: bytes, purpose: str, table: str, row: int, column: str, version: int
) -> None:
    place = Context(purpose, table, row, column, version)
    sealed = PUBLIC.seal(content, place)
    assert KEY.open(sealed, place) == content
    moved = (
        Context(purpose + "x", table, row, column, version),
        Context(purpose, table + "x", row, column, version),
        Context(purpose, table, row + 1, column, version),
        Context(purpose, table, row, column + "x", version),
        Context(purpose, table, row, column, version + 1),
    )
    for other in moved:
        with pytest.raises(Unreadable):
            KEY.open(sealed, other)


@given(st.lists(words, min_size=5, max_size=5))
def test_no_two_places_are_written_alike(parts: list[str]) -> None:
    purpose, table, row, column, version = parts
    joined = Context(purpose + table, "", row, column + version)
    assert Context(purpose, table, row, column + version).encode(b"k" * 16) != joined.encode(b"k" * 16)


@given(contents, st.data())
def test_a_changed_byte_anywhere_is_found(content: bytes, data: st.DataObject) -> None:
    sealed = bytearray(PUBLIC.seal(content, PLACE))
    regions = {
        "version": (0, 1),
        "suite": (1, 2),
        "key id": (2, HEADER),
        "kem": (HEADER, HEADER + 1120),
        "tag": (-16, 0),
    }
    start, end = regions[data.draw(st.sampled_from(sorted(regions)))]
    place = data.draw(st.integers(start % len(sealed), (end or len(sealed)) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unreadable):
        KEY.open(bytes(sealed), PLACE)


@given(contents, st.integers(min_value=0, max_value=2_000))
def test_a_cut_envelope_is_found(content: bytes, left: int) -> None:
    sealed = PUBLIC.seal(content, PLACE)
    with pytest.raises(Unreadable):
        KEY.open(sealed[: min(left, len(sealed) - 1)], PLACE)


@given(contents)
def test_another_key_opens_nothing(content: bytes) -> None:
    with pytest.raises(Unreadable):
        OTHER.open(PUBLIC.seal(content, PLACE), PLACE)


@given(st.binary(max_size=4_000))
def test_what_nobody_sealed_opens_for_nobody(noise: bytes) -> None:
    with pytest.raises(Unreadable):
        KEY.open(noise, PLACE)
    with pytest.raises(Unreadable):
        open_item(b"k" * 32, 1, "text", 2, noise)


@given(contents, st.integers(1, 2**62), st.sampled_from(["text", "findings", "release"]), st.integers(1, 2**62))
def test_an_item_opens_in_its_row_and_kind_only(content: bytes, subject: int, kind: str, item: int) -> None:
    key = new_subject_key()
    body = seal_item(key, subject, kind, item, content)
    assert open_item(key, subject, kind, item, body) == content
    for wrong in ((subject + 1, kind, item), (subject, kind + "x", item), (subject, kind, item + 1)):
        with pytest.raises(Unreadable):
            open_item(key, *wrong, body)
    with pytest.raises(Unreadable):
        open_item(key, subject, kind, item, body, version=2)
    with pytest.raises(Unreadable):
        open_item(new_subject_key(), subject, kind, item, body)


@given(contents, st.data())
def test_a_changed_byte_of_an_item_is_found(content: bytes, data: st.DataObject) -> None:
    key = new_subject_key()
    body = bytearray(seal_item(key, 1, "text", 2, content))
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unreadable):
        open_item(key, 1, "text", 2, bytes(body))


@settings(max_examples=200)
@given(st.integers(0, 200_000))
def test_sizes_are_told_in_steps_only(size: int) -> None:
    bucket = envelope.bucket_of(size)
    assert bucket >= size + 4
    assert bucket in envelope.BUCKETS or bucket % envelope.BUCKETS[-1] == 0
    assert len(envelope.pad(b"x" * size)) == bucket


@pytest.mark.parametrize("content", [b"", b"\0", b"x" * 10 * 1024 * 1024], ids=["empty", "zero", "10 MB"])
def test_nothing_and_very_much_come_back_whole(content: bytes) -> None:
    key = new_subject_key()
    assert open_item(key, 1, "image", 2, seal_item(key, 1, "image", 2, content)) == content
    assert KEY.open(PUBLIC.seal(content, PLACE), PLACE) == content


# On rows ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def station(database: Database, tmp_path) -> Station:
    return Station(database, tmp_path / "rings")


def _sealed(station: Station, words: bytes, kinds: tuple[str, ...] = ("desk", "supervision")) -> tuple[int, int]:
    subject = vault.new_subject()
    with writing(station.front.db) as session:
        item = vault.put(session, subject, "lead", 1, "note", words, 0)
        roster = station.ring("board")().current("roster").secret
        vault.grant(session, subject, sealing_keys(session, roster, kinds), granted_by=None, at=0)
    return subject.id, item


def _read(station: Station, login: str) -> set[bytes]:
    with reading(station.db) as session:
        return set(vault.read(session, station.viewer(login).holder, session.scalars(select(Item)).all()).values())


def test_each_unit_reads_what_was_sealed_to_it(station: Station) -> None:
    _sealed(station, b"both")
    _sealed(station, b"supervision alone", ("supervision",))
    _sealed(station, b"audit alone", ("audit",))
    assert _read(station, "alice") == {b"both"}
    assert _read(station, "super") == {b"both", b"supervision alone"}
    assert _read(station, "auditor") == {b"audit alone"}
    assert _read(station, "commune") == _read(station, "registry") == _read(station, "admin") == set()


def test_destroying_the_grants_destroys_the_content(station: Station) -> None:
    subject, _ = _sealed(station, b"words")
    with writing(station.front.db) as session:
        for grant in session.scalars(select(Grant).where(Grant.subject_id == subject)).all():
            session.delete(grant)
    assert _read(station, "alice") == set()


def test_a_grant_that_was_moved_to_another_subject_does_not_open(station: Station) -> None:
    one, _ = _sealed(station, b"one")
    two, _ = _sealed(station, b"two")
    with writing(station.front.db) as session:
        wrapped = {g.unit_key_id: g.wrapped for g in session.scalars(select(Grant).where(Grant.subject_id == one))}
        for key, value in wrapped.items():
            session.execute(
                update(Grant).where(Grant.subject_id == two, Grant.unit_key_id == key).values(wrapped=value)
            )
    with pytest.raises(Unreadable):
        _read(station, "alice")
