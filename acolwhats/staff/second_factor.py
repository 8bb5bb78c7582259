"""The second factor: time-based one-time passwords (RFC 6238), by pyotp."""

from __future__ import annotations

import io
from typing import Optional

import pyotp
import segno
from sqlalchemy.orm import Session

from acolwhats.staff.models import StaffUser
from acolwhats.whatsapp.sealing import Box

_ISSUER = "Acolwhats"
_PERIOD = 30
_DRIFT = 1  # a phone's clock may be a step early or late


def new_secret() -> str:
    """A secret for an authenticator, in base32."""
    return pyotp.random_base32()


def qr_code(username: str, secret: str) -> str:
    """What an authenticator scans, as SVG."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=_ISSUER)
    out = io.BytesIO()
    segno.make(uri, error="m").save(
        out, kind="svg", scale=4, border=3, xmldecl=False, svgns=True, dark="#000", light="#fff"
    )
    return out.getvalue().decode()


def step_of(secret: str, code: str, now: float) -> Optional[int]:
    """The time step of which a code is; None when it is wrong."""
    totp = pyotp.TOTP(secret, interval=_PERIOD)
    digits = "".join(code.split())
    current = int(now // _PERIOD)
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        if pyotp.utils.strings_equal(digits, totp.generate_otp(step)):
            return step
    return None


def enrol(session: Session, box: Box, user: StaffUser, secret: str, code: str, now: float) -> bool:
    """Keep a secret, once a code shows that the authenticator has it."""
    step = step_of(secret, code, now)
    if step is None:
        return False
    user.totp_secret = box.seal(secret, _place(user))
    user.totp_step = step
    session.flush()
    return True


def accept(session: Session, box: Box, user: StaffUser, code: str, now: float) -> bool:
    """Whether a code is right; each works once."""
    if user.totp_secret is None:
        return False
    step = step_of(box.open(user.totp_secret, _place(user)), code, now)
    if step is None:
        return False
    # In one statement: of two requests with the same code, one gets in.
    unused = StaffUser.totp_step.is_(None) | (StaffUser.totp_step < step)
    query = session.query(StaffUser).filter(StaffUser.id == user.id, unused)
    return bool(query.update({"totp_step": step}, synchronize_session=False))


def forget(user: StaffUser) -> None:
    """The authenticator is lost: an administrator takes the factor away."""
    user.totp_secret = user.totp_step = None


def _place(user: StaffUser) -> str:
    return f"totp:{user.id}"
