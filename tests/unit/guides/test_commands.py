from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.guides.commands import Command, command_in, correction_text, field_named

SAID = {
    Command.SKIP: [
        "saltar", "SALTAR", "saltr", "no sé", "nose", "No se", "paso", "siguiente", "no me acuerdo", "ni idea",
        "la verdad no sé", "prefiero no decir", "omitir porfa", "quién sabe", "mejor saltar", "no recuerdo bien", "siguente",
    ],
    Command.CANCEL: ["cancelar", "cancelr", "canselar", "quiero cancelar", "salir", "ya no quiero", "déjalo así", "olvídalo", "cancela la denuncia"],
    Command.ERASE: ["borrar", "borra todo", "bórralo", "borra mis datos", "eliminar", "borrar mi denuncia"],
    Command.YES: ["sí", "si", "Sí, por favor", "simón", "va", "ok", "dale", "claro que sí", "👍", "de acuerdo", "siiii", "envíala"],
    Command.NO: ["no", "nel", "no gracias", "para nada", "nadie", "no tengo", "no hay testigos", "👎"],
    Command.RATHER_NOT: ["mejor no", "no, mejor no", "me arrepentí", "mejor ya no"],
    Command.DONE: ["listo", "Listo!!", "ya", "eso es todo", "es todo gracias", "nada más", "ya terminé", "listo ya", "nomás", "ya es todo", "terminr"],
    Command.SUMMARY: ["resumen", "dame el resumen", "resumn", "qué llevo", "ver mi denuncia"],
    Command.PAUSE: ["luego sigo", "al rato", "espérame tantito", "pausa", "ahorita vengo", "mañana sigo"],
    Command.GO_ON: ["continuar", "seguir", "sigamos", "ya regresé", "¿en qué nos quedamos?", "continur"],
    Command.HELP: ["ayuda", "no entiendo", "¿cómo?", "no sé qué poner"],
    Command.REPEAT: ["repite", "otra vez", "¿cuál era la pregunta?"],
    Command.MENU: ["menú", "ver menú"],
    Command.PERSON: ["persona", "quiero hablar con alguien"],
    Command.GREETING: ["hola", "buenas tardes"],
    Command.THANKS: ["gracias", "muchas gracias"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "command"), [(text, command) for command, texts in SAID.items() for text in texts]
)
def test_a_command_is_recognised_in_everyday_spanish(text, command):
    said = command_in(text)
    assert said is not None
    assert said.command is command


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("corregir fecha", "when"),
        ("corrige dónde", "where"),
        ("corejir fecha", "when"),
        ("corregr la hora", "when"),
        ("quiero corregir el lugar", "where"),
        ("cambiar testigos", "witnesses"),
        ("me equivoqué de fecha", "when"),
        ("corregir quién", "who"),
        ("cambiar las fotos", "evidence"),
        ("modificar lo que pasó", "what"),
        ("corregir el tipo", "category"),
        ("está mal el nombre", "who"),
        ("corregir fecha: fue el lunes", "when"),
        ("corregir", None),
        ("corregir algo", None),
        ("me equivoqué", None),
    ],
)
def test_a_correction_says_what_is_to_be_corrected(text, field):
    said = command_in(text)
    assert said is not None
    assert said.command is Command.CORRECT
    assert field_named(said.rest) == field


def test_a_correction_may_bring_the_new_answer_with_it():
    assert correction_text("fecha fue el lunes", "corregir fecha: fue el lunes") == "fue el lunes"
    assert correction_text("fecha", "corregir fecha") == ""


@pytest.mark.parametrize(
    "text",
    [
        "me cancelaron la cita sin avisar",
        "no sé quién fue pero traía uniforme",
        "el director me pidió dinero",
        "salió corriendo de la oficina",
        "cambio de placas",
        "quiero cambiar de casa",
        "cambiaron las placas del carro",
        "corrigió el acta y me cobró",
        "no me quisieron atender",
        "ya le pagué y me pidió más",
        "fue el que borra los videos",
        "tengo que cambiar una losa que se está pandeando",
        "pasó ayer",
        "la persona que cobra",
        "",
        "   ",
        "??",
    ],
)
def test_what_tells_something_is_no_command(text):
    assert command_in(text) is None


@given(st.text(max_size=300))
def test_any_text_is_a_command_or_none_and_never_an_error(text):
    said = command_in(text)
    assert said is None or isinstance(said.command, Command)
