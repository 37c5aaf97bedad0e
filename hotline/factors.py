"""Second factors: time codes (RFC 6238) and security keys (WebAuthn), each usable once (design 2, sessions).

The secret of the time codes is sealed to the officer's own key, so it opens only after the right password. A code's
step is taken by a conditional UPDATE: of two requests with one code, one wins.
"""

import base64
import json
import secrets
from typing import Any
from urllib.parse import quote

import webauthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from webauthn.helpers import exceptions as webauthn_errors
from webauthn.helpers import structs

from hotline import audit, officers, throttle
from hotline.db.engine import reading, writing
from hotline.db.queries.writes import affected
from hotline.db.tables import Credential, Officer
from hotline.envelope import Context
from hotline.errors import NotFound, Refused
from hotline.ids import new_id
from hotline.officers import Front
from hotline.opening import PrivateKey
from hotline.sessions import Entered, Signed, strengthen
from hotline.wraps import derive

STEP, DIGITS, SECRET = 30, 6, 20
ISSUER = "Hotline"
TIMEOUT = 60_000


# Time codes ---------------------------------------------------------------------------------------------------------


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, hashes.SHA1(), STEP)  # noqa: S303 - RFC 6238's default, and all that phones' apps know


def totp_context(officer_id: int) -> Context:
    """Where an officer's sealed secret belongs."""
    return Context("totp", "officer", officer_id, "totp")


def new_secret(signed: Signed) -> bytes:
    """The secret that this session offers; derived from its cookie, so it need not be kept before it is proven."""
    return derive(signed.secret, "totp offer", SECRET)


def secret_text(secret: bytes) -> str:
    """Base32, as an officer may type it into his app."""
    return base64.b32encode(secret).decode()


def uri(login: str, secret: bytes) -> str:
    """What the QR code holds (otpauth)."""
    label = quote(f"{ISSUER}:{login}")
    return f"otpauth://totp/{label}?secret={secret_text(secret)}&issuer={ISSUER}&digits={DIGITS}&period={STEP}"


def code_at(secret: bytes, moment: int) -> str:
    """The code of a moment; for tests and for comparing."""
    return _totp(secret).generate(moment).decode()


def step_of(secret: bytes, code: str, now: int) -> int | None:
    """The step that a code belongs to: the present one, the one before or after; None for a wrong code."""
    typed = "".join(c for c in code if c.isdigit())
    for step in (now // STEP, now // STEP - 1, now // STEP + 1):
        if secrets.compare_digest(code_at(secret, step * STEP), typed):
            return step
    return None


def add_totp(front: Front, signed: Signed, code: str) -> Entered:
    """Stores the offered secret once a code of it was typed; opens the session. Raises Refused("factor.wrong")."""
    _may_add(front, signed)
    secret = new_secret(signed)
    step = step_of(secret, code, front.clock())
    if step is None:
        raise Refused("factor.wrong")
    sealed = signed.private.public().wrap(secret, totp_context(signed.officer_id))
    with writing(front.db) as session:
        session.execute(update(Officer).where(Officer.id == signed.officer_id).values(totp=sealed, totp_step=step))
        audit.record(session, signed.officer_id, "factor.added", "officer", [signed.officer_id], codes={"kind": "totp"})
        return strengthen(front, session, signed)


def _may_add(front: Front, signed: Signed) -> None:
    """A first factor may be added at once; a further one only shortly after showing the first."""
    if signed.has_factor and not signed.strong(front.clock()):
        raise Refused("signin.step_up")


def check_totp(front: Front, signed: Signed, code: str) -> Entered:
    """Takes a time code, once. Raises Refused: `factor.wrong`, `signin.wait`."""
    with writing(front.db) as session:
        throttle.begin(session, _bucket(front, signed.officer_id), front.clock())
        officer = officers.get(session, signed.officer_id)
    take_totp(front, officer, signed.private, code)
    with writing(front.db) as session:
        throttle.clear(session, _bucket(front, signed.officer_id))
        return strengthen(front, session, signed)


def take_totp(front: Front, officer: Officer, private: PrivateKey, code: str) -> None:
    """Uses a code up. Raises Refused("factor.wrong") for a wrong one and for one that was used before."""
    if officer.totp is None:
        raise Refused("factor.none")
    step = step_of(private.unwrap(officer.totp, totp_context(officer.id)), code, front.clock())
    with writing(front.db) as session:
        later = (Officer.id == officer.id) & (Officer.totp_step < (step or 0))
        if step is None or affected(session, update(Officer).where(later).values(totp_step=step)) != 1:
            audit.record(session, None, "officer.refused", "officer", [officer.id], codes={"factor": "totp"})
            step = None
    if step is None:
        raise Refused("factor.wrong")


def _bucket(front: Front, officer_id: int) -> bytes:
    return throttle.bucket(front.ring().current("edge").secret, "factor", str(officer_id))


# Security keys ------------------------------------------------------------------------------------------------------


def _challenge(signed: Signed, purpose: str) -> bytes:
    # Bound to the cookie, which changes with every success: no state to keep, and no answer fits twice.
    return derive(signed.secret, f"webauthn {purpose}")


def registration_options(signed: Signed, rp_id: str, known: list[bytes]) -> dict[str, Any]:
    """What the browser needs to make a new key on a security key (WebAuthn, PublicKeyCredentialCreationOptions)."""
    options = webauthn.generate_registration_options(
        rp_id=rp_id,
        rp_name=ISSUER,
        user_id=signed.officer_id.to_bytes(8, "big"),
        user_name=signed.login,
        challenge=_challenge(signed, "register"),
        timeout=TIMEOUT,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.DISCOURAGED,
            user_verification=structs.UserVerificationRequirement.DISCOURAGED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=handle) for handle in known],
    )
    found: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return found


def handles(front: Front, officer_id: int) -> list[bytes]:
    """The handles of an officer's security keys."""
    with reading(front.db) as session:
        return list(session.scalars(select(Credential.handle).where(Credential.officer_id == officer_id)))


def register(front: Front, signed: Signed, answer: str, rp_id: str, origin: str) -> Entered:
    """Keeps a new security key; opens the session. Raises Refused("factor.wrong")."""
    _may_add(front, signed)
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=_challenge(signed, "register"),
            expected_rp_id=rp_id,
            expected_origin=origin,
            require_user_verification=False,
        )
    except _BAD_ANSWERS as error:
        raise Refused("factor.wrong") from error
    with writing(front.db) as session:
        session.add(
            Credential(
                id=new_id(),
                officer_id=signed.officer_id,
                handle=made.credential_id,
                at=front.clock(),
                public=made.credential_public_key,
                counter=made.sign_count,
            )
        )
        session.flush()
        audit.record(session, signed.officer_id, "factor.added", "officer", [signed.officer_id], codes={"kind": "key"})
        return strengthen(front, session, signed)


def authentication_options(front: Front, signed: Signed, rp_id: str) -> dict[str, Any]:
    """What the browser needs to ask a known security key (WebAuthn, PublicKeyCredentialRequestOptions)."""
    options = webauthn.generate_authentication_options(
        rp_id=rp_id,
        challenge=_challenge(signed, "assert"),
        timeout=TIMEOUT,
        allow_credentials=[
            structs.PublicKeyCredentialDescriptor(id=handle) for handle in handles(front, signed.officer_id)
        ],
        user_verification=structs.UserVerificationRequirement.DISCOURAGED,
    )
    found: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return found


def check_key(front: Front, signed: Signed, answer: str, rp_id: str, origin: str) -> Entered:
    """Takes a security key's answer, once. Raises Refused like `check_totp`."""
    with writing(front.db) as session:
        throttle.begin(session, _bucket(front, signed.officer_id), front.clock())
        key = _credential(session, signed.officer_id, answer)
    try:
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=_challenge(signed, "assert"),
            expected_rp_id=rp_id,
            expected_origin=origin,
            credential_public_key=key.public,
            credential_current_sign_count=key.counter,
            require_user_verification=False,
        )
    except _BAD_ANSWERS as error:
        raise Refused("factor.wrong") from error
    with writing(front.db) as session:
        unused = (Credential.id == key.id) & (Credential.counter == key.counter)
        if affected(session, update(Credential).where(unused).values(counter=found.new_sign_count)) != 1:
            raise Refused("factor.wrong")
        throttle.clear(session, _bucket(front, signed.officer_id))
        return strengthen(front, session, signed)


_BAD_ANSWERS = (
    webauthn_errors.WebAuthnException,
    ValueError,
    KeyError,
    TypeError,
)


def _credential(session: Session, officer_id: int, answer: str) -> Credential:
    try:
        handle = webauthn.base64url_to_bytes(str(json.loads(answer)["rawId"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("factor.wrong") from error
    mine = select(Credential).where(Credential.handle == handle, Credential.officer_id == officer_id)
    found = session.scalars(mine).one_or_none()
    if found is None:
        raise Refused("factor.wrong")
    return found


def remove_key(front: Front, signed: Signed, credential_id: int) -> None:
    """Forgets a security key. Raises Refused for the last factor where one is wanted, NotFound for another's key."""
    if not signed.strong(front.clock()):
        raise Refused("signin.step_up")
    if front.second_factor and not signed.has_totp and len(handles(front, signed.officer_id)) < 2:
        raise Refused("factor.last")
    mine = (Credential.id == credential_id) & (Credential.officer_id == signed.officer_id)
    with writing(front.db) as session:
        if affected(session, delete(Credential).where(mine)) != 1:
            raise NotFound("factor.none")
        audit.record(session, signed.officer_id, "factor.removed", "officer", [signed.officer_id])


def listed(session: Session, officer_id: int) -> list[Credential]:
    """An officer's security keys, the oldest first."""
    return list(session.scalars(select(Credential).where(Credential.officer_id == officer_id).order_by(Credential.at)))
