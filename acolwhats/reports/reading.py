"""What a message already says: whether it reports something, and where that is. Patterns, no model. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Optional

from acolwhats.guides.extract import comparable, find_where, fold
from acolwhats.reports.places import Gazetteer, Mention

MOST_PLACE = 160
MOST_NOTE = 500

# -- does it report something? -----------------------------------------------------------------------

_HELLO = (
    r"^(?:(?:hola|buen(?:os|as)?|dias?|tardes?|noches?|oigan?|oye|disculpen?|perdon|una|duda|pregunta|consulta|saludos|"
    r"que tal|senor(?:es|ita)?|joven|amigos?|vecinos?|presidencia|ayuntamiento|por favor|y|pues|ok|alguien|me|nos|"
    r"podrian?|pueden?|puede|podria|quisiera|quiero|necesito|sabe[ns]?|saber|decir(?:me|nos)?|informar(?:me)?|si|es|que|"
    r"les|le|pregunto|preguntar|orientar(?:me)?|dar(?:me)? informacion|acerca|de|sobre|para)\s+)*"
)
_ASKING = (
    r"(?:como|donde|a donde|en donde|adonde|quien(?:es)?|a quien(?:es)?|con quien(?:es)?|de quien|cuando|cada cuando|"
    r"cuant[oa]s?|cual(?:es)?|por que|porque no|que (?:dias?|hora|horario|numero|telefono|tel|pasa|paso|area|dependencia|"
    r"necesito|requisitos?|tengo|debo|hago|hacer|puedo|se hace|se necesita|tanto|onda|documentos?)|a que|en que|hasta cuando)\b"
)
# The same words inside a sentence ask only together with what one asks the town hall.
_ASKED_INSIDE = (
    r"\b(?:como (?:le hago|hago|hacemos|se reporta|reporto|lo reporto|la reporto|puedo|podemos|pido|solicito|levanto|se "
    r"solicita|se pide|le puedo)|(?:a |en |por )?donde (?:(?:lo|la|los|las|le) )?(?:se (?:reporta|pide|solicita|tira|lleva|puede)|reporto|reportar|reportamos|"
    r"puedo|podemos|hablo|llamo|marco|acudo|voy|me quejo|pido|solicito|tiro|llevo|levanto)|(?:a|con) quien (?:(?:se|le|lo|la|les) )?"
    r"(?:puedo|podemos|llamo|hablo|marco|acudo|reporta|reporto|dirijo|me|toca|pido|aviso)|quien (?:se encarga|arregla|repara|atiende|ve|tapa|"
    r"recoge|me|nos|lo|la|los|las|paga|responde|es el)|a que (?:numero|telefono|area|hora|dependencia)|que (?:numero|telefono|puedo hacer|hago|debo hacer|tengo que|se hace|procede|"
    r"sigue|datos|documentos|(?:me |les |nos )?piden|necesitan)|cual es el|cuanto (?:cuesta|cobran|tarda|tardan|tiempo)|se puede reportar|puedo reportar|se reporta aqui|"
    r"aqui (?:puedo|se puede|reporto|se reporta)|tienen (?:algun )?(?:numero|telefono)|(?:numero|telefono) (?:de|para|donde)|"
    r"es con ustedes|les toca a ustedes|ustedes (?:ven|atienden|son|reciben|se encargan))\b"
)
_IS_QUESTION = re.compile(f"{_HELLO}{_ASKING}|{_ASKED_INSIDE}")
_OPEN_QUESTION = re.compile(
    f"{_HELLO}(?:hay|habra|tienen|existe|dan|pasan?|cobran?|atienden|reciben|se puede|puedo|van a|"
    r"ya|hacen|ofrecen|va a haber|vendra|tambien|aqui|el|la|los|las)\b"
)

_REQUEST = (
    r"\b(?:(?:quiero|quisiera|queremos|quisieramos|deseo|necesito|necesitamos|vengo a|vine a|voy a|vamos a|para|permitame|me gustaria|"
    r"solo|nada mas|nomas|les|le|te|lo|la) (?:poder |hacer (?:un |el |mi )?|levantar (?:un |mi )?|poner (?:un |mi )?|meter (?:un )?)?report(?:ar|arles?|arlo|arla|e|o|amos)"
    r"|reporto|reportamos|reportando|reporte de|mi reporte es|aviso que|aviso de|les aviso|denme solucion|"
    r"(?:solicito|solicitamos|pido|pedimos|se solicita|ocupo|ocupamos|urge|necesito|necesitamos|quiero|queremos|quisiera|quisieramos)(?: (?:el|la|los|las|un|una|su|que|de|apoyo|ayuda|con|se|para|nos|me|manden|vengan|pasen|a|alguien))*"
    r" (?:bacheo|reparacion|arregl\w+|repar\w+|desazolv\w+|poda|pod(?:ar|en)|cambi(?:o|en|ar)|limpi\w+|recog\w+|tap(?:ar|en)|revis\w+|compon\w+|pavimentacion|reencarpet\w+|pint\w+|pongan|poner|retir\w+|levant\w+|quit\w+))"
    r"|^(?:reportar|reporte|reporto|para reportar|bacheo)\b"
)
_COME = r"\b(?:vengan|manden|mandan|pasen|arreglen|reparen|tapen|compongan|cambien|poden|limpien|recojan|quiten|retiren|pueden (?:venir|mandar|pasar|arreglar|tapar|reparar|cambiar|podar|limpiar|recoger|quitar)|podrian (?:venir|mandar|pasar|arreglar|tapar|reparar|cambiar|podar|limpiar|recoger|quitar)|ojala (?:lo|la|los|las|vengan|manden)|nos (?:hacen|hagan) (?:el )?favor|echen la mano|a ver si (?:ya|vienen|lo|la|nos|mandan)|ya (?:tapen|arreglen|vengan|manden|emparejen))\b"
_EXISTS = (
    r"\b(?:hay|habia|existe|existen|tenemos|tengo|encontre|vi|quedo|quedaron|dejaron)(?: (?:aqui|ahi|aca|alla|en la calle|como|ya|otra vez|mucho tiempo))*"
    r" (?:un|una|unos|unas|mucho|mucha|muchos|muchas|varios|varias|demasiad\w+|tantos|tantas|puro|pura|puros|puras|dos|tres|cuatro|\d+|el|la|los|las|este|esta|otro|otra|fuga|fugas|baches|basura|hoyos|perros|cascajo|escombro|coladera|coladeras|agua|aguas|lamparas|luminarias|arboles|ramas)\b"
    r"|\b(?:esta|estan|sigue|siguen|quedo|quedaron|anda|andan)(?: \w+){0,2} (?:tapad[oa]s?|rot[oa]s?|fundid[oa]s?|apagad[oa]s?|tirad[oa]s?|tirando|destapad[oa]s?|sin tapa|desbordad[oa]s?|desbordando|descompuest[oa]s?|"
    r"abiert[oa]s?|abandonad[oa]s?|suci[oa]s?|llen[oa]s?|hundid[oa]s?|caid[oa]s?|dañad[oa]s?|danad[oa]s?|mal|fea|feo|horrible|saliendo|brotando|goteando|fugando|tronad[oa]s?|quebrad[oa]s?|obscuras?|oscuras?|prendid[oa]s?|estacionad[oa]s?|muert[oa]s?|sueltos?|inundad[oa]s?|intransitable|parpadeando)\b"
    r"|\bno (?:hay luz|hay agua|hay alumbrado|prenden?|sirven?|funcionan?|encienden?|alumbran?|cae|llega|ha llegado|ha caido|tenemos agua|tenemos luz|ha pasado|han pasado|pasa|pasan|paso|pasaron|recogen|han recogido|tiene tapa|tienen tapa|se ve nada)\b"
    r"|\bsin (?:tapa|luz|agua|alumbrado)\b|\b(?:falta|faltan) (?:la |una |las )?(?:tapas?|luz|lamparas?)\b"
    r"|\bse (?:rompio|rompieron|revento|tapo|fundio|fundieron|desbordo|desborda|hundio|sumio|cayo|robaron|esta(?:n)? (?:tirando|saliendo|desperdiciando|haciendo|hundiendo)|hizo un|abrio|fue la luz de la calle|descompuso|despedaz\w+|inunda|encharca|levanto|tapa|sale)\b"
    r"|\b(?:llev(?:a|an|amos)|tenemos|tiene|tienen|desde hace|hace)(?: \w+){0,3} (?:dias?|semanas?|meses|mes|anos?|ano)\b"
    r"|\b(?:tiran|tirando|vienen a tirar|echan|avientan|dejan) (?:\w+ ){0,2}(?:basura|cascajo|escombro|animales|llantas|agua)\b"
    r"|\b(?:sale|brota|se tira|tira|gotea) (?:\w+ ){0,2}(?:agua|aguas)\b|\bhuele (?:mucho |muy feo |horrible )?a (?:drenaje|cano)\b|\bfuga de agua (?:en|frente|afuera|aqui|sobre)\b"
    r"|\b(?:perro|gato|animal) muerto\b|\b(?:lampara|luminaria|foco) (?:fundid[oa]|apagad[oa]|rot[oa]|descompuest[oa])\b|\bbache (?:en|frente|afuera|sobre|enorme|gigante)\b|\bcoladera (?:destapada|abierta|rota|tapada)\b"
)
# Damage in a word or two; the model has said already that it is about the service.
_DAMAGE = (
    r"\b(?:rot[oa]s?|fundid[oa]s?|apagad[oa]s?|tapad[oa]s?|quebrad[oa]s?|destrozad[oa]s?|desbaratad[oa]s?|reventad[oa]s?|"
    r"descompuest[oa]s?|averiad[oa]s?|intransitables?|inservibles?|despedaz\w+|desmoron\w+|gotea\w*|chorrea\w*|brota\w*|botando|derrama\w*|"
    r"desborda\w*|parpadea\w*|encharca\w*|a oscuras|a obscuras|en penumbras|en tinieblas|robaron|trono|tronaron|truena|zafo|"
    r"se revento|se rompio|rompieron|abrieron|no jalan?|no alumbran?|no queda|crateres|socavon|bachesote|hoyote|hoyos|parecen? (?:la luna|un rio|rio|queso)|"
    r"mal estado|pesimas condiciones|maleza|muy (?:oscuro|obscuro|hondo|sucio|feo)|mordieron|mordio|jauria|correteando|estorb\w+|invad\w+|bloque\w+)\b"
)
_REPORTS = re.compile("|".join((_REQUEST, _COME, _EXISTS, _DAMAGE)))
_FORMAL = re.compile(r"\ba quien corresponda\b")
_MOST_CHARACTERS = 900


def asks(text: str) -> bool:
    """Whether a message asks for information: how, where, who, when, how much."""
    said = _FORMAL.sub(" ", comparable(text[:_MOST_CHARACTERS]))
    words = said.replace("?", " ")
    if _IS_QUESTION.search(" ".join(words.split())):
        return True
    only_a_question = "?" in said and not re.search(_COME, words)
    return only_a_question and bool(_OPEN_QUESTION.search(" ".join(words.split())))


def reports_something(text: str) -> bool:
    """Whether a message says that something is broken, or asks for it to be mended; not how to report it."""
    said = " ".join(comparable(text[:_MOST_CHARACTERS]).replace("?", " ").split())
    return bool(_REPORTS.search(said)) and not asks(text)


# -- where is it? ------------------------------------------------------------------------------------

_STREET_WORD = re.compile(
    r"\b(?:calle|av(?:enida)?|calz(?:ada)?|camino|carretera|autopista|boulevard|blvd|bulevar|privada|priv|cerrada|cda|"
    r"callejon|andador|circuito|prolongacion)\b\.?\s+"
)
_NAME_WORD = re.compile(r"[a-z0-9ñ°.]+")
_LINKS = frozenset(["de", "del", "la", "las", "los", "el"])
_NO_NAME_WORDS = """
en con esquina esq entre y frente junto a al por donde que hay esta estan no desde hace numero num col colonia
pueblo barrio fracc fraccionamiento afuera cerca casi llegando rumbo hasta para pero ya se lleva tiene mi su aqui ahi
atras enfrente tapa un una es era cuando como altura municipio tambien toda todo esquina km lote manzana mz lt s sin
principalmente completa cp junto dicha esa ese este
"""
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_MOST_NAME_WORDS = 4
# What points at a spot inside a place.
_SPOT = re.compile(
    r"\b(?:esquina|entre|frente a|frente al|enfrente|afuera|junto a|junto al|a un lado|al lado|atras|detras|cerca de|"
    r"a la altura|km|kilometro|entrada|salida|crucero|glorieta|puente|parada|paradero|poste|casa numero|manzana|mz|lote|"
    r"calle|avenida|av|calzada|camino|carretera|autopista|boulevard|blvd|privada|cerrada|andador|callejon|circuito|"
    r"prolongacion|parque|plaza|mercado|escuela|primaria|secundaria|kinder|prepa|iglesia|panteon|explanada|deportivo|"
    r"cancha|clinica|hospital|centro de salud|gasolinera|oxxo|tienda|delegacion|biblioteca|convento)\b"
)
_MINE = re.compile(
    r"\b(?:aqui |alla |ahi |aca )?(?:en|afuera de|frente a|por|de)? ?(?:mi|su|nuestra|la|esta|una|toda la) (?:casa|calle|cuadra|colonia|domicilio|"
    r"privada|cerrada|avenida|calzada|esquina)\b(?! (?:de |del )?[a-z0-9]*[a-z0-9])|\b(?:mi|nuestra|su) (?:casa|calle|cuadra|colonia|domicilio)\b"
)


# What no longer tells where: the sentence goes on.
_GOES_ON_WORDS = """
esta estan hay no lleva llevan tiene tienen que hace ya se pasan pasa desde quedo quedaron para pero porque  me
le les nos es son era cuando donde sigue siguen anda andan cambia sale brota virtud muy ayer hoy antier lo 
favor gracias urge manden vengan pongan necesito solicito pues enciende reporto porfa x ahi parece parecen huele
"""
_GOES_ON = frozenset(_GOES_ON_WORDS.split())


@dataclass(frozen=True)
class Place:
    """Where something is, as far as a text says.

    Attributes:
        text: in the citizen's words; empty when it says nothing.
        mention: the place that is named.
        street: name of the street.
        has_spot: it says where in the place.
    """

    text: str = ""
    mention: Optional[Mention] = None
    street: Optional[str] = None
    has_spot: bool = False


def street_in(text: str, mention: Optional[Mention] = None) -> Optional[str]:
    """The street that a text names: “calle Aldama”; without number, and without the place that follows."""
    text = unicodedata.normalize("NFC", text)
    folded = fold(text)
    for match in _STREET_WORD.finditer(folded):
        end = _name_end(folded, match.end(), mention)
        if end > match.end():
            return " ".join(text[match.start() : end].split()).strip(" .,")[:80]
    return None


def _name_end(folded: str, start: int, mention: Optional[Mention]) -> int:
    """Where the name of a street that begins at `start` ends; `start` when there is none."""
    end, position, words = start, start, 0
    while words < _MOST_NAME_WORDS:
        match = _NAME_WORD.match(folded, position)
        if match is None or match[0].strip(".") in _NO_NAME | _GOES_ON:
            break
        rest = comparable(folded[position : position + 40])
        if words and mention is not None and mention.said and rest.startswith(mention.said):
            break
        word = match[0].strip(".")
        if word not in _LINKS:
            # A number in front is a name (“5 de Mayo”), one behind is a house.
            if words and word.isdigit():
                break
            words, end = words + 1, match.end()
        gap = re.compile(r" +").match(folded, match.end())
        if gap is None:
            break
        position = gap.end()
    return end


def _piece(said: str) -> str:
    """A piece of a sentence, as far as it tells where."""
    words = said.split()
    kept: list[str] = []
    for word in words:
        if kept and fold(word).strip(".,;") in _GOES_ON:
            break
        kept.append(word)
    while kept and fold(kept[-1]).strip(".,;") in _LINKS | {"y", "en", "a", "al", "con", "por"}:
        kept.pop()
    piece = " ".join(kept)
    bare = _STREET_WORD.match(fold(piece) + " ")
    if bare and street_in(piece) is None:
        return ""
    return piece if _SPOT.search(_MINE.sub(" ", comparable(piece))) else ""


def _spot_text(text: str, mention: Optional[Mention]) -> str:
    """The pieces of a message that tell where in a place, in its own words."""
    pieces = [_piece(piece) for piece in (find_where(text) or "").split(", ")]
    return ", ".join(dict.fromkeys(filter(None, pieces)))


def read_place(text: str, places: Gazetteer, whole: bool = False) -> Place:
    """Where a message says that something is.

    Args:
        whole: the message answers “where?”: all of it is the place.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    mention = places.find(text)
    street = street_in(text, mention)
    if whole:
        has_spot = bool(street or _SPOT.search(_MINE.sub(" ", comparable(text))))
        return Place(_shorten(text, MOST_PLACE), mention, street, has_spot)
    said = _spot_text(text, mention)
    has_spot = bool(said)
    if mention is not None and mention.said not in comparable(said):
        said = ", ".join(filter(None, [said, mention.name or mention.said.title()]))
    return Place(_shorten(said, MOST_PLACE), mention, street, has_spot)


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def note_of(text: str) -> str:
    """A message as it is kept with the report."""
    return _shorten(" ".join(text.split()), MOST_NOTE)
