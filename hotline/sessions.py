"""Sessions and sign-in: a cookie of 32 random bytes that alone opens its row, and the row that alone holds the key.

Row: HKDF(S, "id") as its key, the officer's key under HKDF(S, "wrap"). A cookie without a row, or a row without its
cookie, yields nothing (design 2, sessions). Ends at sign-out, after 20 idle minutes and after 12 hours.
"""

import base64
import binascii
import secrets
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from hotline import accounts, audit, devices, officers, throttle, unit_keys
from hotline.clock import HOUR, MINUTE
from hotline.db.engine import reading, writing
from hotline.db.queries.writes import affected
from hotline.db.tables import Credential, Officer, OfficerSession
from hotline.envelope import Context
from hotline.errors import Refused, Unreadable
from hotline.officers import Front, Viewer
from hotline.opening import PrivateKey
from hotline.sealing import PublicKey
from hotline.wraps import derive, lock, unlock

SECRET = 32
IDLE = 20 * MINUTE
LONGEST = 12 * HOUR
PENDING = 5 * MINUTE
STRONG = 5 * MINUTE  # how long a step-up counts
TOUCH = MINUTE  # a session is marked as used at most once a minute


@dataclass(frozen=True, slots=True)
class Signed:
    """A living session: whose, in which state, and the key it opened. Lives as long as one request."""

    officer_id: int
    login: str
    name: str
    state: str  # pending: a right password, the second factor missing; open
    account: str  # enrolled: no colleague has granted yet; active
    has_totp: bool
    has_keys: bool
    id_hash: bytes
    at: int
    until: int
    strong_at: int
    secret: bytes = field(repr=False)
    private: PrivateKey = field(repr=False)
    viewer: Viewer | None = None  # None while pending

    @property
    def has_factor(self) -> bool:
        """Whether the officer has any second factor."""
        return self.has_totp or self.has_keys

    def strong(self, now: int) -> bool:
        """Whether the officer has shown a factor within the last minutes."""
        return now < self.strong_at + STRONG


@dataclass(frozen=True, slots=True)
class Entered:
    """What a right password or factor gives: the cookie's text, the session's state, the device's cookie."""

    cookie: str = field(repr=False)
    state: str
    device: str = field(default="", repr=False)


# Cookies ------------------------------------------------------------------------------------------------------------


def _text(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def _secret(cookie: str) -> bytes | None:
    try:
        found = base64.b64decode(cookie + "=" * (-len(cookie) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == SECRET else None


def id_of(secret: bytes) -> bytes:
    """The key of a session's row."""
    return derive(secret, "session id")


def _context(id_hash: bytes, officer_id: int, until: int) -> Context:
    return Context("session", "session", f"{id_hash.hex()}:{officer_id}:{until}", "wrapped")


# Rows ---------------------------------------------------------------------------------------------------------------


def create(
    session: Session, officer_id: int, private: PrivateKey, state: str, now: int, *, strong_at: int = 0, at: int = 0
) -> str:
    """A new session row; returns the cookie's text. `at` is the sign-in that a step-up goes on from."""
    secret, began = secrets.token_bytes(SECRET), at or now
    id_hash, until = id_of(secret), began + LONGEST
    wrapped = lock(derive(secret, "session wrap"), id_hash[:16], private.raw, _context(id_hash, officer_id, until))
    session.execute(
        insert(OfficerSession).values(
            id_hash=id_hash,
            officer_id=officer_id,
            wrapped=wrapped,
            state=state,
            at=began,
            seen_at=now,
            until=until,
            strong_at=strong_at,
            label=secrets.randbelow(9_000) + 1_000,
        )
    )
    return _text(secret)


def load(front: Front, cookie: str, *, renew: bool = True) -> Signed | None:
    """The session of a cookie, None when there is none, it has ended, or the account has. `renew` marks it as used.

    Live updates, polling and lease heartbeats pass renew=False: they keep no session alive.
    """
    secret = _secret(cookie)
    if secret is None:
        return None
    now = front.clock()
    with reading(front.db) as session:
        row = session.get(OfficerSession, id_of(secret))
        if row is None or not _alive(row, now):
            return None
        officer = session.get(Officer, row.officer_id)
        if officer is None or officer.state not in ("enrolled", "active"):
            return None
        signed = _opened(session, row, officer, secret)
    if signed is not None and renew and now >= row.seen_at + TOUCH:
        with writing(front.db) as session:
            session.execute(update(OfficerSession).where(OfficerSession.id_hash == row.id_hash).values(seen_at=now))
    return signed


def _alive(row: OfficerSession, now: int) -> bool:
    ends = row.at + PENDING if row.state == "pending" else row.seen_at + IDLE
    return now < min(ends, row.until)


def _opened(session: Session, row: OfficerSession, officer: Officer, secret: bytes) -> Signed | None:
    try:
        context = _context(row.id_hash, row.officer_id, row.until)
        private = PrivateKey(unlock(derive(secret, "session wrap"), row.wrapped, context))
    except Unreadable:
        return None
    keys = session.scalar(select(Credential.id).where(Credential.officer_id == officer.id).limit(1))
    return Signed(
        officer_id=officer.id,
        login=officer.login,
        name=officer.name,
        state=row.state,
        account=officer.state,
        has_totp=officer.totp is not None,
        has_keys=keys is not None,
        id_hash=row.id_hash,
        at=row.at,
        until=row.until,
        strong_at=row.strong_at,
        secret=secret,
        private=private,
        viewer=officers.viewer(session, officer, private) if row.state == "open" else None,
    )


def listed(session: Session, officer_id: int, now: int) -> list[OfficerSession]:
    """An officer's living sessions, the newest first."""
    query = select(OfficerSession).where(OfficerSession.officer_id == officer_id).order_by(OfficerSession.at.desc())
    return [row for row in session.scalars(query) if _alive(row, now)]


def end(session: Session, officer_id: int, id_hash: bytes) -> None:
    """Signs one session of an officer out."""
    mine = (OfficerSession.id_hash == id_hash) & (OfficerSession.officer_id == officer_id)
    if affected(session, delete(OfficerSession).where(mine)):
        audit.record(session, officer_id, "officer.sign_out", "officer", [officer_id])


def end_others(session: Session, officer_id: int, id_hash: bytes) -> None:
    """Signs an officer out everywhere but here."""
    others = (OfficerSession.officer_id == officer_id) & (OfficerSession.id_hash != id_hash)
    session.execute(delete(OfficerSession).where(others))
    audit.record(session, officer_id, "officer.sign_out", "officer", [officer_id], codes={"others": 1})


def forget_ended(session: Session, now: int) -> int:
    """Deletes rows that no cookie can use any more."""
    pending = (OfficerSession.state == "pending") & (OfficerSession.at <= now - PENDING)
    over = (OfficerSession.until <= now) | (OfficerSession.seen_at <= now - IDLE) | pending
    return affected(session, delete(OfficerSession).where(over))


# Entering -----------------------------------------------------------------------------------------------------------


def sign_in(front: Front, login: str, password: str, device: str = "") -> Entered:
    """Takes a password. Raises Refused: `signin.wrong` for whatever does not fit, `signin.wait` with seconds.

    An unknown login, a revoked one and a wrong password cost one derivation each and get the same answer.
    """
    name = devices.known_device(front, device)
    bucket = throttle.bucket(front.ring().current("edge").secret, "password", login.strip().casefold(), name)
    with writing(front.db) as session:
        throttle.begin(session, bucket, front.clock())
        officer = officers.by_login(session, login)
    private = officers.open_key(front, officer, password)
    if officer is None or private is None:
        with writing(front.db) as session:
            audit.record(session, None, "officer.refused", "officer", [officer.id] if officer else [])
        raise Refused("signin.wrong")
    fresh: dict[str, Any] = {}
    if officers.needs_rewrap(front, officer):
        fresh = officers.wrapped_key(private, officer.id, password, front.ring().current("pepper"), front.cost)
    with writing(front.db) as session:
        throttle.clear(session, bucket)
        if fresh:
            session.execute(update(Officer).where(Officer.id == officer.id).values(**fresh))
        entered = _enter(front, session, officer, private)
    return Entered(entered.cookie, entered.state, device if name else devices.new_device(front))


def _enter(front: Front, session: Session, officer: Officer, private: PrivateKey) -> Entered:
    """A session after a right password: pending while a second factor is wanted."""
    now = front.clock()
    keys = session.scalar(select(Credential.id).where(Credential.officer_id == officer.id).limit(1))
    wanted = front.second_factor or officer.totp is not None or keys is not None
    cookie = create(session, officer.id, private, "pending" if wanted else "open", now)
    if not wanted:
        _opened_session(front, session, officer.id, private)
    return Entered(cookie, "pending" if wanted else "open")


def enrol(front: Front, token: str, password: str) -> Entered:
    """Enrols by a one-time link and begins the first session. Raises NotFound or Refused like `officers.enrol`."""
    officer, private = accounts.enrol(front, token, password)
    with writing(front.db) as session:
        return _enter(front, session, officer, private)


def _opened_session(front: Front, session: Session, officer_id: int, private: PrivateKey) -> None:
    """What happens when a session opens: its event, and new keys for units that somebody has left."""
    audit.record(session, officer_id, "officer.sign_in", "officer", [officer_id])
    holder = unit_keys.holder_of(session, officer_id, private)
    if unit_keys.due(session, holder):
        unit_keys.rotate_due(session, trust(front), holder, by=officer_id, now=front.clock())


def trust(front: Front) -> unit_keys.Trust:
    """Roster key and recovery key of the front's ring."""
    ring = front.ring()
    return unit_keys.Trust(ring.current("roster").secret, PublicKey(ring.current("recovery").public))


def strengthen(front: Front, session: Session, signed: Signed) -> Entered:
    """After a right factor: the session goes on under a new cookie, open and strong; the old cookie opens nothing."""
    now = front.clock()
    if affected(session, delete(OfficerSession).where(OfficerSession.id_hash == signed.id_hash)) != 1:
        raise Refused("session.ended")
    cookie = create(session, signed.officer_id, signed.private, "open", now, strong_at=now, at=signed.at)
    if signed.state == "pending":
        _opened_session(front, session, signed.officer_id, signed.private)
    else:
        audit.record(session, signed.officer_id, "officer.step_up", "officer", [signed.officer_id])
    return Entered(cookie, "open")


def step_up_by_password(front: Front, signed: Signed, password: str) -> Entered:
    """Step-up for an officer without any second factor (demo). Raises Refused like `sign_in`."""
    if signed.has_factor or signed.state != "open":
        raise Refused("signin.factor_wanted")
    bucket = throttle.bucket(front.ring().current("edge").secret, "password", signed.login, "step-up")
    with writing(front.db) as session:
        throttle.begin(session, bucket, front.clock())
        officer = officers.get(session, signed.officer_id)
    if officers.open_key(front, officer, password) is None:
        raise Refused("signin.wrong")
    with writing(front.db) as session:
        throttle.clear(session, bucket)
        return strengthen(front, session, signed)
