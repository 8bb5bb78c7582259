"""An invented town: a catalogue, facts and answers for the unit tests. Nothing in it is real."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from acolwhats.answers.seed import Seed, SeedAnswer, SeedStatement
from acolwhats.catalog import Catalog, Topic

TODAY = date(2026, 11, 23)
VERIFIED = date(2026, 1, 10)

WORKSHOPS = tuple(f"talleres/taller_{number:02}" for number in range(1, 24))
CATALOG = Catalog(
    topics={
        "vivero": Topic(
            "vivero",
            1,
            "Vivero del pueblo",
            ("vivero/semillas", "vivero/riego", "vivero/enjambre"),
        ),
        "kiosco": Topic("kiosco", 2, "Música del kiosco", ("kiosco/concierto", "kiosco/banda")),
        "talleres": Topic("talleres", 3, "Talleres de barro", WORKSHOPS),
    },
    general=("saludo", "fuera_de_tema"),
    descriptions={},
)
SOURCES = {
    "boletin": {
        "name": "Boletín del vivero",
        "url": "https://vivero.example/boletin",
        "published": date(2026, 1, 5),
    },
    "cartel": {"name": "Cartel del kiosco"},
}


def fact(text: str, aspect: str = "respuesta", **changes: object) -> SeedStatement:
    """A fact that holds today."""
    values = {"source": "boletin", "confidence": "alta", "verified_on": VERIFIED, **changes}
    return SeedStatement(aspect, text, **values)


def advice(text: str, aspect: str = "pasos") -> SeedStatement:
    """Guidance, which needs no source."""
    return SeedStatement(aspect, text, guidance=True)


def answer(label: str, *statements: SeedStatement | str, **more: object) -> SeedAnswer:
    """An answer to a question of the invented catalogue."""
    more = {"title": label.split("/")[1].replace("_", " ").capitalize(), **more}
    return SeedAnswer(label=label, statements=list(statements), **more)


def seed_of(
    *answers: SeedAnswer,
    shared: dict[str, SeedStatement] | None = None,
    sources: dict[str, dict] | None = None,
) -> Seed:
    """A seed with those answers."""
    return Seed(sources or SOURCES, shared or {}, {one.label: one for one in answers})


def town(workshops: Sequence[str] = WORKSHOPS) -> Seed:
    """An answer to every question: facts, guidance, a shared fact, gaps, and an emergency.

    Args:
        workshops: those that have an answer; few make tests faster.
    """
    return seed_of(
        answer(
            "vivero/semillas",
            fact("El vivero regala 20 semillas por familia."),
            advice("Lleva una bolsa de tela."),
            fact("Es gratis.", "costo"),
            "ventanilla",
            missing=["horario"],
            related=["vivero/riego", "kiosco/concierto"],
        ),
        answer("vivero/riego", advice("Riega al amanecer.", "respuesta")),
        answer(
            "vivero/enjambre",
            advice("No te acerques.", "respuesta"),
            emergency={
                "numbers": ["ventanilla"],
                "instructions": ["Aléjate despacio.", "Cubre tu cara."],
            },
            discreet={"instructions": ["Guarda silencio."]},
        ),
        answer(
            "kiosco/concierto",
            fact(
                "El concierto es el 5 de mayo.",
                "fecha",
                source="cartel",
                valid_until=date(2026, 12, 24),
            ),
            related=["kiosco/banda"],
        ),
        answer("kiosco/banda", fact("La banda tiene 12 músicos.", source="cartel")),
        *(
            answer(label, advice("Trae tu mandil.", "respuesta"), title=f"Barro {number}")
            for number, label in enumerate(workshops, start=1)
        ),
        shared={
            "ventanilla": fact("*(000) 000 0000*: ventanilla del vivero.", "telefono"),
        },
    )
