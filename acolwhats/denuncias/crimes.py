"""Crimes by the words in which people tell them: whoever tells one is offered 089 and the Fiscalía. Pure functions."""

from __future__ import annotations

import re
from typing import Optional

from acolwhats.guides.extract import comparable

# Tried in this order: the gravest names the whole.
_WORDS = {
    "mujeres": (
        r"\b(?:me|le|la) (?:pega|pego|pegaba|golpea|golpeo|golpeaba|maltrata|maltrato|cela|cachetea|cacheteo) (?:mi|su|el|mucho|mi ex|un)?\s?(?:esposo|marido|pareja|novio|ex|concubino|padrastro|senor)"
        r"|\bmi (?:esposo|marido|pareja|novio|ex|concubino|ex esposo|ex pareja|expareja|exesposo) (?:me|nos|la) (?:pega|pego|golpea|golpeo|amenaza|amenazo|maltrata|viola|violo|quiere matar|encierra|jalonea|insulta|empuja|empujo)"
        r"|\bsu (?:esposo|marido|pareja|novio|ex) (?:\w+ )?la (?:pega|golpea|golpeo|maltrata|amenaza|tiene encerrada|pego)"
        r"|\bel (?:esposo|marido|novio) (?:le|la) (?:pega|pego|golpea|golpeo|maltrata)"
        r"|\bviolencia (?:familiar|domestica|de genero|contra (?:la |una |las )?mujer\w*|intrafamiliar)|\bfeminicid\w+|\ble pega a (?:su|la) (?:esposa|mujer|novia|pareja)|\bgolpea a su (?:esposa|mujer|novia|pareja)"
    ),
    "sexual": (
        r"\bviol(?:o|aron|ado|ada|arla|arlo|arme|ador|adores|acion|aba)\b(?! (?:el|la|las|los|mis|un|sus|al?) (?:reglamento|ley|leyes|norma|normas|derecho|derechos|sello|sellos|bando|contrato|uso))(?! (?:de|a) (?:mis |los |sus |la |las )?(?:derechos|ley|leyes|privacidad|sellos|reglamento|correspondencia))"
        r"|\babus(?:o|aron|a|aba|ar) (?:sexual\w*|de (?:una|un|la|el|mi|su) (?:nin\w+|menor|hij\w|sobrin\w|muchach\w|alumn\w|nieta))|\babuso sexual|\bacoso sexual|\bhostigamiento sexual|\bmanose\w+|\btocamientos|\bme (?:toco|tocaron|agarro) (?:\w+ )?(?:las?|el|mis|los)? ?(?:partes|nalgas|senos|pechos|piernas|cuerpo|busto)"
        r"|\bpornografia infantil|\bpide (?:fotos|packs?) (?:desnud\w|a menores)|\btrata de (?:personas|mujeres|blancas)|\bprostituy\w+|\bfavores sexuales|\bme (?:acosa|acoso) sexualmente|\bse masturb\w+"
    ),
    "homicidio": r"\bmat(?:o|aron) a (?!trabajar)|\blo mataron|\bla mataron|\ble dispararon|\blo balearon|\basesin\w+|\bhomicid\w+|\bun (?:muerto|cadaver)|\bcadaver(?:es)?\b|\bejecut(?:aron|ado|ados) (?:a )?(?:un|una|mi|su|al)?|\bmuert[oa] a balazos|\bencontraron un cuerpo|\bentierran cuerpos|\bapunal\w+ a|\bdescuartiz\w+|\bsicari\w+",
    "secuestro": r"\bsecuestr\w+|\blevant(?:on|aron) a|\blevanton(?:es)?\b|\b(?:lo|la|los|las) levantaron\b|\bpide[n]? rescate|\bplagi(?:o|aron)\b|\b(?:se )?(?:lo|la) llevaron a la fuerza|\bdesaparec(?:io|ieron|ida|ido|idos) (?:mi|un|una|a|desde|hace)|\b(?:esta|persona) desaparecid\w|\bprivad[oa] de (?:su |la )?libertad|\bla tienen encerrada|\blo tienen encerrado|\brobo de (?:nin\w+|infante|menores)|\bse roban? (?:nin\w+|a los nin\w+)",
    "extorsion": r"\bextor[sc]\w+|\bcobr\w* (?:de )?(?:el |derecho de )?piso|\bderecho de piso|\bpid\w+ piso|\b(?:pagar|paguemos|paguen|doy|pago|quieren) (?:el |de )?piso\b(?! de)|\bcuota (?:semanal|mensual|por dejarme|para dejarnos|para dejarme|a los malos|al cartel|a la mana)|\bnos piden cuota (?:unos|los|para)|\bme amenaz\w+ (?:con|por telefono|si no pago|de muerte)|\bchantaj\w+|\bmontadeudas|\bgota a gota",
    "drogas": r"\bdrogas?\b|\bnarco\w*|\bcristal(?:eros?)?\b(?= en| a|$| y)|\bmariguana|\bmarihuana|\bcocaina|\bpiedra y\b|\btach[ao]s?\b|\bfentanilo|\bpunto de venta de|\btiendita de (?:droga|cristal|mota)|\bvend\w+ (?:mota|cristal|piedra|coca|perico|monas?|activo|solventes?)|\bhuachi\w+|\bguachicol\w*|\btoma clandestina de (?:gas|gasolina|combustible)|\bordena\w* (?:el |los )?ductos?|\blaboratorio clandestino|\bvenden armas|\btrafic\w+ (?:de )?armas|\barmas largas|\bcartel de\b|\bcrimen organizado|\bdelincuencia organizada",
    "robo": r"\b(?:me|nos|le|les|lo|se) (?:rob(?:o|aron|an|aban)|asalt(?:o|aron|an|aban)) ?(?!luz|el agua)|\brob(?:o|aron|an|aban|ando|arse) (?:de |a |la |el |mi |en |con |los |las |un |una |su |sus )?(?:\w+ ){0,2}(?:casas?|carros?|autos?|camionetas?|motos?|celular(?:es)?|transporte|autopartes|llantas|combis?|pasajer\w+|transeunte|bolsas?|negocios?|tiendas?|bicis?|bicicletas?|cables?|medidor(?:es)?|ganado|vacas|borregos|dinero a|mano armada|cobre|tapas|coladeras|escuela|trailer(?:es)?|mercancia|bateria|espejos)|\basalt(?:o|os|aron|an|antes?)\b|\bratero?s?\b|\brateras?\b|\bse metieron a (?:robar|mi casa|la casa)|\bdesvalij\w+|\bdeshuesadero|\bcarros? robados?|\bmotos? robadas?|\bcristalazo|\bcarterista|\bfarder\w+|\bme (?:quito|quitaron|arrebataron|arrebato) (?:mi |el |la |las )?(?:celular|bolsa|cartera|moto|carro|mochila|cadena|camioneta|bici)\b",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _WORDS.items()}
_WOMEN = ("mujeres", "sexual")


def crime_told(text: str) -> Optional[str]:
    """Which crime a text tells; None when it tells none.

    >>> crime_told("anoche me asaltaron en la combi"), crime_told("el inspector me pidió mordida")
    ('robo', None)
    """
    said = comparable(text).replace(" ?", "")
    return next((name for name, pattern in _PATTERNS.items() if pattern.search(said)), None)


def against_women(crime: Optional[str]) -> bool:
    """Whether the line for women is offered too."""
    return crime in _WOMEN
