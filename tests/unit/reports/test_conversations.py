"""Scripted conversations: what a citizen writes, what is filed in the end, and never more than four questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

import pytest

from acolwhats.guides.turn import Pin
from tests.unit.reports.talking import CENTRE, Citizen

PIN, PHOTO, FAR, EDGE = "<pin>", "<foto>", "<pin lejos>", "<pin orilla>"
SEND = "[Enviar]"


@dataclass
class Script:
    """What is said, and what comes of it.

    Attributes:
        says: words, [a button], <something attached>, or report:<category> for the button of an answer.
        category, place_name, street: of what is filed; no category: nothing is filed.
        has_pin: the report is on the map.
    """

    says: list[str]
    category: Optional[str] = None
    place_name: Optional[str] = None
    street: Optional[str] = None
    has_pin: bool = False
    photos: int = 0


SCRIPTS = {
    "everything in one message, then a photo": Script(
        ["hay un bache en la calle Aldama, Xometla", PHOTO, SEND],
        "bache", "Xometla", "calle Aldama", photos=1,
    ),
    "no photo": Script(
        ["hay un bache en la calle Aldama, Xometla", "[Seguir sin foto]", SEND],
        "bache", "Xometla", "calle Aldama",
    ),
    "skips the photo in words": Script(
        ["hay un bache en la calle Aldama, Xometla", "no tengo", "sí"],
        "bache", "Xometla", "calle Aldama",
    ),
    "a typo and capitals": Script(
        ["AY UN BACHE EN LA CALLE ALDAMA JOMETLA!!", "saltar", "enviar"],
        "bache", "Xometla", "CALLE ALDAMA",
    ),
    "the button of an answer, and a pin": Script(
        ["report:bache", PIN, PHOTO, SEND], "bache", has_pin=True, photos=1
    ),
    "the button, then words": Script(
        ["report:alumbrado", "calle Diligencias, Xometla, frente a la tienda", "sin foto", SEND],
        "alumbrado", "Xometla", "calle Diligencias",
    ),
    "the button, then only the colonia": Script(
        ["report:fuga_agua", "Cuanalán", "frente a la iglesia", PHOTO, SEND],
        "fuga_agua", "Cuanalán", photos=1,
    ),
    "the button, then only the street": Script(
        ["report:fuga_agua", "calle Morelos 14", "Totolcingo", "no", SEND],
        "fuga_agua", "Totolcingo", "calle Morelos",
    ),
    "a colonia that is in no list": Script(
        ["report:bache", "calle Hidalgo", "colonia El Pirulito", "no", SEND],
        "bache", None, "calle Hidalgo",
    ),
    "somebody who does not know the colonia": Script(
        ["report:bache", "calle Hidalgo", "no sé", "no", SEND], "bache", None, "calle Hidalgo"
    ),
    "an ambiguous name, chosen by button": Script(
        ["hay un hoyo enorme en San Miguel", "[San Miguel Xometla]", "calle Juárez", "no", SEND],
        "bache", "Xometla", "calle Juárez",
    ),
    "an ambiguous name, chosen by number": Script(
        ["report:bache", "Los Reyes", "1", "calle Flores", SEND],
        "bache", "Colonia Los Reyes", "calle Flores",
    ),
    "an ambiguous name, chosen in words": Script(
        ["report:bache", "avenida Central, Santa Catarina", "la de Lomas", "no", SEND],
        "bache", "Lomas de Santa Catarina", "avenida Central",
    ),
    "an ambiguous name that the message decides": Script(
        ["hay una fuga de agua en la calle Reforma, Los Reyes, Tepexpan", "no", SEND],
        "fuga_agua", "Barrio Los Reyes, Tepexpan", "calle Reforma",
    ),
    "an ambiguous name that turns out to be elsewhere": Script(
        ["report:bache", "Terranova", "[Terranova Ixtapaluca]", "cancelar"]
    ),
    "an ambiguous name, settled with a pin": Script(
        ["report:bache", "San Marcos", PIN, "no", SEND], "bache", has_pin=True
    ),
    "a split colonia, on our side": Script(
        ["report:alumbrado", "prados de san juan", "[Laurel]", "no", SEND],
        "alumbrado", "Prados de San Juan", "calle Laurel",
    ),
    "a split colonia, our street said at once": Script(
        ["report:alumbrado", "calle Gardenias, Prado San Juan", "no", SEND],
        "alumbrado", "Prados de San Juan", "calle Gardenias",
    ),
    "a split colonia, the other side": Script(
        ["report:alumbrado", "calle Rosales, Prados de San Juan", "cancelar"]
    ),
    "another municipality, then a place of ours": Script(
        ["report:bache", "en Ecatepec", "calle Aldama, Tepexpan", "no", SEND],
        "bache", "Tepexpan", "calle Aldama",
    ),
    "a pin far away, then a place of ours": Script(
        ["report:bache", FAR, "calle Aldama, Tepexpan", "no", SEND],
        "bache", "Tepexpan", "calle Aldama",
    ),
    "a pin at the border that is ours": Script(
        ["report:bache", EDGE, "[Sí, es Acolman]", "no", SEND], "bache", has_pin=True
    ),
    "a pin at the border that is not ours": Script(["report:bache", EDGE, "no", "cancelar"]),
    "a pin first, nothing said": Script(
        [PIN, "[Bache o pavimento]", "no", SEND], "bache", has_pin=True
    ),
    "a pin first, then words": Script(
        [PIN, "se rompió el semáforo", PHOTO, SEND], "vialidad", has_pin=True, photos=1
    ),
    "a photo first, then the kind, then the place": Script(
        [PHOTO, "[Alumbrado público]", PIN, SEND], "alumbrado", has_pin=True, photos=1
    ),
    "a photo with words": Script(
        ["<foto> no sirve la lámpara de la calle Barranca en Xometla", SEND],
        "alumbrado", "Xometla", "calle Barranca", photos=1,
    ),
    "a pin with words": Script(
        ["<pin> hay una fuga de agua aquí", "no", SEND], "fuga_agua", has_pin=True
    ),
    "the second page of kinds": Script(
        [PIN, "[Ver más]", "[Parque o jardín]", "no", SEND], "parques", has_pin=True
    ),
    "a pin that was something else": Script([PIN, "[Ver más]", "[Otra cosa]"]),
    "an uncovered manhole is not a blocked drain": Script(
        ["le robaron la tapa a la coladera de la calle Niño Perdido, San Marcos Nepantla", "no", SEND],
        "coladera", "San Marcos Nepantla", "calle Niño Perdido",
    ),
    "a blocked drain": Script(
        ["está tapado el drenaje en la calle Barranca de Xometla", "no", SEND],
        "drenaje", "Xometla", "calle Barranca",
    ),
    "a dump is not a truck that did not come": Script(
        ["tiran cascajo a un lado de la escuela en Chipiltepec", "no", SEND],
        "tiradero", "San Mateo Chipiltepec",
    ),
    "a truck that did not come": Script(
        ["no ha pasado la basura en Real del Valle", "calle Valle Verde", "no", SEND],
        "basura", "Real del Valle", "calle Valle Verde",
    ),
    "no water in a street": Script(
        ["no hay agua en la calle Aldama, Cuanalán, desde el lunes", "no", SEND],
        "falta_agua", "Cuanalán", "calle Aldama",
    ),
    "a formal letter": Script(
        ["Por este medio solicito el bacheo del hoyo que está en la calle 5 de Mayo, en Tepexpan.", "no", SEND],
        "bache", "Tepexpan", "calle 5 de Mayo",
    ),
    "changes the place before sending": Script(
        ["hay un bache en la calle Aldama, Xometla", "no", "corregir", "[El lugar]", PIN, SEND],
        "bache", has_pin=True,
    ),
    "corrects the place in one message": Script(
        ["hay un bache en la calle Aldama, Xometla", "no", "corregir lugar: calle Morelos, Tepexpan", SEND],
        "bache", "Tepexpan", "calle Morelos",
    ),
    "changes the kind before sending": Script(
        ["hay un bache en la calle Aldama, Xometla", "no", "corregir", "3", "[Fuga de agua]", SEND],
        "fuga_agua", "Xometla", "calle Aldama",
    ),
    "adds a note before sending": Script(
        ["hay un bache en la calle Aldama, Xometla", "no", "está muy hondo y no se ve de noche", SEND],
        "bache", "Xometla", "calle Aldama",
    ),
    "sends the photo at the last moment": Script(
        ["hay un bache en la calle Aldama, Xometla", "no", PHOTO, SEND],
        "bache", "Xometla", "calle Aldama", photos=1,
    ),
    "asks something in the middle": Script(
        ["hay un bache en la calle Aldama, Xometla", "¿cuánto cuesta el predial?", "no", SEND],
        "bache", "Xometla", "calle Aldama",
    ),
    "says no in the end": Script(
        ["hay un bache en la calle Aldama, Xometla", "no", "[Cancelar]"]
    ),
    "stops for a while": Script(
        ["hay un bache en la calle Aldama, Xometla", "al rato", "no", SEND],
        "bache", "Xometla", "calle Aldama",
    ),
    "says hello in between": Script(
        ["hay un bache en la calle Aldama, Xometla", "hola", "no", SEND],
        "bache", "Xometla", "calle Aldama",
    ),
    "asks to be told in words": Script(
        ["hay un bache en la calle Aldama, Xometla", "no", "sí, y avísame por favor"],
        "bache", "Xometla", "calle Aldama",
    ),
}  # fmt: skip
_PINS = {PIN: CENTRE, FAR: Pin(19.05, -99.25), EDGE: Pin(19.7250, -98.9000)}


def play(citizen: Citizen, says: list[str]) -> Any:
    """Say it all; what is said last."""
    outcome = None
    for words in says:
        attached = next((mark for mark in (PIN, PHOTO, FAR, EDGE) if words.startswith(mark)), None)
        text = words.removeprefix(attached or "").strip()
        if words.startswith("["):
            outcome = citizen.taps(words[1:-1])
        elif words.startswith("report:"):
            outcome = citizen.presses(words)
        elif attached == PHOTO:
            outcome = citizen.sends(citizen.town.attach(), text=text)
        elif attached:
            outcome = citizen.says(text, pin=_PINS[attached], kind="location")
        else:
            outcome = citizen.says(words)
        assert outcome is not None, f"nobody took {words!r}"
    return outcome


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_conversation_files_what_was_said_with_at_most_four_questions(name, ana):
    script = SCRIPTS[name]

    last = play(ana, script.says)

    assert last.draft is None, last.text
    asked = [step for step in ana.asked if step != "fix"]
    assert len(asked) <= 4, asked
    report = ana.report()
    if script.category is None:
        assert report is None
        return
    assert report is not None, last.text
    assert report.category == script.category
    assert (report.place_name, report.street) == (script.place_name, script.street)
    assert (report.latitude is not None) == script.has_pin
    assert len(report.photos) == script.photos


def test_there_are_forty_conversations():
    assert len(SCRIPTS) >= 40


def test_nothing_that_was_said_is_asked_again(ana):
    play(ana, ["<foto> hay un bache en la calle Aldama, Xometla", SEND])

    assert ana.asked == ["confirm"]


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_is_kept_of_a_conversation_is_json(name, ana):
    import json

    play(ana, SCRIPTS[name].says)

    for outcome in ana.said:
        assert json.loads(json.dumps(outcome.draft)) == outcome.draft
