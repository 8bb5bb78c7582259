from __future__ import annotations

import re
from textwrap import dedent

import pytest

from acolwhats.answers.check import MAX_TITLE
from acolwhats.catalog import OUT_OF_SCOPE, get_catalog, read_catalog, topic_of


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "catalog.yml"
    path.write_text(
        dedent(
            """
            version: 1
            temas:
              kiosco:
                menu: 2
                titulo: Música del kiosco
                preguntas: {banda: Quién toca.}
              vivero:
                menu: 1
                titulo: Vivero
                preguntas: {riego: Cuándo regar., semillas: Dónde hay semillas.}
            generales: {saludo: Hola., fuera_de_tema: Nada de lo anterior.}
            """
        ),
        encoding="utf-8",
    )
    return read_catalog(path)


def test_topics_come_in_the_order_of_the_menu(small):
    assert list(small.topics) == ["vivero", "kiosco"]
    assert small.topics["vivero"].title == "Vivero"


def test_labels_are_the_questions_and_then_the_general_intents(small):
    assert small.questions == ("vivero/riego", "vivero/semillas", "kiosco/banda")
    assert small.labels == (*small.questions, "saludo", "fuera_de_tema")


def test_every_label_has_its_description(small):
    assert small.descriptions["vivero/riego"] == "Cuándo regar."
    assert set(small.descriptions) == set(small.labels)


def test_a_topic_is_found_by_its_number_in_the_menu(small):
    assert small.topic_at(2).name == "kiosco"
    assert small.topic_at(9) is None


def test_the_topic_of_a_label_stands_before_the_slash():
    assert topic_of("vivero/riego") == "vivero"
    assert topic_of("saludo") == "saludo"


def test_the_projects_menu_has_eight_topics_numbered_from_one():
    assert [topic.menu for topic in get_catalog().topics.values()] == list(range(1, 9))


def test_the_projects_labels_are_plain_names_and_unique():
    labels = get_catalog().labels
    assert len(labels) == len(set(labels))
    assert all(re.fullmatch(r"[a-z0-9_]+(/[a-z0-9_]+)?", label) for label in labels)
    assert OUT_OF_SCOPE in labels


def test_the_projects_labels_are_described_and_its_titles_fit_a_list_picker():
    catalog = get_catalog()
    assert all(catalog.descriptions[label].strip() for label in catalog.labels)
    assert all(0 < len(topic.title) <= MAX_TITLE for topic in catalog.topics.values())
    assert all(topic.questions for topic in catalog.topics.values())
