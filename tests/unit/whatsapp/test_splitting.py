"""A long text is cut where a reader would cut it, and nothing of it is lost."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from acolwhats.whatsapp.splitting import MAX_CHARACTERS, length, split_text

# Each is whole to a reader.
CLUSTERS = [
    "é",
    "ñ",
    "👍🏽",
    "👨‍👩‍👧‍👦",
    "🏳️‍🌈",
    "🇲🇽",
    "2️⃣",
    "n\u0303",
    "e\u0301\u0323",
    "❤️",
    "각",
    "की",
    "\r\n",
]
WORDS = [
    "agua",
    "¿Dónde",
    "predial?",
    "Gratis.",
    "(sí)",
    "*Horario:*",
    "_Fuente_…",
    "voy.”",
    "así.)*",
    "שלום",
    "مرحبا",
    "a",
]
ADDRESSES = ["https://acolman.example/p?a=1", "http://x.mx", "www.acolman.example/tr%C3%A1mites"]
FOLIOS = ["AC-2F9K-7", "DN-2026-00017", "Ñ1-Á2", "15002-1"]
SPACES = [" ", "  ", "\n", "\n\n", "\n \n", "\t", "\u00a0", "\r\n\r\n", "\u2003"]
PIECES = st.sampled_from(CLUSTERS + WORDS + ADDRESSES + FOLIOS + SPACES)
WRITTEN = st.lists(PIECES, max_size=60).map("".join)
SENTENCES = st.lists(st.sampled_from(WORDS + ADDRESSES + FOLIOS), max_size=60).map(" ".join)
ANYTHING = st.text(max_size=120) | st.text("a \n.\u0301\u200d😀🇲-A1", max_size=120)
TEXTS = WRITTEN | SENTENCES | ANYTHING
LIMITS = st.integers(12, 80)

WHOLE = regex.compile(r"(?:https?://|www\.)\S+|\b[\p{Lu}\d]+(?:-[\p{Lu}\d]+)+\b")


def places(text: str, parts: list[str]) -> list[tuple[int, int]]:
    """Where each part is in the text. Fails unless nothing but spaces is before, between and after them."""
    found, end = [], 0
    for part in parts:
        start = end
        while text[start : start + 1].isspace():
            start += 1
        assert text.startswith(part, start), "something was lost, added or moved"
        end = start + len(part)
        found.append((start, end))
    assert not text[end:].strip(), "the end was lost"
    return found


def is_cut(start: int, end: int, found: list[tuple[int, int]]) -> bool:
    """Whether a piece of the text is not in one part."""
    return not any(first <= start and end <= last for first, last in found)


def cut_pieces(pattern: regex.Pattern, text: str, limit: int, parts: list[str]) -> list[str]:
    """What the pattern finds that would fit in a part and is not in one; spaces at its ends do not count."""
    found = places(text, parts)
    pieces = [(match[0].strip(), match.start(), match[0]) for match in pattern.finditer(text)]
    return [
        piece
        for piece, start, whole in pieces
        if piece
        and length(piece) <= limit
        and is_cut(start + whole.index(piece), start + whole.index(piece) + len(piece), found)
    ]


# -- for every text -------------------------------------------------------------------------------


@settings(max_examples=500)
@given(TEXTS, LIMITS)
def test_every_part_fits_and_none_is_empty(text, limit):
    for part in split_text(text, limit):
        assert part == part.strip() != ""
        assert len(part) <= limit
        assert len(part.encode("utf-16-le", "surrogatepass")) // 2 <= limit


@settings(max_examples=500)
@given(TEXTS, LIMITS)
def test_nothing_but_spaces_at_the_cuts_is_lost_and_the_order_is_kept(text, limit):
    parts = split_text(text, limit)
    places(text, parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@settings(max_examples=500)
@given(TEXTS, LIMITS)
def test_no_letter_emoji_address_or_folio_is_cut(text, limit):
    parts = split_text(text, limit)
    clusters = regex.compile(r"\X")
    if all(length(cluster) <= limit for cluster in clusters.findall(text)):
        assert cut_pieces(clusters, text, limit, parts) == []
    assert cut_pieces(WHOLE, text, limit, parts) == []


@settings(max_examples=500)
@given(TEXTS, LIMITS)
def test_no_word_is_cut_where_there_is_a_space_before_it(text, limit):
    parts = split_text(text, limit)
    found = places(text, parts)
    for part, (_, end), (start, _) in zip(parts, found, found[1:]):
        if end == start:
            clusters = {match.end() for match in regex.finditer(r"\X", part)}
            # A mark makes one letter with the space that it stands on.
            assert not any(match.end() in clusters for match in regex.finditer(r"\s+", part))


@settings(max_examples=300)
@given(TEXTS)
def test_what_fits_is_not_touched(text):
    assert split_text(text, max(2, length(text))) == ([text.strip()] if text.strip() else [])


@settings(max_examples=300)
@given(TEXTS, LIMITS)
def test_a_part_is_not_split_again(text, limit):
    for part in split_text(text, limit):
        assert split_text(part, limit) == [part]


@settings(max_examples=100)
@given(st.lists(TEXTS, min_size=20, max_size=60).map(" ".join))
def test_it_is_so_for_messages_of_whatsapp_too(text):
    parts = split_text(text)
    assert all(length(part) <= MAX_CHARACTERS for part in parts)
    assert cut_pieces(WHOLE, text, MAX_CHARACTERS, parts) == []


# -- lengths --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "units"),
    [("", 0), ("ñ", 1), ("n\u0303", 2), ("\uffff", 1), ("\U00010000", 2), ("a😀b", 4)],
)
def test_an_emoji_counts_as_the_two_units_that_it_takes(text, units):
    assert length(text) == units


def test_the_limit_is_twilios():
    assert MAX_CHARACTERS == 1600
    assert [len(part) for part in split_text("a" * 1601)] == [1600, 1]


FILLED = {
    "letters": ("ñ" * 3000, [1600, 1400]),
    "emoji": ("😀" * 2000, [800, 800, 400]),
    "families": ("👨‍👩‍👧‍👦" * 300, [1015, 1015, 70]),  # 7 code points and 11 units each
    "flags": ("🇲🇽" * 900, [800, 800, 200]),
    "marks": ("n\u0303" * 1700, [1600, 1600, 200]),
    "marks on every second letter": ("ya\u0301" * 700, [1600, 500]),
    "Hebrew": ("שלום " * 700, [1599, 1599, 299]),
    "one letter that alone is too long": ("a" + "\u0301" * 3000, [1600, 1401]),
    "the last of one unit": ("\uffff" * 1601, [1600, 1]),
    "the first of two": ("\U00010000" * 801, [800, 1]),
    "nothing": ("", []),
    "spaces": (" \n\t ", []),
}


@pytest.mark.parametrize(("text", "lengths"), FILLED.values(), ids=FILLED.keys())
def test_a_text_without_sentences_fills_its_parts(text, lengths):
    assert [len(part) for part in split_text(text)] == lengths


# -- where ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        # A paragraph before a line, a line before a sentence, a sentence before a word.
        (
            "uno dos tres\n\ncuatro\ncinco. seis siete",
            ["uno dos tres", "cuatro\ncinco. seis siete"],
        ),
        ("uno dos tres\ncuatro. cinco seis siete", ["uno dos tres", "cuatro. cinco seis siete"]),
        ("uno dos tres. cuatro cinco seis siete", ["uno dos tres.", "cuatro cinco seis siete"]),
        ("uno dos tres cuatro cinco seis siete", ["uno dos tres cuatro cinco", "seis siete"]),
        (
            "uno dos tres\n \t\ncuatro\ncinco seis siete",
            ["uno dos tres", "cuatro\ncinco seis siete"],
        ),
        # Of several, the last that fits.
        ("a b c d e f g\n\nh i\n\nj k l m n o p", ["a b c d e f g\n\nh i", "j k l m n o p"]),
        ("uno dos. tres cuatro. cinco seis siete", ["uno dos. tres cuatro.", "cinco seis siete"]),
        # Not so early that a part would be short, …
        ("uno\n\ndos tres cuatro seis y más", ["uno\n\ndos tres cuatro seis", "y más"]),
        ("uno. dos tres cuatro seis y más", ["uno. dos tres cuatro seis", "y más"]),
        ("uno dos tr\n\ncuatro cinco seis", ["uno dos tr\n\ncuatro cinco", "seis"]),
        ("uno dos tre\n\ncuatro cinco seis", ["uno dos tre", "cuatro cinco seis"]),
        # … unless it is the only space.
        ("uno doooooooooooooooooooooooo", ["uno", "doooooooooooooooooooooooo"]),
        ("uno doooooooooooooooooooooooooos", ["uno", "doooooooooooooooooooooooo", "oos"]),
        ("y " + "a" * 25, ["y", "a" * 25]),
        # What closes a sentence stays with it.
        ('dijo: "ya voy." y se fue a su casa', ['dijo: "ya voy."', "y se fue a su casa"]),
        ("*Llama al 911 ahora.* Ponte a salvo", ["*Llama al 911 ahora.*", "Ponte a salvo"]),
        ("(es gratis, creo yo.) Pregunta antes", ["(es gratis, creo yo.)", "Pregunta antes"]),
        ("«a dónde vas, amigo?» Voy a la feria", ["«a dónde vas, amigo?»", "Voy a la feria"]),
        ("espera un poco más… ya casi llegamos", ["espera un poco más…", "ya casi llegamos"]),
        ("lleva estos papeles: acta, curp, ine", ["lleva estos papeles:", "acta, curp, ine"]),
        ("abre los lunes y eso; no los martes a", ["abre los lunes y eso;", "no los martes a"]),
        # A point within a number ends nothing.
        ("son en total 3.50 pesos por cada copia", ["son en total 3.50 pesos", "por cada copia"]),
    ],
)
def test_the_cut_is_at_the_most_welcome_place(text, parts):
    assert split_text(text, 25) == parts


@pytest.mark.parametrize("closing", ['"', "”", "»", ")", "*", "_", '")*_'])
def test_what_closes_a_sentence_does_not_make_a_part_too_long(closing):
    for words in range(MAX_CHARACTERS - 8, MAX_CHARACTERS + 1):
        text = f"{'a' * words}.{closing} Sigue."
        assert all(length(part) <= MAX_CHARACTERS for part in split_text(text))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ve:https://acolman.example/a", ["ve:", "https://acolman.example/a"]),
        ("míralo:www.acolman.example.mx", ["míralo:", "www.acolman.example.mx"]),
        ("tu_folio_es_el(AC-2F9K-7-2026)", ["tu_folio_es_el(", "AC-2F9K-7-2026)"]),
        ("ñandú/ñandú/ñandú/Ñ-1-Á2-3-44", ["ñandú/ñandú/ñandú/", "Ñ-1-Á2-3-44"]),
        ("ñandú/ñandú/ñandú/Ñ-1-Á23/más", ["ñandú/ñandú/ñandú/Ñ-1-Á23", "/más"]),
        # Longer than a part: cut like a word, from its beginning.
        ("ve https://acolman.example/1234567", ["ve", "https://acolman.example/1", "234567"]),
        ("https://acolman.example/1234567 ok", ["https://acolman.example/1", "234567 ok"]),
        # Not a folio.
        ("guardia-civil-y-policía-de-Acolman", ["guardia-civil-y-policía-d", "e-Acolman"]),
    ],
)
def test_an_address_or_folio_goes_whole_to_the_next_part(text, parts):
    assert split_text(text, 25) == parts


@pytest.mark.parametrize("before", range(14, 25))
def test_a_family_that_does_not_fit_goes_whole_to_the_next_part(before):
    family = "👨‍👩‍👧‍👦"  # 11 units
    assert split_text("a" * before + family, 24) == ["a" * before, family]
    assert split_text("a" * 13 + family + "b", 24) == ["a" * 13 + family, "b"]


def test_ten_thousand_characters_of_sentences_are_cut_between_sentences():
    sentences = [
        f"La oficina número {number} abre de lunes a viernes, de 9:00 a 16:00 horas, en la plaza."
        for number in range(125)
    ]
    text = " ".join(sentences)
    parts = split_text(text)
    assert len(text) > 10_000
    assert " ".join(parts) == text
    assert all(part.startswith("La oficina") and part.endswith("plaza.") for part in parts)
    assert len(parts) == -(-len(text) // (MAX_CHARACTERS - 100))


def test_a_long_answer_is_cut_between_paragraphs():
    paragraph = "Una oración. Y otra más, que sigue. " * 8
    parts = split_text("\n\n".join([paragraph.strip()] * 30))
    assert {part.count("\n\n") for part in parts} == {4}
    assert all(part.endswith("que sigue.") for part in parts)


def test_a_space_too_far_to_look_at_changes_nothing():
    assert split_text("a" * 1600 + " " * 1000 + "b" * 10) == ["a" * 1600, "b" * 10]
