"""Tables of the answer base."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import relationship

from acolwhats.database import Base


class Source(Base):
    """Where a fact was read."""

    __tablename__ = "sources"

    key = Column(String(80), primary_key=True)
    name = Column(String(200), nullable=False)
    url = Column(Text)
    published = Column(Date)


class Statement(Base):
    """One sentence about one aspect. Facts have a source; guidance has none."""

    __tablename__ = "statements"

    # A shared fact's own name (`conmutador`), else `topic/question#position`.
    key = Column(String(120), primary_key=True)
    aspect = Column(String(20), nullable=False)
    text = Column(Text, nullable=False)
    guidance = Column(Boolean, nullable=False, default=False)
    source_key = Column(String(80), ForeignKey("sources.key"))
    confidence = Column(String(10))
    verified_on = Column(Date)
    verified_by = Column(String(200))
    valid_from = Column(Date)
    valid_until = Column(Date)
    shared = Column(Boolean, nullable=False, default=False)

    source = relationship(Source, lazy="joined")


class AnswerStatement(Base):
    """Which statements an answer makes, in which order."""

    __tablename__ = "answer_statements"

    label = Column(String(80), ForeignKey("answers.label", ondelete="CASCADE"), primary_key=True)
    position = Column(Integer, primary_key=True)
    statement_key = Column(String(120), ForeignKey("statements.key"), nullable=False)

    statement = relationship(Statement, lazy="joined")


class AnswerRecord(Base):
    """The answer to one question of the catalogue."""

    __tablename__ = "answers"

    label = Column(String(80), primary_key=True)
    title = Column(String(60), nullable=False)
    missing = Column(JSON, nullable=False, default=list)  # aspects the office must still tell us
    related = Column(JSON, nullable=False, default=list)  # labels
    emergency = Column(JSON)  # {"numbers": [statement keys], "instructions": [texts]}
    discreet = Column(JSON)
    # Fingerprint of the seed that wrote this row: a seed replaces only what nobody edited.
    seed_hash = Column(String(64))

    statements = relationship(
        AnswerStatement,
        order_by=AnswerStatement.position,
        lazy="joined",
        cascade="all, delete-orphan",
    )
