"""The aspects of an answer: what a citizen may ask about it."""

from __future__ import annotations

from enum import Enum


class Aspect(str, Enum):
    """What a statement is about. The values are those of the entity `aspecto`."""

    RESPUESTA = "respuesta"
    PASOS = "pasos"
    REQUISITOS = "requisitos"
    COSTO = "costo"
    FECHA = "fecha"
    HORARIO = "horario"
    LUGAR = "lugar"
    TELEFONO = "telefono"
    ENLACE = "enlace"
    PLAZO = "plazo"


# How a message names each aspect, as a heading and inside a sentence.
HEADINGS = {
    Aspect.RESPUESTA: "",
    Aspect.PASOS: "Qué hacer",
    Aspect.REQUISITOS: "Lleva",
    Aspect.COSTO: "Costo",
    Aspect.FECHA: "Fecha",
    Aspect.HORARIO: "Horario",
    Aspect.LUGAR: "Lugar",
    Aspect.TELEFONO: "Teléfono",
    Aspect.ENLACE: "En internet",
    Aspect.PLAZO: "Tiempo",
}
IN_A_SENTENCE = {
    Aspect.RESPUESTA: "la respuesta",
    Aspect.PASOS: "los pasos",
    Aspect.REQUISITOS: "los requisitos",
    Aspect.COSTO: "el costo",
    Aspect.FECHA: "la fecha",
    Aspect.HORARIO: "el horario",
    Aspect.LUGAR: "el lugar",
    Aspect.TELEFONO: "el teléfono",
    Aspect.ENLACE: "la página",
    Aspect.PLAZO: "el tiempo",
}
