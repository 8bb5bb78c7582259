from __future__ import annotations

import pytest

from acolwhats.denuncias import guide_texts as texts
from acolwhats.denuncias.crimes import crime_told

from .guided import Teller

CRIMES = (
    "anoche me asaltaron en la combi con pistola",
    "me robaron el celular en el tianguis",
    "se metieron a robar a mi casa y se llevaron la tele",
    "unos rateros andan robando motos en Terranova",
    "en ese taller desvalijan carros robados",
    "le arrebataron la bolsa a mi mamá, la asaltaron",
    "roban cobre y cables de la escuela",
    "en la casa azul venden cristal y mota",
    "hay una tiendita de droga junto a la primaria",
    "el bar vende cocaína a los muchachos",
    "son narcomenudistas, venden afuera de la secundaria",
    "siembran mariguana atrás del panteón",
    "ordeñan el ducto y venden huachicol",
    "hay una toma clandestina de gasolina",
    "mataron a un señor y lo dejaron en la barranca",
    "yo vi quién mató a mi primo",
    "le dispararon a mi compadre afuera del bar",
    "encontraron un cuerpo en el canal",
    "sé quién asesinó al taxista",
    "me están extorsionando por teléfono",
    "nos cobran piso en el mercado",
    "el grupo ese nos pide derecho de piso cada semana",
    "me amenazan de muerte si no pago",
    "me piden cuota semanal por dejarme trabajar",
    "un señor abusó de una niña de mi calle",
    "violaron a mi prima en el lote baldío",
    "el maestro manosea a las alumnas",
    "me tocó las piernas y me acosa sexualmente",
    "tienen prostituyendo a menores en ese hotel",
    "abuso sexual de mi sobrina",
    "secuestraron al hijo del de la tienda",
    "levantaron a mi hermano en una camioneta",
    "piden rescate por mi vecino",
    "desapareció mi hija desde el lunes",
    "la tienen encerrada y no la dejan salir",
    "mi esposo me pegó otra vez",
    "mi vecina vive violencia familiar, su marido la golpea",
    "mi ex me amenaza con matarme",
    "le pega a su mujer todas las noches",
    "mi pareja me golpea delante de mis hijos",
    "traen armas largas y son del crimen organizado",
    "guardan carros robados en una bodega",
)
NO_CRIMES = (
    "el inspector me pidió mordida para no clausurar",
    "la cajera me cobró de más y no me dio recibo",
    "la regidora metió a trabajar a su hermano",
    "en el registro civil me trataron muy mal",
    "violaron el reglamento y violan mis derechos",
    "no recogen la basura y no hacen nada",
    "el director usa la camioneta del municipio",
)


def test_there_are_enough_phrasings():
    assert len(CRIMES) >= 40


@pytest.mark.parametrize("text", CRIMES)
def test_a_crime_is_recognised(text):
    assert crime_told(text) is not None


@pytest.mark.parametrize("text", NO_CRIMES)
def test_what_is_no_crime_of_these_is_left_alone(text):
    assert crime_told(text) is None


@pytest.mark.parametrize("text", CRIMES)
def test_whoever_tells_a_crime_gets_089_and_the_fiscalia_and_can_go_on_here(text):
    teller = Teller()
    teller.says("quiero denunciar")
    teller.says("sí")
    reply = teller.says(text)
    assert "*089*" in reply
    assert "800 702 8770" in reply
    assert teller.draft is not None
    assert teller.case.narrative == text


def test_the_numbers_are_offered_once():
    teller = Teller()
    teller.says("quiero denunciar")
    teller.says("sí")
    assert texts.CRIME in teller.says("me robaron el celular en la combi, eran dos tipos")
    assert texts.CRIME not in teller.says("ayer")
    assert texts.CRIME not in teller.says("y también me robaron la cartera y la mochila")


@pytest.mark.parametrize("text", ["mi esposo me pegó otra vez", "un señor abusó de una niña aquí"])
def test_violence_against_women_gets_its_own_line_too(text):
    teller = Teller()
    teller.says("quiero denunciar")
    teller.says("sí")
    assert "800 108 4053" in teller.says(text)


def test_a_mordida_is_not_sent_to_089():
    teller = Teller()
    teller.says("quiero denunciar")
    teller.says("sí")
    assert "089" not in teller.says("el inspector me pidió mordida para no clausurar")
