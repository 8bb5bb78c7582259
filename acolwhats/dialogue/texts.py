"""The sentences that are not answers. Citizen-facing: plain, short, “tú”, WhatsApp formatting."""

NOTICE_VERSION = "1"
NOTICE = "_No guardo lo que escribes; solo lo uso para contestarte. Escribe *privacidad* para leer el aviso._"
GREETING = "¡Hola! 👋 Soy el asistente del *Ayuntamiento de Acolman*. Pregúntame con tus palabras o elige un tema:"
MENU = "*Temas*"
MENU_HINT = "Responde con el *número*, o escribe tu duda."
IN_DANGER_HINT = "Si hay peligro ahora, llama al *911*."
TOPIC_HINT = "Responde con el *número*, o dime qué necesitas."
CHOOSE = "¿Sobre cuál de estas necesitas información?"
CHOOSE_HINT = "Responde con el *número*. Si no es ninguna, cuéntame con otras palabras."
NOT_SURE = "No estoy seguro de haberte entendido. ¿Me lo dices con otras palabras?"
NOT_SURE_MAYBE = "No estoy seguro de haberte entendido. ¿Es algo de esto?"
OR_MENU_OR_PERSON = (
    "También puedes escribir *menú* para ver los temas, o *persona* para que te atienda la oficina."
)
OUT_OF_SCOPE = (
    "Eso no lo ve el Ayuntamiento de Acolman, así que prefiero no inventarte una respuesta. "
    "Sí puedo ayudarte con trámites y servicios del municipio."
)
WRONG_NUMBER = "Ese número no está en la lista. Elige del *1* al *{last}*, o escribe tu duda."
NOT_AN_OPTION = "No encontré esa opción. Escríbeme el *número* o tu duda con otras palabras."
YES_TO_WHAT = "¡Claro! Cuéntame qué necesitas. Con *menú* ves los temas."
DECLINED = "De acuerdo. ¿Necesitas algo más? Escríbeme, o pon *menú* para ver los temas."
CANCELLED = "Listo, lo dejamos. Cuando quieras, escríbeme tu duda o pon *menú*."
NOTHING_TO_REPEAT = "Todavía no te he dicho nada. Escríbeme tu duda o pon *menú*."
PERSON_RECORDED = (
    "Listo: tu solicitud quedó anotada para la *oficina de la presidencia*{about}. La revisan en días hábiles y aún no "
    "tengo confirmado en cuánto tiempo contestan. {phone}\nMientras, puedo seguir ayudándote aquí."
)
PERSON_ABOUT = " (tema: {title})"
IF_URGENT_CALL = "Si te urge: {phone}"
ERASE_QUESTION = (
    "Puedo borrar tu conversación y tus solicitudes de este asistente. No se pueden recuperar. "
    "Responde *sí* para borrarlas o *no* para dejarlas."
)
ERASED = (
    "Listo: borré tu conversación y tus solicitudes. Si vuelves a escribirme, empezamos de cero."
)
COMPLAINT = (
    "Perdón por la molestia; quiero ayudarte bien. Dime en pocas palabras qué necesitas, "
    "por ejemplo _fuga de agua_ o _pagar predial_."
)
NOT_CONFIRMED = (
    "Me falta confirmar {aspect} de *{title}*. Responde *sí* y paso tu pregunta a la oficina."
)
NO_ANSWER = "Todavía no tengo una respuesta confirmada sobre eso. Responde *sí* y paso tu pregunta a la oficina."
UNAVAILABLE = (
    "Ahora no puedo consultar la información. Intenta de nuevo en unos minutos, por favor. "
    "Si estás en peligro, llama al *911*."
)
EMPTY = (
    "No alcancé a leer tu mensaje. Escríbeme tu duda con palabras, o pon *menú* para ver los temas."
)
