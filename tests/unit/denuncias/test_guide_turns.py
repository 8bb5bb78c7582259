"""Whole conversations as people have them: how many messages somebody writes until it is filed."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Union

import pytest

from acolwhats.denuncias import guide_texts as texts

from .guided import ASKS_PREDIAL, Teller

PHOTO, PIN, AUDIO = "<foto>", "<ubicación>", "<audio>"
QUESTION = "¿y dónde pago el predial?"
PHOTOS = (PHOTO, "listo")
Answer = Union[str, tuple[str, ...]]


@dataclass(frozen=True)
class Told:
    """Somebody who answers what is asked, with one message or several. What is not asked is not said."""

    opening: str
    what: Answer = ""
    who: Answer = "no sé"
    when: Answer = "no me acuerdo"
    where: Answer = "saltar"
    evidence: Answer = "no"
    witnesses: Answer = "no"
    intro: Answer = "sí"
    round: Answer = "redondeado"
    category: Answer = "otra cosa"
    summary: Answer = "sí"

    def conversation(self) -> Teller:
        """The whole of it."""
        teller = Teller()
        send(teller, self.opening)
        while teller.draft is not None and teller.turns < 30:
            answer: Answer = getattr(self, teller.case.step)
            for message in (answer,) if isinstance(answer, str) else answer:
                send(teller, message)
        return teller


def send(teller: Teller, message: str) -> None:
    if message == PHOTO:
        teller.sends_photo()
    elif message == PIN:
        teller.sends_pin()
    elif message == AUDIO:
        teller.says("", kind="audio")
    elif message == QUESTION:
        teller.says(message, decision=ASKS_PREDIAL)
    else:
        teller.says(message)


TOLD = (
    Told("el director de obras me pidió 5 mil de mordida ayer en la presidencia"),
    Told("quiero denunciar", "El inspector de comercio me pidió 2 mil pesos de mordida el lunes en el tianguis de Tepexpan para no quitarme", evidence=PHOTOS, witnesses="los demás puesteros"),
    Told("quiero denunciar a un policía que me pidió dinero", "me paró ayer en la autopista cerca de la caseta y me pidió 500 de mordida", witnesses="iba con mi primo", summary="sí, avísame"),
    Told("quisiera poner una denuncia anónima", "me trataron mal", "la muchacha del registro civil", "hace dos semanas", "en el registro civil", intro="continuar", summary="1"),
    Told("denuncia", "en la casa azul de mi calle venden cristal", "no sé quiénes son", "todas las noches", PIN, "no, me da miedo", intro="1"),
    Told("quiero denunciar un asalto", "unos tipos asaltaron a mi vecina ayer en la combi en Tepexpan", witnesses="mi vecina"),
    Told("quiero hacer una denuncia", "la regidora se queda con las despensas y las vende", when="desde enero", where="en su casa en Xometla", evidence=(PHOTO, PHOTO, "listo"), witnesses="varias señoras", summary="2"),
    Told("la cajera de tesorería me cobró de más y no me dio recibo, quiero denunciar", when="el 15 de octubre", evidence="no tengo"),
    Told("oiga quiero denunciar algo", "pues fui a sacar mi licencia y el licenciado de desarrollo urbano me dijo que sin 3 mil no salía, fue el martes pasado como a las 10", where="en su oficina", evidence="nada", intro="si", summary="mandala"),
    Told("quiero denunciar", ("abuso", "me detuvieron sin motivo y me quitaron 800 pesos"), "dos policías de la patrulla 15", "el sábado en la noche", "en la calle Aldama, San Marcos", witnesses="mi hermano"),
    Told("denunciar", "los del agua piden cuota para arreglar la fuga, nos pidieron 300 por casa", "fueron dos de odapasa", "el jueves", "Geovillas", witnesses="los vecinos"),
    Told("quiero denunciar que el delegado cobra por las constancias", "cobra 200 por cada constancia y no da recibo", when="cada semana", where="Cuanalán", witnesses="todo el pueblo"),
    Told("quiero poner una denuncia confidencial", "el jefe de mi oficina me acosa, me manda fotos y me dice que si no salgo con él me corre", "es el coordinador de mi área", "desde hace tres meses", "en el trabajo", PHOTOS, "una compañera", summary="enviar y avisarme"),
    Told("tengo una denuncia", "la contralora me pidió dinero para cerrar mi queja la semana pasada en su oficina", where="en la contraloría"),
    Told("quiero denunciar", (AUDIO, "perdón, es que un agente de tránsito me quitó mi licencia y quería 1000 pesos"), when="ayer", where="en el crucero de la secundaria"),
    Told("quiero denunciar", "un policía me golpeó el domingo en la explanada y me rompió el celular, lo vieron mis amigos", evidence=(PHOTO, "ya"), summary="1"),
    Told("quiero denunciar a mi vecino, roba luz y vende droga en su casa", when="todos los días", where="calle Necrópolis, Xometla"),
    Told("quiero hacer una denuncia", "el secretario particular de la presidenta metió a toda su familia en la nómina", when="desde 2025", where="en la presidencia", evidence="no tengo pruebas", intro="va"),
    Told("denuncia", "nos cobran piso en el mercado", "no sé quiénes son", "cada lunes", "mercado de Tepexpan", witnesses="los locatarios"),
    Told("quiero denunciar", "la maestra del DIF le gritó a mi niña y la jaloneó", when="hoy en la mañana", where="en la estancia del DIF", witnesses="otras mamás", summary=("corregir testigos", "dos mamás", "sí")),
    Told("quiero denunciar", "el ingeniero de obras infló las facturas de la calle, es obra fantasma", when=(QUESTION, "el año pasado"), where="calle Leonardo Muñoz", evidence=PHOTOS),
    Told("ocupo denunciar", "el juez calificador me quería cobrar 1500 para soltar a mi hijo, sin recibo", when="anoche", where="juzgado cívico", witnesses="mi esposa", intro="si"),
    Told("quiero denunciar", "el camión de la basura pide cooperación, si no das no se la llevan", "los del camión", "los martes", "Real del Valle", witnesses="los vecinos"),
    Told("quiero denunciar un robo", "se metieron a robar a mi casa el viernes en la madrugada, eran tres encapuchados", where="privada Las Brisas", evidence=("sí tengo video", PHOTO, "listo"), witnesses="mi vecina"),
    Told("quisiera denunciar algo", "el comandante protege a los que venden gasolina robada", when="desde hace meses", where="por el ducto, en Totolcingo"),
    Told("quiero denunciar", "me negaron la atención en la clínica municipal y me insultaron", "la recepcionista", "el miércoles"),
    Told("quiero hacer una denuncia", "venden alcohol a menores en un bar y el inspector les avisa antes", when="cada fin de semana", where="junto a la prepa de Tepexpan", intro="claro"),
    Told("quiero denunciar", "mi esposo me pega y la policía no vino cuando llamé", when="el sábado", where="mi casa, en Granjas", witnesses="mi hija"),
    Told("denuncia", "el tesorero le dio el contrato a la empresa de su hermano por 2 millones sin licitación en marzo", where="en la tesorería", evidence=PHOTOS),
    Told("quiero denunciar a los del corralón", "me quitaron mis herramientas del carro y me cobraron 4 mil sin factura el 3 de noviembre", who="los de la grúa", where="corralón"),
    Told("quiero denunciar", "me pidieron 500 de mordida"),
    Told("buenas tardes, quiero levantar una denuncia", "un regidor me ofreció apoyo a cambio de mi voto y de mi credencial de elector", when="hace una semana", where="en la casa de gestión de Chipiltepec", witnesses="mi suegra"),
    Told("quiero denunciar", "Son de protección civil, me clausuraron mi tortillería y me piden 10 mil para abrirla. Fue antier. Está en avenida Revolución, San Bartolo. No tengo pruebas y nadie vio."),
    Told("quiero denunciar", "me hicieron algo muy feo ahí", "fue una persona de ahí", "ayer", PIN, PHOTOS, "una señora", round="exacto"),
)  # fmt: skip


@pytest.mark.parametrize("told", TOLD, ids=range(len(TOLD)))
def test_the_conversation_ends_with_a_folio(told):
    teller = told.conversation()
    assert teller.draft is None, (teller.case.step, teller.outcome.text)
    assert texts.SENT in teller.outcome.text
    assert len(teller.vault.filed) == 1
    statement = teller.vault.filed[0][0]
    assert statement.what
    assert statement.category
    assert teller.turns <= 12


def test_the_median_is_nine_messages_at_most_and_nobody_needs_more_than_twelve(capsys):
    turns = sorted(told.conversation().turns for told in TOLD)
    with capsys.disabled():
        print(f"\ndenuncia: {len(turns)} conversations, median {median(turns)}, most {turns[-1]}")
    assert len(turns) >= 30
    assert median(turns) <= 9
    assert turns[-1] <= 12


def test_twelve_messages_are_enough_when_everything_is_asked():
    teller = TOLD[-1].conversation()
    assert teller.turns == 12
    assert len(teller.vault.filed) == 1
