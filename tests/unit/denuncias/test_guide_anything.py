"""Whatever somebody sends, in whatever order."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from acolwhats.denuncias.case import FIELDS
from acolwhats.guides.turn import File, Pin

from .guided import ASKS_PREDIAL, START, Teller

STEPS = {*FIELDS, "intro", "round", "correct", "cancel", "summary"}
WORDS = (
    "sí", "no", "no sé", "saltar", "listo", "corregir", "corregir fecha", "corregir lo que pasó", "corregir pruebas", "resumen", "hola",
    "pausa", "seguir", "ayuda", "1", "2", "3", "7", "8", "99", "ayer", "calle Aldama, Tepexpan", "fue el director de obras",
    "me pidió mordida en la tesorería", "en Ecatepec", "y luego me dijo que no", "mi vecina lo vio todo", "quitar archivos",
    "me robaron el celular", "¿y eso cuánto tarda?", "😡😡", "avísame", "...", "mejor no", "no, está mal",
)  # fmt: skip
DROPS = ("cancelar", "borrar", "salir")

texts = st.one_of(st.sampled_from(WORDS), st.text(max_size=120))
pins = st.builds(
    Pin, st.floats(allow_nan=True), st.floats(allow_nan=True), st.none() | st.text(max_size=20)
)
files = st.builds(
    File,
    st.none() | st.sampled_from(["a", "b", "c"]),
    problem=st.none() | st.sampled_from(["too_big", "wrong_type", "what"]),
)
messages = st.fixed_dictionaries(
    {"text": texts},
    optional={
        "pin": pins,
        "files": st.lists(files, max_size=3).map(tuple),
        "kind": st.sampled_from(["audio", "sticker", "contact", "unknown", "image"]),
        "chosen": st.sampled_from(["denuncia:skip", "denuncia:continue", "report:x", "denuncia:drop", "denuncia:category:soborno"]),
        "decision": st.sampled_from([{}, START, ASKS_PREDIAL, {"label": "aviso_privacidad"}]),
        "wait": st.sampled_from([1.0, 40.0, 7200.0]),
    },
)  # fmt: skip


def is_kept(story: list[str], before: list[str]) -> bool:
    return story[: len(before)] == before


@settings(max_examples=150)
@given(st.lists(messages, min_size=1, max_size=18))
def test_nothing_raises_and_what_was_told_is_kept_until_it_is_filed_dropped_or_told_anew(sent):
    teller = Teller()
    teller.says("quiero denunciar")
    before: list[str] = []
    correcting = False
    for message in sent:
        reply = teller.says(**message)
        assert teller.outcome is not None
        assert reply.strip()
        if teller.draft is None:
            ended = teller.vault.filed or "911" in reply or "no guardé nada" in reply
            assert ended
            if before and not teller.vault.filed:
                assert any(
                    said in reply for said in ("911", "borré lo que llevabas", "no guardé nada")
                )
            return
        json.dumps(teller.draft, allow_nan=False)
        case = teller.case
        assert case.step in STEPS
        assert is_kept(case.what, before) or correcting
        correcting = case.correcting == "what"
        before = list(case.what)
        for _, title in teller.outcome.choices.options if teller.outcome.choices else ():
            assert len(title) <= 24


@settings(max_examples=60)
@given(st.lists(texts, min_size=1, max_size=12), st.sampled_from(DROPS))
def test_a_denuncia_can_be_dropped_after_anything(sent, word):
    teller = Teller()
    teller.says("quiero denunciar")
    for text in sent:
        teller.says(text)
        if teller.draft is None:
            return
    for answer in (word, "sí", "borrar"):
        teller.says(answer)
        if teller.draft is None:
            break
    assert teller.draft is None
