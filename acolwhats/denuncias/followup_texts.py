"""What is said to whoever comes back with a folio and a clave. Citizen-facing: plain, short, “tú”; never holds a clave but a new one."""

ASK_FOLIO = (
    "Para ver cómo va una denuncia que hiciste *en este chat*, mándame tu *folio*; empieza con AC. Después te pido la clave. "
    "Si la hiciste en el 089, el SAM o la Fiscalía, pregunta ahí con el número que te dieron."
)
NO_FOLIO_YET = "Eso no parece un folio. Se ve así: _AC-XXXX-XXXX-XXXX_. Cópialo tal cual, o escribe *salir*."  # fmt: skip
ASK_CLAVE = "Ahora mándame la *clave*. Bórrala del chat cuando terminemos."
NO_CLAVE_YET = (
    "Eso no parece una clave. Son 16 letras y números, en grupos de 4. Revísala, o escribe *salir*."
)
WRONG = "No encontré una denuncia con ese folio y esa clave. Revisa los dos y mándame el *folio* otra vez, o escribe *salir*."
THROTTLED = (
    "Hubo varios intentos seguidos y, por seguridad, hay que esperar unos 20 minutos. Después escríbeme tu folio otra vez. "
    "Si estás en peligro, llama al *911*."
)
LOST = (
    "Sin el folio y la clave no puedo abrirla, y nadie los puede recuperar: así se protege a quien denuncia. "
    "Tu denuncia sigue su curso. Si hace falta, escribe *denuncia* para presentar otra."
)
CLOSED_MEANWHILE = (
    "Pasó un rato y por seguridad la cerré. Mándame la *clave* otra vez, o escribe *salir*."
)
HOLDS_CLAVE = "Ese mensaje trae una clave y no lo guardé. Mándalo otra vez sin ella."
STATE = "*Denuncia {folio}*\n{state}"
ASKED = "*Te escribieron:*\n{messages}"
QUESTION = "¿Qué quieres hacer?"
ADD = "Escribe lo que quieras contestar o agregar, o manda fotos, videos o PDF. Cuando termines, *listo*; para no enviarlo, *salir*."
ADD_MORE = "Manda más, o escribe *listo* para enviarlo. Para no enviarlo, *salir*."
KEPT = "Anotado."
NOTHING_TO_SEND = "Todavía no has escrito ni mandado nada."
ADDED = "✅ Listo: lo agregué a tu denuncia, sellado."
ADDED_BUT_LOST = "Uno de los archivos ya no estaba y no se incluyó. Mándalo otra vez, por favor."
TOO_MANY_FILES = "No cupieron los archivos: una denuncia lleva 10 como máximo. No envié nada; escribe lo importante, o *salir*."
TOO_MUCH_EVIDENCE = "Mandaste muchos archivos en poco tiempo. No envié nada; intenta en una hora."
TOO_LONG = "Ese mensaje ya no cupo. Escribe *listo* para enviar lo anterior, y luego sigue."
GONE = "Esa denuncia ya no está: terminó el plazo en que se guarda."
ROTATE = "Te doy una clave nueva y la de antes deja de servir. ¿La cambio?"
ROTATED = (
    "✅ Tu clave cambió. Guárdala *ahora*: no se vuelve a mostrar, y la de antes ya no sirve.\n\n"
    "*Folio:*\n```{folio}```\n*Clave nueva:*\n```{clave}```\n\n"
    "Cuando la hayas anotado, *borra este chat*. Para volver a entrar, escríbeme tu folio."
)
NOTICES_ON = "Listo: te avisaré en este número cuando haya una novedad, sin detalles. Para eso se guarda tu contacto sellado."
NOTICES_OFF = "Listo: ya no te mandaré avisos de esta denuncia."
WITHDRAW = "¿Retiro tu denuncia? Dejará de atenderse por tu petición, y no se puede deshacer."
WITHDRAWN = "Listo: tu denuncia quedó *retirada*. Si algo cambia, puedes presentar otra: escribe *denuncia*. En peligro, el *911*."
CANNOT_WITHDRAW = "En el estado en que está, tu denuncia ya no se puede retirar."
LEFT = "Listo, la cerré. Si alguien más usa tu teléfono, borra este chat. Para volver, escríbeme tu folio."
LEFT_UNSENT = "Listo, la cerré y *no envié* lo que llevabas. Para volver, escríbeme tu folio."
KEPT_AS_IT_WAS = "Va, lo dejo como está."
DANGER_ENDS = "Cerré tu denuncia y no agregué nada. Cuando estés a salvo, escríbeme tu folio."
HELP = (
    "Aquí puedes ver en qué va, contestar, agregar datos o archivos, cambiar tu clave, pedir avisos o retirarla. "
    "Con *salir* la cierro."
)
ONE_FILE = "📎 Recibí *1 archivo*."
MANY_FILES = "📎 Recibí *{count} archivos*."
