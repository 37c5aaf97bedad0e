"""Private halves of units' keys: birth, sharing with officers, what an officer holds, a new key for an old one.

A private half exists in memory only, and wrapped: to each entitled officer's key and to the recovery key (design 2).
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from hotline import audit
from hotline.clock import DAY
from hotline.db.engine import Database, writing
from hotline.db.tables import Grant, Officer, Unit, UnitKey, UnitKeyHolder
from hotline.db.tables.people import UNIT_KINDS
from hotline.envelope import Context, key_id_of
from hotline.errors import NotFound, Refused, Untrusted
from hotline.ids import new_id
from hotline.opening import PrivateKey
from hotline.sealing import PublicKey
from hotline.units import UnitPublic, roster_mac, sealing_keys
from hotline.vault import Holder, grant_context

BATCH = 200


@dataclass(frozen=True, slots=True)
class Trust:
    """What making a unit's key needs besides people: the roster key and the public half of the recovery key."""

    roster: bytes
    recovery: PublicKey


def wrap_context(unit_key_id: int, officer_id: int | None) -> Context:
    """Where a wrapped unit key belongs: to one officer, or to the recovery key."""
    return Context("unit key", "unit_key_holder", f"{unit_key_id}:{officer_id or 'recovery'}", "wrapped")


def named(session: Session, name: str) -> Unit:
    """A unit by its name. Raises NotFound."""
    found = session.scalars(select(Unit).where(func.lower(Unit.name) == name.strip().lower())).one_or_none()
    if found is None:
        found = session.scalars(select(Unit).where(Unit.name == name.strip())).one_or_none()
    if found is None:
        raise NotFound("unit.unknown")
    return found


def add(
    session: Session,
    trust: Trust,
    kind: str,
    name: str,
    commune: str | None,
    officers: Iterable[Officer],
    *,
    by: int | None,
    now: int,
) -> tuple[int, PrivateKey]:
    """Makes a unit with its key pair, wrapped to its first officers and to the recovery key; returns id and key.

    Raises Refused for a wrong kind, a commune where none belongs, a name that exists, an officer not enrolled.
    """
    if kind not in UNIT_KINDS:
        raise Refused("unit.kind")
    if (kind == "commune") != bool(commune):
        raise Refused("unit.commune")
    if session.scalar(select(Unit.id).where(Unit.name == name.strip())) is not None:
        raise Refused("unit.name_taken")
    unit = Unit(id=new_id(), kind=kind, name=name.strip(), commune=commune)
    session.add(unit)
    session.flush()
    key_id, private = _new_key(session, trust, unit, now)
    _wrap_to_officers(session, key_id, private, officers)
    audit.record(session, by, "unit.born", "unit", [unit.id, key_id], codes={"kind": kind})
    return unit.id, private


def _new_key(session: Session, trust: Trust, unit: Unit, now: int) -> tuple[int, PrivateKey]:
    private, key_id = PrivateKey.generate(), new_id()
    public = private.public()
    mac = roster_mac(trust.roster, unit.id, key_id, unit.kind, unit.commune, public.raw)
    session.add(UnitKey(id=key_id, unit_id=unit.id, public=public.raw, mac=mac, state="current", at=now))
    session.flush()
    _wrap(session, key_id, private, None, trust.recovery)
    return key_id, private


def _wrap(session: Session, key_id: int, private: PrivateKey, officer_id: int | None, to: PublicKey) -> None:
    wrapped = to.wrap(private.raw, wrap_context(key_id, officer_id))
    row = {"id": new_id(), "unit_key_id": key_id, "officer_id": officer_id, "wrapped": wrapped}
    session.execute(insert(UnitKeyHolder).values(**row))


def _wrap_to_officers(session: Session, key_id: int, private: PrivateKey, officers: Iterable[Officer]) -> None:
    for officer in officers:
        if officer.public is None or officer.state not in ("enrolled", "active"):
            raise Refused("officer.not_enrolled")
        _wrap(session, key_id, private, officer.id, PublicKey(officer.public))


def holder_of(session: Session, officer_id: int, private: PrivateKey) -> Holder:
    """Every unit key wrapped to an officer, opened with his own key; retired ones too, for what was sealed to them."""
    query = select(UnitKeyHolder.unit_key_id, UnitKeyHolder.wrapped).where(UnitKeyHolder.officer_id == officer_id)
    opened = {
        key_id: PrivateKey(private.unwrap(wrapped, wrap_context(key_id, officer_id)))
        for key_id, wrapped in session.execute(query)
    }
    return Holder(opened)


def share(session: Session, holder: Holder, unit_id: int, officer_id: int, to: PublicKey) -> list[int]:
    """Wraps all keys of a unit that the holder has, to a colleague; returns their ids. Raises Refused without any."""
    mine = select(UnitKey.id).where(UnitKey.unit_id == unit_id, UnitKey.id.in_(list(holder.keys)))
    had = set(session.scalars(select(UnitKeyHolder.unit_key_id).where(UnitKeyHolder.officer_id == officer_id)))
    given = [key_id for key_id in session.scalars(mine) if key_id not in had]
    if not given and not had:
        raise Refused("unit.not_held")
    for key_id in given:
        _wrap(session, key_id, holder.keys[key_id], officer_id, to)
    return given


# A new key for an old one -------------------------------------------------------------------------------------------


def due(session: Session, holder: Holder) -> list[int]:
    """Units whose key this holder has and must make anew, because somebody who held it has gone."""
    query = select(UnitKey.unit_id).where(
        UnitKey.due.is_(True), UnitKey.state == "current", UnitKey.id.in_(list(holder.keys))
    )
    return list(session.scalars(query))


def rotate(session: Session, trust: Trust, unit_id: int, *, by: int | None, now: int) -> tuple[int, PrivateKey]:
    """Makes a unit's next key, wrapped to its active officers; the old one stays with those who hold it, to read on.

    Refuses (Untrusted) when the old key's MAC is wrong: a stranger's key must not be followed by a trusted one.
    """
    unit = session.get_one(Unit, unit_id)
    sealing_keys(session, trust.roster, unit_ids=[unit_id])
    session.execute(
        update(UnitKey).where(UnitKey.unit_id == unit_id, UnitKey.state == "current").values(state="retired", due=False)
    )
    key_id, private = _new_key(session, trust, unit, now)
    people = select(Officer).where(
        Officer.unit_id == unit_id, Officer.state.in_(("enrolled", "active")), Officer.public.is_not(None)
    )
    holders = select(UnitKeyHolder.officer_id).join(UnitKey, UnitKey.id == UnitKeyHolder.unit_key_id)
    holding = holders.where(UnitKey.unit_id == unit_id, UnitKeyHolder.officer_id.is_not(None))
    _wrap_to_officers(session, key_id, private, session.scalars(people.where(Officer.id.in_(holding))).all())
    audit.record(session, by, "unit.rotated", "unit", [unit_id, key_id])
    return key_id, private


def rotate_due(session: Session, trust: Trust, holder: Holder, *, by: int, now: int) -> list[int]:
    """Makes anew what `due` names; called when an entitled officer's session opens."""
    units = due(session, holder)
    for unit_id in units:
        rotate(session, trust, unit_id, by=by, now=now)
    return units


def unfinished(session: Session, unit_id: int, now: int) -> bool:
    """Whether a re-sealing that was begun within the last day has something left to do."""
    made = select(UnitKey.id).where(UnitKey.unit_id == unit_id, UnitKey.state == "current", UnitKey.at > now - DAY)
    return session.scalar(made) is not None and to_reseal(session, unit_id) > 0


def to_reseal(session: Session, unit_id: int) -> int:
    """How many grants of a unit still stand under retired keys."""
    return int(session.scalar(select(func.count()).select_from(_old_grants(unit_id).subquery())) or 0)


def _old_grants(unit_id: int):  # type: ignore[no-untyped-def]  # a Select of rows whose type SQLAlchemy infers
    return (
        select(Grant)
        .join(UnitKey, UnitKey.id == Grant.unit_key_id)
        .where(Grant.unit_id == unit_id, UnitKey.state == "retired")
    )


def reseal(
    db: Database, trust: Trust, holder: Holder, unit_id: int, *, by: int, tick: Callable[[int], None] = lambda _n: None
) -> int:
    """Moves grants from retired keys to the current one, batch by batch; stopping and starting again is safe.

    When none is left the retired keys' wraps are destroyed: a copy of an old private key then opens nothing here.
    """
    done = 0
    while True:
        with writing(db) as session:
            moved = _reseal_batch(session, trust, holder, unit_id)
            if moved == 0:
                _forget_retired(session, unit_id)
                audit.record(session, by, "unit.resealed", "unit", [unit_id], codes={"grants": done})
                return done
        done += moved
        tick(moved)


def _reseal_batch(session: Session, trust: Trust, holder: Holder, unit_id: int) -> int:
    (unit,) = sealing_keys(session, trust.roster, unit_ids=[unit_id])
    rows = list(session.scalars(_old_grants(unit_id).limit(BATCH)))
    for row in rows:
        if row.unit_key_id not in holder.keys:
            raise Refused("unit.not_held")
        key = holder.keys[row.unit_key_id].unwrap(row.wrapped, grant_context(row.subject_id, row.unit_key_id))
        _move_grant(session, row, unit, key)
    return len(rows)


def _move_grant(session: Session, row: Grant, unit: UnitPublic, key: bytes) -> None:
    wrapped = unit.public.wrap(key, grant_context(row.subject_id, unit.key_id))
    old = (Grant.subject_id == row.subject_id) & (Grant.unit_key_id == row.unit_key_id)
    new = (Grant.subject_id == row.subject_id) & (Grant.unit_key_id == unit.key_id)
    if session.scalar(select(Grant.subject_id).where(new)) is not None:
        session.execute(delete(Grant).where(old))
        return
    session.execute(update(Grant).where(old).values(unit_key_id=unit.key_id, wrapped=wrapped))


def _forget_retired(session: Session, unit_id: int) -> None:
    retired = select(UnitKey.id).where(UnitKey.unit_id == unit_id, UnitKey.state == "retired")
    session.execute(delete(UnitKeyHolder).where(UnitKeyHolder.unit_key_id.in_(retired)))
    unused = select(Grant.unit_key_id).where(Grant.unit_id == unit_id)
    session.execute(delete(UnitKey).where(UnitKey.id.in_(retired), UnitKey.id.not_in(unused)))


def remac(session: Session, old: Iterable[bytes], new: bytes) -> int:
    """Gives every unit key a MAC under the next roster key; returns how many. Raises Untrusted for a wrong old one."""
    trusted = list(old)
    rows = session.execute(select(UnitKey, Unit).join(Unit, Unit.id == UnitKey.unit_id)).all()
    for key, unit in rows:
        place = (unit.id, key.id, unit.kind, unit.commune, key.public)
        if not any(hmac.compare_digest(roster_mac(roster, *place), key.mac) for roster in trusted):
            raise Untrusted("unit.mac", unit=unit.id)
        key.mac = roster_mac(new, *place)
    session.flush()
    return len(rows)


# Recovery -----------------------------------------------------------------------------------------------------------


def rewrap_recovery(session: Session, old: PrivateKey, new: PublicKey) -> dict[int, PrivateKey]:
    """Opens every unit key with the recovery key and wraps it to the next one; returns the opened keys by id."""
    rows = session.execute(
        select(UnitKeyHolder.unit_key_id, UnitKeyHolder.wrapped).where(UnitKeyHolder.officer_id.is_(None))
    )
    # Rows of another recovery key are left alone: a run that was cut short has wrapped them to the next one already.
    mine = [(key_id, wrapped) for key_id, wrapped in rows if key_id_of(wrapped) == old.public().id]
    opened = {key_id: PrivateKey(old.unwrap(wrapped, wrap_context(key_id, None))) for key_id, wrapped in mine}
    if not opened:
        raise Untrusted("unit.none")
    spent = (UnitKeyHolder.officer_id.is_(None)) & (UnitKeyHolder.unit_key_id.in_(opened))
    session.execute(delete(UnitKeyHolder).where(spent))
    for key_id, private in opened.items():
        _wrap(session, key_id, private, None, new)
    return opened
