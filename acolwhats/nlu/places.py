"""Names of places, as evidence for a classifier: “here” or “another municipality”. Comparable spelling."""

from __future__ import annotations

import re

# Municipalities around, and those that people of Acolman mention; none is ours to answer for.
_ELSEWHERE = """ecatepec|tecamac|teotihuacan|texcoco|coacalco|otumba|temascalapa|san martin de las piramides|tezoyuca|
chiautla|atenco|tepetlaoxtoc|papalotla|chiconcuac|chimalhuacan|ixtapaluca|los reyes la paz|neza|ciudad nezahualcoyotl|
tlalnepantla|naucalpan|toluca|metepec|zumpango|tizayuca|tultitlan|tultepec|cuautitlan|izcalli|atizapan|nextlalpan|
jaltenco|axapusco|nopaltepec|huehuetoca|tepotzotlan|chicoloapan|chalco|amecameca|lerma|pachuca|hidalgo|puebla|tlaxcala|
morelos|cuernavaca|queretaro|guadalajara|monterrey|cancun|acapulco|veracruz|oaxaca|aguascalientes|tijuana|cdmx|
ciudad de mexico|iztapalapa|gustavo a madero|coyoacan|xochimilco|tlalpan|cuauhtemoc|azcapotzalco|venustiano carranza|
iztacalco|tlahuac|milpa alta|apodaca|zapopan|ojo de agua|heroes tecamac|los heroes|san cristobal""".replace(
    "\n", ""
)
_HERE = """acolman|tepexpan|tepexpam|xometla|jometla|cuanalan|totolcingo|totolzingo|chipiltepec|chipil|nepantla|zacango|sacango|
tenango|real del valle|terranova|geovillas|geo villas|las brisas|la lagunilla|granjas|anahuac|santa catarina|
san marcos|prados? (?:de )?san juan|pirules|tepetitlan|mision san agustin""".replace("\n", "")
_PATTERNS = (
    (re.compile(rf"\b(?:{_ELSEWHERE})\b"), "lugardeotros"),
    (re.compile(rf"\b(?:{_HERE})\b"), "lugardeaqui"),
)


def with_place_marks(comparable: str) -> str:
    """A comparable text, with a word added for each kind of place that it names."""
    marks = [mark for pattern, mark in _PATTERNS if pattern.search(comparable)]
    return " ".join([comparable, *marks])
