"""The columns of the spreadsheet that the administrative units fill in: one place for writing and for reading."""

from __future__ import annotations

from dataclasses import dataclass

SHARED_SHEET = "Datos comunes"
HELP_SHEET = "Léeme"
HEADER_ROW = 1


@dataclass(frozen=True)
class Column:
    """One column: its header, its width in characters, and what it is for."""

    header: str
    width: int
    hidden: bool = False


COLUMNS = {
    "label": Column("Clave", 34),
    "title": Column("Pregunta", 24),
    "aspect": Column("Aspecto", 12),
    "text": Column("Texto", 70),
    "source": Column("Fuente", 34),
    "url": Column("Enlace de la fuente", 30),
    "published": Column("Fecha de la fuente", 14),
    "confidence": Column("Confianza", 11),
    "verified_by": Column("Verificado por", 20),
    "verified_on": Column("Verificado el", 14),
    "valid_from": Column("Vigente desde", 14),
    "valid_until": Column("Vigente hasta", 14),
    "state": Column("Estado", 16),
    "shared": Column("Dato común", 14, hidden=True),
    "original": Column(
        "Texto original", 14, hidden=True
    ),  # of a shared fact: shows that it was edited here
}
NAMES = list(COLUMNS)
DATES = ("published", "verified_on", "valid_from", "valid_until")

MISSING, ADVICE, SHARED, CURRENT = "FALTA", "Consejo", "Dato común", "Vigente"
EXPIRED, DOUBTFUL = "Venció", "Sin confirmar"

HELP = (
    "Cómo llenar este archivo",
    "1. Cada hoja es un tema; cada fila dice una cosa sobre una pregunta. Las filas amarillas FALTAN: escribe su Texto.",
    "2. Todo dato (teléfono, costo, horario, domicilio, nombre, fecha, requisito, enlace) lleva Fuente, Confianza y Verificado el.",
    "3. Si el dato caduca, escribe Vigente hasta: después de ese día el asistente deja de decirlo y te lo volvemos a pedir.",
    "4. Un consejo sin datos (sin números ni enlaces) puede ir sin fuente.",
    "5. No cambies la columna Clave. Los «Dato común» se editan en la hoja «Datos comunes».",
    "6. Para quitar un dato borra su Texto. Para añadir otro, inserta una fila con la misma Clave.",
)
