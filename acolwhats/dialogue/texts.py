"""The sentences that are not answers. Citizen-facing: plain, short, “tú”, WhatsApp formatting."""

NOTICE_VERSION = "3"
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
ERASE_QUESTION_BUTTONS = (
    "¿Borro tu conversación y tus solicitudes de este asistente? No se pueden recuperar."
)
NO_ANSWER_BUTTONS = (
    "Todavía no tengo una respuesta confirmada sobre eso. ¿Paso tu pregunta a la oficina?"
)
REPORT_IT = "Reportarlo aquí"
SHALL_I_REPORT = "¿Quieres que lo reporte? Responde *sí*."
START_DENUNCIA = "Hacer una denuncia"
FOLLOW_UP = "Ver mi denuncia"
SHALL_WE_DENOUNCE = "¿Quieres denunciar aquí, en confidencial? Responde *sí*."
OLD_BUTTON = "Ese botón es de una pregunta anterior. Escríbeme qué necesitas, o pon *menú* para ver los temas."
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

# What a phone sends instead of words. First what happened to it, then the way on.
_IN_WORDS = "Cuéntame con palabras qué necesitas y te ayudo."
_IF_DANGER = "Si hay peligro ahora, llama al *911*."
RECEIVED = {
    "image": f"📷 Recibí tu foto, pero todavía no puedo ver qué hay en ella. {_IN_WORDS} {_IF_DANGER}",
    "video": f"Recibí tu video, pero todavía no puedo verlo. {_IN_WORDS} {_IF_DANGER}",
    "document": f"Recibí tu documento, pero todavía no puedo leerlo. {_IN_WORDS}",
    "location": (
        "📍 Recibí tu ubicación. Dime qué pasa ahí, por ejemplo _hay un bache_ o _no hay luz_. "
        "Si es una emergencia, llama al *911* y dales esa ubicación."
    ),
    "audio": (
        "Todavía no puedo escuchar audios, perdón. Escríbeme tu duda, o díctala con el 🎤 del *teclado* "
        f"para que se convierta en texto. {_IF_DANGER}"
    ),
    "sticker": f"¡Gracias por el sticker! {_IN_WORDS} Con *menú* ves los temas.",
    "contact": f"No guardo contactos de otras personas. {_IN_WORDS}",
    "unknown": f"Eso que enviaste no lo puedo abrir. {_IN_WORDS} {_IF_DANGER}",
}
RECEIVED_PROBLEM = f"No pude recibir lo que enviaste. {_IN_WORDS} {_IF_DANGER}"
