"""What the panel needs of this installation."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Callable

from acolwhats.keys import derive_key, secret_key
from acolwhats.settings import Settings
from acolwhats.staff.attempts import Attempts
from acolwhats.whatsapp.sealing import Box

PATH = "/panel"


@dataclass(frozen=True)
class PanelConfig:
    """Settings and keys of the panel.

    Attributes:
        production: cookies go over HTTPS only, and invented accounts do not get in.
        box: seals second factors.
        csrf_key: 32 bytes.
        clock: seconds since the epoch.
    """

    production: bool
    box: Box
    attempts: Attempts
    csrf_key: bytes
    clock: Callable[[], float] = field(default=time.time)

    @property
    def cookie(self) -> str:
        """Name of the session's cookie; the prefix makes browsers insist on HTTPS, this host and no subpath."""
        return "__Host-acolwhats" if self.production else "acolwhats"


def staff_box(settings: Settings) -> Box:
    """Seals second factors.

    Raises:
        SettingsError: the key of the installation is missing.
    """
    return Box(derive_key(secret_key(settings), "staff"))


def panel_config(settings: Settings) -> PanelConfig:
    """The configuration of this installation.

    Raises:
        SettingsError: the key of the installation is missing.
    """
    key = secret_key(settings)
    return PanelConfig(
        production=settings.env == "production",
        box=staff_box(settings),
        attempts=Attempts(derive_key(key, "staff attempts")),
        csrf_key=derive_key(key, "panel csrf"),
    )
