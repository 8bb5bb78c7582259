"""Tables of the service reports. Who reported is in a table apart, and only if they want to be told."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
)

from acolwhats.database import Base


class Report(Base):
    """Something that needs mending."""

    __tablename__ = "reports"

    id = Column(String(32), primary_key=True)  # random
    folio = Column(String(16), nullable=False, unique=True)
    category = Column(String(40), nullable=False)  # code of data/reports/categories.yml
    unit = Column(String(40), nullable=False)
    state = Column(String(20), nullable=False)
    is_open = Column(Boolean, nullable=False)
    reason = Column(String(40))  # why it was rejected: a code of states.py
    place = Column(String(200), nullable=False)  # in the citizen's words
    place_name = Column(String(80))  # as data/reports/places.yml has it
    street = Column(String(80))
    spot = Column(String(180))  # the street and the place, comparable
    latitude = Column(Float)
    longitude = Column(Float)
    cell = Column(String(24))  # of geo.py: what is near is in the same cell or beside it
    note = Column(Text)
    attributes = Column(JSON)  # of Open311
    photos = Column(JSON, nullable=False)  # [{"handle", "content_type"}] in the store of reports
    source = Column(String(40), nullable=False)  # whatsapp, or open311:<id of the key>
    supporters = Column(Integer, nullable=False, default=0)  # others who said so too
    duplicate_of = Column(String(16))  # folio
    created_at = Column(Float, nullable=False)
    updated_at = Column(Float, nullable=False)
    closed_at = Column(Float)
    expected_on = Column(Date)
    expected_confirmed = Column(Boolean, nullable=False, default=False)

    __table_args__ = (
        Index("ix_reports_near", "is_open", "category", "cell"),
        Index("ix_reports_spot", "is_open", "category", "spot"),
        Index("ix_reports_created", "created_at"),
        Index("ix_reports_state", "state", "created_at"),
        Index("ix_reports_unit", "unit", "is_open", "created_at"),
        Index("ix_reports_category", "category", "created_at"),
    )


class ReportChange(Base):
    """What happened to a report, in order."""

    __tablename__ = "report_changes"

    id = Column(Integer, primary_key=True)
    report_id = Column(ForeignKey("reports.id", ondelete="CASCADE"), nullable=False, index=True)
    state = Column(String(20), nullable=False)
    reason = Column(String(40))
    unit = Column(String(40), nullable=False)
    at = Column(Float, nullable=False)


class ReportMark(Base):
    """Somebody reported this, or joined: a hash, so that nobody counts twice."""

    __tablename__ = "report_marks"

    report_id = Column(ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True)
    mark = Column(String(32), primary_key=True)
    at = Column(Float, nullable=False, index=True)


class ReportWatcher(Base):
    """A citizen who wants to be told when the report changes."""

    __tablename__ = "report_watchers"

    report_id = Column(ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True)
    sender_id = Column(String(40), primary_key=True, index=True)
    told = Column(Integer, nullable=False)  # id of the last change they know of


class Open311Key(Base):
    """A program that may file reports. Its key is shown once; only a hash is kept."""

    __tablename__ = "open311_keys"

    id = Column(String(16), primary_key=True)
    name = Column(String(80), nullable=False)
    hash = Column(String(64), nullable=False, unique=True)
    created_at = Column(Float, nullable=False)
    revoked_at = Column(Float)
