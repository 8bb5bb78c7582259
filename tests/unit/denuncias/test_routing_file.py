from __future__ import annotations

import copy
from datetime import date

import pytest
import yaml

from acolwhats.denuncias.routing import ROUTING_FILE, RoutingError, load_routing
from acolwhats.denuncias.routing_file import read_routing


@pytest.fixture
def content():
    return copy.deepcopy(yaml.safe_load(ROUTING_FILE.read_text(encoding="utf-8")))


@pytest.fixture
def read(tmp_path):
    def read(content):
        path = tmp_path / "routing.yml"
        text = (
            content
            if isinstance(content, str)
            else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        )
        path.write_text(text, encoding="utf-8")
        return read_routing(path)

    return read


def test_the_file_itself_is_right(content, read):
    assert set(read(content).areas) == set(load_routing().areas)


def _put(*path_and_value):
    *path, last, value = path_and_value

    def change(content):
        for key in path:
            content = content[key]
        content[last] = value

    return change


def _drop(*path):
    def change(content):
        for key in path[:-1]:
            content = content[key]
        del content[path[-1]]

    return change


def _confirmed(**more):
    return lambda content: content["categories"]["soborno"].update(more)


WRONG = {
    "a part is missing": (_drop("fallback"), "fallback is missing"),
    "a part is unknown": (_put("colour", 1), "colour is unknown"),
    "a typo in a key": (_put("areas", "obras", "words_", []), "areas.obras: words_ is unknown"),
    "no route for a pair": (_put("routes", [{"groups": ["contraloria"], "areas": ["obras"]}]), "soborno × policia has no route"),
    "the last route is for some categories": (_put("routes", [{"groups": ["contraloria"], "categories": ["soborno"]}]), "abuso × policia has no route"),
    "a route to nobody": (_put("routes", 0, "groups", []), "number 1: groups is empty"),
    "an unknown group in a route": (_put("routes", 0, "groups", ["alcaldia"]), "alcaldia is unknown"),
    "an unknown area in a route": (_put("routes", 0, "areas", ["bomberos"]), "bomberos is unknown"),
    "an unknown category in a route": (_put("routes", 1, "categories", ["robo"]), "robo is unknown"),
    "an unknown group of an area": (_put("areas", "policia", "is", ["policia"]), "areas.policia.is: policia is unknown"),
    "an unknown fallback": (_put("fallback", ["nadie"]), "fallback: nadie is unknown"),
    "a fallback twice": (_put("fallback", ["contraloria", "contraloria"]), "says something twice"),
    "a fallback that can be excluded": (_put("fallback", ["contraloria"]), "has no recipient"),
    "an unknown external authority": (_put("areas", "contraloria", "external", "onu"), "onu is unknown"),
    "a long title": (_put("areas", "obras", "title", "Dirección de Obras Públicas"), "27 characters"),
    "an empty title": (_put("areas", "obras", "title", " "), "title is empty"),
    "a bad name": (_put("areas", "Obras 2", {"title": "x", "words": ["x"]}), "is no name"),
    "no words": (_put("areas", "obras", "words", []), "words is empty"),
    "words that match everything": (_put("areas", "obras", "words", ["o*"]), "match almost everything"),
    "a word without letters": (_put("areas", "obras", "words", ["..."]), "match almost everything"),
    "a word of two areas": (_put("areas", "obras", "words", ["Policía"]), "“policia” is policia and obras"),
    "a title of two areas": (_put("areas", "obras", "title", "Catastro"), "“catastro” is obras and catastro"),
    "no unknown area": (_drop("areas", "no_se"), "no_se is missing"),
    "an unknown area that is a group": (_put("areas", "no_se", "is", ["contraloria"]), "belongs to a group"),
    "no other category": (_drop("categories", "otro"), "otro is missing"),
    "a list that is too long": (_put("areas", "catastro", "listed", True), "10 at most are listed"),
    "not knowing is not offered": (_put("areas", "no_se", "listed", False), "10 at most are listed"),
    "a goal of no days": (_put("categories", "soborno", "goal", 0), "goal is no number of days"),
    "a goal that is no number": (_put("categories", "soborno", "goal", True), "goal is no number of days"),
    "a slow first look": (_put("days", "acknowledge", 4), "between 1 and 3"),
    "retention of no days": (_put("days", "retention", 0), "retention is no number of days"),
    "a promise without a day": (_confirmed(confirmed_by="Contraloría"), "go together"),
    "a promise by nobody": (_confirmed(confirmed_by="", verified_on=date(2026, 1, 1)), "confirmed_by is empty"),
    "a promise on no day": (_confirmed(confirmed_by="x", verified_on="ayer"), "is no day"),
    "a telephone": (_put("external", "sam", "text", "Llama al 722 275 6700"), "has a telephone"),
    "a promise of anonymity": (_put("external", "sam", "text", "Es totalmente anónima"), "promises anonymity"),
    "no source": (_drop("external", "sam", "source"), "source is missing"),
    "a source that is no link": (_put("external", "sam", "source", "lo dijo alguien"), "is no link"),
    "no day of verification": (_put("external", "sam", "verified_on", None), "is no day"),
    "a free day that is no day": (_put("non_working_days", {"pronto": "x"}), "is no day"),
    "a flag that is none": (_put("areas", "obras", "weak", "yes"), "neither true nor false"),
    "words that are no list": (_put("areas", "obras", "words", "obras"), "is no list"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_is_told_in_one_line(content, read, change, said):
    change(content)
    with pytest.raises(RoutingError) as error:
        read(content)
    assert said in str(error.value)
    assert str(error.value).startswith("routing.yml") and "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["", "- a\n- b", "groups: [", "a: b: c"])
def test_what_is_no_such_file_at_all_is_told_in_one_line(read, text):
    with pytest.raises(RoutingError) as error:
        read(text)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path):
    with pytest.raises(RoutingError, match="cannot be read"):
        read_routing(tmp_path / "routing.yml")


def test_a_confirmed_goal_may_be_told(content, read):
    content["categories"]["soborno"].update(
        confirmed_by="Contraloría", verified_on=date(2026, 11, 1)
    )
    category = read(content).categories["soborno"]
    assert category.promised == category.goal


def test_whoever_is_accused_falls_out_of_any_route(content, read):
    content["routes"] = [{"groups": ["contraloria", "seguridad_ciudadana", "sindicatura"]}]
    routing = read(content)
    assert routing.route("delito", "policia").groups == ("contraloria", "sindicatura")
    assert routing.route("delito", "contraloria").groups == ("seguridad_ciudadana", "sindicatura")


def test_a_route_that_only_the_accused_would_receive_goes_to_the_fallback(content, read):
    content["routes"] = [{"groups": ["contraloria"]}]
    assert read(content).route("soborno", "contraloria").groups == ("sindicatura",)
