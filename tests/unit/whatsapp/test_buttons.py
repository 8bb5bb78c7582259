"""A list to choose from becomes whatever WhatsApp takes; no choice is lost and no payload is shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp.buttons import parts_for, template_types
from acolwhats.whatsapp.config import SIMULATED_CONTENT_SIDS
from acolwhats.whatsapp.splitting import length

ALL = SIMULATED_CONTENT_SIDS
TEXT = "¿Qué buscas?\n*1.* Agua\n*2.* Predial"
titles_of = st.lists(st.text(st.characters(whitelist_categories=["L", "Nd", "So"]), min_size=1))


def choices(*titles: str, body: str = "¿Qué buscas?") -> dict:
    options = [{"entry": f"tema/{n}", "title": title} for n, title in enumerate(titles, start=1)]
    return {"body": body, "options": options}


def only(*args, **kwargs):
    (part,) = parts_for(*args, **kwargs)
    return part


class TestQuickReplies:
    @pytest.mark.parametrize("titles", [["Sí"], ["Sí", "No"], ["Sí", "No", "Ver más"]])
    def test_up_to_three_short_titles_are_buttons(self, titles):
        part = only(TEXT, choices(*titles), ALL)
        assert part.content == f"quick-reply-{len(titles)}"
        assert [part.variables[str(2 * n)] for n in range(1, len(titles) + 1)] == titles
        assert part.entries == tuple(f"tema/{n}" for n in range(1, len(titles) + 1))

    def test_the_words_go_along_for_when_the_buttons_are_refused(self):
        assert only(TEXT, choices("Sí", "No"), ALL).text == TEXT

    def test_an_id_says_nothing_but_which_list_and_which_item(self):
        part = only(TEXT, choices("Sí", "No"), ALL)
        assert [part.variables["3"], part.variables["5"]] == [f"{part.token}.1", f"{part.token}.2"]
        assert re.fullmatch(r"[0-9a-f]{16}", part.token)

    def test_two_lists_have_two_tokens(self):
        first, second = (only(TEXT, choices("Sí", "No"), ALL) for _ in range(2))
        assert first.token != second.token

    def test_three_emoji_count_double(self):
        assert only(TEXT, choices("😀" * 10), ALL).content == "quick-reply-1"
        assert only(TEXT, choices("😀" * 11), ALL).content == "list-picker-1"


class TestListPicker:
    @pytest.mark.parametrize("count", range(4, 11))
    def test_up_to_ten_titles_are_a_list(self, count):
        titles = [f"Tema {n}" for n in range(count)]
        part = only(TEXT, choices(*titles), ALL)
        assert part.content == f"list-picker-{count}"
        assert [part.variables[str(2 * n + 1)] for n in range(1, count + 1)] == titles
        assert part.variables["2"] == "Ver opciones"
        assert len(part.variables) == 2 + 2 * count

    def test_few_but_long_titles_are_a_list(self):
        part = only(TEXT, choices("Exactamente veinticuatro", "No"), ALL)
        assert part.content == "list-picker-2"
        assert part.variables["3"] == "Exactamente veinticuatro"

    def test_without_the_template_of_buttons_a_list_does(self):
        sids = {"list-picker-2": "HX"}
        assert only(TEXT, choices("Sí", "No"), sids).content == "list-picker-2"


class TestNumberedText:
    @pytest.mark.parametrize(
        ("offered", "sids"),
        [
            (choices("Sí", "No"), {}),
            (choices("Sí", "No"), {"quick-reply-1": "HX", "reopen": "HX"}),
            (choices(), ALL),
            (choices(*[f"Tema {n}" for n in range(11)]), ALL),
            (choices("Más de veinticuatro letras", "No"), ALL),
            (choices("Sí", body=""), ALL),
            (choices("Sí", body=" \n "), ALL),
            (choices("Sí", body="a" * 256), ALL),
            (choices("Sí", body="😀" * 128), ALL),
            (None, ALL),
        ],
    )
    def test_what_fits_no_template_stays_a_numbered_text(self, offered, sids):
        part = only(TEXT, offered, sids)
        assert (part.text, part.content, part.variables) == (TEXT, None, None)
        # A list in words is chosen from by number: what was offered is remembered all the same.
        assert part.entries == tuple(
            option["entry"] for option in (offered or {}).get("options", ())
        )

    def test_a_long_text_is_several_messages(self):
        parts = parts_for("palabra " * 500, None, ALL)
        assert len(parts) == 3
        assert all(length(part.text) <= 1600 for part in parts)

    def test_the_blank_line_of_other_channels_is_a_blank_line(self):
        assert only("Uno\n \nDos", None, ALL).text == "Uno\n\nDos"

    def test_nothing_is_said_with_nothing(self):
        assert parts_for("", None, ALL) == []
        assert parts_for("  \n ", None, ALL) == []


class TestMedia:
    URL = "https://ejemplo.mx/mapa.png"

    def test_a_picture_goes_with_the_words(self):
        part = only("Mapa", None, ALL, self.URL)
        assert (part.text, part.media_url, part.content) == ("Mapa", self.URL, None)

    def test_a_picture_needs_no_words(self):
        assert only("", None, ALL, self.URL).media_url == self.URL

    def test_a_picture_goes_once_with_a_long_text(self):
        parts = parts_for("palabra " * 500, None, ALL, self.URL)
        assert [part.media_url for part in parts] == [self.URL, None, None]

    def test_a_picture_with_choices_has_them_as_text(self):
        part = only(TEXT, choices("Sí"), ALL, self.URL)
        assert (part.text, part.content, part.media_url) == (TEXT, None, self.URL)


@given(titles_of, st.text(max_size=300), st.sampled_from([ALL, {}, {"list-picker-4": "HX"}]))
def test_whatever_is_offered_fits_what_whatsapp_takes(titles, body, sids):
    for part in parts_for(TEXT, choices(*titles, body=body), sids):
        assert part.text == TEXT
        if part.content is None:
            continue
        kind, _, count = part.content.rpartition("-")
        assert part.content in sids
        assert (
            len(titles) == int(count) == len(part.entries) <= (3 if kind == "quick-reply" else 10)
        )
        values = [part.variables[str(n)] for n in range(1, len(part.variables) + 1)]
        assert all(value and "\n" not in value for value in values)
        assert length(values[0]) <= 1024
        if kind == "quick-reply":
            assert all(length(title) <= 20 for title in values[1::2])
        else:
            assert all(length(item) <= 24 for item in values[2::2])


@pytest.mark.parametrize("name", [name for name in ALL if name != "reopen"])
def test_a_template_asks_for_the_variables_that_are_sent(name):
    count = int(name.rpartition("-")[2])
    titles = [f"{'Un título más largo: ' if 'list' in name else ''}{n}" for n in range(count)]
    part = only(TEXT, choices(*titles), {name: "HX"})
    assert part.content == name
    asked = re.findall(r"\{\{(\d+)\}\}", str(template_types(name)))
    assert sorted(asked, key=int) == sorted(part.variables, key=int)


def test_the_types_of_templates_are_twilios():
    assert template_types("quick-reply-1") == {
        "twilio/quick-reply": {"body": "{{1}}", "actions": [{"title": "{{2}}", "id": "{{3}}"}]}
    }
    assert template_types("list-picker-1") == {
        "twilio/list-picker": {
            "body": "{{1}}",
            "button": "{{2}}",
            "items": [{"item": "{{3}}", "id": "{{4}}"}],
        }
    }
