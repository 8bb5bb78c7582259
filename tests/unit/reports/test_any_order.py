"""Whatever is said in whatever order: nothing breaks, nothing is filed without a yes, and what is filed is complete."""

from __future__ import annotations

import json
import tempfile
from functools import partial
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from acolwhats.database import Base, make_engine, session_scope
from acolwhats.guides.turn import Pin
from acolwhats.reports.models import Report
from acolwhats.reports.photos import ReportPhotos
from acolwhats.whatsapp.media.store import MediaStore
from tests.unit.reports.talking import CENTRE, NOON, Town

SAID = st.sampled_from(
    [
        *("hay un bache en la calle Aldama, Xometla", "no prende la lámpara", "quiero reportar una fuga"),
        *("Xometla", "San Miguel", "los reyes", "Prados de San Juan", "Ecatepec", "calle Morelos 5"),
        *("sí", "no", "1", "2", "3", "9", "saltar", "corregir", "corregir lugar: calle Uno, Tepexpan"),
        *("corregir la foto", "me equivoqué", "cancelar", "hola", "ayuda", "menú", "al rato", "avísame"),
        *("es otro", "me sumo", "está muy hondo", "¿cuánto cuesta el predial?", "donde está la farmacia"),
        *("<pin>", "<pin lejos>", "<pin raro>", "<pin orilla>", "<foto>", "<botón 1>", "<botón 2>", "<botón 3>"),
        *("report:alumbrado", "report:nada", "which:0", "send", "join", "another", "street:", "fix:photo"),
    ]
)  # fmt: skip
PINS = {
    "<pin>": CENTRE,
    "<pin lejos>": Pin(0.5, 0.5),
    "<pin raro>": Pin(float("nan"), 500.0),
    "<pin orilla>": Pin(19.7250, -98.9000),
}


def _say(citizen, words):
    if words in PINS:
        return citizen.pins(PINS[words])
    if words == "<foto>":
        return citizen.sends(citizen.town.attach())
    if words.startswith("<botón"):
        options = citizen.last.choices.options if citizen.last and citizen.last.choices else ()
        number = int(words[-2]) - 1
        return citizen.presses(options[number][0]) if number < len(options) else None
    if (":" in words and " " not in words) or words in ("send", "join", "another"):
        return citizen.presses(words)
    return citizen.says(words)


@given(st.lists(SAID, min_size=1, max_size=14))
def test_any_conversation_holds_together(says):
    engine = make_engine("sqlite://")
    Base.metadata.create_all(engine)
    with tempfile.TemporaryDirectory() as name:
        drafts = MediaStore(Path(name) / "media", b"d" * 32, lambda: NOON)
        photos = ReportPhotos(drafts, Path(name) / "reports", b"r" * 32, lambda: NOON)
        citizen = Town(partial(session_scope, engine), drafts, photos).citizen()
        for words in says:
            before = citizen.draft
            outcome = _say(citizen, words)
            if outcome is None:
                assert citizen.draft == before
            elif outcome.write is not None and before is not None:
                assert before["step"] in ("confirm", "repeat"), before["step"]
            assert json.loads(json.dumps(citizen.draft)) == citizen.draft
        with session_scope(engine) as session:
            for report in session.scalars(select(Report)):
                assert report.place or report.latitude is not None
                assert report.photos == [] or photos.get(report.photos[0]["handle"])
        if citizen.draft is None:  # no attachment is left behind
            assert not list((Path(name) / "media").glob("*"))
    engine.dispose()
