"""What whoever has opened a denuncia can choose, at each step."""

from __future__ import annotations

from acolwhats.denuncias import followup_texts as texts
from acolwhats.guides.talk import Question

START = "followup:start"
ADD, LEAVE = "followup:add", "followup:leave"
ROTATE, WITHDRAW = "followup:rotate", "followup:withdraw"
NOTICES_ON, NOTICES_OFF = "followup:notices_on", "followup:notices_off"
YES, NO = "followup:yes", "followup:no"


def question(step: str, notices: bool, may_withdraw: bool) -> Question:
    """What is asked at a step.

    Args:
        notices: whether somebody is told that there is news.
        may_withdraw: whether the denuncia can still be taken back.
    """
    if step == "rotate":
        return Question(texts.ROTATE, ((YES, "Sí, cambiarla"), (NO, "No")))
    if step == "withdraw":
        return Question(texts.WITHDRAW, ((YES, "Sí, retirarla"), (NO, "No, dejarla")))
    if step != "menu":
        return Question(texts.ADD_MORE)
    told = (NOTICES_OFF, "Quitar los avisos") if notices else (NOTICES_ON, "Pedir avisos")
    options = [(ADD, "Contestar o agregar"), told, (ROTATE, "Cambiar mi clave")]
    if may_withdraw:
        options.append((WITHDRAW, "Retirar la denuncia"))
    return Question(texts.QUESTION, (*options, (LEAVE, "Salir")))
