"""What is said while somebody denounces. Citizen-facing: plain, short, “tú”, WhatsApp formatting; promises nothing that cannot be kept."""

from acolwhats.answers.render import CALL_911

# Version of the notice that INTRO and PRIVACY are.
NOTICE_VERSION = "1"

INTRO = (
    "*Denuncia confidencial*\n"
    "Puedes contarlo sin dar tu nombre. Es *confidencial*, pero no prometo anonimato: tu número lo ven WhatsApp (Meta), "
    "Twilio (entrega los mensajes) y este servicio mientras te contesta.\n"
    "• *Se guarda* lo que cuentes y tus archivos, sellados: solo los abre el personal autorizado. Tu número no se guarda con ella, salvo que pidas avisos.\n"
    "• El borrador se borra solo en 24 horas.\n"
    "• *Otras vías:* el *089* (gratis, 24 horas). Contra servidores públicos, la Contraloría o www.secogem.gob.mx/sam; "
    "en persona, la Contraloría o la Fiscalía.\n"
    "Peligro ahora: *911*. Para el aviso de privacidad escribe *privacidad*."
)
INTRO_QUESTION = "¿Seguimos?"
INTRO_AGAIN = "Para empezar necesito tu permiso: ¿seguimos con tu denuncia confidencial?"
KEPT_FOR_NOW = "Ya leí lo que me contaste; si sigues, no tendrás que repetirlo. Si no, lo borro."
PRIVACY = (
    "*Aviso de privacidad de denuncias* (simplificado, versión 1)\n"
    "Responsable: Ayuntamiento de Acolman. Usamos lo que cuentas solo para atender tu denuncia. Se guarda sellado: lo abren "
    "las personas autorizadas y tú, con tu folio y tu clave. Fuera del sello quedan el folio, la categoría, quién la recibe, "
    "el estado y el día. Mientras la escribes, el borrador queda cifrado 24 horas como máximo. Tu número no se guarda con ella, "
    "salvo que pidas avisos. WhatsApp (Meta) y Twilio sí lo conocen."
)

NOT_TAKEN = (
    "Por ahora no puedo recibir denuncias en este chat, y prefiero decírtelo antes de que escribas. No guardé nada. Puedes denunciar así:\n"
    "• *089*: denuncia anónima, gratis y las 24 horas.\n"
    "• *800 702 8770*: Fiscalía del Edomex, por delitos.\n"
    "• Contra servidores públicos: www.secogem.gob.mx/sam (Sistema de Atención Mexiquense), o la Contraloría, en persona.\n"
    "Si hay peligro ahora, llama al *911*."
)
NOT_TAKEN_NOW = (
    "En este momento no puedo recibirla: no hay quien pueda abrirla. Tu borrador sigue aquí hasta 24 horas; intenta más tarde. "
    "También puedes llamar al *089* o, por delitos, a la Fiscalía: *800 702 8770*. "
    "Contra servidores públicos: www.secogem.gob.mx/sam."
)
NOTHING_TOLD = "Todavía no me has contado qué pasó, y sin eso nadie podría hacer nada."
TOO_MANY = (
    "Ya recibí varias denuncias tuyas y por ahora no puedo tomar otra; así cuidamos que haya lugar para todas las personas. "
    "Tu borrador sigue aquí hasta 24 horas: intenta más tarde. Si urge, el *089* atiende a toda hora; en peligro, el *911*."
)
TOO_MUCH_EVIDENCE = (
    "Mandaste muchos archivos en poco tiempo y no puedo recibirlos todavía. Intenta en una hora, o escribe *quitar archivos* "
    "para enviar tu denuncia sin ellos."
)
EVIDENCE_GONE = "Uno de tus archivos ya no estaba y no se incluyó; puedes agregarlo después con tu folio y tu clave."  # fmt: skip

DANGER = (
    f"{CALL_911} Es gratis y a toda hora.\n"
    "• Ponte a salvo y no enfrentes a nadie.\n"
    "• Si no puedes hablar, marca y deja la línea abierta.\n"
    "• Di primero dónde es: calle, colonia y una referencia."
)
NOTHING_KEPT = "No guardé nada de tu denuncia. Cuando estés a salvo, escribe *denuncia* y empezamos de nuevo."  # fmt: skip
WOMEN_LINE = (
    "También *800 108 4053*: Línea Sin Violencia del Edomex, gratis, confidencial y las 24 horas."
)

CRIME = (
    "📞 Lo que cuentas puede ser un *delito*. Puedes avisar al *089* (sin dar tu nombre, gratis, 24 horas) o denunciar en la "
    "*Fiscalía: 800 702 8770*, que es quien lo investiga. También puedes seguir aquí."
)

# -- questions --------------------------------------------------------------------------------------

WHAT = "Cuéntame *qué pasó*, con tus palabras y sin prisa. Puedes mandar varios mensajes."
WHAT_AGAIN = "Cuéntame un poco más: ¿*qué pasó* exactamente? Con lo que recuerdes basta."
WHO = "¿*Quién* fue, o de *qué área*? Sirve un nombre, un puesto, un apodo o cómo es."
WHEN = "¿*Cuándo* pasó? Por ejemplo: _ayer en la tarde_, _el 15 de marzo_, _cada lunes_."
WHERE = "¿*Dónde* pasó? Escribe la calle o el lugar, o mándame la ubicación con el 📎."
ROUND = "📍 Recibí la ubicación. ¿Guardo el punto *exacto* o *redondeado* a unos 100 metros, para no señalar una casa?"
EVIDENCE = (
    "¿Tienes *pruebas*? Manda fotos, videos o PDF (hasta 10, de 16 MB cada uno). Les quito los datos ocultos, pero *no* "
    "las caras ni las voces: cuida que no se te reconozca, y no te arriesgues por conseguirlas."
)
EVIDENCE_MORE = "Manda más, o escribe *listo*."
EVIDENCE_SEND = "Mándalas aquí mismo, una por una o juntas. Cuando termines escribe *listo*; si no puedes, *saltar*."
EVIDENCE_CORRECT = (
    "{files} Manda más, escribe *quitar archivos* para borrarlos, o *listo* para seguir."
)
WITNESSES = "¿Alguien más lo *vio* o puede contarlo? Basta decir quién, por ejemplo _una vecina_; no hace falta su nombre."
WITNESSES_WHO = "¿Quién o cuántas personas? Por ejemplo _dos vecinas_; no hace falta su nombre."
CATEGORY = "¿De qué tipo es tu denuncia?"
CATEGORY_AGAIN = "Elige la que más se parezca; con el *número* basta."
CORRECT = "¿Qué quieres corregir? Lo demás se queda como está."
CANCEL = "¿Borro lo que llevas de tu denuncia? No se puede recuperar."
SKIP_HINT = "_Si no sabes, escribe *saltar*._"
NO_HINT = "_Si no, escribe *no*._"

# -- said before a question -------------------------------------------------------------------------

NOTED = "Anotado."
NOTED_ASK_MORE = "Gracias por contarlo. Si te falta algo, escríbelo cuando quieras y lo sumo."
ADDED = "Lo sumé a tu relato."
SKIPPED = "Sin problema."
GOING_ON = "Seguimos con tu denuncia, donde nos quedamos."
KEPT_AS_IT_WAS = "Lo dejé como estaba."
CORRECTED = "Corregido."
CORRECT_IT = "Va, corrijamos eso. "
FROM_BEFORE = "Antes dijiste: _{before}_"
OUTSIDE = (
    "Ese lugar parece estar *fuera de Acolman*: ahí tocaría a las autoridades de ese municipio, al *089* o a la Fiscalía. "
    "Si fue personal de Acolman o no estás seguro, sigue aquí; nada se perdió."
)
BAD_PIN = "No pude leer esa ubicación. Escríbeme el lugar, o mándala otra vez."
ROUNDED = "Guardé el punto redondeado a unos 100 metros."
EXACT = "Guardé el punto exacto."
TOO_LONG = "Tu relato ya es muy largo y este último mensaje no cupo. Lo demás sí está guardado. Si te falta algo importante, mándalo como PDF."
HOLDS_CLAVE = (
    "Ese mensaje trae una *clave* y no lo guardé: la clave nunca va dentro de una denuncia. Mándalo otra vez sin ella. "
    "Para ver cómo va otra denuncia, primero escribe *cancelar* o termina esta."
)
NO_ANSWER = "A eso no sé contestarte con certeza."
UNREADABLE = "No alcancé a leer tu mensaje."
AUDIO = (
    "Todavía no puedo escuchar audios, perdón, y no lo guardé. Escríbelo, o díctalo con el 🎤 del *teclado* "
    "para que se haga texto."
)
STICKER = "¡Gracias por el sticker! 🙂"
CONTACT = "No guardo contactos de otras personas. Si es importante, escríbeme quién es."
UNKNOWN_KIND = "Eso que enviaste no lo puedo abrir."
HELP = (
    "Vamos paso a paso y nada es obligatorio. En cualquier momento puedes escribir:\n"
    "• *saltar*: si no sabes o prefieres no decirlo\n"
    "• *corregir* y qué: por ejemplo, _corregir fecha_\n"
    "• *resumen*: ver lo que llevas\n"
    "• *pausa*: seguir después, dentro de 24 horas\n"
    "• *cancelar*: borrarlo"
)
NO_MENU = "El menú sale cuando termines. Con *pausa* guardo tu denuncia 24 horas; con *cancelar* la borro."
NO_PERSON = (
    "Aquí te contesta un asistente automático; nadie lee tu borrador. Cuando termines, o si escribes *cancelar*, "
    "podrás pedir *persona*. Conmutador del Ayuntamiento: *(594) 957 0050*."
)
WELCOME = "Con gusto."
PAUSED = (
    "Va, aquí la guardo hasta 24 horas. Cuando quieras, escríbeme *seguir* y continuamos donde nos quedamos. "
    "Si alguien más usa tu teléfono, borra este chat; para no guardar nada, escribe *cancelar*."
)
DROPPED = (
    "Listo: borré lo que llevabas y no guardé nada. Si quieres, borra también este chat. Cuando quieras empezar de nuevo, "
    "escribe *denuncia*. El *089* atiende las 24 horas."
)
DECLINED = (
    "De acuerdo, no guardé nada. Si cambias de idea, escribe *denuncia*. Otras vías: el *089* (gratis, 24 horas); contra "
    "servidores públicos, la Contraloría o www.secogem.gob.mx/sam; por delitos, la Fiscalía: *800 702 8770*."
)

# -- files ------------------------------------------------------------------------------------------

RECEIVED_ONE = "📎 Recibí *1 archivo*."
RECEIVED_MANY = "📎 Recibí *{count} archivos*."
HAVE_ONE = "Tienes *1 archivo*."
HAVE_MANY = "Tienes *{count} archivos*."
FILES_DROPPED = "Quité los archivos."
TOO_MANY_FILES = "Ya tienes 10 archivos, que es lo más que cabe; los demás no los guardé."
REJECTED = {
    "too_big": "Un archivo pesa más de lo que puedo recibir (16 MB) y no lo guardé. Mándalo más corto o más pequeño.",
    "wrong_type": "Un archivo no es foto, video ni PDF, y no lo guardé. Puedes mandar una captura de pantalla.",
    "unreadable": "No pude quitarle los datos ocultos a un archivo, y por tu seguridad no lo guardé. Prueba con una captura de pantalla.",
    "unavailable": "Un archivo no me llegó completo. Mándalo otra vez, por favor.",
}
REJECTED_OTHERWISE = "No pude recibir un archivo y no lo guardé. Mándalo otra vez, por favor."

# -- summary and end --------------------------------------------------------------------------------

SUMMARY = "*Resumen de tu denuncia*"
SUMMARY_QUESTION = "¿La envío así? Si te falta algo, escríbelo y lo sumo."
NOTICES_HINT = "Los avisos dicen solo que hay una novedad en tu trámite, y para dártelos se guarda tu contacto sellado."
NOT_SAID = "no lo dijiste"
NO_FILES = "sin archivos"
SENT = "✅ *Recibimos tu denuncia.* Guarda estos dos datos *ahora*: la clave no se vuelve a mostrar y nadie puede recuperarla."
FOLIO = "*Folio:*\n```{folio}```"
CLAVE = "*Clave:*\n```{clave}```"
NEXT = (
    "*Qué sigue:* el personal autorizado la lee y decide qué procede. Para saber cómo va, contestar preguntas o agregar algo, escríbeme "
    "aquí tu *folio*, desde cualquier número; luego te pido la clave."
)
WITH_NOTICES = "Te avisaré aquí, sin detalles, cuando haya una novedad."
WITHOUT_NOTICES = "No te mandaré avisos."
DELETE_CHAT = (
    "Cuando hayas anotado los dos, *borra este chat*: así quien tome tu teléfono no los verá."
)

# -- what belongs to denuncias and is asked in the middle -------------------------------------------

ABOUT = {
    "denuncia_anonima/es_anonima": (
        "Es *confidencial*: no te pido tu nombre, y lo que cuentas queda sellado para el personal autorizado. Pero tu número lo "
        "ven WhatsApp (Meta), Twilio y este servicio mientras te contesta. Si eso te preocupa, el *089* atiende por teléfono; "
        "no llames desde tu propio número ni delante de otras personas."
    ),
    "denuncia_anonima/como_funciona": (
        "Te pregunto qué pasó, quién, cuándo, dónde, pruebas y testigos; puedes saltar lo que quieras. Al final ves un resumen y decides "
        "si se envía. Te doy un folio y una clave para seguirla. No necesitas identificación ni dar tu nombre."
    ),
    "denuncia_anonima/tiempos": (
        "No te puedo prometer cuánto tarda cada caso. Con tu folio y tu clave podrás ver en qué va y si te preguntaron algo."
    ),
    "denuncia_anonima/que_denunciar": (
        "Aquí puedes denunciar a servidores públicos del municipio y otros hechos en Acolman. Si es un delito, también el *089* o la "
        "Fiscalía, *800 702 8770*. Baches, lámparas o fugas no necesitan denuncia: son reportes."
    ),
    "denuncia_anonima/seguimiento": (
        "Al terminar te doy un folio y una clave: con ellos me preguntas cómo va, desde cualquier número."
    ),
    "denuncia_anonima/agregar_informacion": (
        "Después de enviarla puedes agregar datos o archivos con tu folio y tu clave."
    ),
    "aviso_privacidad": PRIVACY,
}
