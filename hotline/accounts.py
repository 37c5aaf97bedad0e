"""An account's life: invited by a one-time link, enrolled, granted by a colleague, moved, revoked, emptied by two.

No function here gives anybody a unit's key but `grant`, and that takes a colleague who holds it (design 2).
"""

import hashlib
import secrets
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from hotline import audit, passwords, permissions, roster, unit_keys
from hotline.clock import DAY
from hotline.db.engine import reading, writing
from hotline.db.queries.writes import affected
from hotline.db.tables import Credential, Officer, OfficerSession, Unit, UnitKey, UnitKeyHolder
from hotline.errors import NotFound, Refused
from hotline.ids import new_id
from hotline.officers import Front, Viewer, by_login, fold_login, forbidden, get, wrapped_key
from hotline.opening import PrivateKey
from hotline.sealing import PublicKey
from hotline.tags import CROCKFORD, LOOKALIKE

INVITE = DAY


def token_hash(token: str) -> bytes:
    """What is stored of an invitation; the link itself is stored nowhere."""
    return hashlib.blake2b(token.encode(), digest_size=32, person=b"hotline invite").digest()


def invite(
    session: Session, login: str, name: str, role: str, unit_id: int | None, *, by: int | None, now: int
) -> tuple[int, str]:
    """Makes an account without any key; returns its id and the token of a one-time link that lives 24 hours."""
    check_place(session, role, unit_id)
    folded = fold_login(login)
    if by_login(session, folded) is not None:
        raise Refused("officer.login_taken")
    if not 1 <= len(name.strip()) <= 120:
        raise Refused("officer.name_form")
    officer_id, token = new_id(), secrets.token_urlsafe(32)
    session.add(
        Officer(
            id=officer_id,
            unit_id=unit_id,
            role=role,
            login=folded,
            name=name.strip(),
            state="invited",
            invite=token_hash(token),
            invite_until=now + INVITE,
            created_by=by,
            at=now,
        )
    )
    session.flush()
    audit.record(session, by, "officer.invited", "officer", [officer_id], codes={"role": role})
    return officer_id, token


def invite_again(session: Session, officer: Officer, *, by: int | None, now: int) -> str:
    """A new one-time link for an account that has not enrolled; the old link dies."""
    if officer.state != "invited":
        raise Refused("officer.not_invited")
    token = secrets.token_urlsafe(32)
    officer.invite, officer.invite_until = token_hash(token), now + INVITE
    session.flush()
    audit.record(session, by, "officer.invited", "officer", [officer.id], codes={"again": 1})
    return token


def check_place(session: Session, role: str, unit_id: int | None) -> None:
    """Refuses a role in a unit of another kind, and an administrator in any unit."""
    if role not in permissions.KIND_OF:
        raise Refused("officer.role")
    unit = session.get(Unit, unit_id) if unit_id is not None else None
    if unit_id is not None and unit is None:
        raise NotFound("unit.unknown")
    # Before the very first unit exists its first officer has none: `unit add --officer` puts him in.
    if unit is not None and unit.kind != permissions.KIND_OF[role]:
        raise Refused("officer.role_kind")


def invited(session: Session, token: str, now: int) -> Officer:
    """The account that a link was made for. Raises NotFound when it is used, too old or none of ours."""
    found = session.scalars(select(Officer).where(Officer.invite == token_hash(token))).one_or_none()
    if found is None or found.state != "invited" or found.invite_until <= now:
        raise NotFound("invite.gone")
    return found


def enrol(front: Front, token: str, password: str) -> tuple[Officer, PrivateKey]:
    """Uses a link up: makes the officer's key pair and wraps it under his password. Raises NotFound or Refused."""
    with reading(front.db) as session:
        officer = invited(session, token, front.clock())
        passwords.check(password, forbidden(session, officer))
    private = PrivateKey.generate()
    values = wrapped_key(private, officer.id, password, front.ring().current("pepper"), front.cost)
    mine = (Officer.id == officer.id) & (Officer.invite == token_hash(token)) & (Officer.state == "invited")
    with writing(front.db) as session:
        fresh = update(Officer).where(mine).values(state="enrolled", invite=None, invite_until=0, **values)
        if affected(session, fresh) != 1:
            raise NotFound("invite.gone")
        found = get(session, officer.id)
        audit.record(session, officer.id, "officer.enrolled", "officer", [officer.id])
        settle(session, found)
    return found, private


def settle(session: Session, officer: Officer) -> None:
    """An enrolled officer is active once he holds the current key of his unit; an administrator needs none."""
    if officer.state != "enrolled":
        return
    held = select(UnitKeyHolder.id).join(UnitKey, UnitKey.id == UnitKeyHolder.unit_key_id)
    held = held.where(
        UnitKeyHolder.officer_id == officer.id, UnitKey.unit_id == officer.unit_id, UnitKey.state == "current"
    )
    ready = permissions.KIND_OF[officer.role] is None
    if ready or (officer.unit_id is not None and session.scalar(held.limit(1)) is not None):
        session.execute(update(Officer).where(Officer.id == officer.id).values(state="active"))
        officer.state = "active"


def code_of(public: bytes) -> str:
    """The 8 characters that a new officer reads to the colleague who grants him a key: a hash of his public key."""
    number = int.from_bytes(hashlib.blake2b(public, digest_size=5, person=b"officer code").digest(), "big")
    code = "".join(CROCKFORD[(number >> shift) & 31] for shift in range(35, -1, -5))
    return f"{code[:4]}-{code[4:]}"


def grant(session: Session, by: Viewer, officer: Officer, code: str, now: int) -> None:
    """A colleague of the unit wraps its key to an enrolled officer who has read him the code. Raises Refused."""
    if officer.public is None or officer.state not in ("enrolled", "active"):
        raise Refused("officer.not_enrolled")
    if officer.unit_id is None or officer.unit_id != by.unit_id or officer.id == by.officer_id:
        raise Refused("officer.other_unit")
    typed = "".join(c for c in code.upper() if c.isalnum()).translate(LOOKALIKE)
    if not secrets.compare_digest(typed, code_of(officer.public).replace("-", "")):
        raise Refused("officer.code")
    given = unit_keys.share(session, by.holder, officer.unit_id, officer.id, PublicKey(officer.public))
    officer.granted_by = by.officer_id
    audit.record(session, by.officer_id, "officer.granted", "officer", [officer.id, *given])
    settle(session, officer)


def _drop_access(session: Session, officer: Officer) -> None:
    """Takes wraps and sessions at once, and marks the unit's key to be made anew."""
    session.execute(delete(OfficerSession).where(OfficerSession.officer_id == officer.id))
    held = select(UnitKeyHolder.unit_key_id).where(UnitKeyHolder.officer_id == officer.id)
    session.execute(update(UnitKey).where(UnitKey.id.in_(held), UnitKey.state == "current").values(due=True))
    _hand_back(session, officer)


def _hand_back(session: Session, officer: Officer) -> None:
    """Takes the unit's keys from an officer; a colleague has to hand them over again."""
    session.execute(delete(UnitKeyHolder).where(UnitKeyHolder.officer_id == officer.id))
    officer.granted_by = None


def revoke(session: Session, officer: Officer, *, by: int | None) -> None:
    """Ends an account: his next request finds no session, and nothing new is sealed to a key that he held."""
    if officer.id == by:
        raise Refused("officer.self")
    _drop_access(session, officer)
    session.execute(delete(Credential).where(Credential.officer_id == officer.id))
    roster.leave(session, officer.id)
    gone: dict[str, Any] = {"state": "revoked", "private": None, "salt": None, "totp": None, "invite": None}
    session.execute(update(Officer).where(Officer.id == officer.id).values(**gone))
    session.refresh(officer)
    audit.record(session, by, "officer.revoked", "officer", [officer.id])


def move(session: Session, officer: Officer, role: str, unit_id: int | None, *, by: int) -> None:
    """Gives an officer another role or unit: what he held is taken, a colleague of the new unit grants anew.

    A shift lead decides what others propose, so nobody alone makes one: his colleague hands him the key once more.
    Raises Refused `officer.no_colleague` where there is none who could.
    """
    if officer.id == by:
        raise Refused("officer.self")
    if officer.state == "revoked":
        raise Refused("officer.revoked")
    check_place(session, role, unit_id)
    session.execute(delete(OfficerSession).where(OfficerSession.officer_id == officer.id))
    same_unit, raised = officer.unit_id == unit_id, role == permissions.LEADER != officer.role
    if not same_unit:
        _drop_access(session, officer)
    elif raised and officer.state == "active":
        _need_colleague(session, officer)
        _hand_back(session, officer)
    officer.role, officer.unit_id = role, unit_id
    if officer.state == "active" and (raised or not same_unit):
        officer.state = "enrolled"
    session.flush()
    settle(session, officer)
    audit.record(session, by, "officer.moved", "officer", [officer.id], codes={"role": role})


def _need_colleague(session: Session, officer: Officer) -> None:
    others = select(Officer.id).where(
        Officer.unit_id == officer.unit_id, Officer.id != officer.id, Officer.state == "active"
    )
    if session.scalar(others.limit(1)) is None:
        raise Refused("officer.no_colleague")


def reset(session: Session, officer: Officer, *, by: int, second: int, now: int) -> str:
    """Forgotten: two people empty the account; returns the token of a new link, to enrol and be granted anew."""
    if by == second or officer.id in (by, second):
        raise Refused("four_eyes.same")
    if officer.state == "revoked":
        raise Refused("officer.revoked")
    _drop_access(session, officer)
    session.execute(delete(Credential).where(Credential.officer_id == officer.id))
    token = secrets.token_urlsafe(32)
    empty: dict[str, Any] = {
        "public": None,
        "private": None,
        "salt": None,
        "cost": None,
        "pepper_id": None,
        "totp": None,
    }
    session.execute(
        update(Officer)
        .where(Officer.id == officer.id)
        .values(state="invited", totp_step=0, invite=token_hash(token), invite_until=now + INVITE, **empty)
    )
    session.refresh(officer)
    audit.record(session, by, "officer.reset", "officer", [officer.id, second])
    return token
