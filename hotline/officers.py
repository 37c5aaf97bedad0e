"""Officers: the viewer that every use case takes, and an account's life: invited, enrolled, active, moved, revoked.

An officer's private key exists wrapped under his password only (design 2, keys). Nothing here knows a browser.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hotline import audit, passwords, permissions, unit_keys
from hotline.clock import DAY
from hotline.db.engine import Database, reading, writing
from hotline.db.tables import Officer, Unit
from hotline.envelope import Context
from hotline.errors import KeyMissing, NotFound, Refused, Unreadable
from hotline.keyring import Cost, Key, Ring
from hotline.opening import PrivateKey
from hotline.vault import Holder
from hotline.wraps import lock, unlock

INVITE = DAY
LOGIN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_")
PRODUCT = ("hotline", "duong day nong")


class Front(Protocol):
    """What officers' use cases need of their surroundings; `runtime.Board` and `Office` have it."""

    @property
    def db(self) -> Database:
        """The database with the audit chain."""
        ...

    @property
    def ring(self) -> Callable[[], Ring]:
        """The board's ring."""
        ...

    @property
    def clock(self) -> Callable[[], int]:
        """The present moment."""
        ...

    @property
    def cost(self) -> Cost:
        """Argon2id's cost for new passwords."""
        ...

    @property
    def second_factor(self) -> bool:
        """Whether a session needs a second factor; False in demo only."""
        ...


@dataclass(frozen=True, slots=True)
class Office:
    """A Front of its own, for the command line and tests."""

    db: Database
    ring: Callable[[], Ring]
    clock: Callable[[], int]
    cost: Cost = field(default_factory=Cost)
    second_factor: bool = True


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in officer for the length of one request: who he is, and the unit keys that he holds."""

    officer_id: int
    unit_id: int | None
    unit_kind: str  # "" for an administrator, who works in no unit
    role: str
    commune: str | None
    holder: Holder = field(repr=False)
    name: str = ""

    def may(self, permission: str) -> bool:
        """Whether this officer's role has a permission."""
        return permissions.may(self.role, permission)


# Finding ----------------------------------------------------------------------------------------------------------


def fold_login(login: str) -> str:
    """A login in the one form in which it is stored and compared. Raises Refused when it cannot be one."""
    folded = login.strip().casefold()
    if not 2 <= len(folded) <= 60 or not set(folded) <= LOGIN_LETTERS:
        raise Refused("officer.login_form")
    return folded


def by_login(session: Session, login: str) -> Officer | None:
    """The officer with that login."""
    return session.scalars(select(Officer).where(Officer.login == login.strip().casefold())).one_or_none()


def get(session: Session, officer_id: int) -> Officer:
    """An officer by id. Raises NotFound."""
    found = session.get(Officer, officer_id)
    if found is None:
        raise NotFound("officer.unknown")
    return found


def named(session: Session, login: str) -> Officer:
    """An officer by login. Raises NotFound."""
    found = by_login(session, login)
    if found is None:
        raise NotFound("officer.unknown")
    return found


def viewer(session: Session, officer: Officer, private: PrivateKey) -> Viewer:
    """The viewer of an officer whose key is open, with every unit key wrapped to him."""
    unit = session.get(Unit, officer.unit_id) if officer.unit_id is not None else None
    return Viewer(
        officer_id=officer.id,
        unit_id=officer.unit_id,
        unit_kind=unit.kind if unit else "",
        role=officer.role,
        commune=unit.commune if unit else None,
        holder=unit_keys.holder_of(session, officer.id, private),
        name=officer.name,
    )


# The officer's own key ----------------------------------------------------------------------------------------------


def key_context(officer_id: int) -> Context:
    """Where an officer's wrapped private key belongs."""
    return Context("officer", "officer", officer_id, "private")


def wrapped_key(private: PrivateKey, officer_id: int, password: str, pepper: Key, cost: Cost) -> dict[str, Any]:
    """The columns of an officer's key under a password: public, private, salt, cost, pepper_id."""
    salt, public = passwords.new_salt(), private.public()
    wrapping = passwords.wrapping_key(password, salt, pepper, cost)
    return {
        "public": public.raw,
        "private": lock(wrapping, public.id, private.raw, key_context(officer_id)),
        "salt": salt,
        "cost": passwords.cost_text(cost),
        "pepper_id": pepper.id,
    }


def open_key(front: Front, officer: Officer | None, password: str) -> PrivateKey | None:
    """The officer's private key, None for a wrong password. An unknown officer costs the same single derivation."""
    ring = front.ring()
    usable = officer is not None and officer.private is not None and officer.state in ("enrolled", "active")
    if officer is None or not usable or officer.private is None or officer.salt is None:
        passwords.wrapping_key(password, bytes(passwords.SALT), ring.current("pepper"), front.cost)
        return None
    pepper = next((key for key in ring.all("pepper") if key.id == officer.pepper_id), None)
    if pepper is None:
        raise KeyMissing("key.missing", purpose="pepper", process=ring.process)
    wrapping = passwords.wrapping_key(password, officer.salt, pepper, passwords.read_cost(officer.cost or ""))
    try:
        return PrivateKey(unlock(wrapping, officer.private, key_context(officer.id)))
    except Unreadable:
        return None


def needs_rewrap(front: Front, officer: Officer) -> bool:
    """Whether pepper or cost have changed since the key was wrapped: the next right password wraps it anew."""
    return (officer.pepper_id, officer.cost) != (front.ring().current("pepper").id, passwords.cost_text(front.cost))


def set_password(front: Front, officer_id: int, private: PrivateKey, password: str) -> None:
    """Wraps an open key under a new password. Raises Refused for a password that must not be one."""
    with reading(front.db) as session:
        passwords.check(password, forbidden(session, get(session, officer_id)))
    values = wrapped_key(private, officer_id, password, front.ring().current("pepper"), front.cost)
    with writing(front.db) as session:
        session.execute(update(Officer).where(Officer.id == officer_id).values(**values))
        audit.record(session, officer_id, "officer.password", "officer", [officer_id])


def forbidden(session: Session, officer: Officer) -> list[str]:
    """Names that a password must not be made of."""
    unit = session.get(Unit, officer.unit_id) if officer.unit_id is not None else None
    return [officer.login, officer.name, unit.name if unit else "", *PRODUCT]
