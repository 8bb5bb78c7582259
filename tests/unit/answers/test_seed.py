from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest
from sqlalchemy import select

from acolwhats.answers.lookup import find_answer
from acolwhats.answers.models import Source, Statement
from acolwhats.answers.seed import SeedError, apply_seed, read_seed, replace_answer

from ..invented import TODAY, advice, answer, fact, seed_of, town

SHARED = """
sources:
  boletin: {name: Boletín del vivero, published: 2026-01-05}
statements:
  ventanilla: {aspect: telefono, text: Ventanilla., source: boletin, confidence: alta, verified_on: 2026-01-10}
"""
VIVERO = """
topic: vivero
answers:
  riego:
    title: Riego
    statements:
      - aspect: respuesta
        text: El riego es los lunes.
        source: boletin
        confidence: media
        verified_on: 2026-01-10
        valid_until: 2026-12-31
      - use: ventanilla
      - {aspect: pasos, guidance: true, text: Cierra la llave.}
    missing: [costo]
    related: [vivero/semillas]
    emergency: {numbers: [ventanilla], instructions: [Aléjate.]}
"""


@pytest.fixture
def write(tmp_path):
    def write(**files: str):
        for name, content in files.items():
            (tmp_path / f"{name}.yml").write_text(dedent(content), encoding="utf-8")
        return tmp_path

    return write


def told(session, label: str) -> list[str]:
    return [fact.text for fact in find_answer(session, label, TODAY).facts]


# -- reading ----------------------------------------------------------------------------------------


def test_a_seed_is_read_from_every_file_of_its_folder(write):
    seed = read_seed(write(shared=SHARED, vivero=VIVERO))
    riego = seed.answers["vivero/riego"]
    assert (riego.title, riego.missing, riego.related) == ("Riego", ["costo"], ["vivero/semillas"])
    first, shared, step = riego.statements
    assert (first.text, first.valid_until) == ("El riego es los lunes.", date(2026, 12, 31))
    assert shared == "ventanilla"
    assert step.guidance
    assert riego.emergency == {"numbers": ["ventanilla"], "instructions": ["Aléjate."]}
    assert seed.shared["ventanilla"].aspect == "telefono"
    assert seed.sources["boletin"]["published"] == date(2026, 1, 5)


def test_two_files_may_declare_the_same_source_alike_but_not_otherwise(write):
    again = "sources:\n  boletin: {name: Boletín del vivero, published: 2026-01-05}\n"
    read_seed(write(shared=SHARED, otro=again))
    with pytest.raises(SeedError, match="boletin"):
        read_seed(write(otro=again.replace("2026-01-05", "2026-01-06")))


@pytest.mark.parametrize(
    ("broken", "hint"),
    [
        (VIVERO.replace("confidence: media", "confianza: media"), "confianza"),
        (VIVERO.replace("    title: Riego\n", ""), "title"),
        (VIVERO.replace("missing: [costo]", "falta: [costo]"), "falta"),
        (VIVERO.replace("        text: El riego es los lunes.\n", ""), "text"),
        (VIVERO.replace("topic: vivero\n", ""), "topic"),
        (VIVERO.split("    statements:")[0], "statements"),
        ("topic: [vivero", ""),
        ("", ""),
        ("- una lista\n", ""),
    ],
    ids=[
        "unknown field of a statement",
        "no title",
        "unknown field of an answer",
        "no text",
        "no topic",
        "no statements",
        "broken YAML",
        "empty file",
        "a list",
    ],
)
def test_a_file_that_cannot_be_read_is_named(write, broken, hint):
    with pytest.raises(SeedError, match=r"vivero\.yml") as caught:
        read_seed(write(shared=SHARED, vivero=broken))
    assert hint in str(caught.value)


# -- into the database ------------------------------------------------------------------------------


def test_a_seed_fills_an_empty_answer_base_in_the_written_order(session):
    town_seed = town()
    assert apply_seed(session, town_seed) == len(town_seed.answers)
    assert told(session, "vivero/semillas") == [
        "El vivero regala 20 semillas por familia.",
        "Lleva una bolsa de tela.",
        "Es gratis.",
        "*(000) 000 0000*: ventanilla del vivero.",
    ]


def test_the_same_seed_again_writes_nothing(session):
    apply_seed(session, town())
    assert apply_seed(session, town()) == 0


def test_a_changed_answer_is_replaced_and_leaves_nothing_behind(session):
    apply_seed(session, seed_of(answer("vivero/riego", fact("Uno."), fact("Dos."), fact("Tres."))))
    assert apply_seed(session, seed_of(answer("vivero/riego", fact("Cuatro.")))) == 1
    assert told(session, "vivero/riego") == ["Cuatro."]
    assert list(session.scalars(select(Statement.text))) == ["Cuatro."]


def test_an_answer_that_the_office_edited_survives_a_later_seed(session):
    apply_seed(session, seed_of(answer("vivero/riego", fact("De la semilla."))))
    edited = answer("vivero/riego", fact("De la oficina."))
    replace_answer(session, edited, seed_hash=None)
    assert apply_seed(session, seed_of(answer("vivero/riego", fact("Semilla nueva.")))) == 0
    assert told(session, "vivero/riego") == ["De la oficina."]


def test_a_shared_fact_follows_the_seed_until_somebody_verifies_it_by_hand(session):
    def seed_saying(text: str):
        shared = {"ventanilla": fact(text, "telefono")}
        return seed_of(answer("vivero/riego", "ventanilla"), shared=shared)

    apply_seed(session, seed_saying("Teléfono viejo."))
    apply_seed(session, seed_saying("Teléfono nuevo."))
    assert told(session, "vivero/riego") == ["Teléfono nuevo."]
    session.get(Statement, "ventanilla").verified_by = "Vivero"
    apply_seed(session, seed_saying("Otro más."))
    assert told(session, "vivero/riego") == ["Teléfono nuevo."]


def test_a_source_follows_the_seed(session):
    apply_seed(session, seed_of(sources={"boletin": {"name": "Boletín viejo"}}))
    apply_seed(session, seed_of(sources={"boletin": {"name": "Boletín nuevo"}}))
    assert session.get(Source, "boletin").name == "Boletín nuevo"


def test_shared_facts_outlive_the_answers_that_use_them(session):
    shared = {"ventanilla": fact("Teléfono.", "telefono")}
    apply_seed(session, seed_of(answer("vivero/riego", "ventanilla"), shared=shared))
    apply_seed(session, seed_of(answer("vivero/riego", advice("Espera.")), shared=shared))
    assert session.get(Statement, "ventanilla").text == "Teléfono."
