"""“There is news”: told only to whoever asked for it, without a word of what it is about."""

from __future__ import annotations

from typing import Callable

from sqlalchemy.orm import Session

from acolwhats.denuncias.models import Denuncia
from acolwhats.denuncias.routing import load_routing
from acolwhats.denuncias.vault import make_vault
from acolwhats.keys import derive_key, secret_key
from acolwhats.settings import Settings
from acolwhats.whatsapp.media.store import MediaStore
from acolwhats.whatsapp.outbox import Part, enqueue
from acolwhats.whatsapp.sealing import Box

NEWS = "Hay una novedad en tu trámite. Para verla, escríbeme tu folio."

Tell = Callable[[Session, Denuncia], None]


def make_teller(settings: Settings, now: float) -> Tell:
    """What puts a notice into the outbox of the bridge, which sends it as WhatsApp's 24 hours allow.

    Raises:
        SettingsError: the key of the installation is missing or malformed.
    """
    secret = secret_key(settings)
    box = Box(derive_key(secret, "whatsapp"))
    media = MediaStore(settings.var_dir / "media", derive_key(secret, "media"))
    vault = make_vault(settings, media, load_routing())

    def tell(session: Session, denuncia: Denuncia) -> None:
        sender_id = vault.whom_to_notify(denuncia)
        if sender_id is not None:
            enqueue(session, box, sender_id, [Part(NEWS)], now, private=True)

    return tell
