"""What a citizen may say at any moment of a guide: skip, correct, cancel… In everyday Spanish, with typos. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Optional

from acolwhats.nlu.text import normalize


class Command(Enum):
    """What is asked of a guide."""

    YES = "yes"
    NO = "no"
    SKIP = "skip"
    RATHER_NOT = "rather_not"  # a “no” to what was asked, or to the whole: the guide knows which
    DONE = "done"
    CORRECT = "correct"
    CANCEL = "cancel"
    ERASE = "erase"
    PAUSE = "pause"
    GO_ON = "go_on"
    SUMMARY = "summary"
    REPEAT = "repeat"
    HELP = "help"
    MENU = "menu"
    PERSON = "person"
    GREETING = "greeting"
    THANKS = "thanks"


@dataclass(frozen=True)
class Said:
    """A command, and for CORRECT what comes after it: “corregir fecha: fue el lunes” -> “fecha: fue el lunes”."""

    command: Command
    rest: str = ""


_PHRASES = {
    Command.YES: """si|sip|sipi|sii|simon|see|claro|claro que si|por supuesto|obvio|va|vale|ok|okay|okey|oki|okis|dale|
        adelante|sale|sale y vale|de acuerdo|acepto|confirmo|correcto|asi es|esta bien|asi esta bien|si esta bien|
        todo bien|todo correcto|si quiero|si acepto|si continuar|si continua|si seguir|si enviar|si enviala|si mandala|
        si adelante|enviar|envia|enviala|envialo|envien|mandar|manda|mandala|mandalo|aceptar|afirmativo|si senor|si claro|
        claro si|si va|si dale|si por supuesto|si asi es|si correcto|ya enviala|si ya|que si|hagale|orale|orale pues""",
    Command.NO: """no|nop|nope|nel|nelson|nones|nah|no no|no gracias|para nada|nada|no nada|ninguno|ninguna|ningunos|
        ningunas|nadie|no nadie|nadie mas|no hay|no tengo|no tengo nada|no traigo|no tengo ninguno|no tengo ninguna|
        no tengo pruebas|no tengo fotos|no tengo testigos|no hubo|no hubo nadie|no hay nadie|no hay testigos|sin pruebas|
        sin testigos|sin fotos|negativo|aun no|todavia no|no quiero|no por ahora|por ahora no|por el momento no|ahora no|
        no hay pruebas|no cuento con pruebas|solo yo|nada mas yo|nomas yo""",
    Command.SKIP: """saltar|salta|saltr|slatar|satar|saltarme|saltalo|saltatela|saltar esta|saltar pregunta|brincar|brincala|omitir|omite|omitela|
        pasar|pasala|paso|siguiente|la siguiente|otra pregunta|sin respuesta|no se|no lo se|no se sabe|no sabria|
        no sabria decir|no sabria decirle|no tengo idea|ni idea|no idea|ni se|quien sabe|sepa|sepa la bola|ns|n s|no se decirle|
        no se bien|no se la verdad|la verdad no se|no estoy seguro|no estoy segura|no recuerdo|no recuerdo bien|
        no lo recuerdo|no me acuerdo|no me acuerdo bien|ya no me acuerdo|no le se|no tengo ese dato|no tengo el dato|
        no cuento con ese dato|desconozco|lo desconozco|no conozco|no lo conozco|prefiero no decir|prefiero no decirlo|
        prefiero no contestar|prefiero no responder|no quiero decir|no quiero decirlo|no quiero contestar|
        no quiero responder|no aplica|n a|da igual|eso no|esa no|no puedo decir|no puedo decirlo""",
    Command.RATHER_NOT: """mejor no|no mejor no|mejor ya no|no mejor|mejor asi no|mejor asi dejalo|mejor nada|mejor lo dejo|
        mejor no digo nada|mejor no digo|me arrepenti|ya me arrepenti|me dio miedo|me da miedo mejor no""",
    Command.DONE: """listo|lista|listo ya|ya listo|lsto|lito|ya|ya esta|ya estuvo|ya quedo|ya es todo|ya seria todo|eso es todo|es todo|seria todo|
        todo|eso fue todo|eso seria todo|solo eso|nada mas eso|nomas eso|nada mas|nomas|no mas|ya no mas|ya no hay mas|
        no hay mas|no es todo|no eso es todo|no ya es todo|si es todo|si eso es todo|son todas|son todos|ya son todas|
        ya son todos|ya acabe|acabe|ya termine|termine|terminar|termina|terminado|fin|finalizar|ya mande todo|
        ya las mande|ya lo mande|ya te las mande|ya te lo mande|ya no tengo mas|no tengo mas|ya no|asi nada mas|
        asi nomas|hasta ahi|hasta aqui|es lo unico|eso es lo que paso|pues es todo|listos""",
    Command.CANCEL: """cancelar|cancela|cancele|cansela|canselar|cancelalo|cancelala|cancelado|cancelacion|cancelar denuncia|cancelar la denuncia|
        cancelar todo|cancela todo|cancela la denuncia|cancela mi denuncia|quiero cancelar|quiero cancelarla|
        quiero cancelarlo|salir|salirme|salte|me salgo|quiero salir|quiero salirme|dejalo|dejala|dejalo asi|dejemoslo|
        dejemoslo asi|olvidalo|olvidala|olvidelo|ya no quiero|ya no quiero denunciar|ya no quiero nada|
        ya no quiero seguir|no quiero seguir|no quiero denunciar|abandonar|detener|detente|stop|exit|ya dejalo|ya dejalo asi""",
    Command.ERASE: """borrar|borra|borre|borralo|borrala|borrelo|borrela|borra todo|borrar todo|borra eso|borralo todo|
        borrar denuncia|borrar la denuncia|borra la denuncia|borra mi denuncia|borrar mi denuncia|borra mis datos|
        borrar mis datos|eliminar|elimina|eliminalo|eliminala|elimina todo|eliminar todo|elimina mis datos|
        quiero borrarlo|quiero borrarla|quiero borrar todo|borra lo que escribi|borra lo que puse|borra lo que dije""",
    Command.PAUSE: """pausa|pausar|luego|luego sigo|luego seguimos|luego le sigo|luego te digo|luego regreso|al rato|
        al rato sigo|al rato le sigo|al rato te digo|al rato seguimos|mas tarde|mas tarde sigo|mas al rato|despues|
        despues sigo|despues seguimos|despues le sigo|manana sigo|manana seguimos|manana le sigo|espera|esperame|
        espere|espereme|espera tantito|esperame tantito|aguanta|aguantame|aguantame tantito|ahora vengo|ahora regreso|
        ya vengo|ahora vuelvo|ahora sigo|dame un momento|dame un minuto|un momento|permiteme|permitame|tengo que salir|
        me tengo que ir|dejame pensarlo|lo pienso|lo voy a pensar""",
    Command.GO_ON: """continuar|continua|continue|continuamos|continuemos|seguir|sigue|siga|sigo|sigamos|seguimos|
        sigamosle|siguele|le seguimos|quiero continuar|quiero seguir|retomar|retomemos|retomamos|ya volvi|ya regrese|
        ya estoy aqui|aqui ando|aqui sigo|aqui estoy|donde nos quedamos|en que nos quedamos|en que ibamos|
        seguir con mi denuncia|continuar con mi denuncia|continuar denuncia|continuar mi denuncia|seguimos con mi denuncia|
        seguir aqui|mi denuncia|la denuncia|denuncia""",
    Command.SUMMARY: """resumen|ver resumen|el resumen|dame el resumen|dame un resumen|quiero ver el resumen|ver mi denuncia|
        ver lo que llevo|que llevo|que llevamos|que he dicho|que puse|que escribi|como va quedando|como quedo|
        ver como quedo|muestrame lo que llevo|ver lo que puse|revisar|revisarla|revisar mi denuncia|resume""",
    Command.REPEAT: """repite|repetir|repiteme|repitemelo|repitela|repita|repitame|otra vez|me lo repites|me la repites|
        que dijiste|que me preguntaste|cual era la pregunta|cual pregunta|repite la pregunta|como dijo|mande|que""",
    Command.HELP: """ayuda|ayudame con esto|opciones|no entiendo|no entendi|no le entiendo|no entiendo la pregunta|
        no entendi la pregunta|como|como asi|a que te refieres|a que se refiere|no se que poner|no se que escribir|
        no se que decir|que pongo|que escribo|que digo|que hago|que tengo que poner|que tengo que hacer|que puedo hacer""",
    Command.MENU: "menu|ver menu|el menu|inicio|menu principal|ver el menu|temas|ver temas",
    Command.PERSON: """persona|humano|asesor|operador|hablar con una persona|hablar con alguien|quiero hablar con una persona|
        quiero hablar con alguien|una persona|atencion humana|quiero una persona|pasame con alguien|pasame a una persona""",
    Command.GREETING: """hola|buenas|buenas tardes|buenos dias|buen dia|buenas noches|que tal|hola buenas|hola buenas tardes|
        hola buenos dias|hola buenas noches|hey|hello|holi|hola de nuevo|hola otra vez|saludos""",
    Command.THANKS: """gracias|muchas gracias|mil gracias|gracias por todo|ok gracias|muy amable|muchas gracias por todo|
        gracias muy amable|se agradece|bendiciones""",
}  # fmt: skip
_MEANING = {
    " ".join(phrase.split()): command
    for command, phrases in _PHRASES.items()
    for phrase in phrases.split("|")
}
# Only these are worth guessing at when they are misspelt: an unasked “yes” or “no” would be worse than a question.
_GUESSED = {
    word: command
    for word, command in {
        "cancelar": Command.CANCEL, "cancela": Command.CANCEL, "saltar": Command.SKIP, "omitir": Command.SKIP,
        "siguiente": Command.SKIP, "borrar": Command.ERASE, "eliminar": Command.ERASE, "resumen": Command.SUMMARY,
        "continuar": Command.GO_ON, "terminar": Command.DONE, "enviar": Command.YES, "repetir": Command.REPEAT,
        "denuncia": Command.GO_ON,
    }.items()
}  # fmt: skip
_CORRECT = (
    "corregir", "corrige", "corrija", "corrijo", "corrigeme", "correccion", "corregirle", "corrigele", "cambiar",
    "cambia", "corejir", "correjir", "corrijir", "corejirle", "corriga", "coregir", "cambiale", "cambiarle", "cambie", "modificar", "modifica", "editar", "edita", "arreglar",
)  # fmt: skip
_GUESSED_CORRECT = ("corregir", "corrige", "modificar", "cambiar")
_BEFORE_CORRECT = re.compile(
    r"^(?:(?:no|si|oye|oiga|quiero|quisiera|necesito|puedo|puedes|hay que|me|tengo que|deseo|por favor)\s+)*"
)
_MISTAKE = re.compile(r"^(?:me equivoque|me confundi|la regue|esta mal|puse mal|escribi mal)\b")
_POLITE = frozenset(["por", "favor", "gracias", "pues", "oye", "oiga", "mira", "bueno", "eh", "este", "mm", "m"])  # fmt: skip
_MOST_WORDS = 7
_LONGEST_CORRECTION = 25


def _one_edit(said: str, word: str) -> bool:
    """Whether one letter more, less, changed or swapped with the next makes them equal."""
    if abs(len(said) - len(word)) > 1:
        return False
    start = 0
    while start < min(len(said), len(word)) and said[start] == word[start]:
        start += 1
    a, b = said[start:], word[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _correction(words: list[str]) -> Optional[str]:
    """What is to be corrected, “” when that is not said; None when nothing is."""
    text = " ".join(words)
    if found := _MISTAKE.match(text):
        return text[found.end() :].strip()
    text = _BEFORE_CORRECT.sub("", text)
    first, _, rest = text.partition(" ")
    guessed = len(first) >= 6 and any(_one_edit(first, word) for word in _GUESSED_CORRECT)
    if first in _CORRECT or guessed:
        return rest
    if found := _MISTAKE.match(text):
        return text[found.end() :].strip()
    return None


def command_in(text: str) -> Optional[Said]:
    """The command that a message is; None when it is something else, such as an answer.

    >>> command_in("mejor saltar, porfa").command, command_in("me cancelaron la cita")
    (<Command.SKIP: 'skip'>, None)
    """
    words = [word for word in normalize(text).split() if word != "?"]
    if not words or len(words) > _LONGEST_CORRECTION:
        return None
    plain = " ".join(words)
    if command := _MEANING.get(plain):
        return Said(command)
    # “Cambiar de casa” tells something; an order begins with the verb and names little more. What is new comes after.
    order = [
        word for word in normalize(re.split(r"[:;,\n]", text, maxsplit=1)[0]).split() if word != "?"
    ]
    if _correction(order or words) is not None and _is_an_order(_correction(order or words) or ""):
        return Said(Command.CORRECT, _correction(words) or "")
    core = [word for word in words if word not in _POLITE]
    if len(core) > _MOST_WORDS:
        return None
    for candidate in (core, core[1:] if core[:1] in (["mejor"], ["quiero"], ["ya"]) else []):
        if command := _MEANING.get(" ".join(candidate)):
            return Said(command)
    if len(core) == 1 and len(core[0]) >= 6:
        for word, command in _GUESSED.items():
            if _one_edit(core[0], word):
                return Said(command)
    return None


# What a guide may be asked to correct; each guide says which of these it knows.
_FIELD_WORDS = {
    "when": "fecha|dia|cuando|hora|tiempo|horario",
    "where": "donde|lugar|ubicacion|direccion|calle|colonia|pin|sitio|punto",
    "who": "quien|quienes|area|persona|nombre|responsable|acusado|oficina|dependencia|funcionario",
    "evidence": "pruebas?|evidencias?|fotos?|videos?|archivos?|imagen|imagenes|documentos?|pdf",
    "witnesses": "testigos?",
    "category": "categoria|tipo|tema|clase",
    "what": "que paso|lo que paso|relato|historia|hechos?|narracion|descripcion|texto|lo que conte|lo que dije|que|nota",
}
_FIELDS = tuple((name, re.compile(rf"\b(?:{words})\b")) for name, words in _FIELD_WORDS.items())
_ARTICLES = re.compile(r"^(?:(?:el|la|los|las|lo|de|del|en|mi|su|un|una|dato|algo|esto|eso|ahi|por favor|a)\s*)*$")  # fmt: skip


def field_named(rest: str) -> Optional[str]:
    """Which of a guide's questions some words name: “la fecha” -> `when`. None when none is named."""
    comparable = normalize(rest).replace("?", " ")
    found = [(m.start(), name) for name, pattern in _FIELDS if (m := pattern.search(comparable))]
    return min(found)[1] if found else None


def correction_text(rest: str, original: str) -> str:
    """What a correction already says: “corregir fecha: fue el lunes” -> “fue el lunes”."""
    for mark in (":", ","):
        if mark in original:
            return original.split(mark, 1)[1].strip()
    return ""


def _is_an_order(rest: str) -> bool:
    if _ARTICLES.match(rest):
        return True
    return len(rest.split()) <= 4 and field_named(rest) is not None
