"""A form that came after its login was over: nothing that was written is lost.

It travels, sealed, through the login page, is shown again afterwards, and is sent only when its writer says so.
"""

from __future__ import annotations

from typing import Any, Optional

from acolwhats.panel.config import PATH, PanelConfig
from acolwhats.panel.csrf import FIELD
from acolwhats.whatsapp.sealing import SealBroken

_PLACE = "resume"
_SECRETS = ("password", "passphrase", "code", "secret")
_MOST = 20_000
_LIFETIME = 15 * 60.0


def keep(config: PanelConfig, path: str, form: Any) -> str:
    """What was written, sealed for a hidden field; empty when there is nothing to keep. Files and secrets are not kept."""
    fields = [
        [name, value]
        for name, value in form.multi_items()
        if isinstance(value, str) and name != FIELD and not any(s in name for s in _SECRETS)
    ]
    if not fields or sum(len(value) for _, value in fields) > _MOST:
        return ""
    kept = {"path": path, "fields": fields, "until": config.clock() + _LIFETIME}
    return config.box.seal(kept, _PLACE).hex()


def kept(config: PanelConfig, sealed: str) -> Optional[dict[str, Any]]:
    """`{"path", "fields": [[name, value]], "until"}` of what was kept; None when it is not ours, or too old."""
    try:
        found: dict[str, Any] = config.box.open(bytes.fromhex(sealed), _PLACE)
    except (SealBroken, ValueError):
        return None
    in_time = found["until"] >= config.clock()
    return found if in_time and str(found["path"]).startswith(f"{PATH}/") else None
