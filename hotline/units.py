"""Units' public keys and the MAC that makes them trusted: nobody seals to a key whose MAC is wrong (decision 0002)."""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hotline.db.ready import Ready
from hotline.db.tables import Unit, UnitKey
from hotline.errors import Untrusted
from hotline.sealing import PublicKey
from hotline.tags import keyed


@dataclass(frozen=True, slots=True)
class UnitPublic:
    """What sealing to a unit needs: its id and kind, the id and bytes of its current public key."""

    unit_id: int
    key_id: int
    kind: str
    commune: str | None
    public: PublicKey


def _keys() -> Select[*tuple[Any, ...]]:
    return (
        select(Unit.id, Unit.kind, Unit.commune, UnitKey.id.label("key_id"), UnitKey.public, UnitKey.mac)
        .join(Unit, Unit.id == UnitKey.unit_id)
        .where(UnitKey.state == "current")
    )


# Of communes there may be hundreds, and they are asked for by id.
_CURRENT = Ready(lambda _arrays: _keys().where(Unit.kind != "commune").order_by(Unit.id))


def roster_mac(roster: bytes, unit_id: int, key_id: int, kind: str, commune: str | None, public: bytes) -> bytes:
    """The MAC that ties a public key to its unit, kind and commune (design 2, trusted keys)."""
    return keyed(roster, "unit key", str(unit_id), str(key_id), kind, commune or "", public.hex(), size=32)


def sealing_keys(
    session: Session,
    roster: bytes,
    kinds: Iterable[str] = ("desk", "supervision"),
    *,
    unit_ids: Iterable[int] | None = None,
) -> tuple[UnitPublic, ...]:
    """The current keys of all units of those kinds (or of those ids), each MAC verified.

    Raises Untrusted when a MAC is wrong or when there is no unit to seal to: whoever was about to seal must wait.
    """
    if unit_ids is None:
        return sealing(session, roster)(kinds)
    return _verified(roster, session.execute(_keys().where(Unit.id.in_(list(unit_ids))).order_by(Unit.id)))


def sealing(session: Session, roster: bytes) -> Callable[[Iterable[str]], tuple[UnitPublic, ...]]:
    """Asks for the current keys; to be called once with the kinds wanted. Raises Untrusted like `sealing_keys`."""
    asked = _CURRENT.ask(session)

    def keys(kinds: Iterable[str]) -> tuple[UnitPublic, ...]:
        wanted = frozenset(kinds)
        return _verified(roster, [unit for unit in asked.all() if unit.kind in wanted])

    return keys


def _verified(roster: bytes, rows: Iterable[Any]) -> tuple[UnitPublic, ...]:
    found = []
    for unit in rows:
        wanted = roster_mac(roster, unit.id, unit.key_id, unit.kind, unit.commune, unit.public)
        if not hmac.compare_digest(wanted, unit.mac):
            raise Untrusted("unit.mac", unit=unit.id)
        found.append(UnitPublic(unit.id, unit.key_id, unit.kind, unit.commune, PublicKey(unit.public)))
    if not found:
        raise Untrusted("unit.none")
    return tuple(found)
