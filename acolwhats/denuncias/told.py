"""What a story already says besides when and where: who, who saw it, what there is to show for it. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from typing import Optional

from acolwhats.guides.extract import comparable, fold

# Posts of a town hall and its police: whoever names one names who did it.
_POST = (
    r"director(?:a|es|as)?|subdirector(?:a)?|polic\w+|oficial(?:es)?|comandante|patruller\w+|regidor(?:a|es|as)?|sindic[oa]|"
    r"president[ea]|alcald\w+|tesorer[oa]|contralor(?:a)?|inspector(?:a|es|as)?|notificador(?:a|es)?|verificador(?:a|es)?|"
    r"supervisor(?:a|es)?|coordinador(?:a|es)?|jef[ea]|encargad[oa]s?|delegad[oa]s?|funcionari[oa]s?|servidor(?:a|es)? public[oa]s?|"
    r"emplead[oa]s?|trabajador(?:a|es)?|cajer[oa]s?|agentes?|elementos?|juez|jueza|calificador|secretari[oa]|recepcionista|"
    r"ingenier[oa]|licenciad[oa]|arquitect[oa]|choferes?|chofer|operador(?:a|es)?|bomberos?|paramedicos?|custodi[oa]s?|"
    r"patrullas?|unidad de policia|guardia|velador|maestr[oa]|profesor(?:a)?|titular|asesor(?:a)?|copaci|recaudador(?:a)?"
)
_PERSON = (
    r"vecin[oa]s?|espos[oa]|marido|ex|expareja|novi[oa]|pareja|padrastro|patron(?:a)?|duen[oa]s?|senor(?:a|es|as)?|tipos?|"
    r"hombres?|sujetos?|muchach[oa]s?|encapuchados?|banda|persona|personas|compadre|cunad[oa]|tio|tia|comerciantes?|taxistas?|"
    r"malandros?|rateros?|delincuentes?|doctor(?:a)?|chav[oa]s?|weyes|cuates|cobrador(?:es)?|empresa|constructora"
)
_TAIL = (
    r"(?:(?: (?:de|del|de la|de los|de las|en) (?:la |los |las |mi |su )?(?!\d|cincuenta|cien|doscientos|quinientos|mil|dinero|mordida|que\b|manera|forma)\w+)"
    r"(?: (?:publicas?|publicos?|urbano|civil|economico|social|municipal|vial|de \w+))?)?"
)
_ARTICLE = r"(?:el|la|los|las|un|una|unos|unas|mi|mis|al|del|otro|otra|ese|esa|esos|dos|tres|cuatro|varios|varias)"
_WHO_POST = re.compile(rf"\b{_ARTICLE} (?:mism[oa] |senor |senora |lic |propi[oa] |actual |nuev[oa] )?(?:{_POST})\b{_TAIL}")  # fmt: skip
_WHO_PERSON = re.compile(
    rf"(?<!\ba )(?<!\bcon )(?<!\bde )(?<!\bpara )\b(?!al |del ){_ARTICLE} (?:{_PERSON})\b{_TAIL}(?! fue| fueron| resulto)"
)
# Somebody who tells of their partner tells of nobody else, whoever else comes along.
_PARTNER = re.compile(
    r"(?<!\ba )(?<!\bcon )(?<!\bde )\bmi (?:espos[oa]|marido|ex|expareja|novi[oa]|pareja|padrastro|concubin[oa])\b(?= (?:me|nos|la|le|se|y|esta|quiere|toma|no)\b)"
)

_WITNESS = re.compile(
    r"\btestigos?\b|\b(?:lo|la|los) (?:vio|vieron|presencio|presenciaron)\b|\bvieron todo\b|\bvio todo\b|\bse dieron cuenta\b|"
    r"\b(?:iba|estaba|venia|andaba|fui) con mi\w* \w+|\bme acompanaba\b|\bdelante de (?:mi|mis|todos|varias|otras|la gente)\b|"
    r"\bmi \w+ (?:tambien )?(?:estaba ahi|estuvo ahi|estaba conmigo|iba conmigo|escucho|oyo)\b"
)
_NO_WITNESS = re.compile(
    r"\bnadie (?:mas )?(?:lo |la |me |nos )?(?:vio|estaba|oyo|presencio|se dio cuenta)\b|\b(?:no hay|no hubo|sin|no tengo|ni) testigos?\b|"
    r"\b(?:estaba|iba|andaba|venia) (?:yo )?sol[oa]\b"
)
_NO_EVIDENCE = re.compile(
    r"\b(?:no tengo|sin|no hay|no cuento con|no traigo|no pude sacar|no saque|no le tome) (?:ninguna |ni )?(?:pruebas?|fotos?|evidencias?|videos?|como probar)\b|"
    r"\bno (?:pude|alcance a) (?:grabar|tomar foto)\w*|\bno grabe\b"
)
_HAS_EVIDENCE = re.compile(
    r"^(?:si|claro|creo que si)\b.*\b(?:tengo|hay|foto|video|audio|pdf|recibo|comprobante|captura|grab)|"
    r"\b(?:tengo|traigo|hay|te mando|le mando|ahi (?:te|le) va\w?) (?:\w+ ){0,3}(?:fotos?|videos?|pruebas?|capturas?|pdf|recibos?|evidencias?|grabacion\w*)\b"
)
_GOES_ON = re.compile(
    r"^(?:y|pero|porque|entonces|luego|despues (?:me|nos|le|se|de)|tambien|ademas|aparte|era para|era por|es que|me|nos|le dije|les dije|yo|"
    r"fui|fuimos|llegue|cuando|o sea|resulta|total que|la cosa|dijo|dice|incluso|hasta me|como no)\b"
)
_STILL_UNKNOWN = re.compile(
    r"^(?:la verdad |pues |ay |uy )?(?:no|ni) (?:lo |la |los |le |me )?(?:se|supe|sabria|sabemos|conozco|vi|recuerdo|acuerdo|alcance a ver)"
    r"(?: (?:bien|exactamente|la verdad|de|muy|bien a bien))*"
    r"(?: (?:quien|quienes|como|cuando|donde|que dia|que fecha|la fecha|el dia|el lugar|el nombre|su nombre|exacto|exacta|la hora))?"
    r"(?: (?:fue|fueron|era|eran|es|son|paso|se llama|se llaman|quedo|exacto|exacta))?$"
)


def _first(pattern: re.Pattern[str], text: str) -> Optional[str]:
    text = unicodedata.normalize("NFC", text)
    found = pattern.search(fold(text))
    if found is None:
        return None
    said = text[found.start() : found.end()].strip()
    # “al director”, “del director”: only who it is.
    return re.sub(r"^(?:al|del|Al|Del) ", "el ", said)


def find_who(text: str) -> Optional[str]:
    """Whoever is said to have done it, in the text's own words.

    >>> find_who("quiero denunciar al director de obras"), find_who("asaltaron a mi vecino")
    ('el director de obras', None)
    """
    return _first(_PARTNER, text) or _first(_WHO_POST, text) or _first(_WHO_PERSON, text)


def find_witnesses(text: str) -> Optional[str]:
    """What is said about who saw it; None when nothing is."""
    text = unicodedata.normalize("NFC", text)
    folded = fold(text)
    for pattern in (_NO_WITNESS, _WITNESS):
        if found := pattern.search(folded):
            start = max(folded.rfind(mark, 0, found.start()) for mark in ".!?\n,;") + 1
            ends = [at for mark in ".!?\n,;" if (at := folded.find(mark, found.end())) >= 0]
            return text[start : min(ends, default=len(text))].strip()
    return None


def has_no_evidence(text: str) -> bool:
    """Whether somebody says that there is nothing to show."""
    return bool(_NO_EVIDENCE.search(fold(text)))


def has_evidence(text: str) -> bool:
    """Whether somebody says that there is something to show."""
    return not has_no_evidence(text) and bool(_HAS_EVIDENCE.search(fold(text)))


def goes_on(text: str) -> bool:
    """Whether a message goes on with the story instead of answering: “y luego me dijo que…”."""
    return bool(_GOES_ON.match(comparable(text)))


def is_a_no(text: str) -> bool:
    """Whether a short message begins with a “no”: “no, me da miedo”."""
    words = comparable(text).split()
    return words[:1] == ["no"] and len(words) <= 6


def is_unknown(text: str) -> bool:
    """Whether a message says only that it is not known: “no sé quién fue”."""
    return bool(_STILL_UNKNOWN.match(comparable(text).replace(" ?", "")))


def is_a_private_person(who: str) -> bool:
    """Whether somebody is called what nobody of the town hall would be: “mi vecino”, “unos tipos”."""
    folded = fold(who)
    return not re.search(rf"\b(?:{_POST})\b", folded) and bool(
        re.search(rf"\b(?:{_PERSON})\b", folded)
    )
