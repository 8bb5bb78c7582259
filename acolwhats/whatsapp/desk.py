"""The guides of this installation, and what has to be done for them now and then."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.catalog import get_catalog
from acolwhats.database import get_engine, session_scope
from acolwhats.denuncias.calendar import day_of
from acolwhats.denuncias.followup import OpenFollowUps, open_followup
from acolwhats.denuncias.followup_guide import FollowUpGuide
from acolwhats.denuncias.guide import DenunciaGuide
from acolwhats.denuncias.overdue import escalate
from acolwhats.denuncias.retention import purge
from acolwhats.denuncias.routing import load_routing
from acolwhats.denuncias.states import citizen_text, may_withdraw
from acolwhats.denuncias.vault import make_vault
from acolwhats.dialogue.assistant import Assistant
from acolwhats.guides import drafts
from acolwhats.guides.desk import GuideDesk
from acolwhats.keys import derive_key, secret_key
from acolwhats.reports.categories import get_categories
from acolwhats.reports.geo import Where
from acolwhats.reports.notices import changes_to_tell, mark_told
from acolwhats.reports.photos import report_photos
from acolwhats.reports.places import get_places
from acolwhats.reports.wiring import report_guides
from acolwhats.settings import Settings
from acolwhats.whatsapp import outbox
from acolwhats.whatsapp.clock import Clock
from acolwhats.whatsapp.media import MediaStore
from acolwhats.whatsapp.models import Contact
from acolwhats.whatsapp.outbox import Part
from acolwhats.whatsapp.sealing import Box

# An attachment that no report or denuncia claimed by then is deleted.
MEDIA_LIFETIME = timedelta(days=1)
_HOUR_SECONDS = 3600.0


def check_guides() -> None:
    """Read the configuration of the guides, so that what is wrong with it stops the start.

    Raises:
        SettingsError: one line that says what.
    """
    load_routing()
    get_categories()
    get_places()


class Desk:
    """Denuncias, their follow-up and service reports, on this installation's keys and stores.

    Args:
        box: of the bridge; seals what goes to the outbox.

    Raises:
        SettingsError: a configuration file is wrong, or the key of the installation is missing.
    """

    def __init__(self, settings: Settings, store: MediaStore, box: Box, clock: Clock) -> None:
        """Reads the configuration."""
        self._store = store
        self._box = box
        self._clock = clock
        self._swept_at = 0.0
        self._photos = report_photos(settings, store)
        self._vault = make_vault(settings, store, load_routing(), clock)
        drafts_box = Box(derive_key(secret_key(settings), "drafts"))
        self.guides = GuideDesk(self._guides(settings), drafts_box, session_scope)

    def _guides(self, settings: Settings) -> list:
        """In the order in which they are asked."""
        outline, assistant = get_places().outline, Assistant(get_catalog(), session_scope)
        return [
            FollowUpGuide(
                lambda session, *found: open_followup(session, self._vault, *found),
                OpenFollowUps(self._vault),
                assistant,
                self._store.delete,
                citizen_text,
                may_withdraw,
            ),
            DenunciaGuide(
                self._vault,  # type: ignore[arg-type]  # the same shape, by other names
                load_routing(),
                assistant,
                self._store.delete,
                lambda *point: outline.locate(*point).where is Where.OUTSIDE,
            ),
            *report_guides(settings, self._store, assistant),
        ]

    def chores(self) -> None:
        """Forget drafts in time, tell of changed reports; now and then, what is kept only for so long, and what is overdue.

        Not in the event loop.
        """
        now = self._clock()
        with session_scope() as session:
            drafts.purge(session, now)
            self._tell_changes(session, now)
        if now - self._swept_at < _HOUR_SECONDS:
            return
        self._swept_at = now
        self._store.purge(MEDIA_LIFETIME)
        purge(get_engine(), self._vault.evidence, load_routing().retention_days, now)
        with session_scope() as session:
            escalate(session, day_of(now))
            self._photos.sweep(session)

    def _tell_changes(self, session: Session, now: float) -> None:
        for notice in changes_to_tell(session, get_categories()):
            known = select(Contact.sender_id).where(Contact.sender_id == notice.sender_id)
            if session.scalar(known) is not None:
                parts = [Part(notice.text)]
                outbox.enqueue(session, self._box, notice.sender_id, parts, now, private=True)
            mark_told(session, notice)
