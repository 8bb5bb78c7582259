"""Tables of the staff. Times are seconds since the epoch (UTC)."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, String

from acolwhats.database import Base


class StaffUser(Base):
    """An account. Nobody is deleted: what they did keeps its name; they are deactivated."""

    __tablename__ = "staff_users"

    id = Column(Integer, primary_key=True)
    username = Column(String(40), nullable=False, unique=True)  # lower case
    name = Column(String(80), nullable=False)
    role = Column(String(20), nullable=False)
    unit = Column(String(60))  # of a role `unit`: its administrative unit
    officer_id = Column(String(32))  # of a role `officer`: its row in `officers`
    password_hash = Column(String(200), nullable=False)  # Argon2id, libsodium's format
    must_change = Column(Boolean, nullable=False, default=False)  # somebody else chose the password
    totp_secret = Column(LargeBinary)  # sealed for `totp:<id>`
    totp_step = Column(Integer)  # last time step that was used: a code works once
    active = Column(Boolean, nullable=False, default=True)
    demo = Column(Boolean, nullable=False, default=False)  # invented, for development
    created_at = Column(Float, nullable=False)
    last_login_at = Column(Float)


class StaffSession(Base):
    """A login. The cookie's token is not kept, only its hash."""

    __tablename__ = "staff_sessions"

    id = Column(String(64), primary_key=True)  # SHA-256 of the token
    user_id = Column(Integer, ForeignKey("staff_users.id"), nullable=False, index=True)
    second_factor = Column(Boolean, nullable=False, default=False)  # given in this session
    created_at = Column(Float, nullable=False)
    seen_at = Column(Float, nullable=False)


class StaffAttempt(Base):
    """A login that failed: for whom and from where, as keyed hashes; forgotten after a quarter of an hour."""

    __tablename__ = "staff_attempts"

    id = Column(Integer, primary_key=True)
    who = Column(String(64), nullable=False)
    at = Column(Float, nullable=False, index=True)

    __table_args__ = (Index("ix_staff_attempts_who", "who", "at"),)


class StaffTrail(Base):
    """Who did or read what; rows are only added. Holds no content."""

    __tablename__ = "staff_trail"

    id = Column(Integer, primary_key=True)
    at = Column(Float, nullable=False, index=True)
    user_id = Column(Integer, ForeignKey("staff_users.id"))  # None: somebody who is not known
    action = Column(String(40), nullable=False)
    subject = Column(String(80))  # a folio, a pseudonym, an account: never words of a citizen
