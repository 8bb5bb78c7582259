from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.denuncias.routing import load_routing

ROUTING = load_routing()
CELLS = list(product(ROUTING.categories, ROUTING.areas))


def test_every_category_and_area_has_recipients_and_none_of_them_is_accused():
    assert len(CELLS) >= 200
    for category, area in CELLS:
        route = ROUTING.route(category, area)
        assert route.groups, (category, area)
        assert set(route.groups) <= set(ROUTING.groups), (category, area)
        assert not set(route.groups) & set(route.excluded), (category, area)
        assert set(route.excluded) >= set(ROUTING.areas[area].groups), (category, area)


@pytest.mark.parametrize(
    ("area", "group"),
    [
        ("policia", "seguridad_ciudadana"),
        ("transito", "seguridad_ciudadana"),
        ("contraloria", "contraloria"),
        ("sindicatura", "sindicatura"),
        ("regidores", "sindicatura"),
        ("regidores", "presidencia"),
        ("presidencia", "presidencia"),
        ("presidencia", "secretaria"),
        ("secretaria", "secretaria"),
    ],
)
def test_who_is_accused_is_excluded_for_good_in_every_category(area, group):
    assert all(group in ROUTING.route(category, area).excluded for category in ROUTING.categories)


@pytest.mark.parametrize("category", ROUTING.categories)
def test_what_is_overdue_can_be_told_to_somebody_who_is_not_accused(category):
    for area in ROUTING.areas:
        route = ROUTING.route(category, area)
        assert ROUTING.fallback_for(route.excluded, route.groups) not in route.excluded


def test_the_fallback_is_somebody_new_where_there_is_somebody():
    assert ROUTING.fallback_for([], ["sindicatura"]) == "contraloria"
    assert ROUTING.fallback_for(["contraloria", "presidencia"], ["sindicatura"]) == "sindicatura"


@pytest.mark.parametrize("area", ["contraloria", "presidencia", "regidores", "sindicatura"])
def test_who_accuses_those_that_would_judge_it_is_told_of_another_authority(area):
    told = ROUTING.route("soborno", area).external
    assert told and "no es del municipio" in told
    assert not any(letter.isdigit() for letter in told)


def test_nobody_else_is_sent_elsewhere():
    assert ROUTING.route("soborno", "tesoreria").external is None
    assert ROUTING.route("soborno", "no_se").external is None


def test_a_crime_of_a_neighbour_goes_to_the_police_and_one_of_the_police_does_not():
    assert ROUTING.route("delito", "particular").groups == ("seguridad_ciudadana",)
    assert ROUTING.route("delito", "policia").groups == ("contraloria",)
    assert ROUTING.route("delito", "no_se").groups == ("contraloria",)


def test_money_goes_to_who_watches_over_it_too_unless_they_are_accused():
    assert ROUTING.route("desvio", "obras").groups == ("contraloria", "sindicatura")
    assert ROUTING.route("desvio", "sindicatura").groups == ("contraloria",)
    assert ROUTING.route("desvio", "contraloria").groups == ("sindicatura",)


@pytest.mark.parametrize("category", ROUTING.categories)
def test_of_two_areas_that_were_named_neither_receives_it_while_somebody_is_left(category):
    for area, other in product(ROUTING.areas, ROUTING.areas):
        route = ROUTING.route(category, area, also=[other])
        both = {*ROUTING.areas[area].groups, *ROUTING.areas[other].groups}
        assert route.groups and not set(route.groups) & set(route.excluded)
        assert set(route.groups) <= set(ROUTING.recipients)
        if set(route.excluded) != both:
            assert route == ROUTING.route(category, area)
            assert set(ROUTING.fallback) & set(ROUTING.recipients) <= both


def test_who_is_named_besides_is_excluded_and_nobody_else():
    route = ROUTING.route("soborno", "policia", also=["contraloria", "obras", "no such area"])
    assert route.groups == ("sindicatura",)
    assert route.excluded == ("seguridad_ciudadana", "contraloria")
    assert route.external == ROUTING.areas["contraloria"].external
    everybody = ROUTING.route("soborno", "contraloria", also=["sindicatura"])
    assert everybody == ROUTING.route("soborno", "contraloria")


@given(st.text(max_size=12), st.text(max_size=12))
def test_names_that_the_file_no_longer_has_are_routed_too(category, area):
    assert ROUTING.route(category, area).groups
    assert ROUTING.route(category, "no_se") == ROUTING.route(category, "unknown area")


def test_recipients_are_exactly_those_that_a_route_names():
    named = {group for cell in CELLS for group in ROUTING.route(*cell).groups}
    assert set(ROUTING.recipients) == named


def test_lists_fit_whatsapp():
    for entry in [*ROUTING.categories.values(), *ROUTING.areas.values()]:
        assert 0 < len(entry.title) <= 24
    assert len(ROUTING.categories) <= 10
    assert sum(area.listed for area in ROUTING.areas.values()) <= 10


def test_no_number_of_days_is_promised_before_an_office_confirms_it():
    assert all(category.promised is None for category in ROUTING.categories.values())


# -- words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ROUTING.areas)
def test_every_phrase_names_its_area(name):
    for phrase in ROUTING.areas[name].words:
        assert ROUTING.area_in(f"Fue {phrase.upper()}.") == name, phrase


@pytest.mark.parametrize("name", ROUTING.categories)
def test_every_phrase_tells_its_category(name):
    for phrase in ROUTING.categories[name].words:
        assert ROUTING.category_in(f"Sí, {phrase.rstrip('*')}...") == name, phrase


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("un POLICÍA me pidió dinero", "policia"),
        ("los policias municipales", "policia"),
        ("unos polis en la patrulla 14", "policia"),
        ("el agente de tránsito", "transito"),
        ("se llevaron mi carro al corralón", "transito"),
        ("En Obras Públicas", "obras"),
        ("la Tesorería", "tesoreria"),
        ("una señorita de CATASTRO", "catastro"),
        ("los del registro  civil", "registro_civil"),
        ("la presidenta municipal", "presidencia"),
        ("un regidor", "regidores"),
        ("las regidoras", "regidores"),
        ("la contraloría", "contraloria"),
        ("ODAPASA", "odapasa"),
        ("en el D I F", None),
        ("en el DIF", "dif"),
        ("no sé quién fue", "no_se"),
        ("mi vecino vende droga", "particular"),
        ("la policía estatal", "estatal_federal"),
        ("el oficial calificador", "juzgado_civico"),
        ("un policía y el regidor", None),
        ("nadie me hizo caso", None),
        ("", None),
        ("difícil de decir", None),
        ("mis obrasitas", None),
    ],
)
def test_areas_are_found_by_how_people_name_them(text, area):
    assert ROUTING.area_in(text) == area


def test_every_area_that_acted_is_found_in_its_order():
    text = "el regidor mandó a la policía afuera de la tesorería y un vecino lo vio"
    assert ROUTING.areas_in(text) == ("regidores", "policia", "particular")
    assert ROUTING.areas_in("nadie") == ()


def test_a_place_is_nobody_who_is_accused():
    assert ROUTING.area_in("un policía me paró afuera de la tesorería") == "policia"
    assert ROUTING.area_in("me pasó frente al DIF") is None


def test_a_neighbour_who_saw_it_is_not_accused():
    assert ROUTING.area_in("mi vecina vio cuando el comandante recibió el dinero") == "policia"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("me pidió una MORDIDA", "soborno"),
        ("quieren que les dé para el refresco", "soborno"),
        ("me detuvieron sin motivo", "abuso"),
        ("son muy groseros y prepotentes", "maltrato"),
        ("no hacen nada, puras vueltas", "negligencia"),
        ("se roban el dinero del municipio", "desvio"),
        ("mi jefe me acosa en la oficina", "acoso"),
        ("me cobraron de más y sin recibo", "cobro"),
        ("metió a trabajar a su cuñado", "favoritismo"),
        ("venden drogas en la esquina", "delito"),
        ("hola, quiero denunciar", None),
    ],
)
def test_categories_are_found_by_what_people_tell(text, category):
    assert ROUTING.category_in(text) == category


@pytest.mark.parametrize(
    "text",
    [
        "me asaltaron en la combi",
        "se robaron mi moto",
        "venden droga",
        "nos están extorsionando",
        "cobran derecho de piso",
        "hay una toma clandestina",
        "huachicoleros",
        "el policía me golpeó",
        "traía pistola",
        "secuestraron a mi primo",
        "me amenazó de muerte",
        "hay una persona desaparecida",
    ],
)
def test_a_crime_is_noticed(text):
    assert ROUTING.mentions_crime(text)


@pytest.mark.parametrize(
    "text",
    [
        "la cajera fue muy grosera",
        "me cobraron de más",
        "se roban el dinero del municipio",
        "no me atienden en catastro",
        "mi hijo hizo un robot",
        "el director metió a su hermana",
    ],
)
def test_what_is_no_crime_is_not_taken_for_one(text):
    assert not ROUTING.mentions_crime(text)


def test_a_long_story_is_read_to_its_end():
    story = "me trataron como siempre y esperé mucho rato en la fila " * 60
    assert ROUTING.area_in(story + "y entonces la tesorera salió") == "tesoreria"
    assert ROUTING.category_in(story + "y me pidió mordida") == "soborno"


@given(st.text(max_size=3000))
def test_any_text_is_read_without_an_error(text):
    assert ROUTING.area_in(text) in {None, *ROUTING.areas}
    assert ROUTING.category_in(text) in {None, *ROUTING.categories}
    assert ROUTING.mentions_crime(text) in {True, False}
