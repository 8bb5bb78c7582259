"""Words that say that somebody is in danger right now, inside a long story. Beside the classifier, which reads it whole.

Conservative: what is past, feared or happens again and again is no alarm, or nobody could tell what happened to them.
"""

from __future__ import annotations

import re

from acolwhats.guides.extract import comparable

# “ahorita” and its kin are “ahora” in comparable spelling.
_NOW = r"(?:ahora(?: mismo)?|en este momento|en estos momentos|en este instante|ya mismo)"
_WHOM = r"(?:me|nos|lo|la|le|los|las|les)"
_ATTACK = (
    r"(?:apuntando|pegando|golpeando|ahorcando|asfixiando|disparando|violando|acuchillando|apunalando|atacando|"
    r"asaltando|balaceando|baleando|encanonando|quemando|manoseando|linchando|pateando|secuestrando|forcejeando|"
    r"ahogando|jaloneando)"
)
_HARM = rf"(?:{_ATTACK}|robando|siguiendo|persiguiendo|amenazando|correteando|extorsionando|gritando|rompiendo|vaciando|encerrando|buscando|obligando)"
_HOME = r"(?:mi casa|la casa|mi cuarto|el cuarto|mi departamento|mi negocio|la tienda|mi tienda|mi patio|el patio|la sala|mi sala)"
_OPENING = r"(?:puerta|chapa|ventana|ventanas|vidrio|vidrios|reja|zaguan|porton|cortina|candado|casa|negocio)"

# Danger whatever stands around it.
_SURE = re.compile(
    "|".join(
        [
            rf"\b{_NOW} (?:\w+ ){{0,4}}{_WHOM} (?:esta|estan|sigue|siguen|anda|andan|viene|vienen) {_HARM}\b",
            rf"\b(?:esta|estan|sigue|siguen|anda|andan|viene|vienen) {_HARM}(?: \w+){{0,4}} {_NOW}\b",
            r"\b(?:lo|la|los|las|le) (?:esta|estan) matando\b|\bme (?:tiene|tienen) amarrad[oa] (?:en|a|desde|aqui)\b",
            rf"\b{_WHOM} (?:viene|vienen) (?:siguiendo|persiguiendo|correteando)\b",
            rf"\b(?:estan?|siguen?) (?:aqui |todavia |ahora )?(?:ad?dentro|dentro|arriba|metidos|metido) (?:de |en |del? )?{_HOME}\b",
            rf"\b(?:estan?|siguen?|quieren|intentan|tratan) (?:de )?(?:\w+ ){{0,3}}(?:tumbando|tumbar|forzando|forzar|pateando|patear|rompiendo|romper|abriendo|brincando|tirando) (?:la |el |mi |su |las |los )?{_OPENING}\b",
            r"\b(?:estan?|andan?) (?:tratando|intentando|queriendo) (?:de )?(?:entrar|meterse|abrir|llevarse|llevarme|subirme|meter)",
            r"\bestoy (?:aqui )?(?:escondid[oa]|encerrad[oa]|amarrad[oa]|secuestrad[oa]|atrapad[oa]|herid[oa]|sangrando|desangrandome|debajo de la cama)\b",
            r"\b(?:me|nos) tienen? (?:aqui )?(?:encerrad[oa]s?|encanonad[oa]s?|de rehen|de rehenes|tirad[oa]s?|apuntad[oa]s?|a punta de pistola)\b",
            r"^auxilio(?: auxilio| ayuda| por favor)*$|\bauxilio (?:me|nos|lo|la|estan?|hay|se) |\bnos van a matar\b|\bme (?:van?|quieren?) (?:a )?matar (?:ya|ahora|estan|esta)\b",
            r"\b(?:manden|envien) (?:ya |una |a |la |ahora |urgente )*(?:patrulla|ambulancia)\b|\bvengan (?:ya|rapido|pronto|por favor|ahora)\b",
            r"\b(?:se oyen|se escuchan|estan|esta) (?:los |unos |muchos |puros )?(?:balazos|disparos|tiros|tirando balazos|echando balazos|aventando balazos)\b(?! (?:todos|cada|siempre))",
            r"\bse (?:esta|estan) (?:quemando|incendiando|desangrando|asfixiando)\b|\bno respira\b|\bno (?:puedo|puede) respirar\b|\bno reacciona\b",
            r"\b(?:tiene|trae|traen|tienen) (?:\w+ ){0,2}(?:pistola|cuchillo|arma|navaja|machete|escopeta|rifle)s? (?:en la mano )?(?:y )?(?:\w+ ){0,2}(?:esta|estan|viene|vienen|quiere|quieren|no me deja|me apunta|nos apunta|en este momento|ahora)\b",
            r"\b(?:me|nos) (?:apunta|apuntan|encanona|encanonan) (?:con|a la cabeza|ahora|en)\b",
            r"\bno puedo (?:hablar|hacer ruido)\b(?: porque| que|,)? ?(?:me |el |ella |esta |estan |aqui )",
            rf"\bse (?:estan?|andan?) (?:metiendo|llevando|robando)\b(?: \w+){{0,5}} {_NOW}\b|\bse estan metiendo a {_HOME}\b",
            r"\b(?:siguen|sigue|estan|todavia estan) (?:aqui|ahi) (?:adentro|dentro|todavia|armados)|\b(?:se metieron|entraron) (?:a robar )?(?:\w+ ){0,4}y (?:siguen|todavia estan|estan arriba|estan abajo|aqui siguen|aqui estan)",
            r"\bme subieron (?:a fuerza |a la fuerza )?a (?:una|un|la) (?:camioneta|carro|coche|auto)\b(?: \w+){0,4} (?:no se (?:a )?donde me llevan|me llevan|ayuda)",
            rf"\b(?:esta|estan) (?:parad[oa]s? )?(?:afuera|en la puerta|enfrente) de {_HOME} (?:\w+ ){{0,3}}(?:me va|me van|nos va|nos van|me quiere|armad|con)",
            r"\b(?:ya )?(?:rompio|rompieron|tumbaron|abrieron) (?:la |el |mi )?(?:vidrio|puerta|chapa|ventana) y (?:ya )?estan? (?:entrando|adentro|dentro)",
            r"\bme quiere matar (?:mi |el )?(?:\w+ ){0,2}(?:esta|trae|tiene|viene) ",
            r"\b(?:viene|vienen) (?:por|hacia|detras de|atras de) (?:mi|nosotros|nosotras)\b",
            rf"\b(?:hay|tengo) (?:alguien|un hombre|un tipo|unos hombres|unos tipos|un desconocido|gente) (?:\w+ )?(?:ad?dentro|metid[oa]s?|armad[oa]s?) (?:\w+ )?(?:de |en |del )?{_HOME}\b",
            rf"\b(?:se metieron|se metio|entraron|entro) (?:\w+ ){{0,4}}{_HOME}(?: \w+){{0,3}} (?:y )?(?:siguen|sigue|estan|esta|ahora|todavia)\b",
            rf"\b(?:esta|estan) {_NOW} (?:\w+ ){{0,2}}(?:afuera|ad?dentro|armados?|golpeando|robando)\b|\b{_NOW} (?:esta|estan) (?:afuera|ad?dentro) de {_HOME}\b",
        ]
    )
)
# Danger, unless it is told as something that goes on for weeks.
_LIKELY = re.compile(
    rf"\b{_WHOM} (?:esta|estan) {_ATTACK}\b|\bestan? {_ATTACK} a\b|\b(?:esta|estan) (?:disparando|balaceando|acuchillando|linchando)\b|\bhay (?:una )?(?:balazos|balacera|disparos|tiroteo)\b"
)
_HABIT = re.compile(
    r"\b(?:desde hace|desde (?:que|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|el|la)|"
    r"cada|siempre|todos los|todas las|seguido|a diario|diario|a veces|constantemente|semanas|meses|anos|dias|por las noches|"
    r"en las noches|los (?:lunes|martes|miercoles|jueves|viernes|sabados|domingos)|ayer|la semana pasada|el mes pasado|"
    r"con (?:sus )?(?:multas|cobros|impuestos))\b"
)


def happening_now(text: str) -> bool:
    """Whether a text says that somebody is in danger at this moment.

    >>> happening_now("me está apuntando ahorita"), happening_now("la semana pasada me apuntó con una pistola")
    (True, False)
    """
    said = comparable(text).replace(" ?", "")
    if _SURE.search(said):
        return True
    return bool(_LIKELY.search(said)) and not _HABIT.search(said)
