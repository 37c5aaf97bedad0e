"""Order of birth in one go: a first directory of rings, units with their keys, officers with passwords.

The demo and the tests use it; a deployment does the same step by step with `hotline keys`, `officer` and `unit`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import update

from hotline import audit, officers, roster, unit_keys
from hotline.db.engine import writing
from hotline.db.tables import Officer
from hotline.ids import new_id
from hotline.officers import Front
from hotline.opening import PrivateKey
from hotline.sessions import trust


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """A unit to be born."""

    kind: str
    name: str
    commune: str | None = None


@dataclass(frozen=True, slots=True)
class OfficerSpec:
    """An officer to be enrolled; `unit` is the name of his unit, None for an administrator."""

    login: str
    name: str
    role: str
    unit: str | None
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Raised:
    """Ids by name and login, and the officers' private keys, for whoever goes on at once."""

    units: Mapping[str, int]
    officers: Mapping[str, int]
    keys: Mapping[str, PrivateKey] = field(repr=False)


def raise_all(front: Front, units: Sequence[UnitSpec], people: Sequence[OfficerSpec]) -> Raised:
    """Makes units and officers that are active at once, without second factors; unit keys wrapped to all officers."""
    made = {spec.login: (new_id(), PrivateKey.generate()) for spec in people}
    pepper = front.ring().current("pepper")
    keys = {
        spec.login: officers.wrapped_key(made[spec.login][1], made[spec.login][0], spec.password, pepper, front.cost)
        for spec in people
    }
    now, unit_ids = front.clock(), {}
    with writing(front.db) as session:
        for spec in people:
            session.add(
                Officer(
                    id=made[spec.login][0],
                    role=spec.role,
                    login=officers.fold_login(spec.login),
                    name=spec.name,
                    state="active",
                    at=now,
                    **keys[spec.login],
                )
            )
        session.flush()
        index = front.ring().current("index").secret
        for spec in people:
            roster.enter(session, index, made[spec.login][0], spec.name)
        for unit in units:
            own = [officers.get(session, made[spec.login][0]) for spec in people if spec.unit == unit.name]
            unit_ids[unit.name], _ = unit_keys.add(
                session, trust(front), unit.kind, unit.name, unit.commune, own, by=None, now=now
            )
            mine = Officer.id.in_([officer.id for officer in own])
            session.execute(update(Officer).where(mine).values(unit_id=unit_ids[unit.name]))
        audit.record(session, None, "officer.enrolled", "officer", [officer_id for officer_id, _ in made.values()])
    return Raised(
        unit_ids, {login: pair[0] for login, pair in made.items()}, {login: pair[1] for login, pair in made.items()}
    )
