"""The guides of reports with this installation's stores, configuration and working days."""

from __future__ import annotations

from datetime import date
from typing import Optional

from acolwhats.denuncias.calendar import town_hall
from acolwhats.guides.talk import Answers
from acolwhats.guides.turn import Guide
from acolwhats.reports.categories import get_categories
from acolwhats.reports.guide import ReportGuide
from acolwhats.reports.photos import report_photos
from acolwhats.reports.places import get_places
from acolwhats.reports.status import ReportStatusGuide
from acolwhats.settings import Settings
from acolwhats.whatsapp.media.store import MediaStore


def add_working_days(day: date, count: int) -> date:
    """The day that many working days of the town hall later."""
    return town_hall().after(day, count)


def report_entry(label: str, text: str) -> Optional[str]:
    """The entry of a button that reports what a question is about: `report:bache`; None for what is not reported."""
    category = get_categories().of_label(label, text)
    return f"report:{category.code}" if category else None


def report_guides(
    settings: Settings, drafts: MediaStore, answers: Optional[Answers] = None
) -> list[Guide]:
    """The guides, in the order in which they are asked.

    Args:
        drafts: where attachments of a chat are.
        answers: answers questions in the middle.

    Raises:
        SettingsError: the configuration of reports is wrong, or the secret key is missing.
    """
    categories, photos = get_categories(), report_photos(settings, drafts)
    return [
        ReportStatusGuide(categories),
        ReportGuide(photos, categories, get_places(), add_working_days, answers),
    ]
