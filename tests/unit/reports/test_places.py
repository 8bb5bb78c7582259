from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.reports.config import ReportsConfigError
from acolwhats.reports.places import get_places, read_places

PLACES = get_places()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("en Xometla", "Xometla"),
        ("JOMETLA", "Xometla"),
        ("san miguel xometla", "Xometla"),
        ("en tepexpam", "Tepexpan"),
        ("tepechpan", "Tepexpan"),
        ("Cuanalan", "Cuanalán"),
        ("totolzingo", "Totolcingo"),
        ("en chipil", "San Mateo Chipiltepec"),
        ("sacango", "Zacango"),
        ("anahuac 1ª", "Anáhuac Primera Sección"),
        ("geovillas", "Geo Villas de Terranova"),
        ("Geo Villas de Terranova", "Geo Villas de Terranova"),
        ("san marcos nepantla", "San Marcos Nepantla"),
        ("real del valle", "Real del Valle"),
        ("colonia los reyes", "Colonia Los Reyes"),
        ("los reyes tepexpan", "Barrio Los Reyes, Tepexpan"),
        ("lomas de santa catarina", "Lomas de Santa Catarina"),
        ("el ejido de san mateo", "Ejido San Mateo"),
        ("Benito Juárez, Acolman", "Benito Juárez, Acolman"),
        ("tenango, acolman", "Tenango, Acolman"),
        ("calle Benito Juárez, Tepexpan", "Tepexpan"),
        ("av guerrero esquina con morelos en Cuanalán", "Cuanalán"),
        ("frente al mercado de Tepexpan", "Tepexpan"),
        ("calle laurel, prado san juan", "Prados de San Juan"),
        ("en la cabecera", "Acolman de Nezahualcóyotl"),
    ],
)
def test_a_place_is_known_by_its_spellings(text, name):
    mention = PLACES.find(text)

    assert (mention.name, mention.options, mention.municipality) == (name, (), None)


@pytest.mark.parametrize(
    "text",
    [
        *("los reyes", "en San Miguel", "santa maria", "Santa Catarina", "san marcos", "san mateo"),
        *("el calvario", "tenango", "Benito Juárez", "guerrero", "lázaro cárdenas"),
        *("emiliano zapata", "Terranova", "los reyes acolman"),
    ],
)
def test_a_name_with_several_meanings_is_asked_about(text):
    mention = PLACES.find(text)

    assert mention.name is None and len(mention.options) >= 2
    assert any(option.municipality is None for option in mention.options)


@pytest.mark.parametrize(
    ("text", "municipality"),
    [
        ("en Ecatepec", "Ecatepec"),
        ("santa maria chiconautla", "Ecatepec"),
        ("los reyes la paz", "Los Reyes La Paz"),
        ("terranova, ixtapaluca", "Ixtapaluca"),
        ("tecámac centro", "Tecámac"),
        ("san juan teotihuacan", "Teotihuacán"),
        ("tenango del valle", "otro municipio"),
        ("calle rosales, prados de san juan", "Ecatepec"),
    ],
)
def test_a_place_of_others_is_told_apart(text, municipality):
    assert PLACES.find(text).municipality == municipality


@pytest.mark.parametrize(
    "text",
    [
        *(
            "calle Guerrero",
            "avenida Emiliano Zapata",
            "la primaria Benito Juárez",
            "calle Texcoco",
        ),
        *("entre morelos y guerrero", "iglesia de San Miguel", "camino a Chipiltepec", "hola", ""),
        *("carretera Ecatepec", "una colonia que nadie conoce"),
    ],
)
def test_what_is_only_called_like_a_place_is_none(text):
    assert PLACES.find(text) is None


@pytest.mark.parametrize("street", ["Girasol", "laurel", "GARDENIAS", "bugambilias"])
def test_four_streets_of_prados_de_san_juan_are_ours(street):
    mention = PLACES.find(f"prados de san juan, {street}")

    assert (mention.name, mention.municipality) == ("Prados de San Juan", None)


def test_prados_de_san_juan_alone_asks_for_the_street():
    assert PLACES.find("Prado San Juan").streets == (
        *("Girasol", "Laurel", "Gardenias", "Bugambilias"),
    )


@given(st.text(max_size=200))
def test_any_text_can_be_looked_at(text):
    mention = PLACES.find(text)

    assert mention is None or mention.name or mention.options or mention.municipality


@given(st.sampled_from(PLACES.names), st.text("abc ,.", max_size=10))
def test_every_name_is_found_by_itself_or_asked_about(name, after):
    mention = PLACES.find(f"{name} {after}")

    assert mention is not None


VALID = """
version: 2026-01-01
outline: {border_metres: 100, polygon: [[19, -99], [20, -99], [20, -98]]}
places: [{name: El Kiosco}]
ambiguous: [{said: [centro], options: [{name: Centro Norte, with: [norte]}, {name: Centro Sur, with: [sur]}]}]
split: [{name: La Mitad, said: [la mitad], streets: [Uno], other: Otro, source: x, verified_on: 2026-01-01}]
elsewhere: [{municipality: Otro, said: [otro pueblo]}]
"""


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "places.yml"
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return write


def test_a_file_is_read(write):
    places = read_places(write(VALID))

    assert places.find("en el kiosco").name == "El Kiosco"
    assert places.find("centro").options[0].name == "Centro Norte"
    assert places.find("la mitad").streets == ("Uno",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version: 2026-01-01\n", ""),
        ("[20, -98]]", "]"),
        ("[19, -99]", "[190, -99]"),
        ("border_metres: 100", "border_metres: -1"),
        ("{name: El Kiosco}", "{nombre: El Kiosco}"),
        ("{name: El Kiosco}", "{name: El Kiosco, color: rojo}"),
        (", {name: Centro Sur, with: [sur]}", ""),
        ("name: Centro Norte", "name: Un nombre que no cabe en un botón"),
        ("source: x, ", ""),
        ("places: [", "places: [["),
    ],
)
def test_what_is_wrong_is_told_in_one_line(old, new, write):
    assert old in VALID
    with pytest.raises(ReportsConfigError) as raised:
        read_places(write(VALID.replace(old, new)))

    assert "places.yml" in str(raised.value) and "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ReportsConfigError, match=r"places\.yml cannot be read"):
        read_places(tmp_path / "places.yml")
