"""Alembic's environment: our tables only (Rasa keeps its own `events`)."""

from alembic import context

import acolwhats.answers.models
import acolwhats.denuncias.models
import acolwhats.guides.drafts
import acolwhats.handoff.models
import acolwhats.reports.models
import acolwhats.staff.models
import acolwhats.whatsapp.models  # noqa: F401
from acolwhats.database import Base, get_engine


def include_name(name, type_, parent_names):  # type: ignore[no-untyped-def]
    """Leave Rasa's table alone."""
    return type_ != "table" or name in Base.metadata.tables


with get_engine().connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=include_name,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()
