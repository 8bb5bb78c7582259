"""The few sentences that the bridge itself says. Citizen-facing: plain, short, “tú”, WhatsApp formatting."""

# When no answer could be made, or the conversation could not be reached: the number comes first.
UNAVAILABLE = (
    "🚨 Si estás en peligro, llama al *911*.\n"
    "Ahora no puedo consultar la información. Intenta de nuevo en unos minutos, por favor."
)
NOT_RECEIVED = (
    "🚨 Si estás en peligro, llama al *911*.\n"
    "No pude recibir tu mensaje. Envíalo otra vez en unos minutos, por favor."
)
TOO_FAST = (
    "Me llegaron muchos mensajes tuyos muy seguidos y no alcanzo a contestarlos todos. "
    "Espera un minuto y escríbeme de nuevo, por favor. Si estás en peligro, llama al *911*."
)
TOO_MANY_TODAY = (
    "Hoy ya platicamos mucho 🙂 Puedo seguir contestándote mañana. "
    "Si estás en peligro, llama al *911*."
)
BUSY = (
    "Hay muchas personas escribiendo al mismo tiempo y no puedo contestarte ahora. "
    "Intenta de nuevo en unos minutos, por favor. Si estás en peligro, llama al *911*."
)
