"""Tables of the vault. Nothing here tells what was denounced, and dates are days: the rest is sealed."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
)

from acolwhats.database import Base

# Without it SQLite numbers rows in the order in which they were written.
_UNORDERED = {"sqlite_with_rowid": False}


class Officer(Base):
    """Somebody who may read denuncias that are routed to one of their groups."""

    __tablename__ = "officers"

    id = Column(String(32), primary_key=True)  # random
    name = Column(String(80), nullable=False, unique=True)
    groups = Column(JSON, nullable=False)  # names of data/denuncias/routing.yml
    kind = Column(String(10), nullable=False, default="officer")  # officer, recovery
    public_key = Column(LargeBinary, nullable=False)  # X25519
    private_key = Column(
        LargeBinary
    )  # under the passphrase; empty for the recovery key, kept offline
    kdf = Column(JSON)  # of the passphrase: {"salt": base64, "ops": …, "memory": bytes}
    created_on = Column(Date, nullable=False)
    left_on = Column(Date)


class Denuncia(Base):
    """A denuncia: who may open it, how far it is. Its text is in `content`, sealed to `public_key`."""

    __tablename__ = "denuncias"
    __table_args__ = _UNORDERED

    id = Column(String(32), primary_key=True)  # random: tells no order
    folio = Column(String(20), nullable=False, unique=True)
    category = Column(String(40), nullable=False)
    groups = Column(JSON, nullable=False)  # who receives it
    excluded = Column(JSON, nullable=False)  # groups that may never receive it
    state = Column(String(20), nullable=False)
    received_on = Column(Date, nullable=False)
    state_on = Column(Date, nullable=False)
    due_on = Column(Date)  # when somebody must have done something
    closed_on = Column(Date)
    legal_hold = Column(Boolean, nullable=False, default=False)
    public_key = Column(LargeBinary, nullable=False)  # X25519, of this denuncia alone
    content = Column(LargeBinary, nullable=False)
    # The citizen's way in: a slow hash of the clave to look it up, and a key derived from it to open.
    lookup_salt = Column(LargeBinary, nullable=False)
    lookup_hash = Column(LargeBinary, nullable=False)
    key_salt = Column(LargeBinary, nullable=False)
    citizen_public_key = Column(LargeBinary, nullable=False)
    citizen_wrap = Column(LargeBinary, nullable=False)  # the private key, sealed to the citizen
    notify = Column(
        LargeBinary
    )  # pseudonym to tell that there is news, sealed by the bot; only if asked for


class Wrap(Base):
    """The private key of a denuncia, sealed to one officer."""

    __tablename__ = "denuncia_wraps"
    __table_args__ = _UNORDERED

    denuncia_id = Column(ForeignKey("denuncias.id", ondelete="CASCADE"), primary_key=True)
    officer_id = Column(ForeignKey("officers.id", ondelete="CASCADE"), primary_key=True)
    wrapped = Column(LargeBinary, nullable=False)


class ThreadMessage(Base):
    """Something said about a denuncia after it was filed; sealed, its order and its time inside."""

    __tablename__ = "denuncia_messages"
    __table_args__ = _UNORDERED

    id = Column(String(32), primary_key=True)
    denuncia_id = Column(ForeignKey("denuncias.id", ondelete="CASCADE"), nullable=False, index=True)
    author = Column(String(10), nullable=False)  # citizen, officer
    content = Column(LargeBinary, nullable=False)
    on = Column(Date, nullable=False)


class Evidence(Base):
    """A file of a denuncia: sealed in VAR_DIR/denuncias under this id, described in `content`."""

    __tablename__ = "denuncia_evidence"
    __table_args__ = _UNORDERED

    id = Column(String(32), primary_key=True)
    denuncia_id = Column(ForeignKey("denuncias.id", ondelete="CASCADE"), nullable=False, index=True)
    content = Column(LargeBinary, nullable=False)  # type, size, SHA-256 of the original; sealed
    on = Column(Date, nullable=False)


class AuditEntry(Base):
    """Who did what to a denuncia; each entry holds the hash of the one before."""

    __tablename__ = "denuncia_audit"

    id = Column(Integer, primary_key=True)
    at = Column(String(32), nullable=False)  # ISO 8601; the day alone where a citizen acted
    actor = Column(String(80), nullable=False)  # officer's id, `citizen`, `bot`, `system`
    action = Column(String(40), nullable=False)
    denuncia_id = Column(String(32))
    reason = Column(String(80))  # a code or a state, never words about the matter
    previous = Column(String(64), nullable=False)
    hash = Column(String(64), nullable=False, unique=True)


class AuditHead(Base):
    """One row: how long the chain is and how it ends, under a key that is not in the database."""

    __tablename__ = "denuncia_audit_head"

    id = Column(Integer, primary_key=True, autoincrement=False)
    entries = Column(Integer, nullable=False)
    hash = Column(String(64), nullable=False)  # of the last entry
    mac = Column(String(64), nullable=False)


class Attempt(Base):
    """An attempt at something that is limited. The pseudonym changes every month and is linked to nothing."""

    __tablename__ = "denuncia_attempts"

    id = Column(Integer, primary_key=True)
    kind = Column(String(10), nullable=False)  # guess, filing, evidence
    who = Column(String(32), nullable=False, index=True)
    at = Column(Float, nullable=False, index=True)
