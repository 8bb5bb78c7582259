"""What the guide of a report says. Citizen-facing: plain, short, “tú”, WhatsApp formatting."""

from __future__ import annotations

from datetime import date
from typing import Optional

_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip

CATEGORY = "¿Qué quieres reportar?"
CATEGORY_WITH_PIN = (
    "📍 Recibí tu ubicación. ¿Qué quieres reportar ahí? Si es una emergencia, llama al *911*."
)
CATEGORY_WITH_PHOTO = (
    "📷 Recibí tu foto. ¿Qué quieres reportar? Si es una emergencia, llama al *911*."
)
CATEGORY_AGAIN = (
    "No encontré ese tipo de reporte. Elige uno de la lista, o dímelo con otras palabras."
)
MORE = "Ver más"
OTHER = "Otra cosa"
SOMETHING_ELSE = (
    "De acuerdo, no guardé nada. Cuéntame con tus palabras qué necesitas, o pon *menú*."
)

PLACE = (
    "📍 ¿Dónde está {noun}? Mándame la *ubicación* (clip 📎 → Ubicación), o escribe la calle, "
    "la colonia y una referencia."
)
PLACE_IN = "📍 ¿En qué parte de *{place}* está {noun}? Dime la calle y una referencia, o manda la *ubicación* (clip 📎)."
LOCALITY = "📍 ¿En qué pueblo o colonia es _{place}_?"
WHICH = "📍 Hay más de un lugar con ese nombre. ¿Cuál es?"
STREETS = "📍 De *{place}* solo algunas calles son de Acolman. ¿En cuál está?"
OTHER_STREET = "Otra calle"
BORDER = "📍 Esa ubicación queda cerca del límite del municipio. ¿Es de *Acolman*?"
BORDER_YES, BORDER_NO = "Sí, es Acolman", "No"
PLACE_NEEDED = "Sin el lugar no pueden encontrarlo. Manda la *ubicación* (clip 📎), o escribe la calle o una referencia. Con *cancelar* lo dejamos."
PLACE_UNREADABLE = (
    "Esa ubicación no se pudo leer. Mándala otra vez, o escribe la calle y una referencia."
)
ELSEWHERE = (
    "Ese lugar es de *{municipality}*, así que el reporte lo recibe ese ayuntamiento. Si sí es de Acolman, mándame la "
    "*ubicación* (clip 📎), o escribe otra calle y colonia. Con *cancelar* lo dejamos."
)
SPLIT_ELSEWHERE = (
    "Por el acuerdo de límites que aprobó el Congreso en febrero de 2026, de *{place}* solo son de Acolman {streets}; lo "
    "demás es de *{municipality}*. Si es otra calle, escríbela o manda la *ubicación* (clip 📎). Con *cancelar* lo dejamos."
)
OUTSIDE = (
    "Esa ubicación queda fuera de Acolman, así que el reporte lo recibe el ayuntamiento de allá. Si sí es de Acolman, "
    "manda otra *ubicación* o escribe la calle y la colonia. Con *cancelar* lo dejamos."
)

PHOTO = "📷 ¿Tienes una *foto*? Ayuda mucho a encontrarlo. Mándala aquí, de lejos y sin exponerte."
PHOTO_HINT = "Si no tienes, escribe *saltar*."
NO_PHOTO = "Seguir sin foto"
SEND_IT_NOW = "Mándala aquí, por favor (clip 📎 → Fotos)."
PHOTO_PROBLEM = {
    "too_big": "Esa foto pesa demasiado (hasta 16 MB).",
    "wrong_type": "Ese archivo no es una foto ni un video.",
    "unreadable": "Esa foto no se pudo abrir.",
}
PHOTO_PROBLEM_OTHER = "No pude recibir esa foto."
PHOTOS_FULL = "Con las fotos que ya tengo basta; las demás no las guardé."

ON_THE_MAP = "Ubicación en el mapa"
SUMMARY = "*{title}*\n📍 {place}\n📷 {photos}{note}"
CONFIRM = "¿Lo envío?"
SEND, SEND_AND_TELL, CANCEL = "Enviar", "Enviar y avisarme", "Cancelar"
CONFIRM_FIRST = "Solo falta que me digas si lo envío."
CONFIRM_HINT = "Para cambiar algo, escribe *corregir*."
REPEAT = "Ya está reportado: *{title}* en {place} (folio *{folio}*{metres}). ¿Te sumas?"
IF_ANOTHER = "Si es otro, lo envío así:"
JOIN, JOIN_AND_TELL, ANOTHER = "Me sumo", "Me sumo y avísame", "Es otro: enviar"
ANOTHER_GO_ON = "No, es otro"
FIX = "¿Qué cambiamos?"
FIX_OPTIONS = (("place", "El lugar"), ("photo", "La foto"), ("category", "El tipo de reporte"))
FIX_NOTE = "Escribe de nuevo lo que quieras que sepan y lo pongo en lugar de lo anterior."
NOTE_ADDED = "Anotado."
FIXED = "Cambiado."

FILED = "✅ *Reporte registrado*\nFolio: *{folio}*\n{title}\n📍 {place}\nLo atiende: *{unit}*\n{expected}\n\n{telling}{extra}"
JOINED = "🙌 Listo, te sumaste al reporte *{folio}* ({title}, en {place}).\n{state}\n\n{telling}"
ALREADY_JOINED = "Ya estabas en el reporte *{folio}* ({title}, en {place}).\n{state}\n\n{telling}"
WILL_TELL = "Te aviso por aquí cuando cambie."
ASK_WITH_FOLIO = "Para saber cómo va, mándame ese folio cuando quieras, desde cualquier número."
EXPECTED = "Fecha esperada: *{day}*"
EXPECTED_UNCONFIRMED = "Fecha estimada, por confirmar: *{day}*"
CAUTION = "\n⚠️ {caution}"
AND_NEXT = "\nSi también quieres reportar *{title}*, dímelo."
REPORT_IT = "Reportarlo también"
CANCELLED = "Listo, lo dejamos: no guardé nada de este reporte. Cuando quieras, escríbeme."
TOO_MANY = (
    "Hoy ya registré {count} reportes tuyos y no puedo recibir más. Mañana seguimos, o llama al conmutador del "
    "Ayuntamiento. Si estás en peligro, llama al *911*."
)
PAUSED = "Va, aquí te espero. Guardo lo que llevas hasta 24 horas; luego se borra."
HELP = "Puedes escribir *saltar*, *corregir* o *cancelar*."
BACK_TO = "_Seguimos con tu reporte._"


def long_day(day: date) -> str:
    """`miércoles 3 de diciembre`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} de {_MONTHS[day.month - 1]}"


def expected_text(day: date, is_confirmed: bool) -> str:
    """When it should be mended, and how sure that is."""
    return (EXPECTED if is_confirmed else EXPECTED_UNCONFIRMED).format(day=long_day(day))


def metres_text(metres: Optional[float]) -> str:
    """How far away, in steps that nobody takes for exact."""
    return "" if metres is None else f", a unos {max(10, round(metres, -1)):.0f} m"


def photos_text(count: int) -> str:
    """How many photos there are."""
    return {0: "sin foto", 1: "1 foto"}.get(count, f"{count} fotos")
