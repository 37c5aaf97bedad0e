"""Units and their keys, officers, factors, sessions (design 2, keys and sessions)."""

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped

from hotline.db.tables.base import Base, choice, flag, keyed, number, plain, sealed, word

UNIT_KINDS = ("desk", "supervision", "registry", "commune", "audit")
ROLES = (
    "duty_officer", "shift_lead", "supervisor", "registry_officer", "commune_officer", "auditor", "administrator",
)  # fmt: skip


class Unit(Base):
    """An organisational unit; the kind decides what may be granted to it."""

    __tablename__ = "unit"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    kind: Mapped[str] = choice("kind", *UNIT_KINDS)
    name: Mapped[str] = word(120, unique=True)
    commune: Mapped[str | None] = word(8, nullable=True)


class UnitKey(Base):
    """A unit's public key, with its MAC under the roster key."""

    __tablename__ = "unit_key"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = number(ForeignKey("unit.id"), index=True)
    public: Mapped[bytes] = plain(LargeBinary)
    mac: Mapped[bytes] = keyed("roster")
    state: Mapped[str] = choice("state", "current", "retired", default="current")
    due: Mapped[bool] = flag()  # somebody who held it has gone: the next entitled officer's session makes a new one
    at: Mapped[int] = number()


class UnitKeyHolder(Base):
    """A unit's private key wrapped to one officer, or to the recovery key when there is none."""

    __tablename__ = "unit_key_holder"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    unit_key_id: Mapped[int] = number(ForeignKey("unit_key.id"), index=True)
    officer_id: Mapped[int | None] = number(ForeignKey("officer.id"), nullable=True, index=True)
    wrapped: Mapped[bytes] = sealed("officer|recovery")
    __table_args__ = (Index("uq_unit_key_holder", "unit_key_id", "officer_id", unique=True),)


class Officer(Base):
    """An officer: role, public key, and the private key wrapped by his password. No password verifier is stored."""

    __tablename__ = "officer"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    unit_id: Mapped[int | None] = number(ForeignKey("unit.id"), nullable=True, index=True)
    role: Mapped[str] = choice("role", *ROLES)
    login: Mapped[str] = word(60, unique=True)
    name: Mapped[str] = word(120)
    public: Mapped[bytes | None] = plain(LargeBinary, nullable=True)
    private: Mapped[bytes | None] = sealed("password", nullable=True)
    salt: Mapped[bytes | None] = plain(LargeBinary, nullable=True)
    cost: Mapped[str | None] = word(40, nullable=True)
    pepper_id: Mapped[str | None] = word(40, nullable=True)
    totp: Mapped[bytes | None] = sealed("officer", nullable=True)
    totp_step: Mapped[int] = number(default=0)
    state: Mapped[str] = choice("state", "invited", "enrolled", "active", "revoked", default="invited")
    invite: Mapped[bytes | None] = keyed("none", nullable=True, unique=True)
    invite_until: Mapped[int] = number(default=0)
    created_by: Mapped[int | None] = number(nullable=True)
    granted_by: Mapped[int | None] = number(nullable=True)  # who handed him his unit's key: the second to vouch for him
    at: Mapped[int] = number(default=0)


class Credential(Base):
    """A WebAuthn security key."""

    __tablename__ = "credential"
    id: Mapped[int] = number(primary_key=True, autoincrement=False)
    officer_id: Mapped[int] = number(ForeignKey("officer.id"), index=True)
    handle: Mapped[bytes] = plain(LargeBinary, unique=True)
    public: Mapped[bytes] = plain(LargeBinary)
    counter: Mapped[int] = number(default=0)
    at: Mapped[int] = number(default=0)


class OfficerSession(Base):
    """A session: the officer's key wrapped by a key that only the cookie yields."""

    __tablename__ = "session"
    id_hash: Mapped[bytes] = keyed("cookie", primary_key=True)
    officer_id: Mapped[int] = number(ForeignKey("officer.id"), index=True)
    wrapped: Mapped[bytes] = sealed("cookie")
    state: Mapped[str] = choice("state", "pending", "open", default="pending")
    at: Mapped[int] = number()
    seen_at: Mapped[int] = number()
    until: Mapped[int] = number()
    strong_at: Mapped[int] = number(default=0)
    label: Mapped[int] = number(default=0)  # four digits by which an officer tells his own sessions apart
