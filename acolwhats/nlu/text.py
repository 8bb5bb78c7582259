"""Makes the Spanish that people type in WhatsApp comparable, without losing what it means.

Pure functions over text: no Rasa, no model.
"""

from __future__ import annotations

import re
import unicodedata

# Messages are cut here before anything looks at them: longer ones are pasted documents or attacks.
MAX_CHARACTERS = 1000

# Short forms of chat Spanish. Only those that have one reading.
_SHORT_FORMS = {
    "q": "que", "k": "que", "ke": "que", "qe": "que", "ki": "qui", "xq": "porque", "pq": "porque",
    "xk": "porque", "porq": "porque", "pork": "porque", "x": "por", "xfa": "por favor",
    "xfas": "por favor", "pf": "por favor", "plis": "por favor", "pls": "por favor",
    "porfa": "por favor", "porfas": "por favor", "porfis": "por favor", "porfavor": "por favor",
    "tmb": "tambien", "tb": "tambien", "tbn": "tambien", "tmbn": "tambien", "tambn": "tambien",
    "dnd": "donde", "dnde": "donde", "dond": "donde", "onde": "donde", "ond": "donde",
    "ontan": "donde estan", "onta": "donde esta", "aonde": "donde", "adonde": "donde",
    "d": "de", "dl": "del", "bn": "bien", "pa": "para", "pal": "para el", "pos": "pues", "ps": "pues",
    "toy": "estoy", "ta": "esta", "tan": "estan", "tas": "estas", "tamos": "estamos",
    "ntp": "no te preocupes", "nc": "no se", "nose": "no se", "kiero": "quiero", "qiero": "quiero",
    "kien": "quien", "qien": "quien", "kienes": "quienes", "kual": "cual", "cuanto": "cuanto",
    "qnto": "cuanto", "cto": "cuanto", "msj": "mensaje", "wasap": "whatsapp", "wats": "whatsapp",
    "whats": "whatsapp", "watsap": "whatsapp", "cel": "celular", "tel": "telefono", "num": "numero",
    "no.": "numero", "inf": "informacion", "info": "informacion", "hr": "hora", "hrs": "horas",
    "min": "minutos", "sr": "señor", "sra": "señora", "srita": "señorita", "lic": "licenciado",
    "dr": "doctor", "dra": "doctora", "av": "avenida", "ave": "avenida", "col": "colonia",
    "fracc": "fraccionamiento", "mpio": "municipio", "edomex": "estado de mexico",
    "grax": "gracias", "grx": "gracias", "grcs": "gracias", "grasias": "gracias",
    "salu2": "saludos", "mñn": "mañana", "aki": "aqui", "akí": "aqui", "ahi": "ahi",
    "ntons": "entonces", "entons": "entonces", "entonses": "entonces", "aora": "ahora",
    "ahorita": "ahora", "orita": "ahora", "ahoritita": "ahora", "horita": "ahora", "aorita": "ahora",
    "haci": "asi", "asta": "hasta", "ase": "hace", "aser": "hacer", "ago": "hago", "ai": "hay",
    "ay": "hay", "boy": "voy", "ban": "van", "bamos": "vamos", "biene": "viene", "bino": "vino",
    "benir": "venir", "ber": "ver", "aver": "a ver", "haber": "haber", "ola": "hola", "oie": "oye",
    "oigan": "oiga", "wey": "guey", "we": "guey", "nadamas": "nada mas", "osea": "o sea",
    "alado": "al lado", "enserio": "en serio", "depaso": "de paso", "aveces": "a veces",
    "serca": "cerca", "ayuntamineto": "ayuntamiento", "precidencia": "presidencia",
    "presi": "presidencia", "muni": "municipio", "poli": "policia", "polis": "policias",
}  # fmt: skip

# Emoji that people use in place of a word; the others are dropped.
_EMOJI = {
    "🔥": " fuego ", "🚒": " bomberos ", "🚑": " ambulancia ", "🚓": " policia ", "👮": " policia ",
    "🚨": " emergencia ", "🆘": " auxilio ", "🐝": " abejas ", "🐍": " serpiente ", "🐶": " perro ",
    "🐕": " perro ", "💧": " agua ", "🚰": " agua ", "🌊": " inundacion ", "💡": " luz ", "🕳": " hoyo ",
    "🗑": " basura ", "🌳": " arbol ", "🔫": " pistola ", "🔪": " cuchillo ", "🩸": " sangre ",
    "🪅": " piñata ", "👍": " si ", "👎": " no ", "✅": " si ", "🙏": " por favor ", "🤖": " robot ",
    "🏠": " casa ", "🚌": " camion ", "💩": " mierda ", "🖕": " groseria ", "👋": " hola ",
}  # fmt: skip

_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_LAUGH = re.compile(r"\b(?:j[aeij]){2,}j?\b|\b(?:ha){2,}h?\b")
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_VARIATIONS = "\ufe0e\ufe0f"
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")


def strip_accents(text: str) -> str:
    """`text` without diacritics, “ñ” included (people drop it as often as the rest)."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def clean(text: str) -> str:
    """`text` as one line of printable characters, compatibility forms folded, at most MAX_CHARACTERS.

    Case and accents stay: this is what a sentence encoder reads.
    """
    text = _KEYCAP.sub(r" \1 ", text[: 4 * MAX_CHARACTERS])
    text = unicodedata.normalize("NFKC", text)
    text = _URL.sub(" enlace ", text)
    text = _TAG.sub(" ", text)
    for emoji, meaning in _EMOJI.items():
        if emoji in text:
            text = text.replace(emoji, meaning)
    # Soft hyphens, joiners and variation selectors stand inside words: they go without leaving a gap.
    text = "".join(c for c in text if unicodedata.category(c) != "Cf" and c not in _VARIATIONS)
    kept = (c if unicodedata.category(c)[0] not in "CS" or c in "$+" else " " for c in text)
    return " ".join("".join(kept).split())[:MAX_CHARACTERS]


def expand(text: str) -> str:
    """Lower case, elongations undone (“aguaaaa”), short forms written out (“xfa”), accents kept."""
    text = clean(text).lower()
    text = _LAUGH.sub(" ", text)
    text = _REPEATED.sub(r"\1", text)

    def word(match: re.Match[str]) -> str:
        return _SHORT_FORMS.get(match[0], match[0])

    return " ".join(_WORD.sub(word, text).split())


def normalize(text: str) -> str:
    """The comparable form of `text`: expanded, no accents, only words, digits and “?”.

    >>> normalize("oiga y el PREDIAL onde se paga, ya debo 2 años!!")
    'oiga y el predial donde se paga ya debo 2 anos'
    """
    text = strip_accents(expand(text))
    return " ".join(re.findall(r"[a-z0-9]+|\?", text))
